package org.aofkit.compact;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The places that the data set depends on: of records, of commands, and of pairs in an MSET. Eight
 * bytes each, in the order of the files.
 */
final class LivePlaces {
  private Chains chains = new Chains(Room.unbounded());
  private final BitSet seenNodes = new BitSet();
  private final BitSet seenTies = new BitSet();
  private long[] places = new long[1 << 10];
  private int count;
  private long[] open = new long[16];
  private int openCount;
  private int next;

  private long keys;

  private LivePlaces() {}

  /** All places that the heads of all indices reach, and those of commands about libraries. */
  static LivePlaces of(IndexPasses passes) throws IOException {
    var live = new LivePlaces();
    while (live.next(passes)) {
      live.seenNodes.clear();
      live.seenTies.clear();
    }
    Arrays.sort(live.places, 0, live.count);
    return live;
  }

  /** In a method of its own, so that nothing of one index is held while the next one is built. */
  private boolean next(IndexPasses passes) throws IOException {
    LogIndex index = passes.next();
    if (index == null) {
      return false;
    }
    chains = index.chains();
    for (KeyTable table : index.tables()) {
      table.each(this::reach);
      keys += table.live();
    }
    if (passes.passes() == 1) {
      for (long place : index.libraryCommands()) {
        add(place);
      }
    }
    chains = new Chains(Room.unbounded());
    return true;
  }

  /** How many keys there are. */
  long keys() {
    return keys;
  }

  /**
   * How many places lie in front of another one and were not asked for yet. To be asked with places
   * that do not go back.
   *
   * @param end behind the last byte of what is looked at
   */
  int upTo(long end) {
    int first = next;
    while (next < count && places[next] < end) {
      next++;
    }
    return next - first;
  }

  private void reach(long head) {
    openCount = 0;
    push(head);
    while (openCount > 0) {
      follow(open[--openCount]);
    }
  }

  private void follow(long head) {
    long at = head;
    while (Head.isNode(at)) {
      int node = Math.toIntExact(Head.number(at));
      if (seenNodes.get(node)) {
        // What is behind it was reached too.
        return;
      }
      seenNodes.set(node);
      add(chains.place(at));
      at = chains.before(at);
    }
    if (Head.isTie(at)) {
      tie(at);
    } else if (at != Head.NONE) {
      addOnce(Head.number(at));
    }
  }

  private void tie(long tie) {
    int index = Math.toIntExact(Head.number(tie));
    if (seenTies.get(index)) {
      return;
    }
    seenTies.set(index);
    add(chains.tiePlace(tie));
    for (int key = 0; key < chains.tieCount(tie); key++) {
      push(chains.tieBefore(tie, key));
    }
  }

  private void push(long head) {
    if (openCount == open.length) {
      open = Arrays.copyOf(open, 2 * openCount);
    }
    open[openCount++] = head;
  }

  /** The one before it may be the same: a value that was copied, and the copy. */
  private void addOnce(long place) {
    if (count == 0 || places[count - 1] != place) {
      add(place);
    }
  }

  private void add(long place) {
    if (count == places.length) {
      places = Arrays.copyOf(places, count + (count >> 1));
    }
    places[count++] = place;
  }
}
