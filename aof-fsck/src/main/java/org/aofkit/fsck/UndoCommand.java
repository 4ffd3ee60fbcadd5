package org.aofkit.fsck;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.aofkit.check.Report;
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
      session.finishInterrupted(target);
      Optional<Engine.Undone> undone = session.undo(target, to);
      if (undone.isEmpty()) {
        return session.failed(
            target, ExitCode.OPERATIONAL, "there is no operation that could be taken back");
      }
      return answer(target, to, undone.get());
    } catch (CancellationException e) {
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      return session.failed(target, ExitCode.OPERATIONAL, e);
    }
  }

  private int answer(Target target, Optional<Path> to, Engine.Undone undone) throws IOException {
    String text =
        UndoText.of(target.name(), undone.operation(), undone.files(), to, session.view());
    Report report = null;
    if (to.isEmpty()) {
      report = session.check(target);
      text += Headline.of(report, target.name(), session.view().paint()) + "\n";
    }
    session.result(
        new Outcome("undo", target.name(), report, null, null, ExitCode.CLEAN, null), text);
    return ExitCode.CLEAN;
  }
}
