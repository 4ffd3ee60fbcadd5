package org.aofkit.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.aofkit.io.MemorySource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownHeadsTest {
  private static final String[] NAMES = {
    "A",
    "SET",
    "set",
    "HSET",
    "LPUSHX",
    "ZADDXXX",
    "PEXPIREA",
    "PEXPIREAT",
    "XEXPIREAT",
    "PEXPIREAX"
  };

  private static RespScanner over(String content, int windowSize) {
    return new RespScanner(new MemorySource("test", content.getBytes(ISO_8859_1)), windowSize);
  }

  private static String command(String name, String... values) {
    StringBuilder text = new StringBuilder();
    text.append('*').append(1 + values.length).append("\r\n");
    text.append('$').append(name.length()).append("\r\n").append(name).append("\r\n");
    for (String value : values) {
      text.append('$').append(value.length()).append("\r\n").append(value).append("\r\n");
    }
    return text.toString();
  }

  @Test
  void onlyTheVeryHeadIsKnown() throws IOException {
    for (String learnt : NAMES) {
      for (String other : NAMES) {
        String log = command(learnt, "k") + command("END", "x".repeat(99));
        assertThat(passes(log, other)).isEqualTo(learnt.equals(other));
      }
    }
  }

  private static KnownHeads headsWith(String log) {
    byte[] bytes = log.getBytes(ISO_8859_1);
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    KnownHeads heads = new KnownHeads();
    heads.add(buffer.put(bytes), 0);
    return heads;
  }

  private static boolean passes(String log, String other) throws IOException {
    KnownHeads heads = headsWith(log);
    String lead = command("LEAD");
    try (RespScanner scanner = over(lead + lead + command(other, "k") + "*".repeat(64), 1 << 16)) {
      scanner.next();
      scanner.next();
      return scanner.nextKnown(heads);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 100, 1 << 10, 1 << 16})
  void framesAreTheSameWhetherPassedOverOrNot(int windowSize) throws IOException {
    Random random = new Random(windowSize);
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      String name = NAMES[random.nextInt(NAMES.length)];
      String[] values = new String[random.nextInt(12)];
      for (int n = 0; n < values.length; n++) {
        values[n] = "*1\r\n$1\r\n".repeat(20).substring(0, random.nextInt(160));
      }
      log.append(command(name, values));
      if (random.nextInt(20) == 0) {
        log.append("#TS:1\r\n");
      }
      if (random.nextInt(50) == 0) {
        log.setCharAt(log.length() - 1, 'x');
      }
    }
    log.setLength(log.length() - 1);
    List<Long> plain = new ArrayList<>();
    List<Long> known = new ArrayList<>();
    int end = walk(log.toString(), windowSize, null, plain);
    assertThat(walk(log.toString(), windowSize, new KnownHeads(), known)).isEqualTo(end);
    assertThat(known).isEqualTo(plain);
  }

  /** Collects where commands begin and end; what the scan ended with. */
  private static int walk(String log, int windowSize, @Nullable KnownHeads heads, List<Long> to)
      throws IOException {
    try (RespScanner scanner = over(log, windowSize)) {
      while (true) {
        if (heads == null || !scanner.nextKnown(heads)) {
          int frame = scanner.next();
          if (frame != RespScanner.COMMAND && frame != RespScanner.ANNOTATION) {
            return frame;
          }
          if (heads != null && frame == RespScanner.COMMAND) {
            scanner.addTo(heads);
          }
        } else {
          assertThat(scanner.argumentCount()).isZero();
          assertThat(scanner.quirks()).isZero();
        }
        to.add(scanner.frameStart());
        to.add(scanner.frameEnd());
      }
    }
  }
}
