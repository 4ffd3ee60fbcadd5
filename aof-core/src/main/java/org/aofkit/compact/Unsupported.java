package org.aofkit.compact;

/**
 * Something that the target of a compaction cannot express.
 *
 * @param reason what it is
 * @param database the number of the database in the end; -1 for a function library
 * @param name of the key, or of the library; not a copy, and not to be changed
 * @param detail more about it, for people; may be empty
 * @param file the name of the file of the log that says so; empty where it was not noted
 * @param offset where in that file: of the record or the command that stands in the way, in bytes
 */
public record Unsupported(
    Reason reason, int database, byte[] name, String detail, String file, long offset) {
  /** Why the target cannot express it, and what becomes of it if it is to be dropped. */
  public enum Reason {
    /** Fields of a hash have deadlines: the fields stay, those already past them go. */
    FIELD_DEADLINES("field-deadlines", "deadlines of hash fields", false),
    /** A value of a module that the target does not have: the key goes. */
    MODULE_VALUE("module-value", "a module's value", true),
    /** A function library that the target has no room for, or can't run: it goes. */
    LIBRARY("library", "a function library", true),
    /**
     * A key that only commands can tell, one of which the target does not know: it goes, with all
     * that those commands tie to it.
     */
    COMMAND("command", "a command that is carried", true),
    /**
     * A command of the {@link CarriedTail} that the target does not know: it goes alone, whatever
     * others do with what it would have done. Its name stands in place of a key's.
     */
    TAIL_COMMAND("tail-command", "a command of what is carried as it is", true);

    private final String id;
    private final String title;
    private final boolean isWhole;

    Reason(String id, String title, boolean isWhole) {
      this.id = id;
      this.title = title;
      this.isWhole = isWhole;
    }

    /** The name used in JSON. */
    public String id() {
      return id;
    }

    /** What it is, for people. */
    public String title() {
      return title;
    }

    /** Whether dropping it takes the whole key or library away. */
    public boolean isWhole() {
      return isWhole;
    }
  }
}
