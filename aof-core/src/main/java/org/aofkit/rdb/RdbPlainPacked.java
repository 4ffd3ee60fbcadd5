package org.aofkit.rdb;

import java.util.Arrays;
import org.aofkit.rdb.packed.PlainListpack;

/** Passes sets, hashes and sorted sets in a listpack; members are compared. */
final class RdbPlainPacked implements RdbPlainValue {
  private final RdbMembers members;
  private final RdbHash hash;
  private final RdbPlainText text;
  private final PlainListpack entries;
  private final int entriesPerMember;
  private final boolean hasScores;

  /**
   * @param shape a set, pairs or scores
   */
  RdbPlainPacked(
      RdbContext context, RdbPlainText text, PlainListpack entries, RdbElements.Shape shape) {
    this.members = context.members;
    this.hash = context.hash;
    this.text = text;
    this.entries = entries;
    this.entriesPerMember = shape.entries();
    this.hasScores = shape == RdbElements.Shape.SCORES;
  }

  @Override
  public int pass(byte[] array, int at, int end) {
    int after = text.open(array, at, end);
    if (after < 0 || !entries.read(text.array(), text.index(), text.length())) {
      return OTHER;
    }
    int count = entries.count();
    boolean isWhole = count != 0 && count % entriesPerMember == 0;
    return isWhole && isUnique(count) && (!hasScores || isSorted(count)) ? after : OTHER;
  }

  private boolean isUnique(int count) {
    byte[] a = text.array();
    members.begin(count / entriesPerMember);
    for (int i = 0; i < count; i += entriesPerMember) {
      int length = entries.length(i);
      long hashed =
          length == PlainListpack.NUMBER
              ? hash.number(entries.number(i))
              : hash.text(a, entries.index(i), length);
      if (!members.addNew(hashed, i)) {
        return false;
      }
    }
    return true;
  }

  private boolean isSorted(int count) {
    double last = Double.NEGATIVE_INFINITY;
    for (int i = 1; i < count; i += 2) {
      int length = entries.length(i);
      double score =
          length == PlainListpack.NUMBER
              ? entries.number(i)
              : RdbScore.plainOrNan(text.array(), entries.index(i), length);
      boolean isAbove = score > last || (score == last && i > 1 && isInOrder(i - 3, i - 1));
      if (!isAbove) {
        return false;
      }
      last = score;
    }
    return true;
  }

  /** Whether two texts of one score are in the order of their bytes. */
  private boolean isInOrder(int one, int other) {
    int length = entries.length(one);
    int otherLength = entries.length(other);
    int from = entries.index(one);
    int otherFrom = entries.index(other);
    return length != PlainListpack.NUMBER
        && otherLength != PlainListpack.NUMBER
        && Arrays.compareUnsigned(
                text.array(), from, from + length, text.array(), otherFrom, otherFrom + otherLength)
            < 0;
  }
}
