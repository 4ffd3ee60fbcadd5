package org.aofkit.rdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.aofkit.rdb.packed.Feed;
import org.aofkit.rdb.packed.Lzf;
import org.aofkit.rdb.packed.LzfFeed;
import org.aofkit.rdb.packed.LzfVerifier;
import org.aofkit.rdb.packed.PackedDamage;
import org.aofkit.rdb.packed.PackedInput;

/**
 * Reads or passes the strings of an image:
 *
 * <pre>
 *   length + bytes
 *   11000000 + 1 byte             the decimal text of a signed integer
 *   11000001 + 2 bytes            the same, little-endian
 *   11000010 + 4 bytes            the same, little-endian
 *   11000011 + length c + length u + c bytes      LZF, u bytes when expanded
 * </pre>
 *
 * A string is passed ({@link #skip}), or opened, looked at and closed. In between its stored bytes
 * lie in the buffer if they fit; what is longer is read from the source a second time, by whoever
 * wants it. Compressed strings are verified either way, without being expanded.
 */
final class RdbStrings {
  /** How many bytes of a string are kept by {@link #read}. */
  static final int HEAD = 1024;

  /** The longest compressed string that is expanded at once. */
  private static final int MOST_EXPANDED = 1 << 20;

  /** A match of 264 bytes takes three. */
  static final int MOST_RATIO = 88;

  private static final int PIECE = 1 << 13;
  private static final byte[] NOTHING = new byte[0];

  private final RdbInput in;
  private final boolean isTrusted;
  private final byte[] head = new byte[HEAD];
  private final LzfVerifier verifier = new LzfVerifier();
  private byte[] expanded = NOTHING;
  private byte[] piece = NOTHING;

  private long start;
  private RdbSlice.Form form = RdbSlice.Form.RAW;
  private long offset;
  private long stored;
  private long saved;
  private long length;
  private long number;
  private boolean isHeld;
  private boolean isVerified;
  private int last;

  RdbStrings(RdbInput in) {
    this(in, false);
  }

  /**
   * @param isTrusted whether compressed strings were verified before
   */
  RdbStrings(RdbInput in, boolean isTrusted) {
    this.in = in;
    this.isTrusted = isTrusted;
  }

  /** Passes a string. */
  void skip() throws IOException, RdbStop {
    if (in.skipShort() < 0) {
      open();
      close();
    }
  }

  /**
   * Passes a string.
   *
   * @return its length, without sign
   */
  long skipMeasured() throws IOException, RdbStop {
    int passed = in.skipShort();
    if (passed >= 0) {
      return passed;
    }
    open();
    close();
    return length;
  }

  /**
   * Begins with a string: its header is passed, its stored bytes ({@link #stored}) are next and are
   * known to be there.
   */
  void open() throws IOException, RdbStop {
    start = in.position();
    isVerified = isTrusted;
    int held = in.openShort();
    if (held >= 0) {
      form = RdbSlice.Form.RAW;
      length = held;
      stored = held;
      isHeld = true;
      offset = in.position();
      return;
    }
    int first = in.readByte();
    stored = 0;
    isHeld = false;
    switch (first) {
      case 0xC0 -> integer(in.readByte() << 24 >> 24);
      case 0xC1 -> integer((int) in.readLittleEndian(2) << 16 >> 16);
      case 0xC2 -> integer((int) in.readLittleEndian(4));
      case 0xC3 -> {
        form = RdbSlice.Form.LZF;
        stored = in.readLength();
        length = in.readLength();
        payload();
        if (Long.compareUnsigned(length, stored * MOST_RATIO) > 0) {
          throw RdbStop.badFormat(
              start,
              "expected at most "
                  + stored * MOST_RATIO
                  + " bytes out of "
                  + stored
                  + " compressed ones, found a length of "
                  + Long.toUnsignedString(length));
        }
        saved += length - stored;
      }
      default -> {
        if (first > 0xC3) {
          throw RdbStop.badFormat(
              start, "expected a string, found the byte 0x" + Integer.toHexString(first));
        }
        form = RdbSlice.Form.RAW;
        length = in.readNumber(start, first);
        stored = length;
        payload();
      }
    }
  }

  private void integer(int value) {
    form = RdbSlice.Form.INTEGER;
    offset = in.position();
    number = value;
    length = RdbDigits.length(value);
  }

  private void payload() throws IOException, RdbStop {
    in.require(stored);
    isHeld = in.hold(stored);
    offset = in.position();
  }

  /** Passes the stored bytes of the string that was opened; verifies compressed ones. */
  void close() throws IOException, RdbStop {
    if (form == RdbSlice.Form.LZF && length != 0 && !isVerified) {
      verify();
    }
    in.skip(offset + stored - in.position());
  }

  /** Verifies the compressed string that was opened. */
  private void verify() throws IOException, RdbStop {
    isVerified = true;
    try {
      if (isHeld) {
        Lzf.verify(in.array(), in.index(), (int) stored, length);
        return;
      }
      verifier.begin(length);
      long left = stored;
      while (left > 0) {
        in.hold(1);
        int count = (int) Math.min(left, in.end() - in.index());
        verifier.accept(in.array(), in.index(), count);
        in.skip(count);
        left -= count;
      }
      verifier.finish();
    } catch (PackedDamage damage) {
      throw compression(damage);
    }
  }

  /** Passes a string and keeps its first bytes and its last one. */
  void read() throws IOException, RdbStop {
    open();
    last = -1;
    if (form == RdbSlice.Form.INTEGER) {
      int from = RdbDigits.write(number, head, HEAD);
      System.arraycopy(head, from, head, 0, HEAD - from);
      last = head[(int) length - 1] & 0xFF;
      return;
    }
    if (form == RdbSlice.Form.RAW && length != 0) {
      if (isHeld) {
        System.arraycopy(in.array(), in.index(), head, 0, headLength());
        last = in.array()[in.index() + (int) length - 1] & 0xFF;
        in.skip(length);
        return;
      }
      in.readFully(head, 0, headLength());
      if (length > HEAD) {
        in.skip(length - HEAD - 1);
        last = in.readByte();
      } else {
        last = head[(int) length - 1] & 0xFF;
      }
      return;
    }
    if (length != 0) {
      keepExpanded();
    }
    close();
  }

  private void keepExpanded() throws IOException, RdbStop {
    if (expand()) {
      System.arraycopy(expanded, 0, head, 0, headLength());
      last = expanded[(int) length - 1] & 0xFF;
      return;
    }
    try {
      Feed feed = feed();
      byte[] room = piece();
      long done = 0;
      while (done != length) {
        int count = some(feed, room, length - done);
        if (done < HEAD) {
          System.arraycopy(room, 0, head, (int) done, Math.min(count, HEAD - (int) done));
        }
        done += count;
        last = room[count - 1] & 0xFF;
      }
    } catch (PackedDamage damage) {
      throw compression(damage);
    }
  }

  /** Where the string opened last begins in the source. */
  long start() {
    return start;
  }

  /** Where the stored bytes of the string opened last begin in the source. */
  long offset() {
    return offset;
  }

  /** How many bytes of the string opened last lie in the source behind its header. */
  long stored() {
    return stored;
  }

  /** How many bytes compression has saved in the strings opened so far. */
  long saved() {
    return saved;
  }

  /** How the string opened last is stored. */
  RdbSlice.Form form() {
    return form;
  }

  /** Whether the stored bytes of the string opened last lie in the buffer of the input. */
  boolean isHeld() {
    return isHeld;
  }

  /**
   * The length in bytes of the string opened last, expanded; without sign, and only to be trusted
   * once the string is closed.
   */
  long length() {
    return length;
  }

  /** The first bytes of the string read last; valid up to {@link #headLength()}. */
  byte[] head() {
    return head;
  }

  /** How many bytes of the string are in {@link #head()}. */
  int headLength() {
    return (int) Math.min(length, HEAD);
  }

  /** The last byte of the string read last, 0 to 255; -1 if it is empty. */
  int last() {
    return last;
  }

  /** The bytes of the head as text, byte by byte. */
  String headText() {
    return new String(head, 0, headLength(), StandardCharsets.ISO_8859_1);
  }

  /** The number of the string opened last, if that is how it is stored. */
  long number() {
    return number;
  }

  /** The bytes of the string after {@link #expand}; to be left alone. */
  byte[] expanded() {
    return expanded;
  }

  /**
   * Expands the compressed string opened last into {@link #expanded}.
   *
   * @return false if it does not lie in the buffer, or is too long
   */
  boolean expand() throws RdbStop {
    if (!isHeld || length < 0 || length > MOST_EXPANDED || length > stored * MOST_RATIO) {
      return false;
    }
    if (expanded.length < length) {
      expanded = new byte[Math.min(MOST_EXPANDED, Math.max(PIECE, 2 * (int) length))];
    }
    try {
      Lzf.expand(in.array(), in.index(), (int) stored, expanded, (int) length);
      isVerified = true;
      return true;
    } catch (PackedDamage damage) {
      throw compression(damage);
    }
  }

  /**
   * Makes a walker read the stored bytes of the string opened last, which lie in the buffer.
   *
   * @return the buffer
   */
  byte[] hold(PackedInput input) {
    input.wrap(in.array(), in.index(), (int) stored);
    return in.array();
  }

  /** The bytes of the string opened last, read from the source anew; not for numbers. */
  Feed feed() {
    Feed raw = new SourceFeed(in.source(), offset, stored);
    return form == RdbSlice.Form.LZF ? new LzfFeed().open(raw, stored, length) : raw;
  }

  /** Where the string opened last lies. */
  RdbSlice slice() {
    boolean isLzf = form == RdbSlice.Form.LZF;
    return new RdbSlice(form, offset, isLzf ? stored : 0, isLzf ? length : 0, 0, length, number);
  }

  /** Lets a view show the string opened last, once it is sure that it can be expanded. */
  void show(RdbBytes view) throws IOException, RdbStop {
    if (form == RdbSlice.Form.LZF && length != 0 && !isVerified) {
      verify();
    }
    switch (form) {
      case INTEGER -> view.setNumber(start, number);
      case LZF -> view.setLzf(offset, stored, length, in.array(), isHeld ? in.index() : -1);
      case RAW -> {
        view.setRaw(offset, length);
        if (isHeld) {
          view.setHeld(in.array(), in.index());
        }
      }
    }
  }

  /**
   * Copies the content of the string opened last, which must fit.
   *
   * @return how many bytes it has
   */
  int copyTo(byte[] target) throws IOException, RdbStop {
    int count = (int) length;
    if (form == RdbSlice.Form.INTEGER) {
      int from = RdbDigits.write(number, head, HEAD);
      System.arraycopy(head, from, target, 0, count);
    } else if (form == RdbSlice.Form.LZF) {
      if (count != 0) {
        keepExpanded();
      }
      System.arraycopy(head, 0, target, 0, count);
    } else {
      in.copyTo(target, count);
    }
    return count;
  }

  /** The hash of the content of the string opened last. */
  long hash(RdbHash hash) throws IOException, RdbStop {
    if (length == 0) {
      return hash.text(NOTHING, 0, 0);
    }
    if (form == RdbSlice.Form.INTEGER) {
      return hash.number(number);
    }
    if (form == RdbSlice.Form.RAW && isHeld) {
      return hash.text(in.array(), in.index(), (int) length);
    }
    if (form == RdbSlice.Form.LZF && expand()) {
      return hash.text(expanded, 0, (int) length);
    }
    try {
      return hash(feed(), length, hash);
    } catch (PackedDamage damage) {
      throw compression(damage);
    }
  }

  /** The hash of the content of the string opened last, which is verified first. */
  long verifiedHash(RdbHash hash) throws IOException, RdbStop {
    if (form == RdbSlice.Form.LZF && length != 0 && !isVerified) {
      verify();
    }
    return hash(hash);
  }

  /** The hash of what a feed gives. */
  long hash(Feed feed, long size, RdbHash hash) throws IOException, PackedDamage {
    byte[] room = piece();
    if (size <= RdbDigits.LONGEST) {
      int done = 0;
      while (done < size) {
        done += feed.read(room, done, (int) size - done);
      }
      return hash.text(room, 0, done);
    }
    hash.begin();
    long done = 0;
    while (done != size) {
      int count = some(feed, room, size - done);
      hash.accept(room, 0, count);
      done += count;
    }
    return hash.finish();
  }

  private static int some(Feed feed, byte[] room, long wanted) throws IOException, PackedDamage {
    boolean isMore = wanted < 0 || wanted > room.length;
    int count = feed.read(room, 0, isMore ? room.length : (int) wanted);
    if (count <= 0) {
      throw new PackedDamage(
          PackedDamage.Part.COMPRESSION, 0, "expected " + wanted + " more bytes, found the end");
    }
    return count;
  }

  private byte[] piece() {
    if (piece.length == 0) {
      piece = new byte[PIECE];
    }
    return piece;
  }

  private RdbStop compression(PackedDamage damage) {
    return RdbStop.badFormat(offset, damage.getMessage());
  }
}
