package org.aofkit.check;

import java.util.ArrayList;
import java.util.List;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.FileType;
import org.aofkit.aof.SetFile;
import org.aofkit.aof.StartObstacle;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Says what a start with the servers' defaults would do to the files that are there, beyond
 * deleting history files and moving an old single file, which findings of their own say. Measured
 * with Redis 7.0.15, 8.0.6 and Valkey 9.1.2.
 */
final class StartChanges {
  private StartChanges() {}

  /**
   * What there is to be said.
   *
   * @param server the judged one
   * @param cuts what the judge of the log says is cut
   * @param comesUp whether the server comes up with its defaults
   * @param obstacle what is in the way of the start; null for nothing
   */
  static List<Finding> of(
      AofSet set,
      Server server,
      List<Finding> cuts,
      boolean comesUp,
      @Nullable StartObstacle obstacle) {
    List<Finding> changes = new ArrayList<>();
    boolean begins = obstacle == null || !obstacle.beforeLoading();
    if (begins && reads(set, server)) {
      changes.addAll(cuts);
    }
    boolean startsEmpty =
        set.start() == AofSet.Start.MANIFEST_MISSING
            || set.start() == AofSet.Start.MANIFEST_WITHOUT_ENTRIES
            || set.start() == AofSet.Start.MANIFEST_IS_DIRECTORY;
    boolean noIncr = set.log().stream().noneMatch(file -> file.type() == FileType.INCR);
    names(set, begins && startsEmpty, comesUp && noIncr, changes);
    return changes;
  }

  /** Whether the server gets as far as reading what is listed. */
  private static boolean reads(AofSet set, Server server) {
    boolean listed =
        set.start() == AofSet.Start.UPGRADE
            || (set.start() == AofSet.Start.MANIFEST && !set.refusals().containsKey(server));
    return listed && set.log().stream().noneMatch(file -> file.state() == SetFile.State.MISSING);
  }

  /**
   * Names that are not listed and that the server takes for its own: the base of an empty data set
   * where neither base nor incr is listed, and the first incr where none is.
   */
  private static void names(AofSet set, boolean base, boolean incr, List<Finding> changes) {
    for (SetFile file : set.unlisted()) {
      String name = file.name().toString();
      if (base && name.equals(set.baseName() + ".1.base.rdb")) {
        changes.add(change(name, 0, file.size(), "a start would overwrite it with an empty base"));
      }
      if (incr && name.equals(set.baseName() + ".1.incr.aof")) {
        changes.add(
            change(
                name,
                file.size(),
                0,
                "a start would append to it, and the start after would load what it holds"));
      }
    }
  }

  /** A note about a cut, beside the finding that says what is wrong there. */
  static Finding cut(String name, long offset, long length, String then) {
    return new Finding(
        FindingCode.DIR_START_CHANGES,
        Severity.NOTE,
        name,
        offset,
        length,
        "a start would cut the file at byte " + offset + then,
        FindingCode.DIR_START_CHANGES.remedy());
  }

  private static Finding change(String name, long offset, long length, String message) {
    return Finding.of(FindingCode.DIR_START_CHANGES, name, offset, length, message);
  }
}
