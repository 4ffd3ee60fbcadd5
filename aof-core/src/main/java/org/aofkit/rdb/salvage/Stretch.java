package org.aofkit.rdb.salvage;

/** Records that stand one behind the other, all of one span. */
final class Stretch {
  /** How many forms are noted. */
  static final int LATEST = 32;

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

  /** What may be fields of a hash at its head; null if nothing is. */
  @org.jspecify.annotations.Nullable FieldBounds fields;

  /** How many of its first keys are strings with nothing in front of them. */
  long plain;

  /** Whether a record was met behind those. */
  boolean isPlainOver;

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

  /** How many of those are fields of a hash for certain, and no keys. */
  long fieldsLeftOut;

  /** The forms and stems of the last of those, in no order. */
  private long[] forms = {};

  private long[] stems = {};

  Stretch(Span span, long from, @org.jspecify.annotations.Nullable Gap gap) {
    this.span = span;
    this.from = from;
    this.to = from;
    this.gap = gap;
  }

  /** Notes the form and the stem of a string that was passed at its head. */
  void note(long form, long stem) {
    if (forms.length == 0) {
      forms = new long[LATEST];
      stems = new long[LATEST];
    }
    forms[(int) (plain % LATEST)] = form;
    stems[(int) (plain % LATEST)] = stem;
  }

  /** The forms of the last strings at its head; none where there are too few of them. */
  long[] latestForms() {
    return plain < LATEST ? new long[0] : forms;
  }

  /** The stems of the same. */
  long[] latestStems() {
    return plain < LATEST ? new long[0] : stems;
  }
}
