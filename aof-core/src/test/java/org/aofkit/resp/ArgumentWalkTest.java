package org.aofkit.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.aofkit.io.MemorySource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentWalkTest {
  private static List<String> words(byte[] bytes, int windowSize) throws IOException {
    List<String> words = new ArrayList<>();
    MemorySource source = new MemorySource("test", bytes);
    try (RespScanner scanner = new RespScanner(source, windowSize);
        ArgumentWalk walk = new ArgumentWalk(source, scanner, windowSize)) {
      while (scanner.next() == RespScanner.COMMAND) {
        walk.start();
        while (walk.next()) {
          assertThat(walk.index()).isLessThan(scanner.argumentCount());
          byte[] room = new byte[(int) walk.length() + 3];
          int count = walk.read(0, room);
          assertThat(count).isEqualTo((int) walk.length());
          words.add(new String(room, 0, count, ISO_8859_1));
        }
        assertThat(walk.next()).isFalse();
      }
    }
    return words;
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 200, 1 << 16})
  void allWordsOfALongCommandAreReached(int windowSize) throws IOException {
    String[] many =
        IntStream.range(0, 100).mapToObj(i -> "w" + i + "x".repeat(i)).toArray(String[]::new);
    byte[] one = RespEncoder.command("PING");
    byte[] two = RespEncoder.command(many);
    byte[] bytes = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, bytes, one.length, two.length);

    List<String> expected = new ArrayList<>(List.of("PING"));
    expected.addAll(List.of(many));
    assertThat(words(bytes, windowSize)).isEqualTo(expected);
  }

  @Test
  void laxHeadersBehindTheKeptWordsAreReadAsTheScannerReadsThem() throws IOException {
    StringBuilder text = new StringBuilder("*18\r\n");
    for (int i = 0; i < 16; i++) {
      text.append("$1\r\nx\r\n");
    }
    text.append("$ +3 junk\r\nabc??$0002\nde\r\n");

    List<String> words = words(text.toString().getBytes(ISO_8859_1), 64);

    assertThat(words.subList(16, 18)).containsExactly("abc", "de");
  }

  @Test
  void aPartOfAWordIsReadFromAnyPlace() throws IOException {
    String long1 = "0123456789".repeat(50);
    byte[] bytes = RespEncoder.command("SET", long1, "v");
    MemorySource source = new MemorySource("test", bytes);
    try (RespScanner scanner = new RespScanner(source, 64);
        ArgumentWalk walk = new ArgumentWalk(source, scanner, 64)) {
      assertThat(scanner.next()).isEqualTo(RespScanner.COMMAND);
      walk.start();
      walk.next();
      walk.next();
      byte[] room = new byte[7];
      assertThat(walk.read(203, room)).isEqualTo(7);
      assertThat(new String(room, ISO_8859_1)).isEqualTo("3456789");
      assertThat(walk.read(495, room)).isEqualTo(5);
      assertThat(walk.read(500, room)).isZero();
    }
  }
}
