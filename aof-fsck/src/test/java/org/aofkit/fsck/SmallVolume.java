package org.aofkit.fsck;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;
import org.jspecify.annotations.Nullable;

/** The real library on volumes whose size and room are made up, and that fails as it is told. */
final class SmallVolume implements Engine {
  final CoreEngine core = new CoreEngine();
  final List<String> calls = new ArrayList<>();
  long free = 1000;
  long freeForNeeds = -1;
  @Nullable Path otherVolume;
  Runnable whenCompacting = () -> {};
  Runnable whenSettling = () -> {};

  @Override
  public Volume volume(Path directory) {
    boolean isOther = otherVolume != null && directory.startsWith(otherVolume);
    return new Volume(isOther ? "other" : "data", 10_000, free);
  }

  @Override
  public List<Need> needs(CompactPlan plan, long newBytes) throws IOException {
    calls.add("needs");
    List<Need> needs = core.needs(plan, newBytes);
    if (freeForNeeds < 0) {
      return needs;
    }
    Need need = needs.get(0);
    return List.of(new Need(need.directory(), need.bytes(), need.inodes(), freeForNeeds));
  }

  @Override
  public CompactOutcome compact(CompactPlan plan, CheckOptions check) throws IOException {
    calls.add("compact");
    whenCompacting.run();
    return core.compact(plan, check);
  }

  @Override
  public Recovery finishInterrupted(Path path, CheckOptions check, RepairOptions options)
      throws IOException {
    if (calls.contains("compact")) {
      whenSettling.run();
    }
    return core.finishInterrupted(path, check, options);
  }

  @Override
  public HalfDone halfDone(Path path, CheckOptions check, RepairOptions options) {
    return core.halfDone(path, check, options);
  }

  @Override
  public Report check(Path path, CheckOptions options) throws IOException {
    return core.check(path, options);
  }

  @Override
  public RepairPlan plan(
      Report report, CheckOptions check, PlanOptions options, @Nullable ImageKeys keys)
      throws IOException {
    return core.plan(report, check, options, keys);
  }

  @Override
  public RepairOutcome repair(
      Path path, CheckOptions check, Report report, RepairPlan plan, RepairOptions options)
      throws IOException {
    return core.repair(path, check, report, plan, options);
  }

  @Override
  public Optional<Undone> undo(
      Path path, Optional<Path> to, CheckOptions check, RepairOptions options) throws IOException {
    return core.undo(path, to, check, options);
  }

  @Override
  public Undone abandon(Path path, String name, CheckOptions check, RepairOptions options)
      throws IOException {
    return core.abandon(path, name, check, options);
  }

  @Override
  public CompactPlan planCompaction(Report report, CheckOptions check, CompactOptions options)
      throws IOException {
    return core.planCompaction(report, check, options);
  }

  @Override
  public CompactSize measure(CompactPlan plan, CheckOptions check) throws IOException {
    calls.add("measure");
    return core.measure(plan, check);
  }

  @Override
  public LiveBytes liveBytes(Report report, CheckOptions check) throws IOException {
    return core.liveBytes(report, check);
  }

  @Override
  public Rescue.Plan planRescue(Path path, CheckOptions check, CompactOptions options)
      throws IOException {
    return core.planRescue(path, check, options);
  }

  @Override
  public Rescue.Outcome rescue(Rescue.Plan plan, CheckOptions check) throws IOException {
    return core.rescue(plan, check);
  }
}
