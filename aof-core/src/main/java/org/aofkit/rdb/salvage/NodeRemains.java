package org.aofkit.rdb.salvage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a list or stream, which is made of nodes: packed containers. A node is sound or
 * it is not, so that nodes behind a damaged one are believed, if they lead to the end of the value.
 */
final class NodeRemains {
  private static final int MOST_PLACES = 1000;

  /** How many bytes are looked through for the next node. */
  private static final int LONGEST_SEARCH = 1 << 20;

  private static final int ID = 17;

  private final ByteWindow bytes;
  private final Parts parts;
  private final Values values;
  private final PackedCut cut;
  private final DamagedKey key;
  private final PieceList nodes = new PieceList();

  private long count;
  private long left;

  /** Where the nodes end; -1 if that was not found. */
  private long tailAt = -1;

  private final Budget budget;

  NodeRemains(ByteWindow bytes, Parts parts, Values values, DamagedKey key, Budget budget) {
    this.budget = budget;
    this.bytes = bytes;
    this.parts = parts;
    this.values = values;
    this.key = key;
    this.cut = new PackedCut(bytes, parts);
  }

  /** The nodes that are kept. */
  PieceList nodes() {
    return nodes;
  }

  /** How many nodes are kept. */
  long count() {
    return count;
  }

  /** Where the nodes end, and what else the value holds begins; -1 if that was not found. */
  long tailAt() {
    return tailAt;
  }

  /** Looks at all nodes, up to where the value must end. */
  void look(long bound) throws IOException {
    long at = parts.length(key.valueAt());
    left = parts.length();
    if (at < 0 || left <= 0) {
      return;
    }
    int places = 0;
    long before = at;
    while (left > 0 && places < MOST_PLACES && !budget.isSpent()) {
      long behind = node(at, true);
      if (behind >= 0 && behind <= bound) {
        keep(at, behind);
        before = at;
        at = behind;
        left--;
        continue;
      }
      places++;
      boolean isPlaced = key.end() >= 0;
      if (!isPlaced && before < at && isBare(before)) {
        // Nothing tells whether the end of a bare element is damaged too.
        return;
      }
      // Its bytes are copied and expanded.
      budget.spend(Math.min(bound - at, PackedCut.LARGEST));
      keepFront(at, bound);
      at = isPlaced ? node(at, false) : next(at + 1, bound);
      left--;
      if (at < 0) {
        return;
      }
    }
    tailAt = left == 0 ? at : -1;
  }

  private void keep(long from, long to) {
    nodes.copy(from, to);
    count++;
  }

  private boolean isStream() {
    return Values.isStream(key.code());
  }

  private boolean isBare(long at) throws IOException {
    return key.code() == 18 && bytes.at(at) == 1;
  }

  private long node(long at, boolean isDeep) throws IOException {
    parts.verify(isDeep);
    long behind = isStream() ? values.streamNode(at) : values.element(key.code(), at);
    parts.verify(false);
    return behind;
  }

  /** Keeps the first entries of a damaged node. */
  private void keepFront(long at, long bound) throws IOException {
    long string = at;
    StringCheck.Role role = StringCheck.Role.LISTPACK;
    if (isStream()) {
      string = bytes.at(at) == ID - 1 ? at + ID : -1;
    } else if (key.code() == 14) {
      role = StringCheck.Role.ZIPLIST;
    } else {
      string = bytes.at(at) == 2 ? at + 1 : -1;
    }
    PackedEntries entries = string < 0 ? null : cut.entries(string, bound, key.end() >= 0, role);
    byte[] container = entries == null ? null : container(entries);
    if (container != null) {
      nodes.copy(at, string);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PieceList.length(out, container.length);
      out.writeBytes(container);
      nodes.literal(out.toByteArray());
      count++;
    }
  }

  private byte @Nullable [] container(PackedEntries entries) {
    return isStream() ? entries.node() : entries.container();
  }

  /**
   * The first place from which sound nodes lead to the end of the value, not more of them than
   * there should be; -1 without one.
   */
  private long next(long from, long bound) throws IOException {
    parts.takeWork();
    long to = Math.min(bound, from + LONGEST_SEARCH);
    for (long at = from; at < to && budget.spend(1 + parts.takeWork()); at++) {
      int first = bytes.at(at);
      boolean isPossible = isStream() ? first == ID - 1 : key.code() == 14 || first == 2;
      if (isPossible && leadsTo(at, bound)) {
        return at;
      }
    }
    return -1;
  }

  private boolean leadsTo(long from, long bound) throws IOException {
    long at = from;
    long most = left - 1;
    long met = 0;
    while (met < most && at < bound && budget.spend(parts.takeWork())) {
      at = node(at, true);
      if (at < 0 || at > bound) {
        return false;
      }
      met++;
      boolean isEnd =
          isStream()
              ? values.behindNodes(at, Values.streamVersion(key.code())) == bound
              : at == bound;
      if (isEnd) {
        // The nodes in between are lost.
        left = met + 1;
        return true;
      }
    }
    return false;
  }
}
