package org.aofkit.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Writes the bytes of an extent into a file, but only where they differ: doing it twice is doing it
 * once, and putting NULs back into a hole of a sparse file needs no block on a full volume.
 */
final class Patch {
  private static final int BLOCK = 4096;

  private final FileChannel target;
  private final boolean leaveHoles;
  private final byte[] wanted = new byte[Durable.CHUNK];
  private final byte[] present = new byte[Durable.CHUNK];

  /**
   * @param target borrowed
   * @param leaveHoles true: blocks of NULs behind the end of the file are not written; the caller
   *     sets the size afterwards
   */
  Patch(FileChannel target, boolean leaveHoles) {
    this.target = target;
    this.leaveHoles = leaveHoles;
  }

  /** Writes the next {@code length} bytes of the reader to an offset. */
  void write(ImageReader reader, long offset, long length) throws IOException {
    long at = offset;
    long end = offset + length;
    while (at < end) {
      // Chunks end at block borders of the file, so that a hole is compared block by block.
      int n = (int) Math.min(wanted.length - at % BLOCK, end - at);
      reader.read(wanted, 0, n);
      int there = Durable.read(target, ByteBuffer.wrap(present, 0, n), at);
      writeChunk(at, n, there);
      at += n;
    }
  }

  private void writeChunk(long at, int length, int there) throws IOException {
    int from = -1;
    int to = -1;
    int block = 0;
    while (block < length) {
      int end = (int) Math.min(length, block + BLOCK - (at + block) % BLOCK);
      int first = firstDifference(block, end, there);
      if (first >= 0) {
        int last = lastDifference(first, end, there);
        if (from >= 0 && first > to) {
          put(at, from, to);
          from = -1;
        }
        from = from < 0 ? first : from;
        to = last;
      }
      block = end;
    }
    if (from >= 0) {
      put(at, from, to);
    }
  }

  private void put(long at, int from, int to) throws IOException {
    Durable.write(target, ByteBuffer.wrap(wanted, from, to - from), at + from);
  }

  private int firstDifference(int from, int to, int there) {
    for (int i = from; i < to; i++) {
      if (i >= there ? !leaveHoles || wanted[i] != 0 : wanted[i] != present[i]) {
        return i;
      }
    }
    return -1;
  }

  /** The end of the last difference at or behind {@code from}. */
  private int lastDifference(int from, int to, int there) {
    int i = to;
    while (i > from + 1
        && (i > there ? leaveHoles && wanted[i - 1] == 0 : wanted[i - 1] == present[i - 1])) {
      i--;
    }
    return i;
  }
}
