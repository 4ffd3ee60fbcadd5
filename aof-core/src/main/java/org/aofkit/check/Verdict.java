package org.aofkit.check;

/**
 * Our judgement of a file or a directory; a directory's is the worst of its parts. The order of the
 * constants is the order of severity; {@link #UNSUPPORTED} stands beside it (see {@link #worse}).
 */
public enum Verdict {
  /** Loads in strict mode, and nothing that is on the disk is lost by it. */
  CLEAN,
  /**
   * Only the end of the last file is incomplete, or a transaction in it is open, and nothing intact
   * lies in what the server would cut off.
   */
  TRUNCATED,
  /**
   * The server comes up, but loses or misplaces data that is on the disk, now or at the next start.
   */
  LOSSY,
  /** The default configuration refuses, aborts or hangs, or its behaviour is undefined. */
  CORRUPT,
  /** Something newer than this tool stands in the way, and nothing worse was found. */
  UNSUPPORTED;

  /**
   * The worse of two verdicts. {@link #UNSUPPORTED} wins over clean and truncated only: a lossy or
   * corrupt part is said even where another part is too new to be judged.
   */
  public static Verdict worse(Verdict a, Verdict b) {
    if (a == UNSUPPORTED || b == UNSUPPORTED) {
      Verdict other = a == UNSUPPORTED ? b : a;
      return other == LOSSY || other == CORRUPT ? other : UNSUPPORTED;
    }
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** The name in JSON: lower case. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
