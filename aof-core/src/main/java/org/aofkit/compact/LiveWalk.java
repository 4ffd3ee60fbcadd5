package org.aofkit.compact;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Follows the heads of keys to all places that their values depend on, each once. */
final class LiveWalk {
  private final Chains chains;
  private final BitSet seenNodes = new BitSet();
  private final BitSet seenTies = new BitSet();
  private long[] places;
  private int count;
  private long[] open = new long[16];
  private int openCount;

  private LiveWalk(Chains chains, long most) {
    this.chains = chains;
    this.places = new long[(int) Math.min(Integer.MAX_VALUE - 8, most)];
  }

  /**
   * All places that the heads of an index reach.
   *
   * @param besides other places that count
   * @param tail the place from which on everything counts; {@link Long#MAX_VALUE} if there is none
   */
  static LivePlaces places(LogIndex index, List<Long> besides, long tail) {
    long most = index.chains().used() + besides.size() + 1;
    for (KeyTable keys : index.tables()) {
      most += keys.live();
    }
    var live = new LiveWalk(index.chains(), most);
    for (KeyTable keys : index.tables()) {
      keys.each(live::reach);
    }
    besides.forEach(live::add);
    Arrays.sort(live.places, 0, live.count);
    return new LivePlaces(live.places, live.count, tail);
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
      places = Arrays.copyOf(places, count + (count >> 1) + 16);
    }
    places[count++] = place;
  }
}
