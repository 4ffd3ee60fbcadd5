package org.aofkit.compact;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aofkit.aof.SetFile;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.commit.CommitOutcome;
import org.aofkit.commit.FileEdit;
import org.aofkit.commit.FileMaker;
import org.aofkit.commit.NoSpaceException;
import org.aofkit.commit.OpenFiles;
import org.aofkit.commit.Operation;

/**
 * Gives the disk back that history takes: writes the data set of a directory as new files, by the
 * servers' own names, and puts these in place of the old ones.
 *
 * <p>First {@link #plan}, which only looks; then {@link #run}. What an interrupted run has left has
 * to be settled before the plan is made ({@link Commit#finishInterrupted}, with the scratch
 * directory as the quarantine where one was given).
 */
public final class Compactor {
  private Compactor() {}

  /**
   * Checks the input and says what would be done. Writes nothing.
   *
   * @param path as for {@link Checker#check}
   * @throws DamagedInputException with the report, if the input is not clean
   * @throws CannotCompactException if there is nothing to compact, or a file is a symbolic link
   * @throws java.util.concurrent.CancellationException once {@link CheckOptions#cancelled()} says
   *     so
   * @throws IOException if something can't be read
   */
  public static CompactPlan plan(Path path, CheckOptions check, CompactOptions options)
      throws IOException {
    return plan(Checker.check(path, check), check, options);
  }

  /** The same for what has been checked. */
  public static CompactPlan plan(Report report, CheckOptions check, CompactOptions options)
      throws IOException {
    return new CompactPlanner(report, check, options).plan();
  }

  /**
   * Whether it would only write the same once more: an image that the target loads as it is, and no
   * byte behind it, with nothing that was to be left out. Who is told so has no reason to run it.
   */
  public static boolean isNeedless(CompactPlan plan) throws IOException {
    return Needless.is(plan);
  }

  /**
   * What would come of it: makes the new files and writes them nowhere. Takes about as long as
   * {@link #run} takes to write them.
   *
   * @throws CannotCompactException if a command stands in the way
   */
  public static CompactSize measure(CompactPlan plan, CheckOptions check) throws IOException {
    ImageMaker maker = new ImageMaker(plan, check);
    CountingChannel base = new CountingChannel();
    CountingChannel residual = new CountingChannel();
    maker.write(plan.report().set().log(), base, residual);
    return new CompactSize(
        base.size(), residual.size(), plan.manifestContent().length(), maker.result());
  }

  /**
   * What is needed on each volume, if the new files take so many bytes.
   *
   * @param newBytes as {@link #measure} says, or {@link CompactPlan#bytesBefore()} for an estimate
   *     from above
   */
  public static List<Need> needs(CompactPlan plan, long newBytes) throws IOException {
    return new Needs(plan, newBytes).all();
  }

  /**
   * Writes the new files, checks them, and only then changes anything: all of it or nothing.
   *
   * @param check how the new files are checked, and how many databases there are
   * @throws CannotCompactException if a command stands in the way; nothing has changed
   * @throws UnsoundOutputException if what was written does not check clean; nothing has changed
   * @throws org.aofkit.commit.ChangedUnderUsException if a file has changed since the plan was
   *     made; nothing has changed by us
   * @throws org.aofkit.commit.HeldOpenException if a process holds one of the files open that would
   *     go
   * @throws org.aofkit.commit.NoSpaceException if there is no room, with the bytes that there must
   *     be; nothing has changed
   * @throws org.aofkit.commit.InterruptedOperationException if it stopped half-way and the next run
   *     has to settle it
   * @throws java.util.concurrent.CancellationException once {@link CompactOptions#cancelled()} says
   *     so; nothing has changed
   * @throws IOException if something can't be read or written; nothing has changed
   */
  public static CompactOutcome run(CompactPlan plan, CheckOptions check) throws IOException {
    NewFiles made = new NewFiles(plan, check);
    Preflight.requireRoom(plan, check);
    try {
      if (plan.options().destination() instanceof Destination.Output) {
        new OutputDirectory(plan).write(made);
        return new CompactOutcome(plan, made.bytes(), made.result(), Optional.empty(), List.of());
      }
      return inPlace(plan, made, Map.of("command", "compact"), making -> plan.report().set().log());
    } catch (NoSpaceException e) {
      throw Preflight.explained(plan, check, e);
    }
  }

  /** Says what is read, once there is a place to put it in order. */
  interface Input {
    List<SetFile> files(FileMaker.Making making) throws IOException;
  }

  /**
   * Writes the new files and puts them in place.
   *
   * @param attributes noted in the journal
   */
  static CompactOutcome inPlace(
      CompactPlan plan, NewFiles made, Map<String, String> attributes, Input input)
      throws IOException {
    OpenFiles.requireNotHeld(plan.fingerprints().keySet());
    CommitOutcome done =
        Commit.run(
            plan.dataDirectory(),
            edits(plan),
            plan.fingerprints(),
            commitOptions(plan, attributes),
            making -> make(plan, made, input.files(making), making));
    Operation operation = done.operation();
    if (operation == null) {
      throw new IllegalStateException("files were to be made and none was");
    }
    return new CompactOutcome(
        plan, made.bytes(), made.result(), Optional.of(operation), done.warnings());
  }

  private static void make(
      CompactPlan plan, NewFiles made, List<SetFile> input, FileMaker.Making making)
      throws IOException {
    FileChannel base = making.open(plan.base());
    FileChannel residual = plan.isSingleFile() ? base : making.open(plan.residual());
    made.write(input, base, making.path(plan.base()), residual, making.workspace());
    Map<Path, Path> files = new LinkedHashMap<>();
    files.put(plan.base(), making.path(plan.base()));
    files.put(plan.residual(), making.path(plan.residual()));
    made.check(making.workspace(), files);
    OpenFiles.requireNotHeld(plan.fingerprints().keySet());
  }

  private static List<FileEdit> edits(CompactPlan plan) {
    List<FileEdit> edits = new ArrayList<>();
    edits.add(new FileEdit.Make(plan.base()));
    if (!plan.isSingleFile()) {
      edits.add(new FileEdit.Make(plan.residual()));
      edits.add(
          new FileEdit.Replace(
              plan.manifest(), List.of(new FileEdit.Part.Literal(plan.manifestContent()))));
    }
    for (CompactPlan.OldFile old : plan.removed()) {
      edits.add(new FileEdit.Remove(old.path()));
    }
    return edits;
  }

  private static CommitOptions commitOptions(CompactPlan plan, Map<String, String> more) {
    CompactOptions options = plan.options();
    Map<String, String> attributes = new LinkedHashMap<>(more);
    attributes.put("server", plan.report().server().id());
    attributes.put("bytes-before", Long.toString(plan.bytesBefore()));
    CommitOptions commit =
        CommitOptions.of(options.clock(), options.toolVersion())
            .withQuarantine(options.quarantine().orElse(null))
            .withAttributes(attributes);
    if (options.destination() instanceof Destination.Scratch scratch) {
      commit = commit.swappingThrough(scratch.directory());
    }
    return options.keepsOld() ? commit : commit.withoutKeeping();
  }
}
