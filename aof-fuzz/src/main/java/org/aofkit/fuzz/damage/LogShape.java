package org.aofkit.fuzz.damage;

/**
 * What healthy logs are to look like.
 *
 * @param files at most so many files, 1 or more
 * @param records at most so many records a file besides its SELECT, 1 or more
 * @param databases how many databases are used: 1 or more
 * @param transactions how many of 100 steps are transactions
 * @param annotations how many of 100 steps are annotation lines
 * @param adversarial how many of 100 values look like commands
 * @param longValues how many of 100 values are of a block's size
 * @param continued whether a file may begin without a SELECT, in the database the one before ended
 *     in, which is what a failed rewrite on a full volume leaves
 * @param head the image that the set begins with
 */
public record LogShape(
    int files,
    int records,
    int databases,
    int transactions,
    int annotations,
    int adversarial,
    int longValues,
    boolean continued,
    Head head) {

  /** Plain logs: no values that look like commands, no file without a SELECT. */
  public static LogShape plain(int files, int records, int databases) {
    return new LogShape(files, records, databases, 12, 3, 0, 10, false, Head.NONE);
  }

  /** The same with values that look like commands. */
  public LogShape withAdversarial(int percent) {
    return new LogShape(
        files, records, databases, transactions, annotations, percent, longValues, continued, head);
  }

  /** The same with files that begin without a SELECT. */
  public LogShape withContinuedFiles() {
    return new LogShape(
        files, records, databases, transactions, annotations, adversarial, longValues, true, head);
  }

  /** The same behind an image; an old file is the only one. */
  public LogShape with(Head other) {
    return new LogShape(
        other.place() == Head.Place.OLD_FILE ? 1 : files,
        records,
        databases,
        transactions,
        annotations,
        adversarial,
        longValues,
        continued,
        other);
  }
}
