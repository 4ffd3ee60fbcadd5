package org.aofkit.keyspace.commands;

/**
 * What came of a command.
 *
 * @param kind which of the four it was
 * @param detail what the server answers, or why the command is not modelled; empty otherwise
 */
public record Outcome(Kind kind, String detail) {
  /** It changed the data set. */
  public static final Outcome CHANGED = new Outcome(Kind.CHANGED, "");

  /** It was carried out and changed nothing. */
  public static final Outcome UNCHANGED = new Outcome(Kind.UNCHANGED, "");

  /** The four kinds. */
  public enum Kind {
    /** The data set is changed. */
    CHANGED,
    /** The command was right, and there was nothing to change. */
    UNCHANGED,
    /**
     * A server answers with an error. The data set is left as the server leaves it: for nearly all
     * commands that is as it was.
     */
    REFUSED,
    /** What it does is not modelled. The data set is as it was. */
    NOT_MODELLED
  }

  /** {@link #CHANGED} or {@link #UNCHANGED}. */
  public static Outcome changed(boolean isChanged) {
    return isChanged ? CHANGED : UNCHANGED;
  }

  /** A command that is not modelled. */
  public static Outcome notModelled(String reason) {
    return new Outcome(Kind.NOT_MODELLED, reason);
  }
}
