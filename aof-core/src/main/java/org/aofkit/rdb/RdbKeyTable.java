package org.aofkit.rdb;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.aofkit.io.ByteSource;

/**
 * What a server has of the keys of an image when it comes to that image: none, or one that it
 * loaded or made in front of it. Servers abort on a key that they have, also if its time is over,
 * wherever it is from (measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2).
 *
 * <p>The keys of the image are taken in parts of a fixed size, so that memory is bounded, whatever
 * the image holds. For each part: {@link #begin}, then all that stands in front in the order in
 * which it is loaded, then {@link #compare}. Keys are told apart by hashes of 64 bits over name and
 * database, with a seed that is new each time.
 */
public final class RdbKeyTable {
  private static final int SLOTS = 1 << 20;
  private static final int KEYS_A_PART = SLOTS / 2;
  private static final int LEAST_SLOTS = 1 << 6;
  private static final int LENS = 512;
  private static final int LONGEST_NAME = 1024;
  private static final int CHUNK = 1 << 13;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final ByteSource source;
  private final RdbImage image;
  private final RdbHash hash = new RdbHash(ThreadLocalRandom.current().nextLong());
  private final long[] keys;
  private final byte[] states;
  private final int parts;
  private int held;
  private int part;

  /** Whether a server has a key. */
  public enum State {
    /** It has none of that name. */
    ABSENT,
    /** It has one. */
    THERE,
    /** That depends on what is not looked at. */
    UNKNOWN
  }

  /** What a command does to a key. */
  public enum Change {
    /** It is gone behind it. */
    REMOVES,
    /** It is there behind it, whatever was there before. */
    MAKES,
    /** One that is there stays, one that is not may be made. */
    MAY_MAKE,
    /** One that is there may be gone; none is made. */
    MAY_REMOVE,
    /** It may be there or not. */
    ANY
  }

  /** A name that is read piece by piece. */
  public interface Name {
    /** How many bytes it has. */
    long length();

    /**
     * Reads from a place of the name on.
     *
     * @return how many bytes; as many as there is room for, but at its end
     * @throws IOException if it can't be read
     */
    int read(long from, byte[] room) throws IOException;
  }

  /** Is told of keys of the image that a server has, or may have. */
  public interface Taker {
    /**
     * A key.
     *
     * @param offset where its name stands in the source of the image
     * @param name its first bytes, at most 1,024
     * @param isSure whether the server has it; else it may
     * @return whether to go on
     */
    boolean key(long offset, byte[] name, boolean isSure) throws IOException;
  }

  /**
   * @param source that the image was read from; borrowed
   * @param image as it was read from it, without a problem
   */
  public RdbKeyTable(ByteSource source, RdbImage image) {
    this.source = source;
    this.image = image;
    parts = (int) Math.min(Integer.MAX_VALUE, 1 + Math.max(0, image.keys()) / KEYS_A_PART);
    long wanted = parts > 1 ? SLOTS : Math.max(LEAST_SLOTS, 2 * image.keys());
    int slots = (int) Long.highestOneBit(2 * wanted - 1);
    keys = new long[slots];
    states = new byte[slots];
  }

  /** How many parts there are. */
  public int parts() {
    return parts;
  }

  /**
   * Begins with a part of the keys, none of which a server has.
   *
   * @throws IOException if the source can't be read, or is not what it was
   */
  public void begin(int number) throws IOException {
    part = number;
    held = 0;
    Arrays.fill(keys, 0);
    Arrays.fill(states, (byte) State.ABSENT.ordinal());
    each(
        source,
        image,
        new RdbRepeats.Sink() {
          @Override
          public boolean wants(long key) {
            return isOfPart(key);
          }

          @Override
          public boolean take(long key, long place) {
            add(key);
            return true;
          }
        });
  }

  /**
   * A server loads an image in front: it has its keys from then on.
   *
   * @throws IOException if the source can't be read, or is not what it was
   */
  public void image(ByteSource front, RdbImage loaded) throws IOException {
    each(
        front,
        loaded,
        new RdbRepeats.Sink() {
          @Override
          public boolean wants(long key) {
            return has(key);
          }

          @Override
          public boolean take(long key, long place) {
            states[slot(key)] = (byte) State.THERE.ordinal();
            return true;
          }
        });
  }

  /**
   * A server runs a command that names a key.
   *
   * @throws IOException if the name can't be read
   */
  public void key(Name name, long database, Change change) throws IOException {
    long key = hash.pair(hashOf(name), database);
    if (has(key)) {
      int slot = slot(key);
      states[slot] = (byte) after(State.values()[states[slot]], change).ordinal();
    }
  }

  /** A server runs a command that does the same to every key. */
  public void all(Change change) {
    for (int i = 0; i < states.length; i++) {
      states[i] = (byte) after(State.values()[states[i]], change).ordinal();
    }
  }

  /**
   * Tells the keys of the part that the server has, or may have.
   *
   * @return whether all were told
   * @throws IOException if the source can't be read, or is not what it was
   */
  public boolean compare(Taker taker) throws IOException {
    RdbLens lens = new RdbLens(source, LENS);
    boolean[] goOn = {true};
    each(
        source,
        image,
        new RdbRepeats.Sink() {
          @Override
          public boolean wants(long key) {
            return has(key) && states[slot(key)] != State.ABSENT.ordinal();
          }

          @Override
          public boolean take(long key, long place) throws IOException, RdbStop {
            long offset = image.start() + place;
            byte[] name = lens.at(offset).read(source, LONGEST_NAME);
            boolean isSure = states[slot(key)] == State.THERE.ordinal();
            goOn[0] = taker.key(offset, name, isSure);
            return goOn[0];
          }
        });
    return goOn[0];
  }

  private static State after(State before, Change change) {
    return switch (change) {
      case REMOVES -> State.ABSENT;
      case MAKES -> State.THERE;
      case MAY_MAKE -> before == State.ABSENT ? State.UNKNOWN : before;
      case MAY_REMOVE -> before == State.THERE ? State.UNKNOWN : before;
      case ANY -> State.UNKNOWN;
    };
  }

  private void each(ByteSource from, RdbImage which, RdbRepeats.Sink sink) throws IOException {
    try {
      new RdbKeyWalk(from, which.start(), which.end(), RdbOptions.forAof(), 0, hash).each(sink);
    } catch (RdbStop stop) {
      throw new IOException(
          from.name() + ": not what it was when it was read first: " + stop.getMessage(), stop);
    }
  }

  private long hashOf(Name name) throws IOException {
    long length = name.length();
    byte[] room = new byte[(int) Math.min(CHUNK, length)];
    if (length <= CHUNK) {
      return hash.text(room, 0, length == 0 ? 0 : name.read(0, room));
    }
    hash.begin();
    long done = 0;
    while (done < length) {
      int count = name.read(done, room);
      hash.accept(room, 0, count);
      done += count;
    }
    return hash.finish();
  }

  private boolean isOfPart(long key) {
    return parts == 1 || (key * SPREAD >>> 32) * parts >>> 32 == part;
  }

  /** Parts have about the same number of keys; of one that has more the rest is not looked for. */
  private void add(long key) {
    int slot = slot(key);
    if (keys[slot] == 0 && held < keys.length - 1) {
      keys[slot] = nonZero(key);
      held++;
    }
  }

  private boolean has(long key) {
    return keys[slot(key)] != 0;
  }

  /** The slot of a key, or the free one where it would go. */
  private int slot(long key) {
    long wanted = nonZero(key);
    int at = (int) (wanted >>> 20) & keys.length - 1;
    while (keys[at] != 0 && keys[at] != wanted) {
      at = at + 1 & keys.length - 1;
    }
    return at;
  }

  private static long nonZero(long key) {
    return key == 0 ? 1 : key;
  }
}
