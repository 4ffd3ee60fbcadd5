package org.aofkit.fuzz.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/**
 * Damages a file in many places, spread evenly: blocks of NULs at block borders, garbage of up to
 * 600 bytes, single flipped bits. The same arguments give the same damages.
 */
public final class DamagedFile {
  private static final int BLOCK = 4096;
  private static final int LONGEST_GARBAGE = 600;

  private DamagedFile() {}

  /** Damages a file in place: {@code DamagedFile FILE COUNT [SEED]}. */
  public static void main(String[] args) throws IOException {
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
    damage(Path.of(args[0]), Integer.parseInt(args[1]), seed);
  }

  /**
   * Damages a file in place. Its first block stays as it is.
   *
   * @param count how many damages, 1 or more; the file has at least two blocks for each
   */
  public static void damage(Path file, int count, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long room = (channel.size() - BLOCK) / count;
      for (int i = 0; i < count; i++) {
        long at = BLOCK + i * room + random.nextLong(room - BLOCK);
        ByteBuffer bytes = damage(channel, at, random);
        channel.write(bytes, bytes.capacity() == BLOCK ? at / BLOCK * BLOCK : at);
      }
    }
  }

  private static ByteBuffer damage(FileChannel channel, long at, SplittableRandom random)
      throws IOException {
    switch (random.nextInt(3)) {
      case 0 -> {
        return ByteBuffer.allocate(BLOCK);
      }
      case 1 -> {
        byte[] garbage = new byte[1 + random.nextInt(LONGEST_GARBAGE)];
        random.nextBytes(garbage);
        return ByteBuffer.wrap(garbage);
      }
      default -> {
        ByteBuffer one = ByteBuffer.allocate(1);
        channel.read(one, at);
        one.put(0, (byte) (one.get(0) ^ 1 << random.nextInt(Byte.SIZE)));
        return one.flip();
      }
    }
  }
}
