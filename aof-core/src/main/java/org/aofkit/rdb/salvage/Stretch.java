package org.aofkit.rdb.salvage;

/** Records that stand one behind the other, all of one span. */
final class Stretch {
  Span span;
  final long from;

  /** The spot in front of it; null where it follows on another stretch. */
  @org.jspecify.annotations.Nullable Gap gap;

  /** Behind its last record. */
  long to;

  long keys;
  long expiring;

  /** Whether its first key may be bytes of the value in front of it. */
  boolean isFirstWeak;

  /** Whether its first key may have lost its deadline. */
  boolean isDeadlineOpen;

  /** Whether its records lie in one whose own lengths take them for a part of its value. */
  boolean isDisputed;

  /** Whether it is a single record that is disputed. */
  boolean isAlone;

  /** Whether it is kept although its keys may belong to another database. */
  boolean isOfAnyDatabase;

  /** Whether it is left out. */
  boolean isLeftOut;

  /** Whether the image never had its keys there, so that they do not count as lost. */
  boolean isCopy;

  /** Why, or why its first keys are. */
  String why = "";

  /** How many of its first keys are left out. */
  long keysLeftOut;

  Stretch(Span span, long from, @org.jspecify.annotations.Nullable Gap gap) {
    this.span = span;
    this.from = from;
    this.to = from;
    this.gap = gap;
  }
}
