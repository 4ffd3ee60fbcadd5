package org.aofkit.check;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.aofkit.server.Server;

/** Says what follows from what the commands of one file give reason to complain of. */
final class ComplaintJudge {
  private final FileLook look;
  private final Server server;
  private final List<Damage> damages = new ArrayList<>();
  private Verdict verdict = Verdict.CLEAN;

  /** What follows: a verdict, and what no edit can mend. */
  record Judgement(Verdict verdict, List<Damage> damages) {}

  private ComplaintJudge(FileLook look, Server server) {
    this.look = look;
    this.server = server;
  }

  /**
   * Judges for one server.
   *
   * @param log what the commands of the file gave
   */
  static Judgement judge(FileLook look, LogScan.Result log, Server server) {
    ComplaintJudge judge = new ComplaintJudge(look, server);
    judge.all(log);
    return new Judgement(judge.verdict, judge.damages);
  }

  private void all(LogScan.Result log) {
    Complaints complaints = look.complaints();
    if (complaints.crash() || complaints.endsServer() || complaints.badCommand()) {
      worse(Verdict.CORRUPT);
    }
    if (complaints.foreignCommand()) {
      unmendable(
          EditClass.LOSSY,
          "there are commands that "
              + server.title()
              + " does not take as they stand; start the server that wrote them, or name it");
    } else if (complaints.endsServerOutside(broken(log))) {
      unmendable(EditClass.LOSSY, "a command ends the server while it loads");
    } else if (complaints.loses() || complaints.disturbs()) {
      worse(Verdict.LOSSY);
      unmendable(
          EditClass.UNLOCATED,
          complaints.loses()
              ? "commands fail in silence on this server; its configuration or version has to fit the files"
              : "a command about the server itself runs in the midst of loading");
    }
  }

  /** The gaps with the transactions they are in: where each begins and ends. */
  private static NavigableMap<Long, Long> broken(LogScan.Result log) {
    NavigableMap<Long, Long> ranges = new TreeMap<>();
    for (Gap gap : log.gaps()) {
      long multi = gap.context().transactionStart();
      long start = multi < 0 ? gap.context().offset() : multi;
      ranges.merge(start, Math.max(gap.end(), gap.orphanEnd()), Math::max);
    }
    return ranges;
  }

  private void worse(Verdict other) {
    verdict = Verdict.worse(verdict, other);
  }

  private void unmendable(EditClass editClass, String reason) {
    damages.add(new Damage.Unmendable(look.file().path(), -1, 0, editClass, reason));
  }
}
