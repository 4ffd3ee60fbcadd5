package org.aofkit.check;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.aofkit.aof.LogGap;
import org.aofkit.aof.MultiInFront;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/** Turns the gaps of one file into findings and damages. */
final class GapJudge {
  private static final Set<GapCause> NULS =
      EnumSet.of(
          GapCause.NUL_BLOCK,
          GapCause.NULS_AT_BLOCK,
          GapCause.NULS_SWALLOWED,
          GapCause.NULS_IN_TRANSACTION,
          GapCause.NULS_OVER_SELECT,
          GapCause.NULS_OVER_MULTI);

  private final FileLook look;
  private final LogScan.Result log;
  private final int databaseAtHead;
  private final Server server;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Damage> damages = new ArrayList<>();

  /** What is to be said of the gaps of a file. */
  record Judgement(List<Finding> findings, List<Damage> damages) {}

  private GapJudge(FileLook look, LogScan.Result log, int databaseAtHead, Server server) {
    this.look = look;
    this.log = log;
    this.databaseAtHead = databaseAtHead;
    this.server = server;
  }

  /**
   * Judges.
   *
   * @param databaseAtHead the database that the file before ended in, as far as can be told
   * @param server the server that is judged for
   */
  static Judgement judge(FileLook look, LogScan.Result log, int databaseAtHead, Server server) {
    GapJudge judge = new GapJudge(look, log, databaseAtHead, server);
    judge.all();
    return new Judgement(judge.findings, judge.damages);
  }

  private void all() {
    List<Spot.Lost> spots = new ArrayList<>();
    for (Spot spot : log.spots()) {
      if (spot instanceof Spot.Lost lost) {
        spots.add(lost);
      }
    }
    int next = 0;
    for (int i = 0; i < log.gaps().size(); i++) {
      Gap gap = log.gaps().get(i);
      if (i == 0 && log.headDoubtful()) {
        head(gap);
      } else if (gap.context().cause() == LogGap.Cause.BYTES) {
        Spot.Lost lost = spots.get(next);
        next++;
        bytes(gap, lost, breaksOff(lost, spots, next));
      } else {
        GapCause cause = cause(gap.context().cause());
        if (cause == GapCause.LOST_EXEC) {
          lostExec(gap.context());
        }
        damage(gap, cause, false);
      }
    }
    restOfTransaction();
  }

  /** The EXEC of a transaction that has lost its MULTI here, or a part, stands in a later file. */
  private void restOfTransaction() {
    int last = log.gaps().size() - 1;
    if (last > (log.headDoubtful() ? 0 : -1) && isExecBehind(log.gaps().get(last))) {
      half(
          log.gaps().get(last),
          " commands up to the end of the file, whose EXEC stands in a later one");
    }
  }

  private boolean isExecBehind(Gap gap) {
    return log.borders().execBehind() && gap.context().orphanExec() == look.size();
  }

  private void half(Gap gap, String what) {
    findings.add(
        Finding.of(
            FindingCode.AOF_HALF_TRANSACTION,
            look.name(),
            gap.end(),
            gap.orphanEnd() - gap.end(),
            gap.context().orphanCommands() + what));
  }

  private static GapCause cause(LogGap.Cause cause) {
    return switch (cause) {
      case UNKNOWN_COMMAND -> GapCause.UNKNOWN_COMMAND;
      case DISCARD -> GapCause.DISCARD;
      case DEADLY -> GapCause.DEADLY;
      case LOST_EXEC -> GapCause.LOST_EXEC;
      case BYTES -> GapCause.BAD_BYTES;
    };
  }

  /** The commands at the head of this file rely on a SELECT that the file before has lost. */
  private void head(Gap gap) {
    if (gap.orphanEnd() >= 0 && gap.context().partCommands() > 0) {
      boolean seen = log.head().multi() == MultiInFront.SEEN;
      half(
          gap,
          isExecBehind(gap)
              ? " commands of a transaction that begins in a file before and ends in a later one"
              : seen
                  ? " commands through an EXEC whose MULTI stands in a file before"
                  : " commands through an EXEC whose MULTI is lost in a file before");
      damage(gap, seen ? GapCause.SPLIT_TRANSACTION : GapCause.SPLIT_MULTI_LOST, false);
      return;
    }
    if (!gap.context().touched()) {
      return;
    }
    findings.add(
        Finding.of(
            FindingCode.AOF_MISSING_SELECT,
            look.name(),
            gap.end(),
            0,
            "no SELECT in front, and the file before has lost its end"));
    damage(gap, GapCause.DATABASE_LOST, false);
  }

  private void bytes(Gap gap, Spot.Lost lost, boolean breaksOff) {
    boolean resumes = lost.end() < look.size();
    Finding said =
        Finding.of(
            code(lost.cause()),
            look.name(),
            lost.offset(),
            lost.end() - lost.offset(),
            message(lost) + EndJudge.atStart(look, log, server, lost) + behind(lost));
    // In front of the thousands that only the first are told of.
    findings.add(lost.cause() == GapCause.TOO_MANY ? 0 : findings.size(), said);
    boolean hidden = NULS.contains(lost.cause()) && HiddenHeads.fitIn(lost);
    boolean doubtful = resumes && (!lost.certain() || breaksOff || hidden);
    if (doubtful) {
      long commands = gap.context().partCommands();
      findings.add(
          HiddenHeads.doubtful(
              look.name(),
              lost.end(),
              gap.context().partEnd() - lost.end(),
              lost.certain()
                  ? HiddenHeads.inWords(commands, breaksOff)
                  : commands + " commands behind a damaged frame"));
    }
    damage(gap, lost.cause(), doubtful);
  }

  /**
   * Whether commands behind NULs end in bytes that are none. They may all be bytes of one value
   * then, whose head lies under the NULs; where NULs or the end of a file break off what stands
   * behind NULs, that explains itself.
   */
  private static boolean breaksOff(Spot.Lost lost, List<Spot.Lost> spots, int next) {
    return NULS.contains(lost.cause())
        && next < spots.size()
        && HiddenHeads.isBreak(spots.get(next));
  }

  /** What stands behind; of what is beyond the most damages that are told, nothing is known. */
  private String behind(Spot.Lost lost) {
    if (lost.cause() == GapCause.TOO_MANY) {
      return ": what stands from here on was not looked at, and may hold intact commands";
    }
    return lost.end() < look.size()
        ? "; commands go on at byte " + lost.end()
        : "; no intact command behind";
  }

  private static String message(Spot.Lost lost) {
    String reason = lost.cause().reason();
    return lost.error() == null || lost.cause() == GapCause.TOO_MANY
        ? reason
        : reason + ": " + lost.error().text() + " at byte " + lost.errorOffset();
  }

  private static FindingCode code(GapCause cause) {
    if (NULS.contains(cause)) {
      return FindingCode.AOF_NUL_BLOCK;
    }
    return switch (cause) {
      case GLUED_ANNOTATION -> FindingCode.AOF_ANNOTATION_GLUED;
      case SWALLOWED -> FindingCode.AOF_SWALLOWED;
      default -> FindingCode.AOF_BAD_FORMAT;
    };
  }

  private void lostExec(LogGap context) {
    findings.add(
        Finding.of(
            FindingCode.AOF_HALF_TRANSACTION,
            look.name(),
            context.transactionStart(),
            context.offset() - context.transactionStart(),
            context.transactionCommands()
                + " commands from a MULTI on, and no EXEC in front of what stands behind"));
  }

  private void damage(Gap gap, GapCause cause, boolean doubtful) {
    LogGap context = gap.context();
    damages.add(
        new Damage.Gap(
            look.file().path(),
            context.offset(),
            gap.end() - context.offset(),
            EditClass.LOSSY,
            cause.reason(),
            cause,
            doubtful,
            new GapContext(
                context.transactionStart(),
                context.transactionCommands(),
                database(context.databaseBefore()),
                lastKnown(context.databaseLast()),
                context.databaseBefore() >= 0,
                context.ambiguous(),
                context.partEnd(),
                context.partCommands(),
                context.partTransactions(),
                gap.orphanEnd(),
                context.orphanCommands(),
                database(context.orphanDatabase()),
                gap.knownAt(),
                known(context.knownDatabase()),
                context.knownBehind(),
                context.knownCommands(),
                context.knownTransactions())));
  }

  /**
   * Where nothing in this file says what was selected last, that is still what the files before
   * ended in, though it may have been changed since by what they lost.
   */
  private OptionalInt lastKnown(int database) {
    boolean byOthers = database == LogGap.UNKNOWN && log.headDoubtful() && damages.isEmpty();
    return byOthers ? OptionalInt.of(databaseAtHead) : database(database);
  }

  private OptionalInt database(int database) {
    return database == LogGap.AT_HEAD ? OptionalInt.of(databaseAtHead) : known(database);
  }

  private static OptionalInt known(int database) {
    return database < 0 ? OptionalInt.empty() : OptionalInt.of(database);
  }

  /** Whether servers stop at a spot, and read nothing behind it. */
  static boolean stopsServers(@Nullable Spot spot) {
    return spot instanceof Spot.Lost || spot instanceof Spot.Hole;
  }
}
