package org.aofkit.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.aofkit.aof.FileType;
import org.aofkit.rdb.RdbDuplicates;
import org.aofkit.rdb.RdbImage;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Judges the files of a log one after the other, in load order: what was found in each gets its
 * meaning from its place.
 *
 * <p>Carried from file to file is the database that the file before ended in. Servers begin every
 * file in database 0 and write a SELECT first; where a full volume made a server write the rest of
 * one file's buffer into the next, that SELECT is missing.
 */
final class LogJudge {
  private final Server server;
  private final Prediction prediction;
  private final Findings findings;
  private final List<Damage> damages = new ArrayList<>();
  private final List<Finding> cuts = new ArrayList<>();

  private final EndedDatabase ended = new EndedDatabase();

  private Verdict verdict = Verdict.CLEAN;
  private OptionalLong serverCutsAt = OptionalLong.empty();

  /** Whether the judged server reads the file to its first spot. */
  private boolean reached;

  LogJudge(Server server, Prediction prediction, Findings findings) {
    this.server = server;
    this.prediction = prediction;
    this.findings = findings;
  }

  List<Damage> damages() {
    return damages;
  }

  /** What the judged server would cut off at its start, as far as it gets. */
  List<Finding> cuts() {
    return cuts;
  }

  /** Every database that a SELECT or an image of the files judged so far names. */
  List<Integer> databases() {
    return ended.databases();
  }

  /** What the files judged so far have lost that would hold at the head of a next incr file. */
  HeadDoubt lostAtHead() {
    return ended.lost();
  }

  /** Judges the next file. */
  FileReport judge(FileLook look) throws IOException {
    verdict = Verdict.CLEAN;
    serverCutsAt = OptionalLong.empty();
    if (look.format() == FileFormat.EMPTY) {
      empty(look);
    }
    if (look.image() != null) {
      image(look, look.image());
    }
    if (look.log() != null) {
      log(look, look.log());
    }
    return report(look);
  }

  private FileReport report(FileLook look) {
    RdbImage image = look.image();
    LogScan.Result log = look.log();
    long validUpTo = log != null ? log.validUpTo() : image != null ? image.end() : 0;
    return new FileReport(
        look.name(),
        look.file().type(),
        look.format(),
        look.size(),
        verdict,
        validUpTo,
        serverCutsAt,
        log == null ? 0 : log.state().commands(),
        image == null ? OptionalLong.empty() : OptionalLong.of(image.keys()),
        image == null ? null : imageReport(look, image));
  }

  private static ImageReport imageReport(FileLook look, RdbImage image) {
    RdbDuplicates duplicates = look.duplicates();
    return new ImageReport(
        image.checksum(),
        duplicates == null ? RdbDuplicates.State.SKIPPED : duplicates.state(),
        image.damageCount());
  }

  private void worse(Verdict other) {
    verdict = Verdict.worse(verdict, other);
  }

  private void empty(FileLook look) {
    if (look.file().type() != FileType.BASE) {
      return;
    }
    if (look.name().endsWith(".rdb")) {
      findings.add(
          FindingCode.DIR_BASE_EMPTY, look.name(), 0, 0, "0 bytes where an RDB image was expected");
      worse(Verdict.LOSSY);
      unmendable(look, 0, 0, EditClass.LOSSY, "the data of the base are gone from this directory");
    } else {
      findings.add(FindingCode.DIR_BASE_EMPTY_NOTE, look.name(), 0, 0, "0 bytes");
    }
    ended.emptyBase();
  }

  private void unmendable(
      FileLook look, long offset, long length, EditClass editClass, String reason) {
    damages.add(new Damage.Unmendable(look.file().path(), offset, length, editClass, reason));
  }

  private void image(FileLook look, RdbImage image) throws IOException {
    ImageJudge.Judgement judgement = ImageJudge.judge(look, image, server);
    findings.addAll(judgement.findings());
    damages.addAll(judgement.damages());
    worse(judgement.verdict());
    for (Server each : Server.values()) {
      if (!ImageJudge.isLoadedBy(look, image, each)) {
        prediction.not(each);
      }
    }
    if (look.duplicates() != null && look.duplicates().count() > 0) {
      prediction.none();
    }
    if (look.front() != null) {
      KeysInFrontJudge.Judgement front = KeysInFrontJudge.judge(look, look.front());
      findings.addAll(front.findings());
      damages.addAll(front.damages());
      worse(front.verdict());
      if (look.front().isRefused()) {
        prediction.none();
      }
    }
    ended.image(image);
  }

  private void log(FileLook look, LogScan.Result log) throws IOException {
    prediction.only(log.front().loadedBy());
    complaints(look, log);
    if (look.split() != null) {
      splitHead(look, look.split());
      ended.split(look.split());
    }
    reached = prediction.of(server).lenient();
    GapJudge.Judgement gaps = GapJudge.judge(look, log, ended.database(), server);
    findings.addAll(gaps.findings());
    damages.addAll(gaps.damages());
    if (!gaps.damages().isEmpty()) {
      worse(Verdict.LOSSY);
    }
    List<Damage> holes = new ArrayList<>();
    boolean stopped = false;
    @Nullable Spot last = null;
    for (int i = 0; i < log.spots().size(); i++) {
      Spot spot = log.spots().get(i);
      last = spot;
      if (spot instanceof Spot.Hole hole) {
        holes.add(hole(look, hole));
        HiddenHeads.behindHole(look, log.spots(), i).ifPresent(findings::add);
      }
      if (!stopped && GapJudge.stopsServers(spot)) {
        stop(look, spot);
        stopped = true;
      }
    }
    end(look, log, last, stopped);
    head(look, log, holes);
    damages.addAll(holes);
    unfinishedMasks(look);
    ended.commands(look.file().type(), log, lossyEnd(look));
  }

  /** Servers refuse the file here, or take it for the end of the file and cut it off. */
  private void stop(FileLook look, Spot spot) {
    if (spot instanceof Spot.Lost lost && lost.cut()) {
      prediction.all(look.lastListed() ? Loads.ONLY_LENIENT : Loads.NO);
      worse(Verdict.LOSSY);
      serverCutsAt = EndJudge.cutsAt(look, server, lost);
      cut(look);
    } else {
      prediction.none();
      worse(Verdict.CORRUPT);
    }
  }

  /** Whether the end of a file is given up, and perhaps a SELECT with it. */
  private boolean lossyEnd(FileLook look) {
    for (Damage damage : damages) {
      if (damage instanceof Damage.BadTail
          && damage.editClass() == EditClass.LOSSY
          && damage.file().equals(look.file().path())) {
        return true;
      }
    }
    return false;
  }

  private void complaints(FileLook look, LogScan.Result log) throws IOException {
    for (Finding finding : look.complaintFindings()) {
      findings.add(finding);
    }
    ComplaintJudge.Judgement judgement = ComplaintJudge.judge(look, log, server);
    worse(judgement.verdict());
    damages.addAll(judgement.damages());
  }

  /** What repairs could not write to the end; where the end of the file goes, they go with it. */
  private void unfinishedMasks(FileLook look) {
    long kept = Long.MAX_VALUE;
    for (Damage damage : damages) {
      if (damage instanceof Damage.BadTail tail && tail.file().equals(look.file().path())) {
        kept = tail.offset();
      }
    }
    for (Complaints.Complaint complaint : look.complaints().kept()) {
      if (complaint.code() == FindingCode.AOF_MASK_UNFINISHED && complaint.value() < kept) {
        damages.add(
            new Damage.UnfinishedMask(
                look.file().path(),
                complaint.value(),
                UnfinishedMasks.CLOSING,
                EditClass.SAFE,
                "a repair before found no free block for them; no server looks at them"));
      }
    }
  }

  private Damage hole(FileLook look, Spot.Hole hole) {
    long length = hole.end() - hole.offset();
    findings.add(
        FindingCode.AOF_NUL_HOLE,
        look.name(),
        hole.offset(),
        length,
        NulRuns.inWords(length) + " between two whole commands; expected '*'");
    return new Damage.NulHole(
        look.file().path(),
        hole.offset(),
        length,
        EditClass.SAFE,
        "the NULs stand between two whole commands; no command is touched",
        -1);
  }

  private void end(FileLook look, LogScan.Result log, @Nullable Spot last, boolean stopped)
      throws IOException {
    EndJudge.Judgement judgement = EndJudge.judge(look, log, last, server);
    if (judgement == null) {
      return;
    }
    if (!stopped) {
      prediction.all(judgement.loads());
      serverCutsAt = judgement.serverCutsAt();
      boolean torn = !(last instanceof Spot.BadEnd end) || end.cut();
      if (torn && !judgement.loads().equals(Loads.YES)) {
        cut(look);
      }
    }
    worse(stopped ? Verdict.LOSSY : judgement.verdict());
    findings.addAll(judgement.findings());
    if (judgement.damage() != null) {
      damages.add(judgement.damage());
    }
  }

  /** Notes that a start cuts this file, if it gets as far. */
  private void cut(FileLook look) {
    if (reached && look.log() != null) {
      long at = serverCutsAt.orElse(look.log().validUpTo());
      String then = look.lastListed() ? "" : ", and then exit";
      cuts.add(StartChanges.cut(look.name(), at, look.size() - at, then));
    }
  }

  private void splitHead(FileLook look, FileLook.Split split) {
    prediction.none();
    worse(Verdict.CORRUPT);
    findings.add(
        FindingCode.AOF_SPLIT_COMMAND,
        look.name(),
        0,
        split.restLength(),
        "the rest of the command that begins in "
            + split.fromName()
            + " at byte "
            + split.offset());
  }

  private void head(FileLook look, LogScan.Result log, List<Damage> holes) {
    EndedDatabase.Judgement judgement = ended.head(look, log);
    if (look.split() != null) {
      damages.add(look.split().damage(look, judgement.select(), ended.knows(look, log)));
    }
    if (judgement.finding() == null) {
      return;
    }
    worse(Verdict.LOSSY);
    findings.add(judgement.finding());
    Damage.MissingSelect missing = judgement.missing();
    if (missing != null) {
      // Behind a transaction that goes, the SELECT is written that was in front of it.
      if (!log.borders().execOfFront() || missing.editClass() != EditClass.SAFE) {
        damages.add(missing);
      }
    } else if (look.split() == null && holes.get(0) instanceof Damage.NulHole hole) {
      holes.set(
          0,
          new Damage.NulHole(
              hole.file(),
              hole.offset(),
              hole.length(),
              hole.editClass(),
              hole.reason(),
              judgement.select()));
    }
  }
}
