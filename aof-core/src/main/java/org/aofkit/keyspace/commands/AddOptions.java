package org.aofkit.keyspace.commands;

/** The options of ZADD. */
final class AddOptions {
  private boolean nx;
  private boolean xx;
  private boolean gt;
  private boolean lt;
  private boolean incr;
  private int behind = 2;

  /** Reads them from the third word on. */
  AddOptions(Call call, boolean increments) throws RefusedException {
    incr = increments;
    while (behind < call.count() && take(call)) {
      behind++;
    }
    int words = call.count() - behind;
    if (words == 0 || words % 2 != 0) {
      throw RefusedException.syntax();
    }
    if (nx && xx) {
      throw new RefusedException("ERR XX and NX options at the same time are not compatible");
    }
    if ((gt && nx) || (lt && nx) || (gt && lt)) {
      throw new RefusedException(
          "ERR GT, LT, and/or NX options at the same time are not compatible");
    }
    if (incr && words > 2) {
      throw new RefusedException("ERR INCR option supports a single increment-element pair");
    }
  }

  /** Those that GEOADD knows. */
  AddOptions(boolean nx, boolean xx) {
    this.nx = nx;
    this.xx = xx;
  }

  private boolean take(Call call) {
    if (call.is(behind, "NX")) {
      nx = true;
    } else if (call.is(behind, "XX")) {
      xx = true;
    } else if (call.is(behind, "GT")) {
      gt = true;
    } else if (call.is(behind, "LT")) {
      lt = true;
    } else if (call.is(behind, "INCR")) {
      incr = true;
    } else {
      return call.is(behind, "CH");
    }
    return true;
  }

  /** The word behind them. */
  int behind() {
    return behind;
  }

  /** The scores behind them, by turns with members. */
  double[] scores(Call call) throws RefusedException {
    double[] scores = new double[(call.count() - behind) / 2];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Scores.of(call.word(behind + 2 * i), call.server());
    }
    return scores;
  }

  /** Whether members that are there stay as they are. */
  boolean isAddOnly() {
    return nx;
  }

  /** Whether members that are not there are not added. */
  boolean isUpdateOnly() {
    return xx;
  }

  /** Whether a score is to be added to the one there is. */
  boolean increments() {
    return incr;
  }

  /** Whether a score may take the place of another. */
  boolean mayReplace(double before, double score) {
    return !(gt && score <= before) && !(lt && score >= before);
  }
}
