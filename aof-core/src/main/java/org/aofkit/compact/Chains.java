package org.aofkit.compact;

/**
 * The commands that values depend on, each with what was before it. Sixteen bytes a command.
 *
 * <p>Nodes of values that are no more are used again, unless a tie reaches them.
 */
final class Chains {
  private static final int NODE_LONGS = 2;
  private static final int TIE_KEY_LONGS = 4;
  private static final long HELD = 1L << 63;

  private final LongPages nodes;
  private final LongPages ties;
  private long free = -1;
  private long used;
  private long tied;

  /**
   * Nothing.
   *
   * @param room what nodes and ties take their memory from
   */
  Chains(Room room) {
    nodes = new LongPages(room);
    ties = new LongPages(room);
  }

  /** How many nodes are in use. */
  long used() {
    return used;
  }

  /** How many ties there are, and keys of ties. */
  long tied() {
    return tied;
  }

  /** Whether there is any tie. */
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
   * Begins a command that is about several keys; {@link #tieKey} for each of them is to follow.
   *
   * @param database the database it is for
   * @return the head of all keys it writes
   */
  long tie(long place, int database, int count) {
    long index = ties.size();
    tied += 1 + count;
    ties.add(place);
    ties.add((long) database << Integer.SIZE | count);
    return Head.tie(index);
  }

  /**
   * Adds a key to the tie begun last.
   *
   * @param before its head before the tie; held from now on
   * @param word the word that is its name
   * @param database the database it is in
   * @param first its hash
   * @param second its hash
   */
  void tieKey(long before, int word, int database, long first, long second) {
    hold(before);
    ties.add(before);
    ties.add((long) database << Integer.SIZE | word);
    ties.add(first);
    ties.add(second);
  }

  /** The place of a tie's command. */
  long tiePlace(long tie) {
    return ties.get(Head.number(tie));
  }

  /** The database of a tie's command. */
  int tieDatabase(long tie) {
    return (int) (ties.get(Head.number(tie) + 1) >>> Integer.SIZE);
  }

  /** How many keys a tie names. */
  int tieCount(long tie) {
    return (int) ties.get(Head.number(tie) + 1);
  }

  /** The head that a key had before the tie. */
  long tieBefore(long tie, int key) {
    return ties.get(tieKeyAt(tie, key));
  }

  /** The word that is a key's name. */
  int tieWord(long tie, int key) {
    return (int) ties.get(tieKeyAt(tie, key) + 1);
  }

  /** The database that a key is in. */
  int tieKeyDatabase(long tie, int key) {
    return (int) (ties.get(tieKeyAt(tie, key) + 1) >>> Integer.SIZE);
  }

  /** The first half of a key's hash. */
  long tieFirst(long tie, int key) {
    return ties.get(tieKeyAt(tie, key) + 2);
  }

  /** The second half of a key's hash. */
  long tieSecond(long tie, int key) {
    return ties.get(tieKeyAt(tie, key) + 3);
  }

  private static long tieKeyAt(long tie, int key) {
    return Head.number(tie) + 2 + (long) key * TIE_KEY_LONGS;
  }

  /** Forgets all. */
  void clear() {
    nodes.clear();
    ties.clear();
    free = -1;
    used = 0;
    tied = 0;
  }
}
