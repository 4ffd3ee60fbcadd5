package org.aofkit.fsck;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Report;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;

/** The real library. */
final class CoreEngine implements Engine {
  @Override
  public Report check(Path path, CheckOptions options) throws IOException {
    throw new UnsupportedOperationException("check");
  }

  @Override
  public RepairPlan plan(Report report) throws IOException {
    throw new UnsupportedOperationException("plan");
  }

  @Override
  public RepairOutcome repair(Report report, RepairPlan plan, RepairOptions options)
      throws IOException {
    throw new UnsupportedOperationException("repair");
  }

  @Override
  public Recovery finishInterrupted(Path path, Optional<Path> quarantine) throws IOException {
    throw new UnsupportedOperationException("finishInterrupted");
  }

  @Override
  public Optional<Undone> undo(Path path, Optional<Path> to, Optional<Path> quarantine, Clock clock)
      throws IOException {
    throw new UnsupportedOperationException("undo");
  }
}
