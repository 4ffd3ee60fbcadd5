package org.aofkit.fuzz.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of some hundred bytes that claim to hold gigabytes cost what they are, not what they say.
 */
class HostileClaimsTest {
  private static final long FOUR_GIB = 1L << 32;
  private static final long ALLOWED = 2 << 20;
  private static final long ALLOWED_BY_A_CHECK = 16 << 20;
  private static final int RAW_TYPES = 26;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void aStringOfAnyClaimedLengthIsAFinding() throws IOException {
    for (long claim : new long[] {1000, 600_000, FOUR_GIB, 1L << 40, Long.MAX_VALUE, -2, -1}) {
      for (int type = 0; type < RAW_TYPES; type++) {
        assertCheapAndBad(record(type, RdbNumbers.longest(claim), "abc"));
        assertCheapAndBad(record(type, RdbNumbers.shortest(1), RdbNumbers.longest(claim), "abc"));
      }
    }
  }

  @Test
  void aCompressedStringOfAnyClaimedLengthIsAFinding() throws IOException {
    byte[] mark = {(byte) 0xC3};
    byte[] lzf = {2, 'a', 'b', 'c', (byte) 0xE0, (byte) 0xFF, 0};
    for (long claim : new long[] {1000, 600_000, FOUR_GIB, 1L << 40, Long.MAX_VALUE, -2, -1}) {
      for (int type = 0; type < RAW_TYPES; type++) {
        byte[] honest = RdbNumbers.shortest(lzf.length);
        assertCheapAndBad(record(type, mark, honest, RdbNumbers.longest(claim), lzf));
        assertCheapAndBad(
            record(type, new byte[] {1}, mark, honest, RdbNumbers.longest(claim), lzf));
        assertCheapAndBad(
            record(type, mark, RdbNumbers.longest(claim), RdbNumbers.longest(claim), lzf));
      }
    }
  }

  @Test
  void aContainerOfAnyClaimedSizeIsAFinding() throws IOException {
    for (int type : new int[] {9, 10, 11, 12, 13, 16, 17, 20, 23}) {
      for (int fill : new int[] {0x00, 0x7F, 0x80, 0xF0, 0xFF}) {
        byte[] content = new byte[100];
        Arrays.fill(content, (byte) fill);
        assertCheapAndBad(record(type, RdbNumbers.shortest(100), content));
      }
    }
  }

  @Test
  void aDatabaseOfAnyClaimedNumberIsAFinding(@TempDir Path folder) throws IOException {
    for (long claim : new long[] {1 << 20, Integer.MAX_VALUE, 1L << 31, FOUR_GIB, -1}) {
      Path file = folder.resolve("dump.rdb");
      var out = new ByteArrayOutputStream();
      out.writeBytes("REDIS0010".getBytes(StandardCharsets.US_ASCII));
      out.write(0xFE);
      out.writeBytes(RdbNumbers.longest(claim));
      out.writeBytes(new byte[] {0, 1, 'k', 1, 'v', (byte) 0xFF, 0, 0, 0, 0, 0, 0, 0, 0});
      Files.write(file, out.toByteArray());
      CheckOptions options = CheckOptions.defaults();
      Checker.check(file, options);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      Report report = Checker.check(file, options);
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertThat(report.verdict()).as("%d", claim).isEqualTo(Verdict.CORRUPT);
      assertThat(allocated).as("%d", claim).isLessThan(ALLOWED_BY_A_CHECK);
    }
  }

  private static void assertCheapAndBad(byte[] file) throws IOException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    RdbImage image =
        RdbReader.read(
            new MemorySource("claim", file),
            0,
            new RdbOptions(4096, false),
            RdbDepth.DEEP,
            new ConsumingHandler());
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(image.isWhole() && image.damageCount() == 0 && image.acceptedSanitized() != 0)
        .as("%s: %s", HexFormat.of().formatHex(file), image)
        .isFalse();
    assertThat(allocated).as(HexFormat.of().formatHex(file)).isLessThan(ALLOWED);
  }

  /** A file with one key of this type, whose value begins so. */
  private static byte[] record(int type, Object... parts) {
    var out = new ByteArrayOutputStream();
    out.writeBytes("REDIS0012".getBytes(StandardCharsets.US_ASCII));
    out.write(type);
    out.write(1);
    out.write('k');
    for (Object part : parts) {
      out.writeBytes(
          part instanceof byte[] bytes
              ? bytes
              : ((String) part).getBytes(StandardCharsets.US_ASCII));
    }
    out.write(0xFF);
    out.writeBytes(new byte[8]);
    return out.toByteArray();
  }
}
