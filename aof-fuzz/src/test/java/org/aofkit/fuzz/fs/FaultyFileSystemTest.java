package org.aofkit.fuzz.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  private FileChannel create(String name) throws IOException {
    return FileChannel.open(
        dir.resolve(name), StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  }
}
