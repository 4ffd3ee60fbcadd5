package org.aofkit.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Verdict;
import org.aofkit.commit.LockedException;
import org.aofkit.rdb.write.CannotExpressException;
import org.aofkit.rdb.write.Elements;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.StreamData;
import org.aofkit.rdb.write.StreamId;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AofDirectoryWriterTest {
  private static final byte[] KEY = bytes("key");
  private static final RdbValue VALUE = RdbValue.string(bytes("value"));

  @TempDir Path dir;

  @Test
  void aSecondOneAtWorkIsRefusedAndDisturbsNothing() throws Exception {
    try (AofDirectoryWriter base = AofDirectoryWriter.create(dir, Server.REDIS_8_0)) {
      assertThatThrownBy(() -> AofDirectoryWriter.create(dir, Server.REDIS_8_0))
          .isInstanceOf(LockedException.class);
      base.put(0, KEY, VALUE, KeyHead.NONE).finish();
    }
    requireOneKey();
    assertThatThrownBy(() -> AofDirectoryWriter.create(dir, Server.REDIS_8_0))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(dir).isDirectoryNotContaining("glob:**/{.aof-fsck,temp-*}");
  }

  @Test
  void aValueThatIsRefusedBeforeItsFirstByteIsLeftOut() throws Exception {
    RdbValue expiring =
        new RdbValue.HashValue(
            sink -> {
              sink.field(4_000_000_000_000L).bytes(bytes("f"));
              sink.value().bytes(bytes("v"));
            });
    try (AofDirectoryWriter base = AofDirectoryWriter.create(dir, Server.REDIS_7_0)) {
      assertThatThrownBy(() -> base.put(0, bytes("h"), expiring, KeyHead.NONE))
          .isInstanceOf(CannotExpressException.class);
      assertThatThrownBy(() -> base.put(0, bytes("l"), RdbValue.list(List.of()), KeyHead.NONE))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> base.put(16, KEY, VALUE, KeyHead.NONE))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> base.put(-1, KEY, VALUE, KeyHead.NONE))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> base.put(0, KEY, VALUE, -2))
          .isInstanceOf(IllegalArgumentException.class);
      base.put(0, KEY, VALUE, KeyHead.NONE).finish();
      assertThatThrownBy(() -> base.put(0, bytes("late"), VALUE, KeyHead.NONE))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(base::finish).isInstanceOf(IllegalStateException.class);
    }
    requireOneKey();
  }

  @Test
  void aStreamWhoseConsumersTheServerHasNoPlaceForIsRefusedBeforeItsFirstByte() throws Exception {
    RdbValue stream = new RdbValue.StreamValue(new SeenAndActive());
    try (AofDirectoryWriter base = AofDirectoryWriter.create(dir, Server.REDIS_7_0)) {
      assertThatThrownBy(() -> base.put(0, bytes("s"), stream, KeyHead.NONE))
          .isInstanceOf(CannotExpressException.class);
      base.put(0, KEY, VALUE, KeyHead.NONE).finish();
    }
    requireOneKey();
  }

  /** A stream with a consumer that was seen later than it got an entry. */
  private static final class SeenAndActive implements StreamData {
    @Override
    public Head head() {
      return new Head(StreamId.ZERO, StreamId.ZERO, 0, 1);
    }

    @Override
    public void tellEntries(EntrySink sink) {
      // There are none.
    }

    @Override
    public void tellGroups(GroupSink sink) throws IOException {
      sink.group(bytes("g"), StreamId.ZERO, 0, 0);
      sink.consumers(1);
      sink.consumer(bytes("c"), 2000, 1000, 0);
    }
  }

  @Test
  void aKeyThatIsThereInPartIsNeverFinished() throws Exception {
    Elements changing =
        new Elements() {
          private int asked;

          @Override
          public void tellTo(org.aofkit.rdb.write.StringSink sink) throws IOException {
            if (asked++ > 0) {
              throw new IOException("the store is gone");
            }
            for (int i = 0; i < 300; i++) {
              sink.bytes(bytes(i + "x".repeat(100)));
            }
          }
        };
    try (AofDirectoryWriter base = AofDirectoryWriter.create(dir, Server.REDIS_7_0)) {
      assertThatThrownBy(() -> base.put(0, KEY, new RdbValue.ListValue(changing), KeyHead.NONE))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> base.put(0, KEY, VALUE, KeyHead.NONE))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(base::finish).isInstanceOf(IllegalStateException.class);
    }
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void aDirectoryThatIsNotThereOrHasOneAlreadyIsLeftAlone() throws Exception {
    assertThatThrownBy(() -> AofDirectoryWriter.create(dir.resolve("none"), Server.VALKEY_9))
        .isInstanceOf(NoSuchFileException.class);
    AofDirectoryWriter base = AofDirectoryWriter.create(dir, Server.VALKEY_9, 99);
    base.put(98, KEY, VALUE, KeyHead.NONE);
    Files.createDirectory(dir.resolve("appendonlydir"));
    assertThatThrownBy(base::finish).isInstanceOf(FileAlreadyExistsException.class);
    base.close();
    base.close();
    assertThat(dir.resolve("appendonlydir")).isEmptyDirectory();
    assertThat(dir.resolve("temp-appendonlydir")).doesNotExist();
  }

  @Test
  void whatIsNotOursWhereItIsWrittenIsNamedAndStays() throws Exception {
    Path temporary = Files.createDirectory(dir.resolve("temp-appendonlydir"));
    Path ours = Files.writeString(temporary.resolve("appendonly.aof.manifest"), "left by a run");
    Path theirs = Files.writeString(temporary.resolve("notes"), "somebody's");
    assertThatThrownBy(() -> AofDirectoryWriter.create(dir, Server.REDIS_7_0))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining(theirs.toString())
        .hasMessageContaining("move it away");
    assertThat(theirs).hasContent("somebody's");
    assertThat(ours).exists();
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();

    Files.delete(theirs);
    Files.delete(ours);
    Files.createDirectory(ours);
    assertThatThrownBy(() -> AofDirectoryWriter.create(dir, Server.REDIS_7_0))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining(ours.toString());
    Files.delete(ours);
    Files.delete(temporary);
    Files.writeString(temporary, "a file");
    assertThatThrownBy(() -> AofDirectoryWriter.create(dir, Server.REDIS_7_0))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("move it away");
    assertThat(temporary).hasContent("a file");

    Files.delete(temporary);
    try (AofDirectoryWriter base = AofDirectoryWriter.create(dir, Server.REDIS_7_0)) {
      base.put(0, KEY, VALUE, KeyHead.NONE).finish();
    }
    requireOneKey();
  }

  @Test
  void anInterruptedThreadMakesADirectoryAndStaysInterrupted() throws Exception {
    Thread.currentThread().interrupt();
    try (AofDirectoryWriter base = AofDirectoryWriter.create(dir, Server.REDIS_7_0)) {
      base.put(0, KEY, VALUE, KeyHead.NONE);
      base.finish();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    requireOneKey();
    assertThat(dir).isDirectoryNotContaining("glob:**/{.aof-fsck,temp-*}");
  }

  @Test
  void anInterruptInTheMidstOfAKeyLeavesNothingBehind() throws Exception {
    Elements interrupting =
        sink -> {
          Thread.currentThread().interrupt();
          for (int i = 0; i < 300; i++) {
            byte[] element = new byte[10_000];
            new Random(i).nextBytes(element);
            sink.bytes(element);
          }
        };
    try (AofDirectoryWriter base = AofDirectoryWriter.create(dir, Server.REDIS_7_0)) {
      assertThatThrownBy(() -> base.put(0, KEY, new RdbValue.ListValue(interrupting), KeyHead.NONE))
          .isInstanceOf(ClosedByInterruptException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      assertThatThrownBy(base::finish).isInstanceOf(IllegalStateException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(dir).isEmptyDirectory();
  }

  private void requireOneKey() throws IOException {
    var report = Checker.check(dir, CheckOptions.defaults());
    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.files()).anyMatch(file -> file.keys().equals(OptionalLong.of(1)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
