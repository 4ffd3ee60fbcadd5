package org.aofkit.check;

import java.util.List;
import java.util.TreeSet;
import org.aofkit.aof.FileType;
import org.aofkit.aof.LogGap;
import org.aofkit.aof.LogState;
import org.aofkit.aof.MultiInFront;
import org.aofkit.rdb.RdbImage;
import org.jspecify.annotations.Nullable;

/**
 * The database that the files judged so far ended in, and how sure that is; and what follows for a
 * file that begins without a SELECT.
 */
final class EndedDatabase {
  /** No set of bits: an image may name any number. */
  private final TreeSet<Integer> databases = new TreeSet<>();

  private int database;
  private boolean byIncr;
  private boolean certain = true;
  private boolean lost;

  /** Whether the last SELECT may stand in a transaction that is given up. */
  private boolean selectGoes;

  private MultiInFront multi = MultiInFront.NONE;

  /**
   * What is to be said of the head of a file.
   *
   * @param finding that a SELECT is missing; null where none is
   * @param missing the damage; null where another one takes the SELECT
   * @param select the SELECT that a hole at the head, or the rest of a split command, must leave
   *     behind; -1 for none
   */
  record Judgement(@Nullable Finding finding, Damage.@Nullable MissingSelect missing, int select) {}

  /** Every database that a SELECT or an image named. */
  List<Integer> databases() {
    return List.copyOf(databases);
  }

  /** The database, as far as can be told. */
  int database() {
    return database;
  }

  /** What is lost that would hold at the head of a next incr file. */
  HeadDoubt lost() {
    return new HeadDoubt(lost, multi);
  }

  /** Takes an empty base into account. */
  void emptyBase() {
    byIncr = false;
  }

  /** Takes an image into account. */
  void image(RdbImage image) {
    // Where its last key is does not say what the server had selected, in whatever file it is.
    byIncr = false;
    multi = MultiInFront.NONE;
    databases.addAll(image.databases());
    database = image.lastDatabase().orElse(0);
    certain &= image.problem() == null;
  }

  /** Takes a command into account that begins in the file before. */
  void split(FileLook.Split split) {
    if (split.selects() >= 0) {
      databases.add(split.selects());
      byIncr = true;
      database = split.selects();
      certain = true;
    }
  }

  /**
   * Takes the commands of a file into account.
   *
   * @param lossyEnd whether its end is given up, and perhaps a SELECT with it
   */
  void commands(FileType type, LogScan.Result log, boolean lossyEnd) {
    LogState state = log.state();
    boolean doubtful = state.databaseDoubtful();
    state.databases().stream().forEach(databases::add);
    if (state.firstUnselected() >= 0 && database == 0) {
      databases.add(0);
    }
    certain &= !doubtful;
    multi = log.borders().atEnd();
    lost =
        type == FileType.INCR
            && (doubtful || lossyEnd || endsInTransaction(log) || lost && !state.selected());
    selectGoes = hasLostTransaction(log.gaps()) || selectGoes && !state.selected();
    if (state.commands() == 0) {
      return;
    }
    if (type != FileType.INCR) {
      byIncr = false;
      database = state.database();
    } else if (state.selects()) {
      // Without a SELECT, what is known from the files before still holds, and no more than that.
      byIncr = true;
      database = state.database();
      certain = !doubtful;
    }
    if (type == FileType.INCR && doubtful && !state.inTransaction()) {
      takeLastKnown(log.gaps());
    }
  }

  /** Whether a bad end lies in a transaction that goes on behind it: it may hold a SELECT of it. */
  private static boolean endsInTransaction(LogScan.Result log) {
    boolean badEnd =
        !log.spots().isEmpty() && log.spots().get(log.spots().size() - 1) instanceof Spot.BadEnd;
    return badEnd && log.borders().execBehind();
  }

  private static boolean hasLostTransaction(List<Gap> gaps) {
    return gaps.stream()
        .anyMatch(gap -> gap.orphanEnd() >= 0 || gap.context().transactionStart() >= 0);
  }

  /** Of a transaction that lost a part, the SELECT in it is the last that is known. */
  private void takeLastKnown(List<Gap> gaps) {
    for (int i = gaps.size() - 1; i >= 0; i--) {
      int last = gaps.get(i).context().databaseLast();
      if (last != LogGap.UNKNOWN) {
        database = last == LogGap.AT_HEAD ? database : last;
        return;
      }
    }
  }

  /** Judges the head of a file whose commands have not been taken into account yet. */
  Judgement head(FileLook look, LogScan.Result log) {
    long first = look.firstUnselected(log);
    boolean holeAtStart =
        !log.spots().isEmpty() && log.spots().get(0) instanceof Spot.Hole hole && hole.atLogStart();
    // Behind a SELECT 0 that is given up, the one in front of that would seem to hold.
    boolean elsewhere = database != 0 || selectGoes && byIncr && certain;
    boolean missing = first >= 0 && look.file().type() == FileType.INCR && elsewhere;
    boolean doubtful = first >= 0 && holeAtStart && !byIncr;
    if (!missing && !doubtful) {
      return new Judgement(null, null, -1);
    }
    boolean safe = missing && byIncr && certain;
    Finding finding =
        Finding.of(
            FindingCode.AOF_MISSING_SELECT,
            look.name(),
            first,
            0,
            missing
                ? "no SELECT in front; the file before ended in database " + database
                : "no SELECT in front, and NULs before it");
    boolean takenByAnother = look.split() != null || safe && holeAtStart;
    return new Judgement(
        finding, takenByAnother ? null : missingSelect(look, safe), safe ? database : -1);
  }

  /** Whether a head without a SELECT leaves no doubt what its database is. */
  boolean knows(FileLook look, LogScan.Result log) {
    boolean unselected = look.firstUnselected(log) >= 0;
    boolean missing = unselected && look.file().type() == FileType.INCR && database != 0;
    return !missing || byIncr && certain;
  }

  private Damage.MissingSelect missingSelect(FileLook look, boolean safe) {
    String reason;
    if (safe) {
      reason = "the incr file before ended in database " + database;
    } else if (look.file().type() == FileType.INCR) {
      reason = "behind a base it can't be known whether the base already holds these commands";
    } else {
      reason = "servers write a SELECT first; it is lost, and perhaps more with it";
    }
    return new Damage.MissingSelect(
        look.file().path(),
        look.logStart(),
        0,
        safe ? EditClass.SAFE : EditClass.UNLOCATED,
        reason,
        safe ? database : -1,
        database);
  }
}
