package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTest {
  @TempDir Path dir;

  @Test
  void bytesComeBackAsTheyWent() throws IOException {
    Random random = new Random(7);
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      contents.add(patches(random));
    }
    Path file = dir.resolve("bytes");
    List<Extent> extents = new ArrayList<>();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      ImageWriter writer = new ImageWriter(channel);
      for (byte[] content : contents) {
        writer.begin();
        int half = random.nextInt(content.length + 1);
        writer.bytes(ByteBuffer.wrap(content, 0, half));
        writer.bytes(ByteBuffer.wrap(content, half, content.length - half));
        extents.add(writer.end(0, 0));
      }
      assertThat(writer.finish()).isEqualTo(channel.size());
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int i = 0; i < extents.size(); i++) {
        ImageReader.verify(file, channel, extents.get(i));
        byte[] back = new byte[contents.get(i).length];
        ImageReader reader = new ImageReader(file, channel, extents.get(i));
        int at = 0;
        while (at < back.length) {
          int n = Math.min(1 + random.nextInt(70_000), back.length - at);
          reader.read(back, at, n);
          at += n;
        }
        assertThat(back).isEqualTo(contents.get(i));
      }
    }
  }

  @Test
  void runsCostTenBytesWhateverTheirLength() throws IOException {
    ImageWriter writer = new ImageWriter(null);
    writer.begin();
    Sink.emit(
        Content.join(Content.run((byte) 0, 1L << 24), Content.run((byte) 'p', 1L << 24)), writer);
    writer.end(0, 0);
    assertThat(writer.finish()).isEqualTo(20);
  }

  @Test
  void runsOfAllValuesComeBackHoweverManyThereAre() throws IOException {
    Path file = dir.resolve("bytes");
    int runs = 20_000;
    Extent extent;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      ImageWriter writer = new ImageWriter(channel);
      writer.begin();
      for (int i = 0; i < runs; i++) {
        writer.run((byte) i, 1 + i % 3);
      }
      writer.run((byte) 'z', 3L * Durable.CHUNK + 1);
      extent = writer.end(0, 0);
      assertThat(writer.finish()).isEqualTo(10L * (runs + 1));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ImageReader.verify(file, channel, extent);
      byte[] back = new byte[(int) extent.length()];
      new ImageReader(file, channel, extent).read(back, 0, back.length);
      int at = 0;
      for (int i = 0; i < runs; i++) {
        for (int j = 0; j <= i % 3; j++) {
          assertThat(back[at++]).isEqualTo((byte) i);
        }
      }
      assertThat(java.util.Arrays.copyOfRange(back, at, back.length)).containsOnly('z');
    }
  }

  @Test
  void anImageThatEndsTooSoonOrIsAskedForTooMuchGivesNothing() throws IOException {
    Path file = dir.resolve("bytes");
    byte[] bytes = new byte[Durable.CHUNK];
    new Random(9).nextBytes(bytes);
    Extent extent;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      ImageWriter writer = new ImageWriter(channel);
      writer.begin();
      writer.bytes(ByteBuffer.wrap(bytes));
      extent = writer.end(0, 0);
      writer.finish();
    }
    byte[] back = new byte[2 * bytes.length];
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ImageReader reader = new ImageReader(file, channel, extent);
      reader.read(back, 7, bytes.length - 1);
      assertThatThrownBy(() -> reader.read(back, 0, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 bytes left");
      channel.truncate(channel.size() - 1);
      for (int from : new int[] {0, 1, bytes.length}) {
        ImageReader cut = new ImageReader(file, channel, extent);
        assertThatThrownBy(() -> cut.read(back, from, bytes.length))
            .isInstanceOf(java.io.EOFException.class)
            .hasMessageContaining("expected " + (5 + bytes.length));
      }
    }
  }

  @Test
  void impossiblePiecesAreRefused() throws IOException {
    for (byte[] bad :
        List.of(
            new byte[0],
            new byte[] {'X', 0, 0, 0, 1, 7},
            new byte[] {'L', 0x7f, 0, 0, 1, 7},
            new byte[] {'L', 0, 0, 0, 0, 7},
            new byte[] {'L', 0, 0, 0, 9, 7},
            new byte[] {'R', 0, -1, 0, 0, 0, 0, 0, 0, 0})) {
      Path file = Files.write(dir.resolve("bad"), bad);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        assertThatThrownBy(() -> ImageReader.verify(file, channel, new Extent(0, 9, 0, 0, 0)))
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void patchingWritesOnlyWhatDiffers() throws IOException {
    Random random = new Random(8);
    for (int round = 0; round < 300; round++) {
      byte[] now = patches(random);
      byte[] wanted = random.nextBoolean() ? patches(random) : now.clone();
      for (int i = random.nextInt(4); i > 0 && wanted.length > 0; i--) {
        wanted[random.nextInt(wanted.length)] ^= 1;
      }
      int offset = random.nextInt(10_000);
      boolean holes = random.nextBoolean();
      assertThat(patched(now, wanted, offset, holes)).isEqualTo(expected(now, wanted, offset));
    }
  }

  private byte[] patched(byte[] now, byte[] wanted, int offset, boolean holes) throws IOException {
    Path target = Files.write(dir.resolve("target"), now);
    Path image = dir.resolve("image");
    Files.deleteIfExists(image);
    try (FileChannel channel =
            FileChannel.open(
                image,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE);
        FileChannel out =
            FileChannel.open(target, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ImageWriter writer = new ImageWriter(channel);
      writer.begin();
      writer.bytes(ByteBuffer.wrap(wanted));
      Extent extent = writer.end(offset, 0);
      writer.finish();
      new Patch(out, holes).write(new ImageReader(image, channel, extent), offset, wanted.length);
      if (out.size() < offset + wanted.length && wanted.length > 0) {
        assertThat(holes).isTrue();
        Durable.write(out, ByteBuffer.allocate(1), offset + wanted.length - 1);
      }
    }
    return Files.readAllBytes(target);
  }

  private static byte[] expected(byte[] now, byte[] wanted, int offset) {
    int end = wanted.length == 0 ? now.length : Math.max(now.length, offset + wanted.length);
    byte[] expected = java.util.Arrays.copyOf(now, end);
    System.arraycopy(wanted, 0, expected, Math.min(offset, end - wanted.length), wanted.length);
    return expected;
  }

  /** Bytes with runs of NULs of all lengths, around the size of the buffers. */
  private static byte[] patches(Random random) {
    ByteBuffer bytes = ByteBuffer.allocate(random.nextInt(4) == 0 ? 140_000 : 9_000);
    int pieces = random.nextInt(6);
    for (int i = 0; i < pieces; i++) {
      byte[] piece =
          new byte[Math.min(random.nextInt(i % 2 == 0 ? 200 : 66_000), bytes.remaining())];
      if (random.nextBoolean()) {
        random.nextBytes(piece);
      }
      bytes.put(piece);
    }
    return java.util.Arrays.copyOf(bytes.array(), bytes.position());
  }
}
