package org.aofkit.fsck.render;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.aofkit.check.Finding;
import org.aofkit.compact.CarriedTail;
import org.aofkit.compact.Dropped;
import org.aofkit.compact.LiveBytes;
import org.aofkit.compact.Need;
import org.aofkit.compact.Unsupported;
import org.jspecify.annotations.Nullable;

/**
 * What a compaction has come to, or would.
 *
 * @param state whether it was made
 * @param reason why it was not made; empty where it was, or where nobody wanted it to be
 * @param target the server that loads the new files, by its id
 * @param targetReason why it and the form were chosen; empty where they were given
 * @param bytesBefore of the old log and its manifest
 * @param bytesAfter of the new ones; exact also where they were not written
 * @param files the new files; a manifest last
 * @param keys how many the data set has; empty where that was not counted
 * @param carried how many commands stand in the new log as they were
 * @param tail those of them that stand at its end; null if the log could be taken apart to its end
 * @param passes how often the files were gone through to index keys; 0 where they were not
 * @param live what of the old files counts; null where that was not counted
 * @param needs what it takes on each volume; empty where that is over
 * @param place where new and old files are
 * @param dropped what was left out
 * @param unsupported the first things that the target cannot express, whether left out or in the
 *     way
 * @param findings what was noticed meanwhile: commands that a server refuses
 * @param warnings what could not be done in full, a sentence each
 */
public record Compacted(
    State state,
    String reason,
    String target,
    String targetReason,
    long bytesBefore,
    long bytesAfter,
    List<NewFile> files,
    OptionalLong keys,
    long carried,
    @Nullable CarriedTail tail,
    int passes,
    @Nullable LiveBytes live,
    List<Need> needs,
    Place place,
    Dropped dropped,
    List<Unsupported> unsupported,
    List<Finding> findings,
    List<String> warnings) {

  /** Copies the lists. */
  public Compacted {
    files = List.copyOf(files);
    needs = List.copyOf(needs);
    unsupported = List.copyOf(unsupported);
    findings = List.copyOf(findings);
    warnings = List.copyOf(warnings);
  }

  /** What became of it. */
  public enum State {
    /** Nothing was written; sizes are those that the new files would have. */
    PREDICTED,
    /** The new files are in place. */
    DONE,
    /** It was not made, and the old files are as they were. */
    SKIPPED
  }

  /** One that was wanted and not made. */
  public static Compacted skipped(
      String reason, String target, long bytes, List<Unsupported> unsupported) {
    return new Compacted(
        State.SKIPPED,
        reason,
        target,
        "",
        bytes,
        bytes,
        List.of(),
        OptionalLong.empty(),
        0,
        null,
        0,
        null,
        List.of(),
        new Place(null, null, ""),
        new Dropped(Map.of(), 0, 0),
        unsupported,
        List.of(),
        List.of());
  }

  /** Whether there is room for it on all volumes, as far as that can be told. */
  public boolean fits() {
    return needs.stream().allMatch(need -> need.missing() == 0);
  }

  /**
   * A new file.
   *
   * @param name in its directory, escaped for printing
   * @param bytes its size
   */
  public record NewFile(String name, long bytes) {}

  /**
   * Where files are.
   *
   * @param output the directory that the new files went to; null for that of the old ones
   * @param kept the folder with the journal and the old files; null where they are not kept, or in
   *     their place
   * @param undo the options that undo needs besides the ones that were typed, each with a blank in
   *     front; often empty
   */
  public record Place(@Nullable Path output, @Nullable Path kept, String undo) {}

  /** By how much the files are smaller, in whole percent rounded down; 0 if they are not. */
  public long percentLess() {
    long less = bytesBefore - bytesAfter;
    return bytesBefore <= 0 || less <= 0 ? 0 : (long) (less * 100.0 / bytesBefore);
  }
}
