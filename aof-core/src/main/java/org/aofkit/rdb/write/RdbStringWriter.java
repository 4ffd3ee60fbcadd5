package org.aofkit.rdb.write;

import java.io.IOException;
import org.aofkit.rdb.packed.CanonicalInteger;
import org.aofkit.rdb.packed.LzfCompressor;
import org.aofkit.rdb.packed.PackedWriter;

/**
 * Writes strings in the form that servers choose: as a number of 8, 16 or 32 bits if it has at most
 * 11 bytes and is the canonical form of one; compressed if it has more than 20 bytes and that saves
 * 4 or more; else as it is.
 *
 * <p>Strings of more than 256 KiB are compressed in blocks of that size, none of which refers to
 * the one before, first without writing: the compressed length stands in front. So memory is
 * bounded whatever is written.
 */
final class RdbStringWriter implements StringSink {
  private static final int LONGEST_NUMBER = 11;
  private static final int SHORTEST_COMPRESSED = 21;
  private static final int LEAST_SAVING = 4;
  private static final int NUMBER_8 = 0xC0;
  private static final int NUMBER_16 = 0xC1;
  private static final int NUMBER_32 = 0xC2;
  private static final int COMPRESSED = 0xC3;
  private static final int BLOCK = 1 << 18;

  /** A block in which no match is found, in runs of 32 literals. */
  private static final int LARGEST_BLOCK = BLOCK + BLOCK / 32;

  private final RdbOutput out;
  private final boolean compression;
  private final LzfCompressor compressor = new LzfCompressor();
  private final Prospects prospects = new Prospects();
  private final Prospects ofPacked = new Prospects();
  private byte[] compressed = new byte[4096];
  private byte[] block = new byte[0];
  private long strings;

  RdbStringWriter(RdbOutput out, boolean compression) {
    this.out = out;
    this.compression = compression;
  }

  /** How many strings were written so far. */
  long strings() {
    return strings;
  }

  /** Writes a finished container. */
  void packed(PackedWriter container) throws IOException {
    byte[] bytes = container.finish();
    int length = container.size();
    if (!compression || length < SHORTEST_COMPRESSED || length > BLOCK) {
      bytes(bytes, 0, length);
      return;
    }
    strings++;
    if (!compressed(bytes, 0, length, ofPacked)) {
      raw(bytes, 0, length);
    }
  }

  @Override
  public void integer(long value) throws IOException {
    strings++;
    if (value == (byte) value) {
      out.put(NUMBER_8);
      out.put((int) value);
    } else if (value == (short) value) {
      out.put(NUMBER_16);
      out.putLittleEndian(value, Short.BYTES);
    } else if (value == (int) value) {
      out.put(NUMBER_32);
      out.putLittleEndian(value, Integer.BYTES);
    } else {
      byte[] text = new byte[CanonicalInteger.LONGEST];
      raw(text, 0, CanonicalInteger.write(value, text, 0));
    }
  }

  @Override
  public void bytes(byte[] array, int index, int length) throws IOException {
    if (length <= LONGEST_NUMBER && CanonicalInteger.is(array, index, length)) {
      integer(CanonicalInteger.value(array, index, length));
      return;
    }
    strings++;
    if (compression && length >= SHORTEST_COMPRESSED) {
      if (length > BLOCK) {
        inBlocks(new Slice(array, index, length));
        return;
      }
      if (compressed(array, index, length, prospects)) {
        return;
      }
    }
    raw(array, index, length);
  }

  /** Whether a string got shorter, and was written like that. */
  private boolean compressed(byte[] array, int index, int length, Prospects prospects)
      throws IOException {
    boolean isShort = length < LzfCompressor.LEAST_SAMPLED;
    boolean isTried =
        isShort ? prospects.areGood(length) : compressor.mayShrink(array, index, length);
    if (!isTried) {
      return false;
    }
    room(length);
    int most = length - LEAST_SAVING;
    int size = compressor.compress(array, index, length, compressed, 0, most);
    if (isShort) {
      prospects.note(length, size < 0 ? 0 : length - size);
    }
    if (size < 0) {
      return false;
    }
    compressedHead(size, length);
    out.put(compressed, 0, size);
    return true;
  }

  @Override
  public void content(Content content) throws IOException {
    long length = content.length();
    if (length <= BLOCK) {
      byte[] together = block();
      Collected.into(together, content);
      bytes(together, 0, (int) length);
      return;
    }
    strings++;
    if (compression) {
      inBlocks(content);
    } else {
      raw(content);
    }
  }

  private void inBlocks(Content content) throws IOException {
    var looked = new Look();
    content.tellTo(looked);
    if (!looked.mayShrink) {
      raw(content);
      return;
    }
    room(LARGEST_BLOCK);
    var measured = new Blocks(false);
    measured.run(content);
    if (measured.size > content.length() - LEAST_SAVING) {
      raw(content);
      return;
    }
    compressedHead(measured.size, content.length());
    var written = new Blocks(true);
    written.run(content);
    if (written.size != measured.size) {
      throw new IllegalStateException("a string told other bytes when it was asked again");
    }
  }

  private void raw(Content content) throws IOException {
    out.putLength(content.length());
    long from = out.position();
    content.tellTo(out::put);
    if (out.position() - from != content.length()) {
      throw new IllegalStateException("a string told another number of bytes than it has");
    }
  }

  private void raw(byte[] array, int index, int length) throws IOException {
    out.putLength(length);
    out.put(array, index, length);
  }

  private void compressedHead(long size, long length) throws IOException {
    out.put(COMPRESSED);
    out.putLength(size);
    out.putLength(length);
  }

  private void room(int length) {
    if (compressed.length < length) {
      compressed = new byte[Math.min(LARGEST_BLOCK, Integer.highestOneBit(length) << 1)];
    }
  }

  private byte[] block() {
    if (block.length == 0) {
      block = new byte[BLOCK];
    }
    return block;
  }

  /** Looks whether there is a piece of a string that compression may make shorter. */
  private final class Look implements Content.Pieces {
    private boolean mayShrink;

    @Override
    public void piece(byte[] array, int index, int length) {
      mayShrink |= compressor.mayShrink(array, index, length);
    }
  }

  /** Compresses a string block by block. */
  private final class Blocks implements Content.Pieces {
    private final boolean writes;
    private final byte[] target = block();
    private int filled;
    private long taken;
    private long size;

    Blocks(boolean writes) {
      this.writes = writes;
    }

    void run(Content content) throws IOException {
      content.tellTo(this);
      close();
      if (taken != content.length()) {
        throw new IllegalStateException("a string told another number of bytes than it has");
      }
    }

    @Override
    public void piece(byte[] array, int index, int length) throws IOException {
      int at = index;
      int end = index + length;
      while (at < end) {
        int n = Math.min(BLOCK - filled, end - at);
        System.arraycopy(array, at, target, filled, n);
        filled += n;
        at += n;
        if (filled == BLOCK) {
          close();
        }
      }
    }

    private void close() throws IOException {
      int n = compressor.compress(target, 0, filled, compressed, 0, LARGEST_BLOCK);
      if (writes) {
        out.put(compressed, 0, n);
      }
      size += n;
      taken += filled;
      filled = 0;
    }
  }

  /** A string in an array. */
  private record Slice(byte[] array, int index, int size) implements Content {
    @Override
    public long length() {
      return size;
    }

    @Override
    public void tellTo(Pieces pieces) throws IOException {
      pieces.piece(array, index, size);
    }
  }
}
