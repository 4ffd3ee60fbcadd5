package org.aofkit.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.aofkit.aof.FileType;
import org.aofkit.aof.LogState;
import org.aofkit.aof.MultiInFront;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Judges the end of one file of a log: torn commands, NULs, open transactions, cut annotations.
 *
 * <p>To cut the end off is SAFE only where nothing goes that a server would have executed. Two
 * things look like a torn end and are not: a command whose length was damaged so that it has
 * swallowed intact ones, and a MULTI whose EXEC was lost, with ordinary traffic behind it. Both
 * would go with the cut.
 */
final class EndJudge {
  private static final int SECTOR = 512;

  private final FileLook look;
  private final LogScan.Result log;
  private final LogState state;

  /** Whether servers find a transaction open at the end of the file. */
  private final boolean serverInTransaction;

  private final Server server;
  private final List<Finding> findings = new ArrayList<>();

  /** What is to be said of the end of a file. */
  record Judgement(
      Loads loads,
      Verdict verdict,
      List<Finding> findings,
      @Nullable Damage damage,
      OptionalLong serverCutsAt) {}

  private EndJudge(FileLook look, LogScan.Result log, Server server) {
    this.look = look;
    this.log = log;
    this.state = log.state();
    this.serverInTransaction = state.inTransaction() || log.halfAt().isPresent();
    this.server = server;
  }

  /** Judges; null where the file ends as it should. */
  static @Nullable Judgement judge(
      FileLook look, LogScan.Result log, @Nullable Spot last, Server server) throws IOException {
    EndJudge judge = new EndJudge(look, log, server);
    if (last instanceof Spot.BadEnd end) {
      return judge.badEnd(end);
    }
    boolean readToEnd =
        last == null || last.end() < look.size() || last instanceof Spot.CutAnnotation;
    if (judge.serverInTransaction && readToEnd) {
      return judge.openTransaction(last instanceof Spot.CutAnnotation);
    }
    return last instanceof Spot.CutAnnotation cut ? judge.cutAnnotation(cut) : null;
  }

  /** Where a server cuts that takes a loss for the torn end of the file. */
  static OptionalLong cutsAt(FileLook look, Server server, Spot.Lost lost) {
    LogScan.Result log = look.log();
    if (log == null || log.spots().get(0) != lost) {
      return OptionalLong.empty();
    }
    long at = log.front().cutsAt(server, true, look.image());
    return at == log.validUpTo() ? OptionalLong.empty() : OptionalLong.of(at);
  }

  private Judgement badEnd(Spot.BadEnd end) throws IOException {
    if (end.cut() && look.splitAtEnd() != null) {
      return split(end);
    }
    long cutAt =
        state.inTransaction() ? Math.min(state.transactionStart(), end.offset()) : end.offset();
    String reason = reasonNotSafe(end);
    boolean safe = reason.isEmpty();
    FindingCode code = code(end, safe);
    long length = look.size() - cutAt;
    findings.add(
        Finding.of(code, look.name(), end.offset(), look.size() - end.offset(), message(end)));
    if (state.inTransaction()) {
      transactionFindings(safe, "");
    }
    Damage damage =
        new Damage.BadTail(
            look.file().path(),
            cutAt,
            length,
            safe ? EditClass.SAFE : EditClass.LOSSY,
            safe ? "no whole command that a server would have executed goes with it" : reason,
            end.nuls()
                ? Damage.TailCause.NULS
                : firstBehindImage()
                    ? Damage.TailCause.TORN_BEHIND_PREAMBLE
                    : Damage.TailCause.TORN_COMMAND,
            state.commandsInTransaction(),
            state.inTransaction() ? 1 : 0,
            end.island());
    if (!end.cut()) {
      return new Judgement(Loads.NO, Verdict.CORRUPT, findings, damage, OptionalLong.empty());
    }
    Loads loads = look.lastListed() ? Loads.ONLY_LENIENT : Loads.NO;
    boolean harmless =
        safe
            && log.halfAt().isEmpty()
            && look.lastListed()
            && !wipesImage(true)
            && !leavesOpen(true);
    return new Judgement(
        loads, harmless ? Verdict.TRUNCATED : Verdict.LOSSY, findings, damage, serverCutsAt(true));
  }

  private Judgement split(Spot.BadEnd end) {
    findings.add(
        Finding.of(
            FindingCode.AOF_SPLIT_COMMAND,
            look.name(),
            end.offset(),
            look.size() - end.offset(),
            "the head of a command whose rest begins the next file"));
    return new Judgement(Loads.NO, Verdict.CORRUPT, findings, null, serverCutsAt(true));
  }

  /** Why cutting this end off would give something up; empty where it would not. */
  private String reasonNotSafe(Spot.BadEnd end) {
    if (end.island() >= 0) {
      return "intact commands stand inside, from byte " + end.island() + " on";
    }
    if (end.nuls() && end.offset() == 0 && look.file().type() == FileType.BASE) {
      return "the base holds nothing but NULs; what it held is lost";
    }
    if (look.lastWithContent()) {
      return "";
    }
    if (log.borders().execBehind() && log.borders().atEnd() == MultiInFront.UNDER_NULS) {
      return GapCause.NULS_OVER_MULTI.reason();
    }
    if (end.nuls()
        && !end.insideCommand()
        && !state.inTransaction()
        && end.offset() % SECTOR != 0) {
      return "";
    }
    return "the file is not the last one; what is missing at its end is lost from the middle";
  }

  private FindingCode code(Spot.BadEnd end, boolean safe) {
    if (end.island() >= 0) {
      return FindingCode.AOF_SWALLOWED;
    }
    if (end.nuls()) {
      return safe ? FindingCode.AOF_NUL_TAIL : FindingCode.AOF_NUL_BLOCK;
    }
    if (!look.lastListed()) {
      return FindingCode.AOF_TORN_NOT_LAST;
    }
    return firstBehindImage() ? FindingCode.AOF_TORN_BEHIND_PREAMBLE : FindingCode.AOF_TORN_TAIL;
  }

  private String message(Spot.BadEnd end) {
    if (end.nuls()) {
      return end.insideCommand()
          ? "a torn command and NUL bytes up to the end of the file"
          : NulRuns.inWords(look.size() - end.offset())
              + " up to the end of the file; expected '*'";
    }
    return "the file ends inside the command that begins here" + (end.cut() ? atStart(true) : "");
  }

  private Judgement openTransaction(boolean cutAnnotation) throws IOException {
    boolean earlier = log.halfAt().isPresent();
    Loads loads = look.lastListed() ? Loads.ONLY_LENIENT : Loads.NO;
    if (!state.inTransaction()) {
      return new Judgement(loads, Verdict.LOSSY, findings, null, serverCutsAt(false));
    }
    long start = state.transactionStart();
    boolean half = cutAnnotation;
    boolean safe = !half && look.lastWithContent();
    transactionFindings(safe, atStart(false));
    Damage damage =
        new Damage.BadTail(
            look.file().path(),
            start,
            look.size() - start,
            safe ? EditClass.SAFE : EditClass.LOSSY,
            safe
                ? "the transaction was never closed; no server executes it"
                : half
                    ? "an EXEC was lost: ordinary traffic stands behind the MULTI and would go with it"
                    : "the file is not the last one; the EXEC is lost from the middle",
            Damage.TailCause.OPEN_TRANSACTION,
            state.commandsInTransaction(),
            1,
            -1);
    return new Judgement(
        loads,
        safe && !earlier && look.lastListed() && !wipesImage(false)
            ? Verdict.TRUNCATED
            : Verdict.LOSSY,
        findings,
        damage,
        serverCutsAt(false));
  }

  private void transactionFindings(boolean safe, String atStart) throws IOException {
    long start = state.transactionStart();
    findings.add(
        Finding.of(
            safe ? FindingCode.AOF_OPEN_TRANSACTION : FindingCode.AOF_HALF_TRANSACTION,
            look.name(),
            start,
            look.size() - start,
            state.commandsInTransaction() + " commands from a MULTI on, and no EXEC" + atStart));
    findings.addAll(look.droppedCommands(start));
  }

  private Judgement cutAnnotation(Spot.CutAnnotation cut) {
    boolean appendedTo = look.lastListed() && look.file().type() != FileType.BASE;
    String message = "an annotation line without line end";
    Finding finding =
        Finding.of(
            FindingCode.AOF_CUT_ANNOTATION,
            look.name(),
            cut.offset(),
            cut.end() - cut.offset(),
            message);
    if (!appendedTo) {
      Finding harmless =
          new Finding(
              finding.code(),
              Severity.WARNING,
              finding.file(),
              finding.offset(),
              finding.length(),
              message + "; no server appends to this file",
              "");
      return new Judgement(Loads.YES, Verdict.CLEAN, List.of(harmless), null, OptionalLong.empty());
    }
    Damage damage =
        new Damage.BadTail(
            look.file().path(),
            cut.offset(),
            cut.end() - cut.offset(),
            EditClass.SAFE,
            "an annotation is no command",
            Damage.TailCause.CUT_ANNOTATION,
            0,
            0,
            -1);
    return new Judgement(Loads.YES, Verdict.LOSSY, List.of(finding), damage, OptionalLong.empty());
  }

  private boolean firstBehindImage() {
    return look.image() != null && state.commands() == 0;
  }

  /** What the judged server does at its start beyond cutting this end off. */
  private String atStart(boolean torn) {
    return isReached() ? atStart(look, log, server, torn) : "";
  }

  private static String atStart(FileLook look, LogScan.Result log, Server server, boolean torn) {
    if (look.image() != null && log.front().cutsAt(server, torn, look.image()) == 0) {
      return "; " + server.title() + " then cuts the whole file to 0 bytes, RDB image included";
    }
    return log.front().leavesOpen(server, torn) && look.lastListed()
        ? "; "
            + server.title()
            + " leaves the MULTI in front open and loses what it appends at the start after"
        : "";
  }

  /** What a server does beyond cutting the file, where it takes a loss for its torn end. */
  static String atStart(FileLook look, LogScan.Result log, Server server, Spot.Lost lost) {
    boolean cuts = lost.cut() && look.lastListed() && log.spots().get(0) == lost;
    return cuts ? atStart(look, log, server, true) : "";
  }

  private boolean wipesImage(boolean torn) {
    return look.image() != null && isReached() && serverCut(torn) == 0;
  }

  private boolean leavesOpen(boolean torn) {
    return isReached() && log.front().leavesOpen(server, torn);
  }

  private long serverCut(boolean torn) {
    return log.front().cutsAt(server, torn, look.image());
  }

  /** Whether servers come to the end, and don't stop at what is wrong in front of it. */
  private boolean isReached() {
    return log.spots().stream().noneMatch(spot -> spot.end() < look.size());
  }

  private OptionalLong serverCutsAt(boolean torn) {
    if (!isReached()) {
      return OptionalLong.empty();
    }
    long at = serverCut(torn);
    return log.validUpTo() == at ? OptionalLong.empty() : OptionalLong.of(at);
  }
}
