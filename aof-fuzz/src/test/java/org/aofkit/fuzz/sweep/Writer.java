package org.aofkit.fuzz.sweep;

import java.util.List;
import org.aofkit.fuzz.commit.CommitSweepTest;

/**
 * All that writes: public methods that change files, and the test that has every fault at every one
 * of their file operations.
 */
enum Writer {
  APPENDING(
      AppendSweepTest.class,
      "AofWriter.open",
      "AofWriter.append",
      "AofWriter.sync",
      "AofWriter.rotate",
      "AofWriter.close",
      "ServerFiles.createToAppend",
      "ServerFiles.force",
      "DirectoryClaim.take",
      "DirectoryClaim.close"),
  CREATING(
      EveryWriteSweepTest.class,
      "AofDirectoryWriter.create",
      "AofDirectoryWriter.put",
      "AofDirectoryWriter.function",
      "AofDirectoryWriter.finish",
      "AofDirectoryWriter.close",
      "ServerFiles.create",
      "ServerFiles.createDirectory",
      "ServerFiles.forceDirectory",
      "ServerFiles.replace"),
  OPERATIONS(CommitSweepTest.class, "Commit.run", "Commit.undo", "Commit.finishInterrupted"),
  NOTES_IN_JOURNALS(EveryWriteSweepTest.class, "Commit.annotate", "Commit.abandon"),
  ORIGINALS_ELSEWHERE(EveryWriteSweepTest.class, "Commit.undoTo"),
  REPAIRS(EveryWriteSweepTest.class, "Repair.apply"),
  /** It writes to a channel of its caller's: a new base, or what is salvaged of one. */
  IMAGES(
      EveryWriteSweepTest.class,
      "RdbWriter.begin",
      "RdbWriter.aux",
      "RdbWriter.database",
      "RdbWriter.function",
      "RdbWriter.key",
      "RdbWriter.raw",
      "RdbWriter.end"),
  /** They write new files and put them in place, or count what they would write. */
  COMPACTIONS(
      CompactSweepTest.class,
      "Compactor.run",
      "Compaction.write",
      "RdbWriter.flush",
      "Rescue.run",
      "ServerFiles.narrow"),
  /** The tool as a whole: repair, init with its termination log, and undo. */
  COMMANDS(EveryWriteSweepTest.class, "Fsck.run", "TerminationLog.write");

  private final Class<?> sweep;
  private final List<String> methods;

  Writer(Class<?> sweep, String... methods) {
    this.sweep = sweep;
    this.methods = List.of(methods);
  }

  /** The test. */
  Class<?> sweep() {
    return sweep;
  }

  /** The methods as {@code Class.method}. */
  List<String> methods() {
    return methods;
  }
}
