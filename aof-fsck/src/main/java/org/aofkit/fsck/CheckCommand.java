package org.aofkit.fsck;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.UsageException;
import org.aofkit.fsck.render.Outcome;
import org.aofkit.fsck.render.ReportText;

/** {@code check}: looks at every PATH and answers for each; never writes. */
final class CheckCommand {
  private final Session session;
  private boolean any;

  CheckCommand(Session session) {
    this.session = session;
  }

  /** The exit codes of all PATHs, joined. */
  int run() throws UsageException, IOException {
    String list = session.arguments().text(Opt.PATHS_FROM);
    if (list != null) {
      return fromList(list);
    }
    if (session.arguments().operands().isEmpty()) {
      return one(session.directory());
    }
    int code = ExitCode.CLEAN;
    for (String operand : session.arguments().operands()) {
      code |= one(session.target(operand));
    }
    return code;
  }

  private int fromList(String list) throws UsageException, IOException {
    int code = ExitCode.CLEAN;
    try (PathList paths = PathList.open(list, session)) {
      while (true) {
        byte[] name = paths.next();
        if (name == null) {
          return code;
        }
        session.environment().cancellation().check();
        code |= one(name);
      }
    }
  }

  private int one(byte[] name) throws IOException {
    Target target;
    try {
      target = Target.of(session.environment().fileSystem(), name);
    } catch (UsageException e) {
      // One bad name in a list must not keep the others from being answered.
      return session.failed(name, ExitCode.OPERATIONAL, String.valueOf(e.getMessage()));
    }
    return one(target);
  }

  private int one(Target target) throws IOException {
    Report report;
    try {
      report = session.check(target);
    } catch (CancellationException e) {
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      return session.failed(target, ExitCode.OPERATIONAL, e);
    }
    int code = ExitCode.of(report, session.arguments().has(Opt.STRICT));
    String text = "";
    if (!session.arguments().has(Opt.JSON)) {
      text = ReportText.of(report, target.name(), session.view());
      if (!session.arguments().quiet()) {
        text = (any ? "\n" : "") + text;
        if (code == ExitCode.UNCORRECTED && report.verdict() == Verdict.CLEAN) {
          text += "\n  The warnings count as damage, because of --strict.\n";
        }
      }
    }
    any = true;
    session.result(new Outcome("check", target.name(), report, null, null, code, null), text);
    return code;
  }
}
