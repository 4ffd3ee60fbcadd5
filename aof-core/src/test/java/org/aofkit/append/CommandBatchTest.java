package org.aofkit.append;

import static java.nio.file.StandardOpenOption.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandBatchTest {
  @TempDir Path dir;

  @Test
  void longArgumentsAreWrittenFromWhereTheyAre() {
    ByteBuffer big = ByteBuffer.allocate(CommandBatch.LONGEST_COPIED + 1);
    var batch = new CommandBatch().add(0, ascii("SET"), ascii("k"), big).add(2, "PING");
    String text = text(batch);
    assertThat(text)
        .startsWith("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4097\r\n\0")
        .endsWith("\0\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n2\r\n*1\r\n$4\r\nPING\r\n");
    assertThat(batch.size()).isEqualTo(text.length());
    assertThat(big.position()).isZero();
  }

  @Test
  void aCommandThatCannotBeAddedLeavesNothingOfItself() {
    var batch = new CommandBatch().add(0, "SET", "a", "1");
    String before = text(batch);
    ByteBuffer big = ByteBuffer.allocate(CommandBatch.LONGEST_COPIED + 1);
    assertThatThrownBy(() -> batch.add(1, ascii("SET"), big, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> batch.add(1, new ByteBuffer[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> batch.add(-1, "PING")).isInstanceOf(IllegalArgumentException.class);
    assertThat(text(batch)).isEqualTo(before);
    assertThat(batch.commands()).isEqualTo(1);
    assertThat(text(batch.add(0, "PING"))).isEqualTo(before + "*1\r\n$4\r\nPING\r\n");
  }

  @Test
  void whatTheBatchWritesItselfIsNotTheCallers() {
    var batch = new CommandBatch().add(0, "SET", "a", "1");
    String before = text(batch);
    for (String name : new String[] {"SELECT", "select", "Multi", "EXEC", "discard", "Reset", ""}) {
      assertThatThrownBy(() -> batch.add(5, name, "1"))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(text(batch)).isEqualTo(before);
    assertThat(batch.highestDatabase()).isZero();
  }

  @Test
  void aTransactionWithoutACommandLeavesNothing() {
    var batch = new CommandBatch().multi(3).exec();
    assertThat(batch.commands()).isZero();
    assertThat(batch.size()).isZero();
    batch.add(0, "PING").multi(7).exec().add(0, "PING");
    assertThat(text(batch)).isEqualTo("*1\r\n$4\r\nPING\r\n".repeat(2));
    assertThat(batch.highestDatabase()).isZero();
    assertThat(batch.firstDatabase()).isZero();
  }

  @Test
  void smallBatchesTakeNoMemoryOutsideOfTheHeap() {
    long before = memoryOutside();
    List<CommandBatch> batches = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      batches.add(new CommandBatch().add(0, "SET", "key:" + i, "x".repeat(5 * i)));
    }
    assertThat(memoryOutside() - before).isLessThan(1 << 20);
    assertThat(batches).allMatch(batch -> text(batch).endsWith("\r\n"));
  }

  private static long memoryOutside() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @Test
  void anArgumentThatIsLongerThanServersTakeIsRefused() throws Exception {
    Path file = dir.resolve("large");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer large =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, CommandBatch.LONGEST_ARGUMENT + 1L);
      var batch = new CommandBatch().add(0, "PING");
      assertThatThrownBy(() -> batch.add(3, ascii("SET"), ascii("k"), large))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("an argument of 536870913 bytes; servers take 536870912");
      assertThat(text(batch)).isEqualTo("*1\r\n$4\r\nPING\r\n");
      batch.add(0, ascii("SET"), ascii("k"), large.limit(CommandBatch.LONGEST_ARGUMENT));
      assertThat(batch.size()).isEqualTo(14L + 4 + 9 + 7 + 12 + (512 << 20) + 2);
    }
  }

  @Test
  void aBatchHasRoomForAnyNumberOfSmallWords() {
    var batch = new CommandBatch();
    var expected = new StringBuilder("*2\r\n$6\r\nSELECT\r\n$1\r\n1\r\n");
    for (int i = 1; i < 3000; i++) {
      String word = Integer.toString(i).repeat(i % 50);
      batch.add(1, "ECHO", word);
      expected.append("*2\r\n$4\r\nECHO\r\n$").append(word.length());
      expected.append("\r\n").append(word).append("\r\n");
    }
    assertThat(batch.commands()).isEqualTo(2999);
    assertThat(text(batch))
        .isEqualTo(expected.substring(batch.size() < expected.length() ? 23 : 0));
  }

  @Test
  void transactionsDoNotNestAndEndWhereTheyBegan() {
    var batch = new CommandBatch().multi(0);
    assertThatThrownBy(() -> batch.multi(0)).isInstanceOf(IllegalStateException.class);
    batch.add(0, "PING").exec();
    assertThatThrownBy(batch::exec).isInstanceOf(IllegalStateException.class);
  }

  private static String text(CommandBatch batch) {
    var text = new StringBuilder();
    for (ByteBuffer part : batch.behind(ByteBuffer.allocate(0))) {
      text.append(StandardCharsets.ISO_8859_1.decode(part));
    }
    return text.toString();
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
