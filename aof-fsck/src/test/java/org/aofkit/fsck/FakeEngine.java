package org.aofkit.fsck;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Report;
import org.aofkit.compact.CompactOptions;
import org.aofkit.compact.CompactOutcome;
import org.aofkit.compact.CompactPlan;
import org.aofkit.compact.CompactSize;
import org.aofkit.compact.LiveBytes;
import org.aofkit.compact.Need;
import org.aofkit.compact.Rescue;
import org.aofkit.repair.ImageKeys;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Policy;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;
import org.jspecify.annotations.Nullable;

/** A library that answers as it is told, and remembers what it was asked. */
final class FakeEngine implements Engine {
  final List<String> calls = new ArrayList<>();
  final List<CheckOptions> checkOptions = new ArrayList<>();
  final List<RepairOptions> repairOptions = new ArrayList<>();
  final List<PlanOptions> planOptions = new ArrayList<>();
  final Map<Policy, RepairPlan> plans = new EnumMap<>(Policy.class);
  Report report = Reports.clean();
  RepairPlan plan = Reports.emptyPlan();
  Report after = Reports.clean();
  List<String> warnings = List.of();
  HalfDone halfDone = HalfDone.YES;
  Recovery recovery = Recovery.NOTHING;
  Optional<Undone> undone = Optional.empty();
  @Nullable Throwable checkFails;
  @Nullable Throwable planFails;
  @Nullable Throwable repairFails;
  @Nullable Throwable finishFails;
  @Nullable Throwable undoFails;
  Runnable duringCheck = () -> {};

  @Override
  public Report check(Path path, CheckOptions options) throws IOException {
    calls.add("check " + path);
    checkOptions.add(options);
    duringCheck.run();
    options.progress().accept(1 << 20);
    if (options.cancelled().getAsBoolean()) {
      throw new CancellationException();
    }
    fail(checkFails);
    return calls.contains("repair") ? after : report;
  }

  @Override
  public RepairPlan plan(
      Report planned, CheckOptions check, PlanOptions options, @Nullable ImageKeys keys)
      throws IOException {
    calls.add(options.policy() == Policy.SAFE ? "plan" : "plan " + options.policy().id());
    planOptions.add(options);
    fail(planFails);
    return plans.getOrDefault(options.policy(), plan);
  }

  @Override
  public RepairOutcome repair(
      Path path, CheckOptions check, Report planned, RepairPlan applied, RepairOptions options)
      throws IOException {
    calls.add("repair");
    repairOptions.add(options);
    fail(repairFails);
    return new RepairOutcome(
        after, applied.lost(), Path.of("/data/.aof-fsck/20261122T101500Z-1"), warnings);
  }

  @Override
  public Recovery finishInterrupted(Path path, CheckOptions check, RepairOptions options)
      throws IOException {
    calls.add("finish " + path);
    fail(finishFails);
    return recovery;
  }

  @Override
  public HalfDone halfDone(Path path, CheckOptions check, RepairOptions options) {
    return halfDone;
  }

  @Override
  public Optional<Undone> undo(
      Path path, Optional<Path> to, CheckOptions check, RepairOptions options) throws IOException {
    calls.add("undo " + path + " to " + to + " from " + options.quarantine());
    fail(undoFails);
    return undone;
  }

  @Override
  public CompactPlan planCompaction(Report of, CheckOptions check, CompactOptions options)
      throws IOException {
    throw new IOException("no compaction here");
  }

  @Override
  public CompactSize measure(CompactPlan of, CheckOptions check) throws IOException {
    throw new IOException("no compaction here");
  }

  @Override
  public LiveBytes liveBytes(Report of, CheckOptions check) throws IOException {
    throw new IOException("no compaction here");
  }

  @Override
  public List<Need> needs(CompactPlan of, long newBytes) throws IOException {
    throw new IOException("no compaction here");
  }

  @Override
  public CompactOutcome compact(CompactPlan of, CheckOptions check) throws IOException {
    throw new IOException("no compaction here");
  }

  @Override
  public Rescue.Plan planRescue(Path path, CheckOptions check, CompactOptions options)
      throws IOException {
    throw new IOException("no compaction here");
  }

  @Override
  public Rescue.Outcome rescue(Rescue.Plan of, CheckOptions check) throws IOException {
    throw new IOException("no compaction here");
  }

  @Override
  public Volume volume(Path directory) {
    return new Volume("volume", 1 << 20, 1 << 20);
  }

  @Override
  public Undone abandon(Path path, String name, CheckOptions check, RepairOptions options)
      throws IOException {
    calls.add("abandon " + path + " " + name + " from " + options.quarantine());
    fail(undoFails);
    return undone.orElseThrow();
  }

  private static void fail(@Nullable Throwable failure) throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }
}
