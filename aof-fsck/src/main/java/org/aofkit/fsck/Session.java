package org.aofkit.fsck;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Report;
import org.aofkit.commit.InterruptedOperationException;
import org.aofkit.compact.CompactOutcome;
import org.aofkit.compact.CompactPlan;
import org.aofkit.compact.Rescue;
import org.aofkit.fsck.options.Arguments;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.PlanWords;
import org.aofkit.fsck.options.RedisConfigReader;
import org.aofkit.fsck.options.ServerConfig;
import org.aofkit.fsck.options.UsageException;
import org.aofkit.fsck.render.ByteStrings;
import org.aofkit.fsck.render.CompactText;
import org.aofkit.fsck.render.JsonLines;
import org.aofkit.fsck.render.KeyLines;
import org.aofkit.fsck.render.Outcome;
import org.aofkit.fsck.render.Paint;
import org.aofkit.fsck.render.Progress;
import org.aofkit.fsck.render.ReportText;
import org.aofkit.fsck.render.View;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.UnprovenRepairException;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/** One run of one command: its arguments made ready, the library, and where its words go. */
final class Session {
  private final Environment environment;
  private final Engine engine;
  private final Arguments arguments;
  private final Stop stop;
  private final @Nullable ServerConfig config;
  private final CheckOptions settings;
  private final View view;
  private final @Nullable JsonLines json;
  private Stage stage = Stage.LOOKING;

  private enum Stage {
    LOOKING,
    APPLYING,
    APPLIED
  }

  Session(Environment environment, Engine engine, Arguments arguments) throws UsageException {
    this.environment = environment;
    this.engine = engine;
    this.arguments = arguments;
    this.stop = new Stop(environment.cancellation(), arguments.duration(Opt.TIME_LIMIT));
    String file = arguments.text(Opt.CONFIG);
    this.config =
        file == null
            ? null
            : RedisConfigReader.read(Target.of(environment.fileSystem(), file).path());
    this.settings = CheckSettings.of(arguments, config, stop);
    this.view =
        new View(
            paint(),
            arguments.quiet(),
            environment.program(),
            carried(arguments),
            config == null ? null : config.loadTruncated());
    this.json = arguments.has(Opt.JSON) ? new JsonLines(environment.out(), Version.number()) : null;
  }

  Environment environment() {
    return environment;
  }

  Engine engine() {
    return engine;
  }

  Arguments arguments() {
    return arguments;
  }

  View view() {
    return view;
  }

  Stop stop() {
    return stop;
  }

  /** The directory of repair, undo and init, or what check looks at without a PATH. */
  Target directory() throws UsageException {
    List<String> operands = arguments.operands();
    if (!operands.isEmpty()) {
      return target(operands.get(0));
    }
    String dir = config == null ? null : config.dir();
    if (dir == null) {
      throw new UsageException("the configuration file has no 'dir'; say which directory");
    }
    return target(dir);
  }

  Target target(String word) throws UsageException {
    return Target.of(environment.fileSystem(), word);
  }

  /** Which files a PATH stands for, and how they are read. */
  CheckOptions settings() {
    return settings;
  }

  /** The file or directory that an option names. */
  Optional<Path> path(Opt opt) throws UsageException {
    String text = arguments.text(opt);
    return text == null ? Optional.empty() : Optional.of(target(text).path());
  }

  /** The word given with an option. */
  Optional<String> text(Opt opt) {
    return Optional.ofNullable(arguments.text(opt));
  }

  /** The name of the AOF directory in the data directory. */
  String appendDirname() {
    return settings.appendDirname();
  }

  /** Checks, with progress where a person looks on. */
  Report check(Target target) throws IOException {
    return check(target, settings);
  }

  /** Checks for this server, whichever the options or the files say. */
  Report check(Target target, Server server) throws IOException {
    return check(target, settings.withServer(server));
  }

  private Report check(Target target, CheckOptions options) throws IOException {
    environment.cancellation().check();
    long started = System.nanoTime();
    Report report;
    try (Progress progress = progress("checking " + target.shown())) {
      report =
          engine.check(target.path(), progress == null ? options : options.withProgress(progress));
    }
    if (json != null) {
      for (String note : report.notes()) {
        say(target.shown() + ": " + note);
      }
    }
    if (arguments.verbose()) {
      long millis = (System.nanoTime() - started) / 1_000_000;
      Report.Stats stats = report.stats();
      say(
          target.shown()
              + ": "
              + stats.bytes()
              + " bytes, "
              + stats.commands()
              + " commands, "
              + stats.transactions()
              + " transactions, "
              + stats.annotations()
              + " annotations, "
              + stats.rdbKeys()
              + " keys in RDB images; checked in "
              + millis
              + " ms");
    }
    return report;
  }

  RepairOptions repairOptions() throws UsageException {
    // A swap keeps its journal where it keeps everything else.
    Opt journal = arguments.has(Opt.SCRATCH) ? Opt.SCRATCH : Opt.QUARANTINE;
    return new RepairOptions(path(journal), environment.clock(), Version.number(), stop);
  }

  /** Puts new files in place of old ones. */
  CompactOutcome compact(Target target, CompactPlan plan) throws IOException {
    sayIfVerbose(target.shown() + ": " + CompactText.memory());
    try (Progress progress = progress("compacting " + target.shown())) {
      return engine.compact(plan, progress == null ? settings : settings.withProgress(progress));
    }
  }

  /** Makes a log of a dump, or a dump of a log. */
  CompactOutcome convert(Target from, CompactPlan plan) throws IOException {
    try (Progress progress = progress("converting " + from.shown())) {
      return engine.compact(plan, progress == null ? settings : settings.withProgress(progress));
    }
  }

  /** Repairs and compacts in one operation. */
  Rescue.Outcome rescue(Target target, Rescue.Plan plan) throws IOException {
    try (Progress progress = progress("rescuing " + target.shown())) {
      return engine.rescue(plan, progress == null ? settings : settings.withProgress(progress));
    }
  }

  /** The value of an option as it is typed again. */
  String shellText(Opt opt) {
    return ByteStrings.forShell(
        String.valueOf(arguments.text(opt)).getBytes(StandardCharsets.UTF_8));
  }

  /** Draws where a person looks on; else null. */
  @Nullable Progress progress(String what) {
    boolean draws = !arguments.quiet() && json == null && environment.terminals().isError();
    return draws ? new Progress(environment.err(), what) : null;
  }

  /** Those of the options that stand on the command line, as they are typed again. */
  String typed(Opt... options) {
    return typed(arguments, options);
  }

  private static String typed(Arguments arguments, Opt... options) {
    StringBuilder words = new StringBuilder();
    for (Opt opt : options) {
      String text = arguments.text(opt);
      if (text != null && !arguments.fromEnvironment(opt)) {
        words.append(' ').append(opt.typed());
        if (opt.argument() != null) {
          words.append(' ').append(ByteStrings.forShell(text.getBytes(StandardCharsets.UTF_8)));
        }
      }
    }
    return words.toString();
  }

  /** Plans, and never writes. */
  RepairPlan plan(Report report, PlanOptions options) throws IOException {
    return engine.plan(report, settings, options);
  }

  /**
   * Plans as the other, and lists the keys of images that would be written anew where the user
   * wants them.
   */
  RepairPlan planListing(Report report, PlanOptions options) throws IOException, UsageException {
    String word = arguments.text(Opt.LIST_KEYS);
    if (word == null) {
      return plan(report, options);
    }
    if (word.equals("-")) {
      return plan(report, options, environment.out());
    }
    try (ListFile list = ListFile.open(target(word).path(), word)) {
      OutputStream out = new BufferedOutputStream(list);
      RepairPlan plan = plan(report, options, out);
      out.flush();
      list.finish();
      return plan;
    }
  }

  private RepairPlan plan(Report report, PlanOptions options, OutputStream out) throws IOException {
    try (KeyLines lines = new KeyLines(out)) {
      return engine.plan(report, settings, options, lines);
    }
  }

  /** Applies a plan, and checks again. */
  RepairOutcome repair(Target target, Report report, RepairPlan plan)
      throws IOException, UsageException {
    stage = Stage.APPLYING;
    RepairOutcome done = engine.repair(target.path(), settings, report, plan, repairOptions());
    stage = Stage.APPLIED;
    if (json != null) {
      for (String warning : done.warnings()) {
        complain(target.shown() + ": warning: " + warning);
      }
    }
    return done;
  }

  /** Whether the files are as the check has found them, though the work behind it failed. */
  boolean areAsFound(Throwable cause) {
    return switch (stage) {
      case LOOKING -> true;
      case APPLYING ->
          cause instanceof CancellationException && cause.getMessage() == null
              || cause instanceof IOException
                  && !(cause instanceof InterruptedOperationException)
                  && !(cause instanceof UnprovenRepairException);
      case APPLIED -> false;
    };
  }

  /** Gives up an operation that no run can settle. */
  Engine.Undone abandon(Target target, String name) throws IOException, UsageException {
    return engine.abandon(target.path(), name, settings, repairOptions());
  }

  /** Takes the last operation back; empty where there is none. */
  Optional<Engine.Undone> undo(Target target, Optional<Path> to)
      throws IOException, UsageException {
    return engine.undo(target.path(), to, settings, repairOptions());
  }

  /** Whether an operation is half done, which could not be settled. */
  Engine.HalfDone halfDone(Target target) throws UsageException {
    return engine.halfDone(target.path(), settings, repairOptions());
  }

  /**
   * Finishes what a crash left behind, and says so.
   *
   * @return what it was
   * @throws IOException where that can't be done; nothing else may be written then
   */
  Engine.Recovery finishInterrupted(Target target) throws IOException, UsageException {
    Engine.Recovery recovery = engine.finishInterrupted(target.path(), settings, repairOptions());
    switch (recovery) {
      case FINISHED -> say(target.shown() + ": an interrupted operation was completed");
      case ROLLED_BACK -> say(target.shown() + ": an interrupted operation was taken back");
      case UNDONE -> say(target.shown() + ": an interrupted undo was completed");
      case NOTHING -> {
        // The usual case: nothing to say.
      }
    }
    return recovery;
  }

  /** Gives the result of one PATH: the text to people, or the document in JSON. */
  void result(Outcome outcome, String text) throws IOException {
    if (json != null) {
      json.write(outcome);
      return;
    }
    environment.out().print(text);
    environment.out().flush();
  }

  /** Answers for a PATH whose work failed; the exit code. */
  int failed(Target target, int exitCode, Throwable cause) throws IOException {
    Failure.trace(cause, arguments.has(Opt.DEBUG), environment.err());
    return failed(target.name(), exitCode, Failure.describe(cause));
  }

  /** Answers for a PATH whose work failed; the exit code. */
  int failed(Target target, int exitCode, String words) throws IOException {
    return failed(target.name(), exitCode, words);
  }

  /**
   * Answers for a PATH whose files are as the check has found them; the exit code.
   *
   * @param options of the plan that was not carried out
   */
  int failed(Target target, int exitCode, String words, Report report, PlanOptions options)
      throws IOException {
    complainOf(target.name(), words);
    byte[] name = target.name();
    result(
        new Outcome(arguments.command().id(), name, report, null, null, exitCode, words),
        ReportText.of(report, name, view, PlanWords.of(options)));
    return exitCode;
  }

  /** Answers for a PATH, given as bytes, whose work failed; the exit code. */
  int failed(byte[] name, int exitCode, String words) throws IOException {
    complainOf(name, words);
    if (json != null) {
      json.write(Outcome.failed(arguments.command().id(), name, exitCode, words));
    }
    return exitCode;
  }

  private void complainOf(byte[] name, String words) {
    String shown = ByteStrings.forPeople(name) + ": ";
    complain(words.startsWith(shown) ? words : shown + words);
  }

  /** One line on standard error, unless the run is quiet. */
  void say(String words) {
    if (!arguments.quiet()) {
      complain(words);
    }
  }

  /** One line on standard error, if the run is to say more. */
  private void sayIfVerbose(String words) {
    if (arguments.has(Opt.VERBOSE)) {
      complain(words);
    }
  }

  /** One line on standard error. */
  void complain(String words) {
    environment.err().println("aof-fsck " + arguments.command().id() + ": " + words);
    environment.err().flush();
  }

  private Paint paint() throws UsageException {
    String when = arguments.choice(Opt.COLOR, "auto", "always", "never");
    if (!when.equals("auto")) {
      return when.equals("always") ? Paint.ON : Paint.OFF;
    }
    String noColor = environment.variables().getOrDefault("NO_COLOR", "");
    boolean wanted =
        noColor.isEmpty()
            && !"dumb".equals(environment.variables().get("TERM"))
            && !arguments.has(Opt.JSON);
    return wanted && environment.terminals().isOutput() ? Paint.ON : Paint.OFF;
  }

  /** What the command line said about the server, to be said again in a next command. */
  private static String carried(Arguments arguments) {
    return typed(
        arguments, Opt.SERVER, Opt.DATABASES, Opt.CONFIG, Opt.SANITIZE, Opt.IO, Opt.QUARANTINE);
  }
}
