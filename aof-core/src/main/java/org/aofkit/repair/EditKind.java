package org.aofkit.repair;

/**
 * How an edit changes the files. The first four change a file in place, unless it has another name
 * too; the others write a new file and rename.
 */
public enum EditKind {
  /** The file is cut at the offset. */
  TRUNCATE("truncate", "cut off the end"),
  /** Bytes are put behind the end of the file. */
  APPEND("append", "append"),
  /** A damaged range is overwritten with the frame of a PING whose argument is the range. */
  MASK("mask", "turn the range into the argument of a PING"),
  /** The two bytes are written that a mask lacks at its end. */
  MASK_END("mask-end", "write the CR LF that closes a PING"),
  /** The range is left out of a new copy of the file. */
  EXCISE("excise", "leave the range out"),
  /** Bytes are put into a new copy of the file at the offset. */
  INSERT("insert", "insert"),
  /** A base is written anew. */
  REWRITE_BASE("rewrite-base", "write the RDB image anew"),
  /** A manifest is written. */
  MANIFEST("manifest", "write the manifest"),
  /** A file is taken out of the log and moved away. */
  DROP("drop", "take the file out of the log"),
  /** A file that no server reads is moved away. */
  LEFTOVER("leftover", "move a file that no server reads away");

  private final String id;
  private final String phrase;

  EditKind(String id, String phrase) {
    this.id = id;
    this.phrase = phrase;
  }

  /** The name in JSON. */
  public String id() {
    return id;
  }

  /** Whether it needs no copy of the file, as long as that has no other name. */
  boolean isInPlace() {
    return this == TRUNCATE || this == APPEND || this == MASK || this == MASK_END;
  }

  /** What it does, for people: a verb without an object, lower case. */
  public String phrase() {
    return phrase;
  }
}
