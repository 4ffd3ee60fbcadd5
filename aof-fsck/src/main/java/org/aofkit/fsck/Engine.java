package org.aofkit.fsck;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Report;
import org.aofkit.compact.CompactOptions;
import org.aofkit.compact.CompactOutcome;
import org.aofkit.compact.CompactPlan;
import org.aofkit.compact.CompactSize;
import org.aofkit.compact.Converter;
import org.aofkit.compact.LiveBytes;
import org.aofkit.compact.Need;
import org.aofkit.compact.Rescue;
import org.aofkit.repair.ImageKeys;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;
import org.jspecify.annotations.Nullable;

/**
 * What the commands need of the library. Every path is what the user gave: a data directory, the
 * AOF directory in it, a manifest or one file. An {@link IOException} is the environment's fault; a
 * {@link java.util.concurrent.CancellationException} means that the caller's own wish was followed
 * and the files are whole.
 */
public interface Engine {
  /** Looks, and never writes. */
  Report check(Path path, CheckOptions options) throws IOException;

  /** Plans, and never writes. */
  default RepairPlan plan(Report report, CheckOptions check, PlanOptions options)
      throws IOException {
    return plan(report, check, options, null);
  }

  /**
   * Plans, and never writes.
   *
   * @param keys is told the keys of images that would be written anew; null for nobody
   */
  RepairPlan plan(Report report, CheckOptions check, PlanOptions options, @Nullable ImageKeys keys)
      throws IOException;

  /** Applies a plan that its options allow, and checks the result. */
  RepairOutcome repair(
      Path path, CheckOptions check, Report report, RepairPlan plan, RepairOptions options)
      throws IOException;

  /**
   * Finishes or rolls back what a crash interrupted; writes nothing where nothing was.
   *
   * @param check which files the path stands for
   * @param options where journals are
   */
  Recovery finishInterrupted(Path path, CheckOptions check, RepairOptions options)
      throws IOException;

  /**
   * Why {@link #finishInterrupted} may have failed: whether an operation is half done. Only looks.
   *
   * @param check which files the path stands for
   * @param options where journals are
   */
  HalfDone halfDone(Path path, CheckOptions check, RepairOptions options);

  /**
   * Takes the last operation back.
   *
   * @param to where to put the originals instead; empty to put them back in place
   * @param check which files the path stands for
   * @param options where journals are
   * @return what was done; empty where there is no operation
   */
  Optional<Undone> undo(Path path, Optional<Path> to, CheckOptions check, RepairOptions options)
      throws IOException;

  /**
   * What a compaction would do; only looks.
   *
   * @param report of the files as they are
   */
  CompactPlan planCompaction(Report report, CheckOptions check, CompactOptions options)
      throws IOException;

  /**
   * Plans the log that begins with what a dump holds; writes nothing.
   *
   * @param report of the dump
   */
  default CompactPlan planLog(
      Report report, CheckOptions check, Path directory, CompactOptions options)
      throws IOException {
    return Converter.toLog(report, check, directory, options);
  }

  /**
   * Plans the dump of what a log holds; writes nothing.
   *
   * @param report of the log
   */
  default CompactPlan planDump(Report report, Path dump, CompactOptions options)
      throws IOException {
    return Converter.toDump(report, dump, options);
  }

  /** How large the new files would be, exactly; writes nothing. */
  CompactSize measure(CompactPlan plan, CheckOptions check) throws IOException;

  /** What of the old files still counts; writes nothing. */
  LiveBytes liveBytes(Report report, CheckOptions check) throws IOException;

  /**
   * What a compaction takes on each volume.
   *
   * @param newBytes of the new files
   */
  List<Need> needs(CompactPlan plan, long newBytes) throws IOException;

  /** Writes new files and puts them in place of the old ones: all of it or nothing. */
  CompactOutcome compact(CompactPlan plan, CheckOptions check) throws IOException;

  /** What a rescue would do; only looks. */
  Rescue.Plan planRescue(Path path, CheckOptions check, CompactOptions options) throws IOException;

  /** Repairs and compacts in one operation: all of it or nothing. */
  Rescue.Outcome rescue(Rescue.Plan plan, CheckOptions check) throws IOException;

  /** The volume that a directory is on. */
  Volume volume(Path directory) throws IOException;

  /**
   * A volume.
   *
   * @param id tells it from others
   * @param total its bytes
   * @param free bytes that this user may still write
   */
  record Volume(Object id, long total, long free) {}

  /**
   * Gives up an operation that no run can settle.
   *
   * @param name of the operation
   * @return its folder, and what is kept there, in words
   * @throws IOException also where it is in nobody's way; nothing is changed then
   */
  Undone abandon(Path path, String name, CheckOptions check, RepairOptions options)
      throws IOException;

  /** Whether an operation is half done. */
  enum HalfDone {
    /** None is, or the files can't be looked at and no place is seen that may hold a journal. */
    NO,
    /** One is. */
    YES,
    /** There may be journals, and they can't be looked at. */
    UNKNOWN
  }

  /** What became of an interrupted operation. */
  enum Recovery {
    /** There was none. */
    NOTHING,
    /** It had been decided, and is complete now. */
    FINISHED,
    /** It had not been decided, and the files are as they were before it. */
    ROLLED_BACK,
    /** It was being taken back, and is: the files are as they were before it. */
    UNDONE
  }

  /**
   * An operation that was taken back.
   *
   * @param operation the folder of its journal
   * @param files the names of the files that are as they were, escaped for printing
   */
  record Undone(Path operation, List<String> files) {
    /** Copies the list. */
    public Undone {
      files = List.copyOf(files);
    }
  }
}
