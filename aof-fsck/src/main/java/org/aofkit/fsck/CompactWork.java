package org.aofkit.fsck;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.aofkit.aof.AofSet;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.commit.Operation;
import org.aofkit.compact.BaseForm;
import org.aofkit.compact.CompactOptions;
import org.aofkit.compact.CompactOutcome;
import org.aofkit.compact.CompactPlan;
import org.aofkit.compact.CompactSize;
import org.aofkit.compact.CompactTarget;
import org.aofkit.compact.Destination;
import org.aofkit.compact.LiveBytes;
import org.aofkit.compact.Need;
import org.aofkit.compact.OutputOptions;
import org.aofkit.compact.Unsupported;
import org.aofkit.compact.UnsupportedListener;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.UsageException;
import org.aofkit.fsck.render.ByteStrings;
import org.aofkit.fsck.render.Compacted;
import org.aofkit.fsck.render.Outcome;
import org.aofkit.io.FileName;
import org.jspecify.annotations.Nullable;

/** What the commands that compact have in common. */
final class CompactWork {
  /** Why a dump is not compacted. */
  static final String DUMP =
      "a dump holds each key once, so there is nothing to win; 'aof-fsck convert DUMP DIR' makes a"
          + " log of it";

  /** Why nothing is written where it would be the same once more. */
  static final String NEEDLESS =
      "there is nothing to win: an image that the server loads, and no command behind it; nothing"
          + " was written";

  private final Session session;
  private final FirstUnsupported unsupported = new FirstUnsupported();

  CompactWork(Session session) {
    this.session = session;
  }

  /** What the command line says of a compaction. */
  CompactOptions options() throws UsageException {
    CompactOptions options =
        CompactOptions.of(session.environment().clock(), Version.number())
            .writing(output())
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

  private OutputOptions output() throws UsageException {
    boolean isCommands = session.arguments().choice(Opt.FORMAT, "rdb", "aof").equals("aof");
    OutputOptions output =
        OutputOptions.DEFAULT
            .withDropUnsupported(session.arguments().has(Opt.DROP_UNSUPPORTED))
            .withUnsupported(unsupported);
    if (session.arguments().has(Opt.FORMAT)) {
      output = output.withForm(isCommands ? BaseForm.COMMANDS : BaseForm.IMAGE);
    }
    if (session.arguments().has(Opt.DROP_EXPIRED)) {
      output = output.withDropExpired(session.environment().clock().instant());
    }
    Optional<CompactTarget> target = session.arguments().target();
    return target.isPresent() ? output.withTarget(target.get()) : output;
  }

  /** What the target cannot express, as far as it was found by now; the first ones. */
  List<Unsupported> unsupported() {
    return unsupported.first();
  }

  /** The first things, each once: some are told again when the files are written. */
  private static final class FirstUnsupported implements UnsupportedListener {
    private static final int MOST = 100;

    private final Map<String, Unsupported> found = new LinkedHashMap<>();

    @Override
    public synchronized void unsupported(Unsupported one) {
      if (found.size() < MOST) {
        String name = ByteStrings.escape(one.name());
        found.put(one.reason() + " " + one.database() + " " + name, one);
      }
    }

    synchronized List<Unsupported> first() {
      return List.copyOf(found.values());
    }
  }

  /** Whether there is a dump and no log: one that is looked at, and damaged, is another matter. */
  static boolean isDump(Report report) {
    AofSet set = report.set();
    boolean isLooked =
        set.start() == AofSet.Start.DUMP
            || set.start() == AofSet.Start.SINGLE
                && set.log().stream().allMatch(file -> file.name().toString().endsWith(".rdb"));
    return set.start() == AofSet.Start.DUMP_IGNORED
        || isLooked && report.verdict() == Verdict.CLEAN && !report.files().isEmpty();
  }

  /** The answer where nothing is to be done. */
  Outcome nothing(String command, Target target, Report report, String reason)
      throws UsageException {
    String id = session.arguments().target().map(CompactTarget::id).orElse(report.server().id());
    Compacted facts = Compacted.skipped(reason, id, report.stats().bytes(), List.of());
    return new Outcome(command, target.name(), report, null, null, ExitCode.CLEAN, null)
        .with(facts);
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
  Report checkAfter(Target made) throws IOException, UsageException {
    Optional<CompactTarget> target = session.arguments().target();
    try {
      return target.isPresent() ? session.check(made, target.get().server()) : session.check(made);
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
    if (plan.isSingleFile()) {
      files.add(new Compacted.NewFile(name(plan.base()), size.bytes()));
    } else {
      files.add(new Compacted.NewFile(name(plan.base()), size.base()));
      files.add(new Compacted.NewFile(name(plan.residual()), size.residual()));
      files.add(new Compacted.NewFile(name(plan.manifest()), size.manifest()));
    }
    return new Compacted(
        Compacted.State.PREDICTED,
        "",
        target(plan),
        plan.targetReason(),
        plan.bytesBefore(),
        size.bytes(),
        files,
        size.made().tail() == null ? OptionalLong.of(live.keys()) : OptionalLong.empty(),
        size.carried(),
        size.made().tail(),
        size.made().passes(),
        live,
        needs,
        new Compacted.Place(output(plan), null, ""),
        size.made().dropped(),
        unsupported.first(),
        size.made().refused(),
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
        target(plan),
        plan.targetReason(),
        plan.bytesBefore(),
        outcome.bytesAfter(),
        files,
        // Commands may make more of them than an image has.
        outcome.carried() > 0 || plan.options().output().form() == BaseForm.COMMANDS
            ? OptionalLong.empty()
            : OptionalLong.of(after.stats().rdbKeys()),
        outcome.carried(),
        outcome.made().tail(),
        outcome.made().passes(),
        null,
        List.of(),
        new Compacted.Place(output(plan), kept, undo(plan)),
        outcome.made().dropped(),
        unsupported.first(),
        outcome.made().refused(),
        warnings);
  }

  private static String target(CompactPlan plan) {
    return plan.options().output().targetOf(plan.report().server()).id();
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
