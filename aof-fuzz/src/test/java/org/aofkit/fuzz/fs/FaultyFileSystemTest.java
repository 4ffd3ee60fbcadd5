package org.aofkit.fuzz.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultyFileSystemTest {
  @TempDir Path real;

  private FaultyFileSystem fs;
  private Path dir;

  @BeforeEach
  void wrap() {
    fs = new FaultyFileSystem(FileSystems.getDefault(), FaultPlan.none());
    dir = fs.wrap(real);
  }

  @Test
  void whatIsDoneIsRecordedByKind() throws IOException {
    Path file = dir.resolve("a");
    Files.write(file, new byte[10]);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.write(new ByteBuffer[] {ByteBuffer.allocate(3), ByteBuffer.allocate(4)});
      channel.write(ByteBuffer.allocate(5), 8);
      channel.force(true);
      channel.truncate(4);
      channel.map(FileChannel.MapMode.READ_ONLY, 0, 4);
      assertThat(channel.tryLock()).isNotNull();
    }
    Files.move(file, dir.resolve("b"));
    Files.createLink(dir.resolve("c"), dir.resolve("b"));
    Files.createSymbolicLink(dir.resolve("d"), dir.resolve("b"));
    Files.setLastModifiedTime(dir.resolve("b"), FileTime.fromMillis(1));
    Files.setAttribute(dir.resolve("b"), "unix:mode", 0600);
    Files.delete(dir.resolve("c"));
    Files.createDirectory(dir.resolve("e"));
    try (FileChannel channel = FileChannel.open(dir, StandardOpenOption.READ)) {
      channel.force(true);
    }
    assertThat(fs.plan().done())
        .extracting(FileOperation::kind)
        .containsExactly(
            OperationKind.CREATE,
            OperationKind.WRITE,
            OperationKind.WRITE,
            OperationKind.WRITE,
            OperationKind.WRITE,
            OperationKind.FORCE,
            OperationKind.TRUNCATE,
            OperationKind.LOCK,
            OperationKind.MOVE,
            OperationKind.LINK,
            OperationKind.SYMBOLIC_LINK,
            OperationKind.SET_ATTRIBUTE,
            OperationKind.SET_ATTRIBUTE,
            OperationKind.DELETE,
            OperationKind.CREATE_DIRECTORY,
            OperationKind.DIRECTORY_FORCE);
    assertThat(fs.plan().done())
        .filteredOn(o -> o.kind() == OperationKind.WRITE)
        .extracting(FileOperation::grows)
        .containsExactly(true, false, false, true);
    assertThat(Files.isSameFile(dir.resolve("d"), dir.resolve("b"))).isTrue();
    assertThat(Files.getAttribute(dir.resolve("b"), "unix:nlink")).isEqualTo(1);
    assertThat(fs.openChannels()).isZero();
    assertThat(fs.plan().hasFired()).isFalse();
  }

  @Test
  void theKthOperationFailsAndTheNextDoesNot() throws IOException {
    fs.use(FaultPlan.fail(EnumSet.of(OperationKind.WRITE), 2));
    try (FileChannel channel = create("a")) {
      channel.write(ByteBuffer.allocate(3));
      assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(4)))
          .isInstanceOf(IOException.class)
          .hasMessage("Input/output error");
      channel.write(ByteBuffer.allocate(5));
    }
    assertThat(Files.size(real.resolve("a"))).isEqualTo(8);
    assertThat(fs.plan().hasFired()).isTrue();
  }

  @Test
  void aMapFails() throws IOException {
    Files.write(real.resolve("a"), new byte[10]);
    fs.use(FaultPlan.fail(EnumSet.of(OperationKind.MAP), 1));
    try (FileChannel channel = FileChannel.open(dir.resolve("a"), StandardOpenOption.READ)) {
      assertThatThrownBy(() -> channel.map(FileChannel.MapMode.READ_ONLY, 0, 10))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aWriteStopsHalfWayAndTheVolumeStaysFull() throws IOException {
    fs.use(FaultPlan.noSpace(3));
    try (FileChannel channel = create("a")) {
      channel.write(ByteBuffer.allocate(10));
      assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(10)))
          .hasMessage("No space left on device");
      assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1), 0))
          .hasMessage("No space left on device");
      assertThatThrownBy(() -> Files.createDirectory(dir.resolve("d")))
          .hasMessageContaining("No space left on device");
      channel.truncate(12);
    }
    assertThat(Files.size(real.resolve("a"))).isEqualTo(12);
  }

  @Test
  void aVolumeWithoutRoomToGrowStillTakesWritesWithinAFile() throws IOException {
    fs.use(FaultPlan.noSpaceToGrow(2));
    try (FileChannel channel = create("a")) {
      assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(10)))
          .hasMessage("No space left on device");
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 2);
    }
    assertThat(Files.readAllBytes(real.resolve("a"))).containsExactly(0, 0, 1, 2, 3);
  }

  @Test
  void afterAKillNothingChangesAnyMore() throws IOException {
    fs.use(FaultPlan.killHalfway(2));
    FileChannel channel = create("a");
    channel.write(ByteBuffer.allocate(10));
    assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(10)))
        .isInstanceOf(KilledError.class);
    assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(10)))
        .isInstanceOf(KilledError.class);
    assertThatThrownBy(() -> Files.delete(dir.resolve("a"))).isInstanceOf(KilledError.class);
    assertThatThrownBy(() -> Files.readAllBytes(dir.resolve("a"))).isInstanceOf(KilledError.class);
    assertThat(Files.size(real.resolve("a"))).isEqualTo(15);
    assertThat(fs.openChannels()).isEqualTo(1);
    fs.closeChannels();
    assertThat(fs.openChannels()).isZero();
  }

  @Test
  void aKillMayFollowAFault() throws IOException {
    fs.use(FaultPlan.fail(EnumSet.of(OperationKind.CREATE_DIRECTORY), 1).thenKill(2));
    assertThatThrownBy(() -> Files.createDirectory(dir.resolve("a")))
        .isInstanceOf(IOException.class);
    Files.createDirectory(dir.resolve("b"));
    assertThat(fs.plan().hasKilled()).isFalse();
    assertThatThrownBy(() -> Files.createDirectory(dir.resolve("c")))
        .isInstanceOf(KilledError.class);
    assertThat(fs.plan().hasKilled()).isTrue();
  }

  @Test
  void pathsCanNotLeaveTheFileSystem() throws IOException {
    assertThatThrownBy(() -> dir.toFile()).isInstanceOf(UnsupportedOperationException.class);
    Path odd = dir.resolve("a b%");
    assertThat(dir.getFileSystem().provider().getPath(odd.toUri())).isEqualTo(odd);
    Files.createFile(odd);
    try (var stream = Files.list(dir)) {
      assertThat(stream.toList()).isEqualTo(List.of(odd));
    }
    fs.forbidHardLinks();
    assertThatThrownBy(() -> Files.createLink(dir.resolve("l"), odd))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aWriteIsTornWhereItIsToBe() throws IOException {
    long[] expected = {0, 1, 5000, 9999, 9728, 8192};
    for (Tear tear : Tear.values()) {
      fs.use(FaultPlan.killTorn(1, tear));
      try (FileChannel channel = create("a" + tear)) {
        assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(10_000), 0))
            .isInstanceOf(KilledError.class);
      }
      assertThat(fs.plan().hasFired()).isTrue();
      assertThat(Files.size(real.resolve("a" + tear))).isEqualTo(expected[tear.ordinal()]);
      fs.use(FaultPlan.failTorn(1, tear));
      try (FileChannel channel = create("b" + tear)) {
        assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(10_000)))
            .hasMessage("Input/output error");
        assertThat(channel.position()).isEqualTo(expected[tear.ordinal()]);
      }
    }
    assertThat(Tear.SECTOR.of(1000, 25)).isEqualTo(24);
    assertThat(Tear.SECTOR.of(1024, 500)).isEqualTo(250);
  }

  @Test
  void aShortWriteTakesAPartOfWhatItGetsAndGatherWritesStopThere() throws IOException {
    fs.use(FaultPlan.shortWrite(2, Tear.HALF));
    ByteBuffer[] parts = {ByteBuffer.allocate(3), ByteBuffer.allocate(4), ByteBuffer.allocate(5)};
    try (FileChannel channel = create("a")) {
      assertThat(channel.write(parts)).isEqualTo(5);
      assertThat(parts[1].remaining()).isEqualTo(2);
      assertThat(parts[2].remaining()).isEqualTo(5);
      assertThat(fs.plan().hasFired()).isTrue();
      assertThat(channel.write(parts)).isEqualTo(7);
    }
    assertThat(Files.size(real.resolve("a"))).isEqualTo(12);
  }

  @Test
  void allTransfersAreShortAndNoneIsEmpty() throws IOException {
    fs.use(FaultPlan.allShort(Tear.NOTHING));
    try (FileChannel channel = create("a")) {
      ByteBuffer five = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5});
      while (five.hasRemaining()) {
        assertThat(channel.write(five)).isEqualTo(1);
      }
    }
    assertThat(Files.readAllBytes(dir.resolve("a"))).containsExactly(1, 2, 3, 4, 5);
    fs.use(FaultPlan.shortRead(1, Tear.HALF));
    try (FileChannel channel = FileChannel.open(dir.resolve("a"), StandardOpenOption.READ)) {
      ByteBuffer[] into = {ByteBuffer.allocate(4), ByteBuffer.allocate(4)};
      assertThat(channel.read(into)).isEqualTo(2);
      assertThat(channel.read(into)).isEqualTo(3);
      assertThat(channel.read(into)).isEqualTo(-1);
    }
    assertThat(fs.plan().hasFired()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void eachKindFailsAtItsSecondCall(OperationKind kind) throws IOException {
    useAll("0");
    fs.use(FaultPlan.fail(EnumSet.of(kind), 2));
    assertThatThrownBy(
            () -> {
              useAll("1");
              useAll("2");
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Input/output error");
    assertThat(fs.plan().hasFired()).isTrue();
    assertThat(fs.openChannels()).isZero();
    useAll("3");
  }

  /** Does something of each kind. */
  private void useAll(String name) throws IOException {
    Path folder = Files.createDirectory(dir.resolve(name));
    Path file = folder.resolve("a");
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW)) {
      channel.write(ByteBuffer.allocate(10));
      channel.read(ByteBuffer.allocate(10), 0);
      channel.map(FileChannel.MapMode.READ_ONLY, 0, 4);
      channel.truncate(4);
      channel.force(true);
      assertThat(channel.tryLock()).isNotNull();
    }
    assertThat(Files.size(file)).isEqualTo(4);
    Files.createLink(folder.resolve("b"), file);
    Files.createSymbolicLink(folder.resolve("c"), file);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    Files.move(file, folder.resolve("d"));
    Files.delete(folder.resolve("b"));
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      assertThat(entries).hasSize(2);
    }
  }

  @Test
  void aDeviceThatHasDiedStaysDead() throws IOException {
    fs.use(FaultPlan.fail(EnumSet.of(OperationKind.FORCE), 2).lasting());
    try (FileChannel channel = create("a")) {
      channel.force(true);
      assertThatThrownBy(() -> channel.force(true)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> channel.force(true)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aFileIsClosedAlsoIfClosingFails() throws IOException {
    FileChannel channel = create("a");
    fs.use(FaultPlan.fail(EnumSet.of(OperationKind.CLOSE), 1));
    assertThatThrownBy(channel::close).hasMessage("Input/output error");
    assertThat(channel.isOpen()).isFalse();
    assertThat(fs.openChannels()).isZero();
    try (FileChannel reading = FileChannel.open(dir.resolve("a"), StandardOpenOption.READ)) {
      assertThat(reading.size()).isZero();
    }
  }

  @Test
  void aVolumeIsFullWhenItsBytesAreUsedAndHasRoomAgainWhenSomeGo() throws IOException {
    Quota quota = Quota.ofBytes(10);
    fs.use(quota);
    try (FileChannel channel = create("a")) {
      assertThat(channel.write(ByteBuffer.allocate(6))).isEqualTo(6);
      assertThat(quota.wasHit()).isFalse();
      assertThat(channel.write(ByteBuffer.allocate(6))).isEqualTo(4);
      assertThat(quota.wasHit()).isTrue();
      assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
          .hasMessage("No space left on device");
      assertThat(channel.write(ByteBuffer.allocate(10), 0)).isEqualTo(10);
      channel.truncate(7);
      assertThat(channel.write(ByteBuffer.allocate(6), 7)).isEqualTo(3);
    }
    Files.createLink(dir.resolve("b"), dir.resolve("a"));
    Files.delete(dir.resolve("a"));
    try (FileChannel channel = create("c")) {
      assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
          .hasMessage("No space left on device");
      Files.delete(dir.resolve("b"));
      assertThat(channel.write(ByteBuffer.allocate(20))).isEqualTo(10);
    }
  }

  @Test
  void aFileAndTheNumberOfFilesHaveLimitsToo() throws IOException {
    fs.use(Quota.ofFileSize(4));
    try (FileChannel channel = create("a")) {
      assertThat(channel.write(ByteBuffer.allocate(6))).isEqualTo(4);
      assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1))).hasMessage("File too large");
    }
    Quota quota = Quota.ofFiles(1);
    fs.use(quota);
    Files.createDirectory(dir.resolve("d"));
    assertThatThrownBy(() -> create("e")).hasMessageContaining("No space left on device");
    assertThat(quota.wasHit()).isTrue();
    Files.delete(dir.resolve("d"));
    create("e").close();
    Files.move(dir.resolve("e"), dir.resolve("a"), StandardCopyOption.REPLACE_EXISTING);
    create("e").close();
  }

  private FileChannel create(String name) throws IOException {
    return FileChannel.open(
        dir.resolve(name), StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  }
}
