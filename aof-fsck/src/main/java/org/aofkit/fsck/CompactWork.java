package org.aofkit.fsck;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.commit.Operation;
import org.aofkit.compact.CompactOptions;
import org.aofkit.compact.CompactOutcome;
import org.aofkit.compact.CompactPlan;
import org.aofkit.compact.CompactSize;
import org.aofkit.compact.Destination;
import org.aofkit.compact.LiveBytes;
import org.aofkit.compact.Need;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.UsageException;
import org.aofkit.fsck.render.ByteStrings;
import org.aofkit.fsck.render.Compacted;
import org.aofkit.io.FileName;
import org.jspecify.annotations.Nullable;

/** What the commands that compact have in common. */
final class CompactWork {
  private final Session session;

  CompactWork(Session session) {
    this.session = session;
  }

  /** What the command line says of a compaction. */
  CompactOptions options() throws UsageException {
    CompactOptions options =
        CompactOptions.of(session.environment().clock(), Version.number())
            .withThreads(session.settings().threads())
            .cancelledBy(session.stop());
    Optional<Path> output = session.path(Opt.OUTPUT);
    Optional<Path> scratch = session.path(Opt.SCRATCH);
    Optional<Path> quarantine = session.path(Opt.QUARANTINE);
    if (output.isPresent()) {
      return options.to(new Destination.Output(output.get()));
    }
    if (scratch.isPresent()) {
      options = options.to(new Destination.Scratch(scratch.get()));
    } else if (quarantine.isPresent()) {
      options = options.withQuarantine(quarantine.get());
    }
    return session.arguments().has(Opt.NO_QUARANTINE) ? options.withoutKeeping() : options;
  }

  /** Why what is not clean is not compacted, and what to do. */
  String refusal(Report report, Target target) {
    boolean isNewer = report.verdict() == Verdict.UNSUPPORTED;
    return isNewer
        ? "not compacted: something in it is newer than this aof-fsck"
        : "not compacted: "
            + report.verdict().id()
            + ", and a compaction would make final what is lost; repair it first: "
            + session.view().command("repair", target.name());
  }

  /** Looks at what was made. */
  Report checkAfter(Target made) throws IOException {
    try {
      return session.check(made);
    } catch (CancellationException e) {
      throw new CancellationException("the compaction is complete; the check behind it was not");
    } catch (IOException e) {
      throw new IOException(
          "the compaction is complete; the check behind it failed: " + Failure.describe(e), e);
    }
  }

  /** What it would come to; nothing is written. */
  Compacted predict(CompactPlan plan) throws IOException {
    LiveBytes live = session.engine().liveBytes(plan.report(), session.settings());
    CompactSize size = session.engine().measure(plan, session.settings());
    List<Need> needs = session.engine().needs(plan, size.bytes());
    List<Compacted.NewFile> files = new ArrayList<>();
    files.add(new Compacted.NewFile(name(plan.base()), size.base()));
    if (!plan.isSingleFile()) {
      files.add(new Compacted.NewFile(name(plan.residual()), size.residual()));
      files.add(new Compacted.NewFile(name(plan.manifest()), size.manifest()));
    }
    return new Compacted(
        Compacted.State.PREDICTED,
        "",
        plan.report().server().id(),
        plan.bytesBefore(),
        size.bytes(),
        files,
        OptionalLong.of(live.keys()),
        size.carried(),
        live,
        needs,
        new Compacted.Place(output(plan), null, ""),
        List.of(),
        plan.notes());
  }

  /**
   * What has come of it.
   *
   * @param after the check of the new files
   */
  Compacted facts(CompactOutcome outcome, Report after) throws IOException {
    CompactPlan plan = outcome.plan();
    List<Compacted.NewFile> files = new ArrayList<>();
    files.add(file(plan.base()));
    if (!plan.isSingleFile()) {
      files.add(file(plan.residual()));
      files.add(file(plan.manifest()));
    }
    List<String> warnings = new ArrayList<>(plan.notes());
    warnings.addAll(outcome.warnings());
    Path kept =
        plan.options().keepsOld() ? outcome.operation().map(Operation::folder).orElse(null) : null;
    return new Compacted(
        Compacted.State.DONE,
        "",
        plan.report().server().id(),
        plan.bytesBefore(),
        outcome.bytesAfter(),
        files,
        // The log behind the base may have more of them.
        outcome.carried() > 0 ? OptionalLong.empty() : OptionalLong.of(after.stats().rdbKeys()),
        outcome.carried(),
        null,
        List.of(),
        new Compacted.Place(output(plan), kept, undo(plan)),
        List.of(),
        warnings);
  }

  /** A swap keeps its journal in the scratch directory, and undo has to be told of it. */
  private static String undo(CompactPlan plan) {
    if (plan.options().destination() instanceof Destination.Scratch scratch) {
      byte[] name = scratch.directory().toString().getBytes(StandardCharsets.UTF_8);
      return " --quarantine " + ByteStrings.forShell(name);
    }
    return "";
  }

  private static @Nullable Path output(CompactPlan plan) {
    return plan.options().destination() instanceof Destination.Output output
        ? output.directory()
        : null;
  }

  private static Compacted.NewFile file(Path file) throws IOException {
    return new Compacted.NewFile(name(file), Files.size(file));
  }

  private static String name(Path file) {
    return FileName.of(file).toString();
  }
}
