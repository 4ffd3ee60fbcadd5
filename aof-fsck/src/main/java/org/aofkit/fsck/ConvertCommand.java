package org.aofkit.fsck;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.compact.CarriedException;
import org.aofkit.compact.CompactOptions;
import org.aofkit.compact.CompactOutcome;
import org.aofkit.compact.CompactPlan;
import org.aofkit.compact.UnsupportedException;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.UsageException;
import org.aofkit.fsck.render.CompactText;
import org.aofkit.fsck.render.Compacted;
import org.aofkit.fsck.render.Outcome;
import org.aofkit.fsck.render.ReportText;

/** {@code convert}: makes a log of a dump, or a dump of a log. */
final class ConvertCommand {
  private static final String ID = "convert";

  private final Session session;
  private final CompactWork work;

  ConvertCommand(Session session) {
    this.session = session;
    this.work = new CompactWork(session);
  }

  int run() throws UsageException, IOException {
    CompactOptions options = work.options();
    List<String> names = session.arguments().operands();
    Target from = session.target(names.get(0));
    Target to = session.target(names.get(1));
    boolean isLog = Files.isDirectory(from.path());
    if (isLog && session.arguments().has(Opt.FORMAT)) {
      throw new UsageException("--format is for a log, and '" + names.get(1) + "' will be a dump");
    }
    try {
      return convert(from, to, isLog, options);
    } catch (IOException | RuntimeException e) {
      if (e instanceof java.util.concurrent.CancellationException) {
        throw e;
      }
      return session.failed(from, ExitCode.OPERATIONAL, e);
    }
  }

  private int convert(Target from, Target to, boolean isLog, CompactOptions options)
      throws UsageException, IOException {
    if (isLog && session.halfDone(from) == Engine.HalfDone.YES) {
      String words = "an operation is half done; 'repair', 'undo' or 'init' settles it first";
      return session.failed(from, ExitCode.OPERATIONAL, words);
    }
    Report report = session.check(from);
    if (report.verdict() != Verdict.CLEAN) {
      return refuse(from, report);
    }
    CompactPlan plan =
        isLog
            ? session.engine().planDump(report, to.path(), options)
            : session.engine().planLog(report, session.settings(), to.path(), options);
    String target = plan.options().output().targetOf(report.server()).id();
    try {
      CompactOutcome outcome = session.convert(from, plan);
      Report after = work.checkAfter(to);
      Compacted facts = work.facts(outcome, after);
      session.result(
          new Outcome(ID, from.name(), report, null, null, ExitCode.CLEAN, null).with(facts),
          CompactText.converted(after, from.name(), to.name(), facts, session.view()));
      return ExitCode.CLEAN;
    } catch (UnsupportedException e) {
      String words = Failure.describe(e) + "; " + Opt.DROP_UNSUPPORTED.typed() + " leaves them out";
      Compacted facts = Compacted.skipped(words, target, plan.bytesBefore(), e.first());
      return inTheWay(from, report, words, facts);
    } catch (CarriedException e) {
      String words = Failure.describe(e);
      return inTheWay(from, report, words, carried(words, target, plan.bytesBefore(), e));
    }
  }

  private static Compacted carried(
      String words, String target, long bytes, CarriedException carried) {
    List<String> places = new ArrayList<>();
    for (CarriedException.Carried one : carried.first()) {
      places.add(one.file() + ":" + one.offset() + "  " + one.command());
    }
    Compacted none = Compacted.skipped(words, target, bytes, List.of());
    return new Compacted(
        none.state(),
        words,
        target,
        "",
        bytes,
        bytes,
        List.of(),
        OptionalLong.empty(),
        carried.count(),
        null,
        0,
        null,
        List.of(),
        none.place(),
        none.dropped(),
        List.of(),
        List.of(),
        places);
  }

  private int inTheWay(Target from, Report report, String words, Compacted facts)
      throws IOException {
    session.complain(from.shown() + ": not converted: " + words);
    int code = ExitCode.OPERATIONAL;
    session.result(
        new Outcome(ID, from.name(), report, null, null, code, words).with(facts),
        CompactText.notConverted(from.name(), words, facts, session.view()));
    return code;
  }

  private int refuse(Target from, Report report) throws IOException {
    int code = ExitCode.of(report, false);
    String words = "not converted: " + report.verdict().id() + "; repair it first";
    session.complain(from.shown() + ": " + words);
    session.result(
        new Outcome(ID, from.name(), report, null, null, code, words),
        ReportText.of(report, from.name(), session.view()));
    return code;
  }
}
