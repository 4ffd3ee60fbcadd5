package org.aofkit.compact;

/**
 * The commands that values depend on, each with what was before it. Sixteen bytes a command.
 *
 * <p>Nodes of values that are no more are used again, unless a tie reaches them.
 */
final class Chains {
  private static final int NODE_LONGS = 2;
  private static final long HELD = 1L << 63;

  private final LongPages nodes = new LongPages();
  private final LongPages ties = new LongPages();
  private long free = -1;
  private long used;

  /** How many nodes are in use. */
  long used() {
    return used;
  }

  /** How many ties there are. */
  boolean hasTies() {
    return ties.size() > 0;
  }

  /** Adds a command behind what was before it, and returns the head. */
  long add(long place, long before) {
    long index = free;
    if (index < 0) {
      index = nodes.size() / NODE_LONGS;
      nodes.add(place);
      nodes.add(before);
    } else {
      free = nodes.get(index * NODE_LONGS + 1);
      nodes.set(index * NODE_LONGS, place);
      nodes.set(index * NODE_LONGS + 1, before);
    }
    used++;
    return Head.node(index, Head.isTied(before));
  }

  /** The place of a node's command. */
  long place(long node) {
    return nodes.get(Head.number(node) * NODE_LONGS) & ~HELD;
  }

  /** The head before a node. */
  long before(long node) {
    return nodes.get(Head.number(node) * NODE_LONGS + 1);
  }

  /** Lets go of a value that is no more: of its nodes that nobody else needs. */
  void release(long head) {
    long at = head;
    while (Head.isNode(at)) {
      long index = Head.number(at);
      if ((nodes.get(index * NODE_LONGS) & HELD) != 0) {
        return;
      }
      long before = before(at);
      nodes.set(index * NODE_LONGS + 1, free);
      free = index;
      used--;
      at = before;
    }
  }

  /** Keeps what a head reaches, whatever becomes of its key. */
  void hold(long head) {
    if (Head.isNode(head)) {
      long at = Head.number(head) * NODE_LONGS;
      nodes.set(at, nodes.get(at) | HELD);
    }
  }

  /**
   * Adds a command that is about several keys, and returns the head of all it writes.
   *
   * @param database the database it is for
   * @param before the heads of its keys in the order it names them; held from now on
   */
  long tie(long place, int database, long[] before, int count) {
    long index = ties.size();
    ties.add(place);
    ties.add((long) database << 32 | count);
    for (int i = 0; i < count; i++) {
      hold(before[i]);
      ties.add(before[i]);
    }
    return Head.tie(index);
  }

  /** The place of a tie's command. */
  long tiePlace(long tie) {
    return ties.get(Head.number(tie));
  }

  /** The database of a tie's command. */
  int tieDatabase(long tie) {
    return (int) (ties.get(Head.number(tie) + 1) >>> 32);
  }

  /** How many keys a tie names. */
  int tieCount(long tie) {
    return (int) ties.get(Head.number(tie) + 1);
  }

  /** The head that the key had before the tie. */
  long tieBefore(long tie, int key) {
    return ties.get(Head.number(tie) + 2 + key);
  }

  /** Forgets all. */
  void clear() {
    nodes.clear();
    ties.clear();
    free = -1;
    used = 0;
  }
}
