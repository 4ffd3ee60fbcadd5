package org.aofkit.fuzz.damage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Compares what a repaired set holds with what it has to hold. A closed transaction counts as one
 * command.
 */
public final class Matching {
  private static final int MOST = 12;

  private Matching() {}

  /** Commands that belong together. */
  private record Unit(List<Executed> commands, boolean must) {}

  /**
   * What is different, for people; empty if all that must be there is, in order, and nothing else.
   *
   * @param tolerated commands that may be there besides
   */
  public static List<String> differences(
      List<Expected> expected, List<Executed> actual, Predicate<Executed> tolerated) {
    List<Unit> wanted = units(expected);
    List<String> lines = new ArrayList<>();
    int at = 0;
    for (Unit unit : units(actual.stream().map(Matching::wanted).toList())) {
      int found = find(wanted, at, unit);
      if (found >= 0) {
        missing(wanted.subList(at, found), lines);
        at = found + 1;
      } else if (!unit.commands().stream().allMatch(tolerated)) {
        lines.add("must not be there: " + unit.commands());
      }
    }
    missing(wanted.subList(at, wanted.size()), lines);
    return lines.size() > MOST ? lines.subList(0, MOST) : lines;
  }

  private static Expected wanted(Executed command) {
    return new Expected(command.database(), command.words(), true);
  }

  private static List<Unit> units(List<Expected> commands) {
    List<Unit> units = new ArrayList<>();
    int at = 0;
    while (at < commands.size()) {
      int end = at + 1;
      if (commands.get(at).isNamed("MULTI")) {
        int exec = end;
        while (exec < commands.size()
            && !commands.get(exec).isNamed("EXEC")
            && !commands.get(exec).isNamed("MULTI")) {
          exec++;
        }
        end = exec < commands.size() && commands.get(exec).isNamed("EXEC") ? exec + 1 : end;
      }
      List<Expected> unit = commands.subList(at, end);
      units.add(new Unit(unit.stream().map(Expected::executed).toList(), unit.get(0).must()));
      at = end;
    }
    return units;
  }

  private static int find(List<Unit> wanted, int from, Unit unit) {
    for (int i = from; i < wanted.size(); i++) {
      if (wanted.get(i).commands().equals(unit.commands())) {
        return i;
      }
    }
    return -1;
  }

  private static void missing(List<Unit> skipped, List<String> lines) {
    for (Unit each : skipped) {
      if (each.must()) {
        lines.add("missing: " + each.commands());
      }
    }
  }
}
