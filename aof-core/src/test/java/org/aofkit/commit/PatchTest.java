package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which writes a patch makes: none over bytes that are there already, since on a full volume a
 * block of a hole can't be had, and no more of them than it has to.
 */
class PatchTest {
  private static final int BLOCK = 4096;

  @TempDir Path dir;

  /** Offset and length of each write that turns what is there into what is wanted. */
  private List<String> writes(byte[] now, byte[] wanted, int offset, boolean leaveHoles)
      throws IOException {
    Path target = Files.write(dir.resolve("target"), now);
    Path image = dir.resolve("image");
    Files.deleteIfExists(image);
    List<String> writes = new ArrayList<>();
    try (FileChannel bytes =
            FileChannel.open(
                image,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE);
        FileChannel file =
            FileChannel.open(target, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ImageWriter writer = new ImageWriter(bytes);
      writer.begin();
      writer.bytes(ByteBuffer.wrap(wanted));
      Extent extent = writer.end(offset, 0);
      writer.finish();
      FileChannel noted = new NotedChannel(file, writes);
      new Patch(noted, leaveHoles)
          .write(new ImageReader(image, bytes, extent), offset, wanted.length);
    }
    byte[] after = Files.readAllBytes(target);
    for (int i = 0; i < wanted.length; i++) {
      byte there = offset + i < after.length ? after[offset + i] : 0;
      assertThat(there).isEqualTo(wanted[i]);
    }
    return writes;
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 'o');
    return bytes;
  }

  private static byte[] with(byte[] bytes, int... differing) {
    byte[] other = bytes.clone();
    for (int at : differing) {
      other[at] = 'n';
    }
    return other;
  }

  @Test
  void whatIsThereAlreadyIsNotWritten() throws IOException {
    byte[] now = filled(5 * BLOCK);
    assertThat(writes(now, now, 0, false)).isEmpty();
    assertThat(writes(now, Arrays.copyOf(now, BLOCK + 7), 100, true)).isEmpty();
  }

  @Test
  void ofEachBlockTheBytesFromTheFirstToTheLastThatDifferAreWritten() throws IOException {
    byte[] now = filled(5 * BLOCK);
    assertThat(writes(now, with(now, 0), 0, false)).containsExactly("0+1");
    assertThat(writes(now, with(now, 10), 0, false)).containsExactly("10+1");
    assertThat(writes(now, with(now, 10, 20), 0, false)).containsExactly("10+11");
    assertThat(writes(now, with(now, BLOCK - 1), 0, false)).containsExactly("4095+1");
    assertThat(writes(now, with(now, 5 * BLOCK - 1), 0, false)).containsExactly("20479+1");
    assertThat(writes(now, with(now, 10, 3 * BLOCK), 0, false)).containsExactly("10+1", "12288+1");
  }

  @Test
  void differencesOnBothSidesOfABlockBorderAreOneWriteIfNothingLiesBetween() throws IOException {
    byte[] now = filled(3 * BLOCK);
    assertThat(writes(now, with(now, BLOCK - 1, BLOCK), 0, false)).containsExactly("4095+2");
    assertThat(writes(now, with(now, BLOCK - 2, BLOCK), 0, false))
        .containsExactly("4094+1", "4096+1");
    assertThat(writes(now, with(now, BLOCK - 1, BLOCK + 1), 0, false))
        .containsExactly("4095+1", "4097+1");
  }

  @Test
  void blocksAreThoseOfTheFileAndNotOfTheRange() throws IOException {
    byte[] now = filled(3 * BLOCK);
    byte[] range = filled(BLOCK);
    assertThat(writes(now, with(range, 0, 95), 4000, false)).containsExactly("4000+96");
    assertThat(writes(now, with(range, 0, 97), 4000, false)).containsExactly("4000+1", "4097+1");
  }

  @Test
  void blocksOfNulsBehindTheEndAreLeftOutOnlyWhereThatIsWished() throws IOException {
    byte[] now = filled(100);
    byte[] wanted = new byte[3 * BLOCK];
    wanted[0] = 'o';
    wanted[2 * BLOCK + 5] = 'x';
    assertThat(writes(now, wanted, 99, true)).containsExactly("8296+1");
    assertThat(writes(now, wanted, 99, false)).containsExactly("100+12287");
    // Up to the end of the file NULs are bytes like others.
    assertThat(writes(now, new byte[50], 50, true)).containsExactly("50+50");
    assertThat(writes(now, new byte[60], 50, true)).containsExactly("50+50");
    assertThat(writes(now, new byte[60], 50, false)).containsExactly("50+60");
  }

  @Test
  void rangesLongerThanABufferAreComparedToTheirEnd() throws IOException {
    byte[] now = filled(3 * Durable.CHUNK);
    int last = 2 * Durable.CHUNK + 77;
    assertThat(writes(now, with(now, 3, Durable.CHUNK - 1, Durable.CHUNK, last), 0, false))
        .containsExactly("3+1", "65535+1", "65536+1", last + "+1");
  }
}
