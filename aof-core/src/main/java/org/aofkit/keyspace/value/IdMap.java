package org.aofkit.keyspace.value;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.aofkit.rdb.write.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * Something for each of many ids, in the order of the ids: in blocks, so that adding behind all
 * others, removing from the front and finding are fast, and the rest is not slow.
 */
final class IdMap<T> {
  private static final int BLOCK = 64;
  private static final int FIRST_ROOM = 2;

  private final List<Block> blocks = new ArrayList<>(1);
  private int size;

  /** Takes what there is. */
  @FunctionalInterface
  interface Taker<T> {
    /** Takes an id and what belongs to it. */
    void take(long ms, long seq, T thing) throws IOException;
  }

  int size() {
    return size;
  }

  /**
   * The bytes of memory that it takes.
   *
   * @param each what belongs to an id
   */
  long memory(ToLongFunction<T> each) {
    long sum = 0;
    for (Block block : blocks) {
      sum += Memory.OBJECT + (2L * Long.BYTES + Memory.REFERENCE) * block.things.length;
      for (int i = 0; i < block.count; i++) {
        sum += each.applyAsLong(at(block, i));
      }
    }
    return sum;
  }

  /** What belongs to an id; null if nothing does. */
  @Nullable T get(long ms, long seq) {
    Block block = blockOf(ms, seq);
    int at = block == null ? -1 : block.find(ms, seq);
    return block == null || at < 0 ? null : at(block, at);
  }

  /** Gives an id what belongs to it. */
  void put(long ms, long seq, T thing) {
    int index = Math.max(0, indexOf(ms, seq));
    if (blocks.isEmpty()) {
      blocks.add(new Block(FIRST_ROOM));
    }
    Block block = blocks.get(index);
    int at = block.find(ms, seq);
    if (at >= 0) {
      block.things[at] = thing;
      return;
    }
    if (block.count == BLOCK) {
      // Behind all others a new block, so that blocks are full where ids only grow.
      boolean isEnd = index == blocks.size() - 1 && ~at == BLOCK;
      Block next = isEnd ? new Block(BLOCK) : block.split();
      blocks.add(index + 1, next);
      block = ~at > block.count || isEnd ? next : block;
      at = block.find(ms, seq);
    }
    block.insert(~at, ms, seq, thing);
    size++;
  }

  /** Takes away what belongs to an id, and returns it; null if nothing did. */
  @Nullable T remove(long ms, long seq) {
    int index = indexOf(ms, seq);
    if (index < 0) {
      return null;
    }
    Block block = blocks.get(index);
    int at = block.find(ms, seq);
    if (at < 0) {
      return null;
    }
    T thing = at(block, at);
    block.cut(at, at + 1);
    if (block.count == 0) {
      blocks.remove(index);
    }
    size--;
    return thing;
  }

  /** Takes away the first ones. */
  void removeFirst(int count) {
    int rest = count;
    int whole = 0;
    while (whole < blocks.size() && blocks.get(whole).count <= rest) {
      rest -= blocks.get(whole++).count;
    }
    blocks.subList(0, whole).clear();
    if (rest > 0) {
      blocks.get(0).cut(0, rest);
    }
    size -= count;
  }

  /** How many ids there are below one. */
  int countBelow(long ms, long seq) {
    int index = indexOf(ms, seq);
    if (index < 0) {
      return 0;
    }
    int count = 0;
    for (int i = 0; i < index; i++) {
      count += blocks.get(i).count;
    }
    int at = blocks.get(index).find(ms, seq);
    return count + (at < 0 ? ~at : at);
  }

  /** The highest id; zero if there is none. */
  StreamId lastId() {
    if (blocks.isEmpty()) {
      return StreamId.ZERO;
    }
    Block last = blocks.get(blocks.size() - 1);
    return new StreamId(last.ids[2 * last.count - 2], last.ids[2 * last.count - 1]);
  }

  /** Hands over all, in order. */
  void forEach(Taker<T> taker) throws IOException {
    for (Block block : blocks) {
      for (int i = 0; i < block.count; i++) {
        taker.take(block.ids[2 * i], block.ids[2 * i + 1], at(block, i));
      }
    }
  }

  /** An independent one of the same things. */
  IdMap<T> copy() {
    var copy = new IdMap<T>();
    for (Block block : blocks) {
      copy.blocks.add(new Block(block));
    }
    copy.size = size;
    return copy;
  }

  // Only put() fills blocks, with things of this type.
  @SuppressWarnings("unchecked")
  private T at(Block block, int at) {
    Object thing = block.things[at];
    if (thing == null) {
      throw new IllegalStateException("nothing at " + at + " of " + block.count);
    }
    return (T) thing;
  }

  private @Nullable Block blockOf(long ms, long seq) {
    int index = indexOf(ms, seq);
    return index < 0 ? null : blocks.get(index);
  }

  /** The last block that begins with this id or a lower one; -1 if none does. */
  private int indexOf(long ms, long seq) {
    int low = -1;
    int high = blocks.size();
    // Nearly always it is the last.
    if (high > 0 && blocks.get(high - 1).compare(0, ms, seq) <= 0) {
      return high - 1;
    }
    while (high - low > 1) {
      int middle = low + high >>> 1;
      if (blocks.get(middle).compare(0, ms, seq) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Ids in order, each two numbers, and what belongs to them. */
  private static final class Block {
    private long[] ids;
    private @Nullable Object[] things;
    private int count;

    Block(int room) {
      ids = new long[2 * room];
      things = new Object[room];
    }

    Block(Block other) {
      ids = other.ids.clone();
      things = other.things.clone();
      count = other.count;
    }

    int compare(int at, long ms, long seq) {
      int byMs = Long.compareUnsigned(ids[2 * at], ms);
      return byMs != 0 ? byMs : Long.compareUnsigned(ids[2 * at + 1], seq);
    }

    /** Where an id is; where it would be, with all bits turned over, if it is not there. */
    int find(long ms, long seq) {
      int low = 0;
      int high = count;
      while (low < high) {
        int middle = low + high >>> 1;
        if (compare(middle, ms, seq) < 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low < count && compare(low, ms, seq) == 0 ? low : ~low;
    }

    void insert(int at, long ms, long seq, Object thing) {
      if (count == things.length) {
        int room = Math.min(BLOCK, 2 * count);
        ids = Arrays.copyOf(ids, 2 * room);
        things = Arrays.copyOf(things, room);
      }
      System.arraycopy(ids, 2 * at, ids, 2 * at + 2, 2 * (count - at));
      System.arraycopy(things, at, things, at + 1, count - at);
      ids[2 * at] = ms;
      ids[2 * at + 1] = seq;
      things[at] = thing;
      count++;
    }

    void cut(int from, int to) {
      System.arraycopy(ids, 2 * to, ids, 2 * from, 2 * (count - to));
      System.arraycopy(things, to, things, from, count - to);
      Arrays.fill(things, count - (to - from), count, null);
      count -= to - from;
    }

    /** Moves the second half into a new block. */
    Block split() {
      int half = count / 2;
      var next = new Block(BLOCK);
      System.arraycopy(ids, 2 * half, next.ids, 0, 2 * (count - half));
      System.arraycopy(things, half, next.things, 0, count - half);
      next.count = count - half;
      Arrays.fill(things, half, count, null);
      count = half;
      return next;
    }
  }
}
