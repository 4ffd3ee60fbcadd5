package org.aofkit.compact;

/**
 * Something that a value depends on.
 *
 * @param place where it stands
 * @param database the database it is for
 * @param head what it is: a place alone, which makes the value; a node, or a tie
 */
record Step(long place, int database, long head) implements Comparable<Step> {
  @Override
  public int compareTo(Step other) {
    return Long.compare(place, other.place);
  }
}
