package org.aofkit.fuzz.endless;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.manifest.ExtraPairs;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestParser;
import org.aofkit.manifest.ManifestProblem;
import org.aofkit.manifest.ManifestResult;
import org.aofkit.manifest.ManifestType;
import org.aofkit.manifest.ManifestWriter;
import org.aofkit.server.Server;

/**
 * What is parsed, written and parsed again lists the same; what is refused is refused at its line,
 * and the lines before it say what is told of them; nothing depends on how the bytes come.
 */
public final class ManifestTarget implements FuzzTarget {
  /** One server of each way of reading words. */
  private static final List<Server> SERVERS = List.of(Server.REDIS_7_0, Server.VALKEY_9);

  private static final long ALLOCATED = 64 << 10;

  /** Words, pairs and names are text: objects of some 60 bytes for two bytes of the file. */
  private static final long ALLOCATED_PER_BYTE = 400;

  private static final int LONGEST_LINE = 1024;

  /** A byte that needs an escape has four bytes then, and each line has keys and blanks. */
  private static final int SURELY_FITS = 200;

  /** A target. */
  public ManifestTarget() {}

  @Override
  public void accept(byte[] input) throws IOException {
    for (Server server : SERVERS) {
      Promise.allocating(
          ALLOCATED + ALLOCATED_PER_BYTE * input.length, () -> ManifestParser.parse(input, server));
      ManifestResult result = ManifestParser.parse(input, server);

      ManifestResult inPieces =
          ManifestParser.parse(Channels.newChannel(new Trickle(input)), server);
      Promise.same(inPieces, result, () -> "a few bytes at a time, " + server);
      if (result instanceof ManifestResult.Parsed parsed) {
        written(parsed, server, input);
      } else if (result instanceof ManifestResult.Refused refused) {
        refused(refused, server, input);
      }
    }
  }

  private static void written(ManifestResult.Parsed parsed, Server server, byte[] input) {
    byte[] bytes;
    try {
      bytes = ManifestWriter.write(parsed.manifest(), ExtraPairs.KEEP);
    } catch (IllegalArgumentException tooLong) {
      Promise.that(longestLine(input) > SURELY_FITS, () -> "not written: " + tooLong);
      return;
    }
    if (bytes.length == 0) {
      Promise.that(parsed.manifest().entries().isEmpty(), () -> "nothing was written");
      return;
    }
    ManifestResult again = ManifestParser.parse(bytes, server);
    if (!(again instanceof ManifestResult.Parsed reread)) {
      throw new AssertionError("what was written is refused: " + again);
    }
    for (ManifestType type : ManifestType.values()) {
      Promise.same(
          plain(reread.manifest(), type), plain(parsed.manifest(), type), () -> "written " + type);
    }
    byte[] twice = ManifestWriter.write(reread.manifest(), ExtraPairs.KEEP);
    Promise.that(Arrays.equals(twice, bytes), () -> "written twice is something else");
    Promise.that(!reread.unusual(), () -> "what was written is unusual");
    Promise.that(reread.readByCheckTools(), () -> "check tools do not know what was written");
  }

  private static void refused(ManifestResult.Refused refused, Server server, byte[] input) {
    long end = refused.offset() + refused.length();
    Promise.that(
        refused.offset() >= 0 && refused.length() >= 0 && end <= input.length,
        () -> "outside of the manifest: " + refused);
    Promise.that(refused.text().chars().allMatch(c -> c >= ' ' && c < 127), refused::text);
    long line = refused.offset();
    if (refused.problem() == ManifestProblem.NUL_IN_LINE) {
      while (line > 0 && input[(int) line - 1] != '\n' && refused.offset() - line < LONGEST_LINE) {
        line--;
      }
    }
    if (line > 0) {
      ManifestResult before = ManifestParser.parse(Arrays.copyOf(input, (int) line), server);
      boolean isSame =
          before instanceof ManifestResult.Parsed parsed
              && parsed.manifest().equals(refused.before());
      // A comment of more than 1024 bytes is several lines, whose ends can't be seen from behind.
      Promise.that(
          isSame || longestLine(input) >= LONGEST_LINE,
          () -> "before " + refused + " expected " + refused.before() + ", found " + before);
    }
  }

  /** The entries of a type, without where they stood. */
  private static List<ManifestEntry> plain(Manifest manifest, ManifestType type) {
    List<ManifestEntry> plain = new ArrayList<>();
    for (ManifestEntry entry : manifest.entries()) {
      if (entry.type() == type) {
        plain.add(new ManifestEntry(entry.name(), entry.seq(), type, entry.extra(), 0, 0));
      }
    }
    return plain;
  }

  private static int longestLine(byte[] input) {
    int longest = 0;
    int length = 0;
    for (byte b : input) {
      length = b == '\n' ? 0 : length + 1;
      longest = Math.max(longest, length);
    }
    return longest;
  }

  /** Gives one byte, then two, then three, then one. */
  private static final class Trickle extends InputStream {
    private final ByteArrayInputStream bytes;
    private int most;

    Trickle(byte[] content) {
      bytes = new ByteArrayInputStream(content);
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      most = most % 3 + 1;
      return bytes.read(target, offset, Math.min(most, length));
    }
  }
}
