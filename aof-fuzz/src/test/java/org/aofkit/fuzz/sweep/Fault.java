package org.aofkit.fuzz.sweep;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntFunction;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.OperationKind;
import org.aofkit.fuzz.fs.Tear;

/** What happens at the k-th file operation of its kind, counted from 1. */
enum Fault {
  KILL(FaultPlan::kill),
  KILL_BEHIND_ONE_BYTE(k -> FaultPlan.killTorn(k, Tear.ONE_BYTE)),
  KILL_HALFWAY_THROUGH_A_WRITE(FaultPlan::killHalfway),
  KILL_IN_FRONT_OF_THE_LAST_BYTE(k -> FaultPlan.killTorn(k, Tear.ALL_BUT_ONE)),
  KILL_AND_KILL_OF_THE_NEXT_RUN(FaultPlan::kill),
  NO_SPACE(FaultPlan::noSpace),
  NO_SPACE_TO_GROW(FaultPlan::noSpaceToGrow),
  NO_SPACE_THEN_KILL(k -> FaultPlan.noSpace(k).thenKill(1 + k % 5)),
  SHORT_WRITE(k -> FaultPlan.shortWrite(k, Tear.HALF)),
  SHORT_READ(k -> FaultPlan.shortRead(k, Tear.ONE_BYTE)),
  TORN_WRITE(k -> FaultPlan.failTorn(k, Tear.HALF)),
  ERROR_OF_A_CHANGE(k -> FaultPlan.fail(OperationKind.CHANGING, k)),
  ERROR_OF_ALL_CHANGES_FROM_THERE(k -> FaultPlan.fail(OperationKind.CHANGING, k).lasting()),
  ERROR_THEN_KILL(k -> FaultPlan.fail(OperationKind.CHANGING, k).thenKill(1 + k % 7)),
  ERROR_OF_A_CLOSE(k -> FaultPlan.fail(EnumSet.of(OperationKind.CLOSE), k)),
  ERROR_OF_A_LOOK(k -> FaultPlan.fail(looks(), k));

  final IntFunction<FaultPlan> plan;

  Fault(IntFunction<FaultPlan> plan) {
    this.plan = plan;
  }

  private static Set<OperationKind> looks() {
    Set<OperationKind> looks = EnumSet.complementOf(EnumSet.copyOf(OperationKind.CHANGING));
    looks.remove(OperationKind.CLOSE);
    return looks;
  }

  /** What the next run meets. */
  FaultPlan next(int k) {
    return this == KILL_AND_KILL_OF_THE_NEXT_RUN ? FaultPlan.kill(1 + k % 17) : FaultPlan.none();
  }

  /** Nothing failed: less was done at once than was asked for. */
  boolean isHarmless() {
    return this == SHORT_WRITE || this == SHORT_READ;
  }

  /** Looks, and second faults behind a first, are many and alike: a part of them by default. */
  int step(boolean all) {
    if (all) {
      return 1;
    }
    return switch (this) {
      case ERROR_OF_A_LOOK -> 15;
      case SHORT_READ -> 7;
      case KILL_AND_KILL_OF_THE_NEXT_RUN, ERROR_THEN_KILL, ERROR_OF_ALL_CHANGES_FROM_THERE -> 5;
      default -> 1;
    };
  }
}
