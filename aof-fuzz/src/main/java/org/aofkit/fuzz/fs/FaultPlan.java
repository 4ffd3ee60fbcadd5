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
    /** The volume is full: a part of the bytes is written, and all that needs space fails later. */
    NO_SPACE,
    /** It does less than it was asked for, and says so, without an error. */
    SHORT,
    /** The process is killed before it. */
    KILL,
    /** The process is killed in the middle of it, if it is a write; before it otherwise. */
    KILL_HALFWAY
  }

  /**
   * How far an operation may go.
   *
   * @param tear what is done of it; null: all
   * @param end how it ends then; null: well
   * @param isLeast true: one byte is done at least
   */
  record Grant(@Nullable Tear tear, @Nullable Fault end, boolean isLeast) {
    static final Grant ALL = new Grant(null, null, false);

    /** How many bytes may be written or read. */
    long of(long offset, long length) {
      return tear == null ? length : tear.of(offset, length);
    }
  }

  private static final Set<OperationKind> WRITES = EnumSet.of(OperationKind.WRITE);

  private final @Nullable Fault fault;
  private final Tear tear;
  private final Set<OperationKind> kinds;
  private final boolean onlyGrowth;
  private final boolean isLasting;
  private final int target;
  private final int killAfter;
  private final List<FileOperation> done = new ArrayList<>();
  private int counted;
  private int changesSince;
  private boolean fired;
  private boolean killed;

  private FaultPlan(
      @Nullable Fault fault,
      Tear tear,
      Set<OperationKind> kinds,
      boolean onlyGrowth,
      boolean isLasting,
      int target,
      int killAfter) {
    if (target < 1 || killAfter < 0) {
      throw new IllegalArgumentException("operations are counted from 1");
    }
    this.fault = fault;
    this.tear = tear;
    this.kinds = kinds.isEmpty() ? Set.of() : EnumSet.copyOf(kinds);
    this.onlyGrowth = onlyGrowth;
    this.isLasting = isLasting;
    this.target = target;
    this.killAfter = killAfter;
  }

  private static FaultPlan once(Fault fault, Tear tear, Set<OperationKind> kinds, int k) {
    return new FaultPlan(fault, tear, kinds, false, false, k, 0);
  }

  /** Nothing fails; operations are recorded. */
  public static FaultPlan none() {
    return new FaultPlan(null, Tear.NOTHING, OperationKind.CHANGING, false, false, 1, 0);
  }

  /** The k-th operation of the given kinds fails with an input/output error. */
  public static FaultPlan fail(Set<OperationKind> kinds, int k) {
    return once(Fault.FAIL, Tear.NOTHING, kinds, k);
  }

  /** The k-th write fails with an input/output error, and a part of it is done. */
  public static FaultPlan failTorn(int k, Tear tear) {
    return once(Fault.FAIL, tear, WRITES, k);
  }

  /**
   * The k-th operation that needs space finds none: a write stops half-way. Every later one, even a
   * write within a file, fails as well (a copy-on-write volume).
   */
  public static FaultPlan noSpace(int k) {
    return noSpace(k, Tear.HALF);
  }

  /** As {@link #noSpace(int)}, where a write stops somewhere else. */
  public static FaultPlan noSpace(int k, Tear tear) {
    return once(Fault.NO_SPACE, tear, OperationKind.NEEDING_SPACE, k);
  }

  /** As {@link #noSpace(int)}, but writes within a file go on: its blocks are its own. */
  public static FaultPlan noSpaceToGrow(int k) {
    return noSpaceToGrow(k, Tear.HALF);
  }

  /** As {@link #noSpaceToGrow(int)}, where a write stops somewhere else. */
  public static FaultPlan noSpaceToGrow(int k, Tear tear) {
    return new FaultPlan(Fault.NO_SPACE, tear, OperationKind.NEEDING_SPACE, true, false, k, 0);
  }

  /** The process is killed before the k-th operation that changes something. */
  public static FaultPlan kill(int k) {
    return once(Fault.KILL, Tear.NOTHING, OperationKind.CHANGING, k);
  }

  /** The process is killed in the middle of the k-th write. */
  public static FaultPlan killHalfway(int k) {
    return killTorn(k, Tear.HALF);
  }

  /** The process is killed when a part of the k-th write is done. */
  public static FaultPlan killTorn(int k, Tear tear) {
    return once(Fault.KILL_HALFWAY, tear, WRITES, k);
  }

  /** The k-th write takes fewer bytes than it is given, without an error. */
  public static FaultPlan shortWrite(int k, Tear tear) {
    return once(Fault.SHORT, tear, WRITES, k);
  }

  /** The k-th read gives fewer bytes than it is asked for, without an error, but at least one. */
  public static FaultPlan shortRead(int k, Tear tear) {
    return once(Fault.SHORT, tear, EnumSet.of(OperationKind.READ), k);
  }

  /**
   * All reads and writes of more than one byte do a part of what they are asked for, but at least
   * one byte.
   */
  public static FaultPlan allShort(Tear tear) {
    Set<OperationKind> kinds = EnumSet.of(OperationKind.READ, OperationKind.WRITE);
    return new FaultPlan(Fault.SHORT, tear, kinds, false, true, 1, 0);
  }

  /**
   * The same fault, and a kill before the j-th operation that changes something and follows it: the
   * process dies while it tidies up.
   */
  public FaultPlan thenKill(int j) {
    return new FaultPlan(fault, tear, kinds, onlyGrowth, isLasting, target, j);
  }

  /** The same fault, and each later operation of these kinds has it too: a device that has died. */
  public FaultPlan lasting() {
    return new FaultPlan(fault, tear, kinds, onlyGrowth, true, target, killAfter);
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
            && !(onlyGrowth && operation.kind() == OperationKind.WRITE && !operation.grows())
            && !(fault == Fault.SHORT && !canBeShort(operation));
    if (counts && fault == Fault.NO_SPACE && fired) {
      throw noSpace(operation);
    }
    Grant grant = Grant.ALL;
    if (counts && fault != null && (++counted == target || fired && isLasting)) {
      fired = true;
      killed = fault == Fault.KILL || fault == Fault.KILL_HALFWAY;
      grant = strike(operation, fault);
    }
    if (changes && grant.end() == null) {
      done.add(operation);
    }
    return grant;
  }

  private boolean canBeShort(FileOperation operation) {
    boolean mayBeNothing = operation.kind() == OperationKind.WRITE && !isLasting;
    return operation.bytes() > (mayBeNothing ? 0 : 1);
  }

  private Grant strike(FileOperation operation, Fault what) throws IOException {
    boolean write = operation.kind() == OperationKind.WRITE;
    return switch (what) {
      case FAIL -> {
        if (!write || tear == Tear.NOTHING) {
          throw failure(operation);
        }
        yield new Grant(tear, what, false);
      }
      case NO_SPACE -> {
        if (!write) {
          throw noSpace(operation);
        }
        yield new Grant(tear, what, false);
      }
      case SHORT -> new Grant(tear, null, isLasting);
      case KILL -> throw new KilledError(operation.toString());
      case KILL_HALFWAY -> new Grant(tear, what, false);
    };
  }

  /** How an operation that was done in part ends. */
  static IOException torn(FileOperation operation, Fault end) {
    return switch (end) {
      case KILL, KILL_HALFWAY -> throw new KilledError(operation.toString());
      case NO_SPACE -> noSpace(operation);
      case FAIL, SHORT -> failure(operation);
    };
  }

  /** What a system says when a volume is full: channels and paths say it differently. */
  static IOException noSpace(FileOperation operation) {
    return error(operation, "No space left on device");
  }

  private static IOException failure(FileOperation operation) {
    return error(operation, "Input/output error");
  }

  static IOException error(FileOperation operation, String text) {
    return switch (operation.kind()) {
      case READ, WRITE, FORCE, DIRECTORY_FORCE, TRUNCATE, MAP, LOCK, CLOSE -> new IOException(text);
      default -> new FileSystemException(operation.path(), null, text);
    };
  }
}
