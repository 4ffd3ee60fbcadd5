package org.aofkit.aof;

import java.io.IOException;
import java.nio.file.Path;
import org.aofkit.io.FileName;
import org.jspecify.annotations.Nullable;

/**
 * Finds what lies where a server wants to put a file when it starts, so that it crashes or exits.
 * Measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2.
 *
 * @param path what is in the way
 * @param text what the server does, in one line
 * @param beforeLoading whether it does so before it has changed any file
 */
public record StartObstacle(Path path, String text, boolean beforeLoading) {
  /**
   * The first thing in the way of a start; null where there is none.
   *
   * @param aofDirectory the directory that the server keeps its AOF files in
   * @throws IOException if the file system does not say what there is
   */
  public static @Nullable StartObstacle of(AofSet set, Path aofDirectory) throws IOException {
    boolean upgrade = set.start() == AofSet.Start.UPGRADE;
    boolean loads = set.start() == AofSet.Start.MANIFEST && set.refusals().isEmpty();
    boolean startsEmpty =
        set.start() == AofSet.Start.MANIFEST_MISSING
            || set.start() == AofSet.Start.MANIFEST_WITHOUT_ENTRIES
            || set.start() == AofSet.Start.DUMP_IGNORED
            || set.start() == AofSet.Start.EMPTY;
    if (!upgrade && !loads && !startsEmpty) {
      return null;
    }
    PathLook directory = PathLook.at(aofDirectory);
    if (directory.exists() && !directory.isDirectory()) {
      return new StartObstacle(aofDirectory, "no directory; the server exits", true);
    }
    if (upgrade) {
      Path moved = resolve(aofDirectory, set.baseName());
      if (PathLook.at(moved).exists()) {
        return new StartObstacle(
            moved, "the old file is to be moved here; the server aborts or exits", true);
      }
    }
    boolean needsIncr = set.log().stream().noneMatch(file -> file.type() == FileType.INCR);
    if (startsEmpty) {
      Path base = resolve(aofDirectory, set.baseName() + ".1.base.rdb");
      if (PathLook.at(base).isDirectory()) {
        return new StartObstacle(base, "a directory where the server wants to write a base", true);
      }
    }
    if (needsIncr) {
      Path incr = resolve(aofDirectory, set.baseName() + ".1.incr.aof");
      Path temporary = resolve(aofDirectory, "temp-" + set.baseName() + ".manifest");
      for (Path each : new Path[] {incr, temporary}) {
        if (PathLook.at(each).isDirectory()) {
          return new StartObstacle(
              each, "a directory where the server wants to write a file", false);
        }
      }
    }
    return null;
  }

  private static Path resolve(Path directory, String name) {
    return FileName.ofPrinted(name).resolveIn(directory);
  }
}
