package org.aofkit.fuzz.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  @TempDir Path temp;

  private Path real;
  private FaultyFileSystem fs;
  private Path dir;
  private History history;

  @BeforeEach
  void wrap() throws IOException {
    real = Files.createDirectory(temp.resolve("data"));
    Files.writeString(real.resolve("old"), "0123456789");
    Files.createLink(real.resolve("other"), real.resolve("old"));
    Files.createDirectory(real.resolve("sub"));
    Files.writeString(real.resolve("sub/x"), "x");
    fs = new FaultyFileSystem(FileSystems.getDefault(), FaultPlan.none());
    history = fs.record(real);
    dir = fs.wrap(real);
  }

  private DiskImage replayed() {
    DiskImage image = history.start();
    history.events().forEach(image::apply);
    return image;
  }

  private void requireTheSame() throws IOException {
    assertThat(replayed().digest()).isEqualTo(DiskImage.of(real).digest());
    Path copy = Files.createTempDirectory(temp, "copy");
    replayed().writeTo(copy);
    assertThat(DiskImage.of(copy).digest()).isEqualTo(replayed().digest());
  }

  @Test
  void whatIsRecordedGivesTheSameDirectoryAgain() throws IOException {
    try (FileChannel channel =
        FileChannel.open(dir.resolve("old"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 20);
      Files.move(dir.resolve("old"), dir.resolve("new"));
      channel.write(new ByteBuffer[] {ByteBuffer.allocate(2), ByteBuffer.allocate(1)});
      channel.truncate(21);
      channel.force(false);
    }
    Files.setLastModifiedTime(dir.resolve("new"), FileTime.fromMillis(5));
    requireTheSame();
    Files.write(dir.resolve("sub/x"), new byte[3], StandardOpenOption.TRUNCATE_EXISTING);
    Files.write(dir.resolve("sub/y"), new byte[4], StandardOpenOption.CREATE_NEW);
    Files.write(dir.resolve("sub/y"), new byte[4], StandardOpenOption.APPEND);
    Files.setAttribute(dir.resolve("sub/y"), "unix:mode", 0600);
    Files.move(dir.resolve("sub"), dir.resolve("sub2"));
    Files.createSymbolicLink(dir.resolve("link"), dir.resolve("sub2"));
    Files.write(dir.resolve("link/z"), new byte[7]);
    Files.copy(dir.resolve("link/z"), dir.resolve("sub2/copy"));
    Files.move(dir.resolve("sub2/x"), dir.resolve("sub2/y"), StandardCopyOption.REPLACE_EXISTING);
    Files.createLink(dir.resolve("sub2/l"), dir.resolve("sub2/y"));
    Files.move(dir.resolve("sub2/l"), dir.resolve("sub2/y"), StandardCopyOption.ATOMIC_MOVE);
    Files.delete(dir.resolve("other"));
    requireTheSame();
  }

  @Test
  void whatFailsIsNotInItAndWhatIsTornIsInItInPart() throws IOException {
    fs.use(FaultPlan.failTorn(1, Tear.ONE_BYTE));
    assertThatThrownBy(() -> Files.write(dir.resolve("a"), new byte[10]))
        .isInstanceOf(IOException.class);
    fs.use(FaultPlan.kill(1));
    assertThatThrownBy(() -> Files.delete(dir.resolve("old"))).isInstanceOf(KilledError.class);
    assertThat(history.events())
        .filteredOn(event -> event instanceof DiskEvent.Written)
        .singleElement()
        .extracting(event -> ((DiskEvent.Written) event).bytes().length)
        .isEqualTo(1);
    requireTheSame();
  }

  @Test
  void thousandsOfRandomOperationsAreRecorded() throws IOException {
    Random random = new Random(5);
    for (int i = 0; i < 3000; i++) {
      Path a = dir.resolve((random.nextBoolean() ? "" : "sub/") + random.nextInt(4));
      Path b = dir.resolve((random.nextBoolean() ? "" : "sub/") + random.nextInt(4));
      try {
        switch (random.nextInt(5)) {
          case 0 -> Files.delete(a);
          case 1 -> Files.createLink(a, b);
          case 2 -> Files.move(a, b, StandardCopyOption.ATOMIC_MOVE);
          case 3 -> Files.write(a, new byte[random.nextInt(9)]);
          default -> {
            try (FileChannel channel = FileChannel.open(a, StandardOpenOption.WRITE)) {
              channel.truncate(random.nextInt(9));
              channel.write(ByteBuffer.wrap(new byte[] {(byte) i}), random.nextInt(9));
            }
          }
        }
      } catch (java.nio.file.FileSystemException e) {
        assertThat(e).isNotNull();
      }
    }
    assertThat(history.events()).hasSizeGreaterThan(1000);
    requireTheSame();
  }
}
