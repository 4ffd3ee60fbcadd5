package org.aofkit.fuzz.compare;

/** A way to mend a directory. */
enum Way {
  /** Nothing is done: what the server keeps by itself, in default settings. */
  NOTHING("nothing"),
  /** {@code --fix} of the check tool that comes with the server. */
  FIX("check-aof --fix"),
  /** {@code repair}. */
  SAFE("safe"),
  /** {@code repair --policy salvage}. */
  SALVAGE("salvage"),
  /** {@code repair --policy salvage --ambiguous-db keep}. */
  KEEP("salvage, keep");

  private final String title;

  Way(String title) {
    this.title = title;
  }

  /** For tables. */
  String title() {
    return title;
  }
}
