package org.aofkit.manifest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * How a line of a manifest is written.
 *
 * <pre>
 *   file appendonly.aof.1.base.rdb seq 1 type b LF
 *   file "tab\tq\"uote\x01.aof.1.incr.aof" seq 1 type i startoffset 0 LF
 * </pre>
 */
final class ManifestSyntax {
  /** The longest line that servers read, in bytes, the LF included. */
  static final int MAX_LINE = 1024;

  /** The fewest words in a line: three pairs. */
  static final int MIN_WORDS = 6;

  static final String FILE = "file";
  static final String SEQ = "seq";
  static final String TYPE = "type";

  private static final String HEX = "0123456789abcdef";

  private ManifestSyntax() {}

  /** Appends the line of an entry, with those of its other pairs that are to be kept. */
  static void appendLine(ByteArrayOutputStream out, ManifestEntry entry, ExtraPairs keep) {
    appendText(out, "file ");
    appendWord(out, entry.name().toBytes());
    appendText(out, " seq ");
    appendText(out, Long.toString(entry.seq()));
    appendText(out, " type ");
    out.write(entry.type().letter());
    for (ManifestPair pair : entry.extra()) {
      if (keep.keeps(pair)) {
        out.write(' ');
        appendWord(out, latin1(pair.key()));
        out.write(' ');
        appendWord(out, latin1(pair.value()));
      }
    }
    out.write('\n');
  }

  /** Whether a name must stand in quotes to be read back as it is. */
  private static boolean needsQuotes(byte[] word) {
    for (byte b : word) {
      // Servers write an apostrophe bare and then can't read their own manifest (Redis 7.0.15,
      // 8.0.6 and Valkey 9.1.2
      // with appendfilename "it's.aof" do not come up a second time), so it is the one byte where
      // we write otherwise.
      if (b <= ' ' || b == 0x7f || b == '"' || b == '\\' || b == '\'') {
        return true;
      }
    }
    return word.length == 0;
  }

  private static void appendWord(ByteArrayOutputStream out, byte[] word) {
    if (!needsQuotes(word)) {
      out.writeBytes(word);
      return;
    }
    out.write('"');
    for (byte b : word) {
      appendEscaped(out, b);
    }
    out.write('"');
  }

  private static void appendEscaped(ByteArrayOutputStream out, byte b) {
    switch (b) {
      case '"', '\\' -> appendBackslash(out, b);
      case '\n' -> appendBackslash(out, 'n');
      case '\r' -> appendBackslash(out, 'r');
      case '\t' -> appendBackslash(out, 't');
      case 7 -> appendBackslash(out, 'a');
      case '\b' -> appendBackslash(out, 'b');
      default -> {
        if (b >= ' ' && b < 0x7f) {
          out.write(b);
        } else {
          appendBackslash(out, 'x');
          out.write(HEX.charAt((b >> 4) & 15));
          out.write(HEX.charAt(b & 15));
        }
      }
    }
  }

  private static void appendBackslash(ByteArrayOutputStream out, int b) {
    out.write('\\');
    out.write(b);
  }

  private static void appendText(ByteArrayOutputStream out, String ascii) {
    out.writeBytes(latin1(ascii));
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
