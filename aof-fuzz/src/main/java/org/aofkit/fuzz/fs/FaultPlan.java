package org.aofkit.fuzz.fs;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which operation fails, and how. Counts operations of some kinds, from 1; the k-th of them has the
 * fault. To try all points, take k = 1, 2, … until a run completes in which the fault did not fire.
 * Safe for use by several threads.
 */
public final class FaultPlan {
  /** How an operation fails. */
  public enum Fault {
    /** It fails with an input/output error; later ones don't. */
    FAIL,
    /** The volume is full: half of the bytes are written, and all that needs space fails later. */
    NO_SPACE,
    /** The process is killed before it. */
    KILL,
    /** The process is killed in the middle of it, if it is a write; before it otherwise. */
    KILL_HALFWAY
  }

  /** How far an operation may go. */
  enum Grant {
    ALL,
    HALF_THEN_NO_SPACE,
    HALF_THEN_KILL
  }

  private final @Nullable Fault fault;
  private final Set<OperationKind> kinds;
  private final boolean onlyGrowth;
  private final int target;
  private final int killAfter;
  private final List<FileOperation> done = new ArrayList<>();
  private int counted;
  private int changesSince;
  private boolean fired;
  private boolean killed;

  private FaultPlan(
      @Nullable Fault fault,
      Set<OperationKind> kinds,
      boolean onlyGrowth,
      int target,
      int killAfter) {
    if (target < 1 || killAfter < 0) {
      throw new IllegalArgumentException("operations are counted from 1");
    }
    this.fault = fault;
    this.kinds = kinds.isEmpty() ? Set.of() : EnumSet.copyOf(kinds);
    this.onlyGrowth = onlyGrowth;
    this.target = target;
    this.killAfter = killAfter;
  }

  /** Nothing fails; operations are recorded. */
  public static FaultPlan none() {
    return new FaultPlan(null, OperationKind.CHANGING, false, 1, 0);
  }

  /** The k-th operation of the given kinds fails with an input/output error. */
  public static FaultPlan fail(Set<OperationKind> kinds, int k) {
    return new FaultPlan(Fault.FAIL, kinds, false, k, 0);
  }

  /**
   * The k-th operation that needs space finds none: a write stops half-way. Every later one, even a
   * write within a file, fails as well (a copy-on-write volume).
   */
  public static FaultPlan noSpace(int k) {
    return new FaultPlan(Fault.NO_SPACE, OperationKind.NEEDING_SPACE, false, k, 0);
  }

  /** As {@link #noSpace}, but writes within a file go on: its blocks are its own. */
  public static FaultPlan noSpaceToGrow(int k) {
    return new FaultPlan(Fault.NO_SPACE, OperationKind.NEEDING_SPACE, true, k, 0);
  }

  /** The process is killed before the k-th operation that changes something. */
  public static FaultPlan kill(int k) {
    return new FaultPlan(Fault.KILL, OperationKind.CHANGING, false, k, 0);
  }

  /** The process is killed in the middle of the k-th write. */
  public static FaultPlan killHalfway(int k) {
    return new FaultPlan(Fault.KILL_HALFWAY, EnumSet.of(OperationKind.WRITE), false, k, 0);
  }

  /**
   * The same fault, and a kill before the j-th operation that changes something and follows it: the
   * process dies while it tidies up.
   */
  public FaultPlan thenKill(int j) {
    return new FaultPlan(fault, kinds, onlyGrowth, target, j);
  }

  /** True if the process has been killed. */
  public synchronized boolean hasKilled() {
    return killed;
  }

  /** True if the fault has happened. */
  public synchronized boolean hasFired() {
    return fired;
  }

  /** The operations done so far that change something, in order; failed ones are not among them. */
  public synchronized List<FileOperation> done() {
    return List.copyOf(done);
  }

  /** Asked before each operation; throws if it must not happen. */
  synchronized Grant before(FileOperation operation) throws IOException {
    boolean changes = OperationKind.CHANGING.contains(operation.kind());
    if (fired && killAfter > 0 && changes && ++changesSince == killAfter) {
      killed = true;
    }
    if (killed) {
      throw new KilledError(operation.toString());
    }
    boolean counts =
        kinds.contains(operation.kind())
            && !(onlyGrowth && operation.kind() == OperationKind.WRITE && !operation.grows());
    if (counts && fault == Fault.NO_SPACE && fired) {
      throw noSpace(operation);
    }
    if (counts && fault != null && ++counted == target) {
      fired = true;
      killed = fault == Fault.KILL || fault == Fault.KILL_HALFWAY;
      return strike(operation, fault);
    }
    if (changes) {
      done.add(operation);
    }
    return Grant.ALL;
  }

  private static Grant strike(FileOperation operation, Fault fault) throws IOException {
    boolean write = operation.kind() == OperationKind.WRITE;
    switch (fault) {
      case FAIL -> throw error(operation, "Input/output error");
      case NO_SPACE -> {
        if (!write) {
          throw noSpace(operation);
        }
        return Grant.HALF_THEN_NO_SPACE;
      }
      case KILL -> throw new KilledError(operation.toString());
      case KILL_HALFWAY -> {
        return Grant.HALF_THEN_KILL;
      }
      default -> throw new IllegalStateException(fault.toString());
    }
  }

  /** What a system says when a volume is full: channels and paths say it differently. */
  static IOException noSpace(FileOperation operation) {
    return error(operation, "No space left on device");
  }

  private static IOException error(FileOperation operation, String text) {
    return switch (operation.kind()) {
      case READ, WRITE, FORCE, DIRECTORY_FORCE, TRUNCATE, MAP, LOCK -> new IOException(text);
      default -> new FileSystemException(operation.path(), null, text);
    };
  }
}
