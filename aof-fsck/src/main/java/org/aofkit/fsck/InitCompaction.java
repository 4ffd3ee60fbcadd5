package org.aofkit.fsck;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.compact.CompactOptions;
import org.aofkit.compact.CompactOutcome;
import org.aofkit.compact.CompactPlan;
import org.aofkit.compact.Destination;
import org.aofkit.compact.LiveBytes;
import org.aofkit.compact.Need;
import org.aofkit.fsck.options.MinFree;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.UsageException;
import org.aofkit.fsck.render.CompactText;
import org.aofkit.fsck.render.Compacted;
import org.jspecify.annotations.Nullable;

/**
 * {@code init --min-free}: compacts in front of the server's start where too little of the volume
 * is free. The server may start already, and nothing here keeps it from that: what can't be
 * compacted or does not fit is left as it is, with a warning.
 *
 * <p>Old files that are kept on the same volume would give nothing back: they are deleted once the
 * new ones were checked, unless a quarantine on another volume takes them.
 */
final class InitCompaction {
  /** Below that share of dead bytes a rewrite at every start would cost more than it gives. */
  private static final int LEAST_DEAD_PERCENT = 5;

  private final Session session;
  private final Optional<MinFree> wanted;

  /**
   * What came of it.
   *
   * @param report of the files as they are now
   * @param facts what was done or left; null where nothing was wanted
   * @param words one line for people; empty where nothing was wanted
   */
  record Answer(Report report, @Nullable Compacted facts, String words) {}

  /** Something is half done, and the server must not see it. */
  static final class UnsettledException extends IOException {
    private static final long serialVersionUID = 1;

    UnsettledException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  InitCompaction(Session session) throws UsageException {
    this.session = session;
    this.wanted = session.arguments().minFree();
  }

  /**
   * Compacts if there is reason to.
   *
   * @param report of files on which the server may start
   * @throws CancellationException only because of a signal, or if the compaction is complete
   * @throws UnsettledException if what was begun could neither be finished nor be taken back
   * @throws IOException if the answer can't be given
   */
  Answer run(Target target, Report report) throws IOException, UsageException {
    if (wanted.isEmpty()) {
      return new Answer(report, null, "");
    }
    try {
      return compact(target, report, wanted.get());
    } catch (CancellationException e) {
      if (session.stop().isSignal()) {
        throw e;
      }
      return settled(target, report, "the time limit was reached");
    } catch (IOException | RuntimeException | Error e) {
      Failure.trace(e, session.arguments().has(Opt.DEBUG), session.environment().err());
      return settled(target, report, Failure.describe(e));
    }
  }

  private Answer compact(Target target, Report report, MinFree least)
      throws IOException, UsageException {
    Path data = report.dataDirectory();
    Engine.Volume volume = session.engine().volume(data);
    long enough = least.on(volume.total());
    if (volume.free() >= enough) {
      return new Answer(report, null, "");
    }
    if (report.verdict() != Verdict.CLEAN) {
      return skipped(target, report, "the files are " + report.verdict().id());
    }
    if (report.files().isEmpty()) {
      return skipped(target, report, "there are no files");
    }
    Optional<Path> quarantine = session.path(Opt.QUARANTINE);
    CompactOptions options =
        CompactOptions.of(session.environment().clock(), Version.number())
            .withThreads(session.settings().threads())
            .cancelledBy(session.stop());
    if (quarantine.isPresent()) {
      if (session.engine().volume(quarantine.get()).id().equals(volume.id())) {
        return skipped(
            target, report, "--quarantine is on the same volume: kept files would take their room");
      }
      options = options.withQuarantine(quarantine.get());
    } else {
      options = options.withoutKeeping();
    }
    LiveBytes live = session.engine().liveBytes(report, session.settings());
    if (live.dead() * 100 < (live.live() + live.dead()) * LEAST_DEAD_PERCENT) {
      return skipped(
          target, report, "there is nothing to win: " + live.dead() + " bytes are no more needed");
    }
    CompactPlan plan = session.engine().planCompaction(report, session.settings(), options);
    Need missing = missing(plan, live);
    if (missing != null && quarantine.isPresent()) {
      // Through the other volume it needs no byte on this one; the next run knows of it, too.
      CompactOptions swapping = swapping(options, quarantine.get());
      plan = session.engine().planCompaction(report, session.settings(), swapping);
      missing = missing(plan, live);
    }
    if (missing != null) {
      return skipped(target, report, words(missing, target, quarantine.isPresent()));
    }
    CompactOutcome outcome = session.compact(target, plan);
    return done(target, report, outcome, enough);
  }

  private static CompactOptions swapping(CompactOptions options, Path other) {
    CompactOptions plain =
        CompactOptions.of(options.clock(), options.toolVersion())
            .withThreads(options.threads())
            .cancelledBy(options.cancelled());
    return plain.to(new Destination.Scratch(other));
  }

  private String words(Need missing, Target target, boolean isSwap) {
    String words = missing.missing() + " bytes more have to be free in " + missing.directory();
    return isSwap
        ? words
        : words
            + "; '"
            + session.view().command("rescue --scratch DIR", target.name())
            + "', with DIR on another volume, needs none there, and so does init with --quarantine"
            + " DIR";
  }

  /** What is too full; null if nothing is. What counts now is mostly more than what comes of it. */
  private @Nullable Need missing(CompactPlan plan, LiveBytes live) throws IOException {
    Need missing = firstMissing(plan, live.live());
    return missing == null
        ? null
        : firstMissing(plan, session.engine().measure(plan, session.settings()).bytes());
  }

  private @Nullable Need firstMissing(CompactPlan plan, long bytes) throws IOException {
    for (Need need : session.engine().needs(plan, bytes)) {
      if (need.missing() > 0) {
        return need;
      }
    }
    return null;
  }

  private Answer done(Target target, Report before, CompactOutcome outcome, long enough)
      throws IOException, UsageException {
    CompactWork work = new CompactWork(session);
    Report after = before;
    try {
      after = work.checkAfter(target);
    } catch (CancellationException | IOException e) {
      // They were checked before they were put in place.
      session.complain(target.shown() + ": " + e.getMessage());
    }
    Compacted facts = work.facts(outcome, after);
    String words = CompactText.headline(target.name(), facts);
    long free = session.engine().volume(after.dataDirectory()).free();
    if (free < enough) {
      String warning = free + " bytes of the volume are free now, still less than --min-free";
      session.complain(target.shown() + ": WARNING: " + warning);
      words += " " + warning;
    }
    return new Answer(after, facts, words);
  }

  /** Settles what may have been begun: the files have to be whole when the server starts. */
  private Answer settled(Target target, Report report, String why)
      throws IOException, UsageException {
    Engine.Recovery recovery = Engine.Recovery.NOTHING;
    try {
      recovery = session.finishInterrupted(target);
    } catch (IOException | RuntimeException | Error e) {
      if (session.halfDone(target) != Engine.HalfDone.NO) {
        throw new UnsettledException(why + "; " + Failure.describe(e), e);
      }
    }
    boolean isAsBefore = recovery != Engine.Recovery.FINISHED;
    return skipped(target, isAsBefore ? report : session.check(target), why);
  }

  private Answer skipped(Target target, Report report, String why) {
    String words = target.shown() + ": not compacted, though little of the volume is free: " + why;
    session.complain("WARNING: " + words);
    Compacted facts =
        Compacted.skipped(why, report.server().id(), report.stats().bytes(), List.of());
    return new Answer(report, facts, words);
  }
}
