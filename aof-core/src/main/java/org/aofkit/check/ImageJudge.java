package org.aofkit.check;

import java.util.List;
import org.aofkit.aof.FileType;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbProblem;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;

/** Judges an RDB image for one server, as far as stepping over its records tells. */
final class ImageJudge {
  private ImageJudge() {}

  /** What is to be said of an image. */
  record Judgement(Verdict verdict, List<Finding> findings, List<Damage> damages) {
    static final Judgement FINE = new Judgement(Verdict.CLEAN, List.of(), List.of());
  }

  static Judgement judge(FileLook look, RdbImage image, Server server) {
    RdbProblem problem = image.problem();
    if (problem != null) {
      return problem(look, image, problem);
    }
    if (!image.loadsOn(server, look.databases())) {
      return notForServer(look, image, server);
    }
    if (look.file().type() == FileType.INCR) {
      return new Judgement(
          Verdict.CLEAN,
          List.of(
              Finding.of(
                  FindingCode.AOF_RDB_IN_INCR,
                  look.name(),
                  0,
                  image.end(),
                  "an RDB image at the head of an incr file")),
          List.of());
    }
    if (look.format() == FileFormat.RDB && image.end() < look.size()) {
      return new Judgement(
          Verdict.CLEAN,
          List.of(
              Finding.of(
                  FindingCode.RDB_TRAILING_BYTES,
                  look.name(),
                  image.end(),
                  look.size() - image.end(),
                  "bytes behind the end")),
          List.of());
    }
    return Judgement.FINE;
  }

  private static Judgement problem(FileLook look, RdbImage image, RdbProblem problem) {
    FindingCode code =
        switch (problem.kind()) {
          case CUT -> FindingCode.RDB_CUT;
          case CHECKSUM -> FindingCode.RDB_CHECKSUM;
          case UNSUPPORTED -> FindingCode.RDB_UNSUPPORTED;
          default -> FindingCode.RDB_BAD_FORMAT;
        };
    Finding finding =
        Finding.of(
            code,
            look.name(),
            problem.offset(),
            Math.max(0, look.size() - problem.offset()),
            problem.text());
    if (code == FindingCode.RDB_UNSUPPORTED) {
      return new Judgement(Verdict.UNSUPPORTED, List.of(finding), List.of());
    }
    boolean unlocated = code == FindingCode.RDB_CHECKSUM;
    Damage damage =
        new Damage.DamagedImage(
            look.file().path(),
            problem.offset(),
            Math.max(0, look.size() - problem.offset()),
            unlocated ? EditClass.UNLOCATED : EditClass.LOSSY,
            unlocated
                ? "the checksum does not match and it can't be said which bytes are wrong"
                : "the RDB image is damaged; keys would have to be given up");
    return new Judgement(Verdict.CORRUPT, List.of(finding), List.of(damage));
  }

  private static Judgement notForServer(FileLook look, RdbImage image, Server server) {
    boolean database =
        image.maxDatabase() >= look.databases() && image.loadsOn(server, Integer.MAX_VALUE);
    String what =
        database
            ? "database " + image.maxDatabase() + " of " + look.databases()
            : (image.dialect() == Dialect.VALKEY ? "VALKEY" : "REDIS")
                + " version "
                + image.version()
                + " with what "
                + server.title()
                + " does not load";
    Finding finding =
        Finding.of(
            database ? FindingCode.RDB_DATABASE_OUT_OF_RANGE : FindingCode.RDB_NOT_FOR_SERVER,
            look.name(),
            0,
            image.end(),
            what);
    Damage damage =
        new Damage.Unmendable(
            look.file().path(),
            0,
            image.end(),
            EditClass.UNLOCATED,
            "nothing is damaged, but this server does not load it");
    return new Judgement(Verdict.CORRUPT, List.of(finding), List.of(damage));
  }
}
