package org.aofkit.fsck;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.aofkit.check.Report;
import org.aofkit.commit.ChangedUnderUsException;
import org.aofkit.commit.InterruptedOperationException;
import org.aofkit.commit.QuarantineDamagedException;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.UsageException;
import org.aofkit.fsck.render.Headline;
import org.aofkit.fsck.render.Outcome;
import org.aofkit.fsck.render.UndoText;

/** {@code undo}: takes the last operation back, in place or beside. */
final class UndoCommand {
  private final Session session;

  UndoCommand(Session session) {
    this.session = session;
  }

  int run() throws UsageException, IOException {
    Target target = session.directory();
    Optional<Path> to = session.path(Opt.TO);
    try {
      session.environment().cancellation().check();
      Optional<String> abandoned = session.text(Opt.ABANDON);
      if (abandoned.isPresent()) {
        return abandon(target, abandoned.get(), to);
      }
      Engine.Recovery recovery = settle(target, to);
      if (recovery == Engine.Recovery.UNDONE || recovery == Engine.Recovery.ROLLED_BACK) {
        return takenBack(target, to);
      }
      Optional<Engine.Undone> undone;
      try {
        undone = session.undo(target, to);
      } catch (ChangedUnderUsException e) {
        String beside = to.isPresent() ? "" : "; 'undo --to DIR' puts the originals into DIR";
        return session.failed(target, ExitCode.OPERATIONAL, Failure.describe(e) + beside);
      }
      if (undone.isEmpty()) {
        return session.failed(
            target, ExitCode.OPERATIONAL, "there is no operation that could be taken back");
      }
      return answer(target, to, undone.get());
    } catch (CancellationException | UsageException e) {
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      return session.failed(target, ExitCode.OPERATIONAL, e);
    }
  }

  private int abandon(Target target, String name, Optional<Path> to)
      throws UsageException, IOException {
    if (to.isPresent()) {
      throw new UsageException("--abandon and --to don't go together");
    }
    Engine.Undone kept = session.abandon(target, name);
    Report report = session.check(target);
    String text =
        UndoText.abandoned(target.name(), kept.operation(), kept.files(), session.view())
            + Headline.of(report, target.name(), session.view().paint())
            + "\n";
    session.result(
        new Outcome("undo", target.name(), report, null, null, ExitCode.CLEAN, null), text);
    return ExitCode.CLEAN;
  }

  /**
   * What can't be settled does not keep undo from trying: where only the record of a decision is
   * damaged it knows the way back, and the originals elsewhere need no file to be as it was left.
   */
  private Engine.Recovery settle(Target target, Optional<Path> to)
      throws UsageException, IOException {
    try {
      return session.finishInterrupted(target);
    } catch (QuarantineDamagedException e) {
      return Engine.Recovery.NOTHING;
    } catch (ChangedUnderUsException | InterruptedOperationException e) {
      if (to.isEmpty()) {
        throw e;
      }
      return Engine.Recovery.NOTHING;
    }
  }

  private Report checkAfter(Target target) throws IOException {
    try {
      return session.check(target);
    } catch (CancellationException e) {
      throw new CancellationException(
          "the operation was taken back; the check behind it was not made");
    } catch (IOException e) {
      throw new IOException(
          "the operation was taken back; the check behind it failed: " + Failure.describe(e), e);
    }
  }

  /**
   * An operation or its undo was interrupted, and settling that took the operation back: this is
   * what was asked for, and to go on would take back the one before it as well.
   */
  private int takenBack(Target target, Optional<Path> to) throws IOException {
    if (to.isPresent()) {
      return session.failed(
          target,
          ExitCode.OPERATIONAL,
          "an interrupted operation had to be taken back: the originals are in their place, not in "
              + to.get());
    }
    Report report = checkAfter(target);
    String text =
        target.shown()
            + ": the files are as they were before the interrupted operation.\n\n"
            + Headline.of(report, target.name(), session.view().paint())
            + "\n";
    session.result(
        new Outcome("undo", target.name(), report, null, null, ExitCode.CLEAN, null), text);
    return ExitCode.CLEAN;
  }

  private int answer(Target target, Optional<Path> to, Engine.Undone undone) throws IOException {
    String text =
        UndoText.of(target.name(), undone.operation(), undone.files(), to, session.view());
    Report report = null;
    if (to.isEmpty()) {
      report = checkAfter(target);
      text += Headline.of(report, target.name(), session.view().paint()) + "\n";
    }
    session.result(
        new Outcome("undo", target.name(), report, null, null, ExitCode.CLEAN, null), text);
    return ExitCode.CLEAN;
  }
}
