package org.aofkit.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.aof.FileType;
import org.aofkit.rdb.RdbChecksum;
import org.aofkit.rdb.RdbDamage;
import org.aofkit.rdb.RdbDuplicates;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbObstacle;
import org.aofkit.rdb.RdbProblem;
import org.aofkit.rdb.RdbRemarks;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/** Judges the RDB image of one file for one server. */
final class ImageJudge {
  private final FileLook look;
  private final RdbImage image;
  private final Server server;
  private final ImageKeys keys;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Damage> damages = new ArrayList<>();
  private Verdict verdict = Verdict.CLEAN;
  private boolean isDamaged;

  /** The damage for which the server refuses the image; null without one. */
  private @Nullable RdbObstacle refusedFor;

  private ImageJudge(FileLook look, RdbImage image, Server server) {
    this.look = look;
    this.image = image;
    this.server = server;
    this.keys = new ImageKeys(look.source(), image);
  }

  /** What is to be said of an image. */
  record Judgement(Verdict verdict, List<Finding> findings, List<Damage> damages) {}

  /**
   * Judges an image.
   *
   * @throws IOException if the file can't be read
   */
  static Judgement judge(FileLook look, RdbImage image, Server server) throws IOException {
    ImageJudge judge = new ImageJudge(look, image, server);
    judge.all();
    return new Judgement(judge.verdict, List.copyOf(judge.findings), List.copyOf(judge.damages));
  }

  /** Whether a server loads it, as it is configured; keys that are there twice apart. */
  static boolean isLoadedBy(FileLook look, RdbImage image, Server server) {
    if (lacksCluster(look, image)) {
      return false;
    }
    return look.images().sanitized()
        ? image.loadsSanitizedOn(server, look.databases())
        : image.loadsOn(server, look.databases());
  }

  private static boolean lacksCluster(FileLook look, RdbImage image) {
    return image.remarks().slotImports() > 0 && Boolean.FALSE.equals(look.images().clustered());
  }

  private void all() throws IOException {
    if (image.problem() != null) {
      problem(image.problem());
    } else if (!isLoadedBy(look, image, server)) {
      notForServer();
    }
    damaged();
    duplicates();
    if (image.problem() == null) {
      negativeDeadlines();
      remarks();
    }
  }

  private void problem(RdbProblem problem) {
    FindingCode code =
        switch (problem.kind()) {
          case CUT -> FindingCode.RDB_CUT;
          case CHECKSUM -> FindingCode.RDB_CHECKSUM;
          case UNSUPPORTED -> FindingCode.RDB_UNSUPPORTED;
          case DUPLICATE_KEY -> FindingCode.RDB_DUPLICATE_KEY;
          default -> FindingCode.RDB_BAD_FORMAT;
        };
    long length = Math.max(0, look.size() - problem.offset());
    add(code, problem.offset(), length, problem.text());
    if (code == FindingCode.RDB_UNSUPPORTED) {
      verdict = Verdict.UNSUPPORTED;
      return;
    }
    verdict = Verdict.CORRUPT;
    if (code == FindingCode.RDB_DUPLICATE_KEY) {
      repeatedAt(problem.offset());
      return;
    }
    if (code == FindingCode.RDB_CHECKSUM && isEarlyEnd()) {
      earlyEnd();
      return;
    }
    boolean unlocated = code == FindingCode.RDB_CHECKSUM;
    damagedAt(
        problem.offset(),
        unlocated ? EditClass.UNLOCATED : EditClass.LOSSY,
        unlocated
            ? "the checksum does not match and it can't be said which bytes are wrong"
            : "the RDB image is damaged; keys would have to be given up");
  }

  private void notForServer() {
    verdict = Verdict.CORRUPT;
    int accepting = look.images().sanitized() ? image.acceptedSanitized() : image.acceptedBy();
    if ((accepting & server.bit()) != 0 && image.maxDatabase() < look.databases()) {
      add(
          FindingCode.RDB_NEEDS_CLUSTER,
          image.remarks().slotImportAt(),
          0,
          "a slot import, and the server's configuration does not say cluster-enabled yes",
          Severity.ERROR);
      notMendable();
      return;
    }
    if ((accepting & server.bit()) != 0) {
      add(
          FindingCode.RDB_DATABASE_OUT_OF_RANGE,
          image.remarks().highestDatabaseAt(),
          0,
          "database "
              + Long.toUnsignedString(image.remarks().highestDatabase())
              + " of "
              + look.databases());
      notMendable(
          "nothing is damaged, but it has more databases than the server: say how many with"
              + " --databases");
      return;
    }
    RdbObstacle obstacle =
        (look.images().sanitized() ? image.sanitizedObstacleFor(server) : image.obstacleFor(server))
            .orElse(null);
    if (obstacle != null && obstacle.isDamage()) {
      refusedFor = obstacle;
      add(
          FindingCode.RDB_DAMAGED_VALUE,
          obstacle.offset(),
          0,
          server.title() + " refuses " + obstacle.text());
      damagedAt(
          obstacle.offset(),
          EditClass.LOSSY,
          "a value is damaged, and this server refuses the file for it");
      return;
    }
    String what =
        obstacle == null
            ? "what " + server.title() + " does not load"
            : obstacle.text() + ", which " + server.title() + " does not load";
    add(
        FindingCode.RDB_NOT_FOR_SERVER,
        obstacle == null ? image.start() : obstacle.offset(),
        0,
        (image.dialect() == Dialect.VALKEY ? "VALKEY" : "REDIS")
            + " version "
            + image.version()
            + " with "
            + what);
    notMendable();
  }

  private void notMendable() {
    notMendable("nothing is damaged, but this server does not load it");
  }

  private void notMendable(String reason) {
    damages.add(
        new Damage.Unmendable(look.file().path(), 0, image.end(), EditClass.UNLOCATED, reason));
  }

  /** What some server loads all the same. */
  private void damaged() throws IOException {
    int[] listed = new int[RdbDamage.Kind.values().length];
    for (RdbDamage damage : image.damages()) {
      listed[damage.kind().ordinal()]++;
      boolean isTold =
          refusedFor != null
              && refusedFor.offset() == damage.offset()
              && refusedFor.text().equals(damage.text());
      if (isTold || (damage.servers() & server.bit()) == 0) {
        continue;
      }
      String key = damage.key() < 0 ? "" : keys.at(damage.key());
      add(codeOf(damage.kind()), damage.offset(), 0, key + damage.text());
      if (damage.kind() != RdbDamage.Kind.ODD) {
        verdict = Verdict.worse(verdict, Verdict.LOSSY);
        damagedAt(
            damage.offset(),
            EditClass.LOSSY,
            "values are damaged that the server loads all the same; keys would have to be given up");
      }
    }
    // Of each kind the same number is listed at most, so that the most frequent one has more.
    RdbDamage.Kind most = RdbDamage.Kind.CRASHES_LATER;
    for (RdbDamage.Kind kind : RdbDamage.Kind.values()) {
      most = listed[kind.ordinal()] > listed[most.ordinal()] ? kind : most;
    }
    unlisted(codeOf(most), image.damageCount() - image.damages().size());
  }

  /**
   * Valkey 9.1.2 loads them with the image of an AOF, says that it is ready, and ends at its first
   * round of expiry; Redis expires the keys, as both do where they load a plain dump (measured).
   */
  private void negativeDeadlines() throws IOException {
    RdbRemarks remarks = image.remarks();
    if (remarks.negativeDeadlines() == 0
        || !server.isValkey()
        || !isLoadedBy(look, image, server)) {
      return;
    }
    add(
        FindingCode.RDB_CRASHES_LATER,
        remarks.negativeDeadlineAt(),
        0,
        keys.at(remarks.negativeDeadlineKey())
            + "expected a deadline from 1970 on, found an earlier one"
            + (remarks.negativeDeadlines() == 1
                ? ""
                : " (the first of " + remarks.negativeDeadlines() + ")")
            + ", on which "
            + server.title()
            + " ends when it expires keys by itself");
    verdict = Verdict.worse(verdict, Verdict.LOSSY);
    // Without a checksum the deadline may have been another one.
    boolean isProven = image.checksum() == RdbChecksum.MATCHES;
    damagedAt(
        remarks.negativeDeadlineAt(),
        isProven ? EditClass.SAFE : EditClass.LOSSY,
        isProven
            ? "a key has a deadline before 1970, and would have to expire in 1970"
            : "a key has a deadline before 1970, and no checksum tells whether it was written so");
  }

  private static FindingCode codeOf(RdbDamage.Kind kind) {
    return switch (kind) {
      case CRASHES_LATER -> FindingCode.RDB_CRASHES_LATER;
      case WRONG_READS -> FindingCode.RDB_WRONG_READS;
      case ODD -> FindingCode.RDB_ODD_VALUE;
    };
  }

  private void duplicates() {
    RdbDuplicates duplicates = look.duplicates();
    if (duplicates == null) {
      return;
    }
    boolean isTooLarge =
        duplicates.state() == RdbDuplicates.State.SKIPPED
            && look.images().duplicates() == ImageOptions.Duplicates.AUTO
            && image.problem() == null;
    if (isTooLarge) {
      add(FindingCode.RDB_DUPLICATES_SKIPPED, -1, 0, image.keys() + " keys were not compared");
    }
    for (RdbDuplicates.Duplicate each : duplicates.first()) {
      String key = "key " + ImageKeys.shown(each.name(), each.name().length) + ": ";
      add(
          FindingCode.RDB_DUPLICATE_KEY,
          each.offset(),
          0,
          key + "its name stands here and at byte " + each.firstOffset());
      repeatedAt(each.offset());
    }
    unlisted(FindingCode.RDB_DUPLICATE_KEY, duplicates.count() - duplicates.first().size());
    if (duplicates.count() > 0) {
      verdict = Verdict.worse(verdict, Verdict.CORRUPT);
    }
  }

  private void unlisted(FindingCode code, long count) {
    if (count > 0) {
      findings.add(
          new Finding(
              code,
              Severity.NOTE,
              look.name(),
              -1,
              0,
              count + " more places that are damaged are not listed",
              ""));
    }
  }

  private void remarks() {
    RdbRemarks remarks = image.remarks();
    if (remarks.slotImports() > 0
        && server == Server.VALKEY_9
        && look.images().clustered() == null) {
      add(
          FindingCode.RDB_NEEDS_CLUSTER,
          remarks.slotImportAt(),
          0,
          "a slot import; whether the server is configured with cluster-enabled yes is not known");
    }
    if (remarks.moduleValues() > 0) {
      add(
          FindingCode.RDB_MODULE_VALUES,
          remarks.moduleValueAt(),
          0,
          "values of modules: " + remarks.moduleValues());
    }
    if (remarks.librariesNotRun() > 0) {
      add(
          FindingCode.RDB_LIBRARIES_NOT_RUN,
          remarks.libraryNotRunAt(),
          0,
          "function libraries that are compiled, not run: " + remarks.librariesNotRun());
    }
    if (image.checksum() == RdbChecksum.DISABLED
        && look.format() == FileFormat.RDB
        && isAlone()
        && !isEarlyEnd()) {
      add(
          FindingCode.RDB_NO_CHECKSUM,
          image.end() - Long.BYTES,
          Long.BYTES,
          "a checksum of 0: it was written without one");
    }
    if (look.file().type() == FileType.INCR) {
      add(FindingCode.AOF_RDB_IN_INCR, 0, image.end(), "an RDB image at the head of an incr file");
    } else if (isEarlyEnd()) {
      earlyEnd();
    } else if (look.format() == FileFormat.RDB && image.end() < look.size()) {
      add(
          FindingCode.RDB_TRAILING_BYTES,
          image.end(),
          look.size() - image.end(),
          "bytes behind the end");
    }
  }

  /**
   * Whether what ends the image stands in the midst of it. Servers load such an image without a
   * word where NULs follow, which are no checksum (measured with Redis 7.0.15 and 8.0.6).
   */
  private boolean isEarlyEnd() {
    return look.format() == FileFormat.RDB
        && look.file().type() != FileType.INCR
        && image.checksum() != RdbChecksum.MATCHES
        && image.keys() < image.remarks().announcedKeys()
        && image.end() < look.size();
  }

  private void earlyEnd() {
    long at = image.end() - Long.BYTES - 1;
    long missing = image.remarks().announcedKeys() - image.keys();
    long behind = look.size() - image.end();
    add(
        FindingCode.RDB_EARLY_END,
        at,
        look.size() - at,
        "an end in the midst of the image: "
            + missing
            + " of the "
            + image.remarks().announcedKeys()
            + " keys that it has, as it says itself, are missing, and "
            + behind
            + " bytes follow");
    verdict = Verdict.worse(verdict, Verdict.LOSSY);
    damagedAt(
        at,
        EditClass.LOSSY,
        "what ends the RDB image stands in the midst of it; keys would have to be given up");
  }

  /** Whether it is a dump, and not a part of an AOF, whose commands say more. */
  private boolean isAlone() {
    return look.file().type() == FileType.SINGLE;
  }

  private void add(FindingCode code, long offset, long length, String message, Severity severity) {
    findings.add(new Finding(code, severity, look.name(), offset, length, message, code.remedy()));
  }

  private void add(FindingCode code, long offset, long length, String message) {
    findings.add(Finding.of(code, look.name(), offset, length, message));
  }

  private void repeatedAt(long offset) {
    boolean copies = look.copiesOnly();
    damagedAt(
        offset,
        copies ? EditClass.SAFE : EditClass.LOSSY,
        copies
            ? "a key is there twice, and its records are the same to the byte"
            : "a key is there twice; which of its values is right can't be known");
  }

  /** Notes damage that a repair has to mend; it looks at the whole image by itself. */
  private void damagedAt(long offset, EditClass editClass, String reason) {
    if (!isDamaged) {
      isDamaged = true;
      damages.add(
          new Damage.DamagedImage(
              look.file().path(), offset, Math.max(0, look.size() - offset), editClass, reason));
    }
  }
}
