package org.aofkit.manifest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.io.FileName;
import org.aofkit.server.Server;
import org.aofkit.server.ServerWords;
import org.jspecify.annotations.Nullable;

/**
 * Reads a manifest the way a server does, and stops where it does.
 *
 * <p>Rules, measured with Redis 7.0.15, Redis 8.0.6 and Valkey 9.1.2. They agree but for two
 * things: Valkey 9 accepts {@linkplain ManifestProblem#TEXT_BEHIND_QUOTE text behind a closing
 * quote}, and it drops every byte 0xff that is not written as an escape. The versions not measured
 * are taken to do as Redis does.
 *
 * <ul>
 *   <li>A line has at most 1024 bytes, its LF included. One that begins with {@code #} is skipped
 *       before anything else is looked at; of a longer comment the rest is a line of its own.
 *   <li>Every other line must have its LF, and no NUL in front of it. Blanks, tabs, CR and LF at
 *       both ends are dropped, and something must be left.
 *   <li>The words of a line are pairs in any order, at least three; keys in any case, the last one
 *       of a kind counts.
 *   <li>A word that an escape puts a NUL into ends there: to a server it is a C string.
 * </ul>
 *
 * <p>Memory is bounded, whatever the length of the file: see {@link
 * ManifestProblem#TOO_MANY_ENTRIES}.
 */
public final class ManifestParser {
  /**
   * How much memory the entries may take, by a rough count in bytes. Servers write one line a file,
   * some 45 bytes; this is enough for about a hundred thousand.
   */
  private static final int MEMORY_LIMIT = 16 << 20;

  private static final int MEMORY_PER_ENTRY = 120;
  private static final int MEMORY_PER_PAIR = 120;

  private final ManifestLines lines;
  private final Server server;
  private final List<ManifestEntry> entries = new ArrayList<>();
  private int memory;
  private boolean hasBase;
  private long lastIncrSeq;
  private boolean unusual;
  private boolean readByCheckTools = true;

  private ManifestParser(ManifestLines lines, Server server) {
    this.lines = lines;
    this.server = server;
  }

  /** Whether these two servers read every manifest the same way. */
  public static boolean readAlike(Server one, Server other) {
    return ServerWords.splitAlike(one, other);
  }

  /** Reads a manifest that is in memory. */
  public static ManifestResult parse(byte[] manifest, Server server) {
    try {
      return new ManifestParser(new ManifestLines(manifest), server).parse();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /**
   * Reads a manifest from where the channel stands. The channel stays the caller's, and stays open.
   *
   * @throws IOException if the channel can't be read; servers stop then too
   */
  public static ManifestResult parse(ReadableByteChannel channel, Server server)
      throws IOException {
    return new ManifestParser(new ManifestLines(channel), server).parse();
  }

  private ManifestResult parse() throws IOException {
    boolean first = true;
    while (lines.next()) {
      byte[] line = lines.piece();
      if (line[0] == '#') {
        continue;
      }
      if (first) {
        readByCheckTools = lines.length() >= 4 && latin1(line, 0, 4).equals(ManifestSyntax.FILE);
        first = false;
      }
      ManifestResult.Refused refused = parseLine(line);
      if (refused != null) {
        return refused;
      }
    }
    if (lines.number() == 0) {
      return refused(
          ManifestProblem.EMPTY, 0, "expected at least one line, found a file of 0 bytes");
    }
    return new ManifestResult.Parsed(new Manifest(entries), unusual, readByCheckTools);
  }

  private ManifestResult.@Nullable Refused parseLine(byte[] line) {
    int length = lines.length();
    for (int i = 0; i < length; i++) {
      if (line[i] == 0) {
        return refused(
            ManifestProblem.NUL_IN_LINE, i, "expected an LF, found a NUL byte before it");
      }
    }
    if (line[length - 1] != '\n') {
      return length == ManifestSyntax.MAX_LINE
          ? refused(
              ManifestProblem.LINE_TOO_LONG, 0, "expected an LF within 1024 bytes, found none")
          : refused(
              ManifestProblem.LINE_CUT,
              0,
              "expected an LF, found the end of the file behind " + quoted(line, 0, length));
    }
    int start = 0;
    int end = length;
    while (end > 0 && isStripped(line[end - 1])) {
      end--;
    }
    while (start < end && isStripped(line[start])) {
      start++;
    }
    if (start == end) {
      return refused(ManifestProblem.BLANK_LINE, 0, "expected a file, found a blank line");
    }
    ServerWords.Split split = ServerWords.split(line, start, end, server);
    if (split.fault() != null) {
      return refused(
          problem(split.fault()), 0, "expected balanced quotes, found " + quoted(line, start, end));
    }
    List<String> words = split.words();
    if (words.size() < ManifestSyntax.MIN_WORDS || words.size() % 2 != 0) {
      return refused(
          ManifestProblem.NOT_PAIRS,
          0,
          "expected three pairs of words or more, found "
              + words.size()
              + (words.size() == 1 ? " word: " : " words: ")
              + quoted(line, start, end));
    }
    return takePairs(words);
  }

  private static ManifestProblem problem(ServerWords.Fault fault) {
    return switch (fault) {
      case UNBALANCED_QUOTE -> ManifestProblem.UNBALANCED_QUOTE;
      case TEXT_BEHIND_QUOTE -> ManifestProblem.TEXT_BEHIND_QUOTE;
    };
  }

  private ManifestResult.@Nullable Refused takePairs(List<String> words) {
    String name = null;
    long seq = 0;
    char type = 0;
    var extra = new ArrayList<ManifestPair>(0);
    for (int i = 0; i < words.size(); i += 2) {
      String key = cString(words.get(i));
      String value = cString(words.get(i + 1));
      if (key.equalsIgnoreCase(ManifestSyntax.FILE)) {
        if (value.indexOf('/') >= 0 || value.indexOf('\\') >= 0) {
          return refused(
              ManifestProblem.NAME_IS_A_PATH,
              0,
              "expected a file name without / and \\, found " + escaped(value));
        }
        name = value;
      } else if (key.equalsIgnoreCase(ManifestSyntax.SEQ)) {
        seq = leadingInteger(value);
      } else if (key.equalsIgnoreCase(ManifestSyntax.TYPE)) {
        type = value.isEmpty() ? 0 : value.charAt(0);
      } else {
        extra.add(new ManifestPair(words.get(i), words.get(i + 1)));
      }
    }
    if (name == null) {
      return refused(ManifestProblem.NO_NAME, 0, "expected a pair 'file NAME', found none");
    }
    if (seq == 0) {
      return refused(
          ManifestProblem.NO_SEQ,
          0,
          "expected a pair 'seq NUMBER' with a number other than 0, found none for "
              + escaped(name));
    }
    if (type == 0) {
      return refused(
          ManifestProblem.NO_TYPE,
          0,
          "expected a pair 'type b', 'type h' or 'type i', found none for " + escaped(name));
    }
    return takeEntry(name, seq, type, extra);
  }

  private ManifestResult.@Nullable Refused takeEntry(
      String name, long seq, char letter, List<ManifestPair> extra) {
    ManifestType type;
    switch (letter) {
      case 'b' -> type = ManifestType.BASE;
      case 'h' -> type = ManifestType.HISTORY;
      case 'i' -> type = ManifestType.INCR;
      default -> {
        return refused(
            ManifestProblem.UNKNOWN_TYPE,
            0,
            "expected the type b, h or i, found "
                + escaped(String.valueOf(letter))
                + " for "
                + escaped(name));
      }
    }
    if (type == ManifestType.BASE && hasBase) {
      return refused(
          ManifestProblem.SECOND_BASE, 0, "expected one base, found " + escaped(name) + " too");
    }
    if (type == ManifestType.INCR && seq <= lastIncrSeq) {
      return refused(
          ManifestProblem.SEQ_NOT_ASCENDING,
          0,
          "expected a sequence number above "
              + lastIncrSeq
              + ", found "
              + seq
              + " for "
              + escaped(name));
    }
    memory += MEMORY_PER_ENTRY + MEMORY_PER_PAIR * extra.size() + lines.length();
    if (memory > MEMORY_LIMIT) {
      return refused(
          ManifestProblem.TOO_MANY_ENTRIES,
          0,
          "expected a manifest that fits in memory, found more than "
              + entries.size()
              + " files in it");
    }
    hasBase |= type == ManifestType.BASE;
    lastIncrSeq = type == ManifestType.INCR ? seq : lastIncrSeq;
    FileName file = FileName.of(name.getBytes(StandardCharsets.ISO_8859_1));
    var entry = new ManifestEntry(file, seq, type, extra, lines.number(), lines.offset());
    entries.add(entry);
    unusual |= !isAsWritten(entry);
    return null;
  }

  private boolean isAsWritten(ManifestEntry entry) {
    var written = new ByteArrayOutputStream(lines.length());
    ManifestSyntax.appendLine(written, entry, ExtraPairs.KEEP);
    return Arrays.equals(
        written.toByteArray(), 0, written.size(), lines.piece(), 0, lines.length());
  }

  private ManifestResult.Refused refused(ManifestProblem problem, int skip, String text) {
    return new ManifestResult.Refused(
        problem,
        lines.number(),
        lines.offset() + skip,
        lines.length() - skip,
        text,
        new Manifest(entries));
  }

  /**
   * The integer that a value begins with, blanks and a sign in front of it allowed; 0 if none;
   * saturates.
   */
  private static long leadingInteger(String value) {
    int at = 0;
    while (at < value.length() && ServerWords.isSpace(value.charAt(at))) {
      at++;
    }
    boolean negative = at < value.length() && value.charAt(at) == '-';
    if (at < value.length() && (negative || value.charAt(at) == '+')) {
      at++;
    }
    long limit = negative ? Long.MIN_VALUE : -Long.MAX_VALUE;
    long number = 0;
    for (; at < value.length(); at++) {
      int digit = value.charAt(at) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      // Counted downwards, since the range is larger there.
      if (number < limit / 10 || number * 10 < limit + digit) {
        return negative ? limit : -limit;
      }
      number = number * 10 - digit;
    }
    return negative ? number : -number;
  }

  private static String cString(String word) {
    int nul = word.indexOf(0);
    return nul < 0 ? word : word.substring(0, nul);
  }

  private static boolean isStripped(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  private static String latin1(byte[] line, int start, int end) {
    return new String(line, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private static String quoted(byte[] line, int start, int end) {
    return escaped(latin1(line, start, end));
  }

  /** A text for printing: at most 100 bytes of it, escaped as names are. */
  private static String escaped(String text) {
    boolean cut = text.length() > 100;
    byte[] shown = (cut ? text.substring(0, 100) : text).getBytes(StandardCharsets.ISO_8859_1);
    return "'" + FileName.escape(shown) + (cut ? "'..." : "'");
  }
}
