package org.aofkit.fsck;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.aofkit.aof.ImageListener;
import org.aofkit.aof.ReadOptions;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.commit.ChangedUnderUsException;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.commit.InterruptedOperationException;
import org.aofkit.commit.KeptFile;
import org.aofkit.commit.NothingToUndoException;
import org.aofkit.commit.Operation;
import org.aofkit.commit.OperationStatus;
import org.aofkit.commit.Operations;
import org.aofkit.commit.QuarantineDamagedException;
import org.aofkit.compact.CompactOptions;
import org.aofkit.compact.CompactOutcome;
import org.aofkit.compact.CompactPlan;
import org.aofkit.compact.CompactSize;
import org.aofkit.compact.CompactionMemory;
import org.aofkit.compact.Compactor;
import org.aofkit.compact.LiveBytes;
import org.aofkit.compact.Need;
import org.aofkit.compact.Rescue;
import org.aofkit.io.FileName;
import org.aofkit.repair.ImageKeys;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Repair;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;
import org.jspecify.annotations.Nullable;

/** The real library. */
final class CoreEngine implements Engine {
  @Override
  public Report check(Path path, CheckOptions options) throws IOException {
    return Checker.check(path, options);
  }

  @Override
  public RepairPlan plan(
      Report report, CheckOptions check, PlanOptions options, @Nullable ImageKeys keys)
      throws IOException {
    return RepairPlanner.plan(report, check, options, keys);
  }

  @Override
  public RepairOutcome repair(
      Path path, CheckOptions check, Report report, RepairPlan plan, RepairOptions options)
      throws IOException {
    return Repair.apply(path, report, plan, options, check);
  }

  @Override
  public Recovery finishInterrupted(Path path, CheckOptions check, RepairOptions options)
      throws IOException {
    Path dataDirectory = Checker.dataDirectory(path, check);
    List<Operation> settled = Commit.finishInterrupted(dataDirectory, commitOptions(options));
    if (settled.isEmpty()) {
      return Recovery.NOTHING;
    }
    // One run makes one operation, and the next settles it: there is no more than one.
    return switch (settled.get(settled.size() - 1).status()) {
      case FINISHED, FINISHED_FOR_GOOD -> Recovery.FINISHED;
      case UNDONE -> Recovery.UNDONE;
      default -> Recovery.ROLLED_BACK;
    };
  }

  @Override
  public HalfDone halfDone(Path path, CheckOptions check, RepairOptions options) {
    CommitOptions commit = commitOptions(options);
    try {
      return Commit.isInterrupted(Checker.dataDirectory(path, check), commit)
          ? HalfDone.YES
          : HalfDone.NO;
    } catch (IOException e) {
      // Which directory is the server's can't be told: it is the path or the one above.
      Path parent = path.toAbsolutePath().getParent();
      boolean kept =
          Commit.hasQuarantine(path, commit)
              || parent != null && Commit.hasQuarantine(parent, commit);
      return kept ? HalfDone.UNKNOWN : HalfDone.NO;
    }
  }

  @Override
  public Optional<Undone> undo(
      Path path, Optional<Path> to, CheckOptions check, RepairOptions options) throws IOException {
    Path dataDirectory = Checker.dataDirectory(path, check);
    CommitOptions commit = commitOptions(options);
    try {
      if (to.isPresent()) {
        return Optional.of(
            new Undone(to.get(), names(Commit.undoTo(dataDirectory, to.get(), commit))));
      }
      Operation operation = Commit.undo(dataDirectory, commit);
      return Optional.of(new Undone(operation.folder(), names(operation.files())));
    } catch (NothingToUndoException e) {
      return Optional.empty();
    }
  }

  @Override
  public CompactPlan planCompaction(Report report, CheckOptions check, CompactOptions options)
      throws IOException {
    return Compactor.plan(report, check, options);
  }

  @Override
  public CompactSize measure(CompactPlan plan, CheckOptions check) throws IOException {
    return Compactor.measure(plan, check);
  }

  @Override
  public LiveBytes liveBytes(Report report, CheckOptions check) throws IOException {
    ReadOptions options =
        new ReadOptions(
            check.ioMode(),
            check.databases(),
            check.windowSize(),
            OptionalLong.empty(),
            ImageListener.NOBODY,
            check.cancelled());
    return LiveBytes.count(
        report.set().log(), report.server(), options, CompactionMemory.ofThisProcess());
  }

  @Override
  public List<Need> needs(CompactPlan plan, long newBytes) throws IOException {
    return Compactor.needs(plan, newBytes);
  }

  @Override
  public CompactOutcome compact(CompactPlan plan, CheckOptions check) throws IOException {
    return Compactor.run(plan, check);
  }

  @Override
  public Rescue.Plan planRescue(Path path, CheckOptions check, CompactOptions options)
      throws IOException {
    return Rescue.plan(path, check, options);
  }

  @Override
  public Rescue.Outcome rescue(Rescue.Plan plan, CheckOptions check) throws IOException {
    return Rescue.run(plan, check);
  }

  @Override
  public Volume volume(Path directory) throws IOException {
    Path there = directory.toAbsolutePath();
    while (!Files.isDirectory(there) && there.getParent() != null) {
      there = there.getParent();
    }
    FileStore store = Files.getFileStore(there);
    return new Volume(store, store.getTotalSpace(), store.getUsableSpace());
  }

  @Override
  public Undone abandon(Path path, String name, CheckOptions check, RepairOptions options)
      throws IOException {
    Path dataDirectory = Checker.dataDirectory(path, check);
    CommitOptions commit = commitOptions(options);
    Operation operation = null;
    for (Operation each : Operations.list(dataDirectory, commit.quarantine())) {
      operation = each.name().equals(name) ? each : operation;
    }
    if (operation == null) {
      throw new IOException(name + ": no operation of this name in " + dataDirectory);
    }
    boolean isOver =
        operation.status() == OperationStatus.DAMAGED
            || operation.status() == OperationStatus.ABANDONED;
    if (!isOver && !isStuck(dataDirectory, name, commit)) {
      throw new IOException(
          name + ": the operation is in nobody's way, so there is nothing to abandon");
    }
    Operation abandoned = Commit.abandon(dataDirectory, name, commit);
    List<String> kept = new ArrayList<>();
    for (KeptFile file : Operations.kept(dataDirectory, abandoned)) {
      String original =
          file.original().map(each -> ": " + FileName.of(each) + ", as it was").orElse("");
      kept.add(FileName.of(file.file()) + original);
    }
    return new Undone(abandoned.folder(), kept);
  }

  /** Whether an operation is still in the way after all was tried to settle it. */
  private static boolean isStuck(Path dataDirectory, String name, CommitOptions commit)
      throws IOException {
    try {
      Commit.finishInterrupted(dataDirectory, commit);
    } catch (ChangedUnderUsException
        | InterruptedOperationException
        | QuarantineDamagedException e) {
      return isInterrupted(dataDirectory, name, commit);
    }
    return isInterrupted(dataDirectory, name, commit);
  }

  private static boolean isInterrupted(Path dataDirectory, String name, CommitOptions commit)
      throws IOException {
    return Operations.list(dataDirectory, commit.quarantine()).stream()
        .anyMatch(each -> each.name().equals(name) && each.status().isInterrupted());
  }

  private static CommitOptions commitOptions(RepairOptions options) {
    return CommitOptions.of(options.clock(), options.toolVersion())
        .withQuarantine(options.quarantine().orElse(null));
  }

  private static List<String> names(List<Path> files) {
    List<String> names = new ArrayList<>();
    for (Path file : files) {
      names.add(FileName.of(file).toString());
    }
    return names;
  }
}
