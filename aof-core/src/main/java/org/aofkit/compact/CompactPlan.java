package org.aofkit.compact;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.aofkit.check.Report;
import org.aofkit.commit.Content;
import org.aofkit.commit.FileFingerprint;

/**
 * What a compaction would do: an immutable value that changes nothing by being made.
 *
 * @param report the check of the input, which is clean
 * @param options what the compaction was told, with the target that was chosen where it was told
 *     none
 * @param dataDirectory the server's {@code dir} that the new files are for
 * @param base the new base, or the only new file where {@code residual} is the same: a single AOF
 *     with an RDB image at its head
 * @param residual takes the commands that are carried, and those that the server logs from then on
 * @param manifest the new manifest, which has the old one's name; the same as {@code base} where
 *     the log is a single file
 * @param manifestContent what the manifest will hold; nothing where the log is a single file
 * @param removed old files that go when the new ones are in place: the log, then what no server
 *     reads any more. Empty for {@link Destination.Output}
 * @param fingerprints of all files read or changed, as they were when the plan was made
 * @param bytesBefore of the files of the log and its manifest
 * @param targetReason why it is written for the target that the options name, and in their form;
 *     empty where both were given
 * @param notes what else is to be said, for people; one sentence each
 */
public record CompactPlan(
    Report report,
    CompactOptions options,
    Path dataDirectory,
    Path base,
    Path residual,
    Path manifest,
    Content manifestContent,
    List<OldFile> removed,
    Map<Path, FileFingerprint> fingerprints,
    long bytesBefore,
    String targetReason,
    List<String> notes) {
  /** Copies the collections. */
  public CompactPlan {
    removed = List.copyOf(removed);
    fingerprints = Map.copyOf(fingerprints);
    notes = List.copyOf(notes);
  }

  /**
   * A file that goes.
   *
   * @param path where it is
   * @param bytes its size
   * @param isLog whether servers read it; else it is a leftover, an unlisted or a history file
   */
  public record OldFile(Path path, long bytes, boolean isLog) {}

  /** Whether the log is a single file, as servers before 7.0 have it. */
  public boolean isSingleFile() {
    return base.equals(residual);
  }
}
