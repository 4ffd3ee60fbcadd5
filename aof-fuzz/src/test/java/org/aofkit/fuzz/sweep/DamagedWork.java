package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aofkit.commit.OperationStatus;
import org.aofkit.commit.Operations;
import org.aofkit.fsck.Main;
import org.aofkit.fuzz.tool.DamagedSet;
import org.aofkit.fuzz.tool.ToolRun;

/**
 * A command on a directory with one kind of damage that is mended without a loss.
 *
 * @param command repair, init with a termination log, or undo behind a repair
 */
record DamagedWork(String command, DamagedSet set) implements Work {
  /** The faults that differ from one damage to the other; the rest is swept in other works. */
  static final Set<Fault> FAULTS =
      Sweep.ALL
          ? EnumSet.allOf(Fault.class)
          : EnumSet.of(
              Fault.KILL,
              Fault.KILL_HALFWAY_THROUGH_A_WRITE,
              Fault.NO_SPACE,
              Fault.NO_SPACE_TO_GROW,
              Fault.ERROR_OF_A_CHANGE,
              Fault.ERROR_OF_A_LOOK);

  /** Each command on each directory. */
  static List<DamagedWork> all() {
    List<DamagedWork> all = new ArrayList<>();
    for (String command : List.of("repair", "init", "undo")) {
      for (DamagedSet set : DamagedSet.values()) {
        all.add(new DamagedWork(command, set));
      }
    }
    return all;
  }

  /**
   * Looks are many, and most of them the same whatever the damage; those of init and undo are those
   * of repair but for a few.
   */
  int step(Fault fault) {
    boolean isTriedWhole =
        set == DamagedSet.HOLE_TOO_SMALL_FOR_A_MASK
            || command.equals("repair")
                && (set == DamagedSet.TORN_BEHIND_PREAMBLE || set == DamagedSet.SPLIT_COMMAND);
    return Sweep.ALL || fault != Fault.ERROR_OF_A_LOOK || isTriedWhole ? 1 : 40;
  }

  @Override
  public void fill(Place place) throws IOException {
    set.writeTo(place.data());
    if (isUndo()) {
      ToolRun run = place.tool("repair", place.data().toString());
      if (run.exitCode() != 1) {
        throw new AssertionError(run.said());
      }
    }
  }

  @Override
  public ToolRun run(Place place) {
    Map<String, String> variables =
        Map.of("AOF_FSCK_TERMINATION_LOG", place.folder().resolve("log").toString());
    return ToolRun.of(place.fs(), variables, command, place.data().toString());
  }

  @Override
  public String main() {
    return Main.class.getName();
  }

  @Override
  public List<String> arguments(Place place) {
    return List.of(command, place.data().toString());
  }

  private boolean isRepair() {
    return command.equals("repair");
  }

  private boolean isUndo() {
    return command.equals("undo");
  }

  @Override
  public int good() {
    return isRepair() ? 1 : 0;
  }

  @Override
  public int again(boolean wasDone, ToolRun run) {
    if (isUndo()) {
      return wasDone ? 8 : 0;
    }
    return wasDone || run.err().contains("was completed") ? 0 : good();
  }

  /** It knows no difference between repair and init: once is enough. */
  @Override
  public boolean isUndone() {
    return isRepair();
  }

  /** The server of a set that could not be looked at, or was clean before, may start on it. */
  @Override
  public boolean isExcused(ToolRun run) {
    boolean isLeft = run.err().contains("UNCHECKED") || run.err().contains("not tidied up");
    return command.equals("init") && isLeft;
  }

  @Override
  public void requireTrue(
      Place place, ToolRun run, Map<String, String> before, Map<String, String> now, String point)
      throws IOException {
    if (isExcused(run)) {
      assertThat(run.exitCode()).as(point).isZero();
      assertThat(now).as(point).isEqualTo(before);
    }
    if (run.err().contains("not tidied up")) {
      // What was only prepared is removed by the next run, whatever the server does meanwhile.
      assertThat(Operations.list(place.data()))
          .as(point)
          .allMatch(operation -> operation.status() == OperationStatus.PREPARING);
    }
  }

  @Override
  public String toString() {
    return "tool-" + command + "." + set;
  }
}
