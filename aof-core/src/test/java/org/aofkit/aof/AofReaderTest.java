package org.aofkit.aof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.aofkit.command.CommandTable;
import org.aofkit.io.FileShrankException;
import org.aofkit.io.IoMode;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKey;
import org.aofkit.resp.RespEncoder;
import org.aofkit.resp.RespScanner;
import org.aofkit.testing.Testdata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AofReaderTest {
  private static final AofSetLocator.Settings SETTINGS =
      new AofSetLocator.Settings(true, null, "appendonlydir", "dump.rdb");

  private static final int SHRINKING_ROUNDS = 16;
  private static final int LOOPED = 20_000;
  private static final int FEW = 30;

  @TempDir Path directory;

  private void file(String name, String... commands) throws IOException {
    StringBuilder bytes = new StringBuilder();
    for (String command : commands) {
      bytes.append(
          command.startsWith("#")
              ? command + "\r\n"
              : new String(RespEncoder.command(command.split(" ")), StandardCharsets.ISO_8859_1));
    }
    Files.writeString(directory.resolve(name), bytes, StandardCharsets.ISO_8859_1);
  }

  private void manifest(String... lines) throws IOException {
    Files.writeString(directory.resolve("a.aof.manifest"), String.join("\n", lines) + "\n");
  }

  private static List<String> read(Path path, IoMode mode) throws IOException {
    List<String> lines = new ArrayList<>();
    try (AofReader reader = AofReader.open(AofSetLocator.locate(path, SETTINGS), mode)) {
      while (reader.next()) {
        StringBuilder words = new StringBuilder(reader.file().type().id());
        words.append(" db").append(reader.database());
        words.append(reader.inTransaction() ? " tx" : "");
        reader.timestamp().ifPresent(time -> words.append(" @").append(time));
        for (int i = 0; i < reader.argumentCount(); i++) {
          words.append(' ').append(reader.argument(i).toString(StandardCharsets.ISO_8859_1));
        }
        lines.add(words.toString());
      }
      assertThat(reader.stop()).isNull();
    }
    return lines;
  }

  @ParameterizedTest
  @EnumSource(IoMode.class)
  void commandsComeInLoadOrderWithDatabaseTransactionAndTime(IoMode mode) throws IOException {
    manifest("file a.aof.2.incr.aof seq 2 type i", "file a.aof.1.base.aof seq 1 type b");
    file("a.aof.1.base.aof", "SELECT 7", "SET a 1");
    file(
        "a.aof.2.incr.aof",
        "SET b 2",
        "#TS:1700000000",
        "MULTI",
        "SELECT 3",
        "SET c 3",
        "EXEC",
        "SET d 4");

    assertThat(read(directory, mode))
        .containsExactly(
            "base db0 SELECT 7",
            "base db7 SET a 1",
            "incr db0 SET b 2",
            "incr db0 tx @1700000000 MULTI",
            "incr db3 tx @1700000000 SELECT 3",
            "incr db3 tx @1700000000 SET c 3",
            "incr db3 tx @1700000000 EXEC",
            "incr db3 @1700000000 SET d 4");
  }

  @Test
  void anImageInFrontIsSteppedOver() throws IOException {
    Path real = Testdata.path("aof/redis-7.0.15/multi-exec");
    try (AofReader reader = AofReader.open(AofSetLocator.locate(real, SETTINGS), IoMode.MAP)) {
      long commands = 0;
      while (reader.next()) {
        commands++;
        assertThat(reader.command()).isNotNegative();
        assertThat(CommandTable.standard().spec(reader.command()).name()).isNotEmpty();
      }
      assertThat(commands).isPositive();
      assertThat(reader.stop()).isNull();
    }
  }

  @Test
  void readingEndsAtTheFirstThingThatIsNoCommand() throws IOException {
    manifest("file a.aof.1.incr.aof seq 1 type i");
    file("a.aof.1.incr.aof", "SET a 1");
    Path incr = directory.resolve("a.aof.1.incr.aof");
    long end = Files.size(incr);
    Files.writeString(incr, "\0\0\0", java.nio.file.StandardOpenOption.APPEND);

    try (AofReader reader =
        AofReader.open(AofSetLocator.locate(directory, SETTINGS), IoMode.READ)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.offset()).isZero();
      assertThat(reader.end()).isEqualTo(end);
      assertThat(reader.next()).isFalse();
      assertThat(reader.stop()).isNotNull();
      assertThat(reader.stop().how()).isEqualTo(RespScanner.MALFORMED);
      assertThat(reader.stop().offset()).isEqualTo(end);
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void aListedFileThatIsMissingIsAnError() throws IOException {
    manifest("file a.aof.1.incr.aof seq 1 type i");
    try (AofReader reader = AofReader.open(AofSetLocator.locate(directory, SETTINGS), IoMode.MAP)) {
      assertThatThrownBy(reader::next).isInstanceOf(NoSuchFileException.class);
    }
  }

  private AofSet set() throws IOException {
    return AofSetLocator.locate(directory, SETTINGS);
  }

  private static ReadOptions options(OptionalLong from, ImageListener images, boolean cancelled) {
    return new ReadOptions(IoMode.READ, 16, 1 << 16, from, images, () -> cancelled);
  }

  @Test
  void readingMayBeginBehindADamage() throws IOException {
    manifest("file a.aof.1.incr.aof seq 1 type i", "file a.aof.2.incr.aof seq 2 type i");
    file("a.aof.1.incr.aof", "SELECT 3", "SET a 1", "SET b 2", "SELECT 4", "SET c 3");
    file("a.aof.2.incr.aof", "SET d 4");
    long from =
        RespEncoder.command("SELECT", "3").length + RespEncoder.command("SET", "a", "1").length;

    List<String> read = new ArrayList<>();
    try (AofReader reader =
        AofReader.open(set().log(), options(OptionalLong.of(from), ImageListener.NOBODY, false))) {
      while (reader.next()) {
        read.add(
            (reader.isDatabaseKnown() ? "db" + reader.database() : "?") + " " + reader.offset());
      }
    }

    long select = from + RespEncoder.command("SET", "b", "2").length;
    long behind = select + RespEncoder.command("SELECT", "4").length;
    assertThat(read).containsExactly("? " + from, "db0 " + select, "db4 " + behind, "db0 0");
  }

  @Test
  void theBeginningOfATransactionIsTold() throws IOException {
    manifest("file a.aof.1.incr.aof seq 1 type i");
    file("a.aof.1.incr.aof", "SET a 1", "MULTI", "MULTI", "SET b 2", "EXEC", "SET c 3", "MULTI");
    List<Long> starts = new ArrayList<>();
    boolean open = false;
    try (AofReader reader = AofReader.open(set(), IoMode.MAP)) {
      while (reader.next()) {
        starts.add(reader.transactionStart());
        open = reader.isTransactionOpen();
      }
    }
    long multi = RespEncoder.command("SET", "a", "1").length;
    assertThat(starts.subList(0, 6)).containsExactly(-1L, multi, multi, multi, multi, -1L);
    assertThat(starts.get(6)).isGreaterThan(multi);
    assertThat(open).isTrue();
  }

  @Test
  void aDatabaseBeyondThoseOfTheServerIsNotSelected() throws IOException {
    manifest("file a.aof.1.incr.aof seq 1 type i");
    file("a.aof.1.incr.aof", "SELECT 16", "SET a 1");
    try (AofReader reader =
        AofReader.open(set().log(), options(OptionalLong.empty(), ImageListener.NOBODY, false))) {
      reader.next();
      reader.next();
      assertThat(reader.database()).isZero();
    }
  }

  @Test
  void imagesAndTheirKeysAreTold() throws IOException {
    AofSet real = AofSetLocator.locate(Testdata.path("aof/redis-7.0.15/rewritten"), SETTINGS);
    List<String> told = new ArrayList<>();
    ImageListener listener =
        new ImageListener() {
          @Override
          public boolean wantsKeys() {
            return true;
          }

          @Override
          public void key(SetFile file, RdbKey key) {
            told.add("key");
          }

          @Override
          public void image(SetFile file, RdbImage image) {
            assertThat(told).hasSize((int) image.keys());
            told.add(file.type().id());
          }
        };
    try (AofReader reader =
        AofReader.open(real.log(), options(OptionalLong.empty(), listener, false))) {
      while (reader.next()) {
        assertThat(told).endsWith("base");
      }
    }
    assertThat(told).contains("key").endsWith("base");
  }

  @Test
  void aReaderEndsWhenItIsCancelled() throws IOException {
    manifest("file a.aof.1.incr.aof seq 1 type i");
    file("a.aof.1.incr.aof", "SET a 1");
    try (AofReader reader =
        AofReader.open(set().log(), options(OptionalLong.empty(), ImageListener.NOBODY, true))) {
      assertThatThrownBy(reader::next).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void aDumpEndsWithItsImage() throws IOException {
    byte[] dump = Files.readAllBytes(Testdata.path("rdb/redis-7.0.15/one-of-each.rdb"));
    Path file = directory.resolve("dump.rdb");
    Files.write(file, dump);
    Files.writeString(file, "what follows", java.nio.file.StandardOpenOption.APPEND);
    try (AofReader reader = AofReader.open(AofSetLocator.locate(file, SETTINGS), IoMode.MAP)) {
      assertThat(reader.next()).isFalse();
      assertThat(reader.stop()).isNull();
      assertThat(reader.image()).isNotNull();
    }
  }

  @Test
  void aCutAnnotationIsOnlyTheEndOfItsFile() throws IOException {
    manifest("file a.aof.1.incr.aof seq 1 type i", "file a.aof.2.incr.aof seq 2 type i");
    Files.writeString(directory.resolve("a.aof.1.incr.aof"), "#TS:17");
    file("a.aof.2.incr.aof", "SET a 1");
    Files.writeString(
        directory.resolve("a.aof.2.incr.aof"), "#TS:17", java.nio.file.StandardOpenOption.APPEND);
    try (AofReader reader = AofReader.open(set(), IoMode.MAP)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.timestamp()).isEmpty();
      assertThat(reader.next()).isFalse();
      assertThat(reader.stop().how()).isEqualTo(RespScanner.CUT_ANNOTATION);
    }
  }

  @Test
  void resetSelectsTheFirstDatabaseOutsideOfTransactions() throws IOException {
    manifest("file a.aof.1.incr.aof seq 1 type i");
    file(
        "a.aof.1.incr.aof",
        "SELECT 3",
        "RESET",
        "SET a 1",
        "SELECT 4",
        "MULTI",
        "RESET",
        "SET b 1");
    assertThat(read(directory, IoMode.READ).stream().map(line -> line.split(" ")[1]))
        .containsExactly("db0", "db3", "db0", "db0", "db4", "db4", "db4");
  }

  /** Once interpreted, then compiled: up to Java 21 a fault of a mapping came out in any code. */
  @ParameterizedTest
  @EnumSource
  void aFileThatShrinksUnderALoopOverItsCommandsIsAnIoException(IoMode mode) throws IOException {
    byte[] content = RespEncoder.command("SET", "key", "v".repeat(100));
    Path file = directory.resolve("appendonly.aof");
    for (int round = 0; round < SHRINKING_ROUNDS; round++) {
      try (OutputStream out = Files.newOutputStream(file)) {
        for (int i = 0; i < LOOPED; i++) {
          out.write(content);
        }
      }
      try (AofReader reader = AofReader.open(AofSetLocator.locate(file, SETTINGS), mode)) {
        assertThat(looped(reader, FEW)).isPositive();
        if (round % 2 == 0) {
          assertThat(looped(reader, LOOPED)).isPositive();
        } else {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(4096);
          }
          assertThatExceptionOfType(FileShrankException.class)
              .isThrownBy(() -> looped(reader, LOOPED));
        }
      }
    }
  }

  /** What somebody may do with commands, with code of their own in between. */
  private static long looped(AofReader reader, int most) throws IOException {
    Map<Integer, Integer> counts = new HashMap<>();
    int read = 0;
    while (read < most && reader.next()) {
      counts.merge(reader.command(), reader.argumentCount(), Integer::sum);
      read++;
    }
    return counts.values().stream().mapToInt(count -> count).sum();
  }
}
