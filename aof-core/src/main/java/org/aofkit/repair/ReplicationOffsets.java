package org.aofkit.repair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.SetFile;
import org.aofkit.check.EditClass;
import org.aofkit.commit.ChangedUnderUsException;
import org.aofkit.commit.Content;
import org.aofkit.commit.FileEdit;
import org.aofkit.commit.FileFingerprint;
import org.aofkit.io.FileName;
import org.aofkit.manifest.ExtraPairs;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestPair;
import org.aofkit.manifest.ManifestWriter;
import org.jspecify.annotations.Nullable;

/**
 * The replication offsets in a manifest, which Redis 8 writes and counts on when it starts: its
 * offset is then {@code endoffset}, or else {@code startoffset} plus the size of the last incr
 * (measured with Redis 8.0.6). Where commands were taken out they would make this copy look newer
 * than it is, and a failover could choose it over a complete one.
 */
final class ReplicationOffsets {
  private ReplicationOffsets() {}

  /**
   * The manifest without its offsets.
   *
   * @param edit puts it in place
   * @param planned the same for the plan
   * @param fingerprint of the manifest as it is
   */
  record Drop(FileEdit.Replace edit, PlannedEdit planned, FileFingerprint fingerprint) {}

  /**
   * The edit that has to go with others.
   *
   * @param commandsRemoved whether any edit removes a whole command or bytes of one from within the
   *     set
   * @param endCut whether any edit cuts bytes off the end of a file; {@code startoffset} still
   *     holds then, but not {@code endoffset}
   * @return null where the manifest claims nothing that will be wrong
   * @throws ChangedUnderUsException if the manifest has another size than the check saw
   * @throws IOException if it can't be read, or not be written in lines that servers read
   */
  static @Nullable Drop drop(AofSet set, boolean commandsRemoved, boolean endCut)
      throws IOException {
    SetFile file = set.manifestFile();
    Manifest manifest = set.manifest();
    if (file == null || manifest == null) {
      return null;
    }
    boolean wrong = commandsRemoved && has(manifest, false) || endCut && has(manifest, true);
    return wrong ? drop(file, manifest) : null;
  }

  private static boolean has(Manifest manifest, boolean onlyEnd) {
    for (ManifestEntry entry : manifest.entries()) {
      for (ManifestPair pair : entry.extra()) {
        boolean end = pair.key().equalsIgnoreCase(ManifestPair.END_OFFSET);
        if (pair.isReplicationOffset() && (end || !onlyEnd)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Drop drop(SetFile file, Manifest manifest) throws IOException {
    Path path = file.path();
    if (Files.isSymbolicLink(path)) {
      throw new SymbolicLinkException(path);
    }
    FileFingerprint fingerprint = FileFingerprint.of(path);
    if (fingerprint.size() != file.size()) {
      throw new ChangedUnderUsException(path, "had " + file.size() + " bytes when it was checked");
    }
    Content content = Content.of(written(path, manifest));
    return new Drop(
        new FileEdit.Replace(path, List.of(new FileEdit.Part.Literal(content))),
        new PlannedEdit(
            EditKind.MANIFEST,
            EditClass.SAFE,
            FileName.of(path).toString(),
            0,
            file.size(),
            Lost.NOTHING,
            "its replication offsets would claim what is cut off; a server does without them"),
        fingerprint);
  }

  private static byte[] written(Path path, Manifest manifest) throws IOException {
    try {
      return ManifestWriter.write(manifest, ExtraPairs.KEEP_BUT_OFFSETS);
    } catch (IllegalArgumentException e) {
      throw new IOException(path + " can't be written without its offsets: " + e.getMessage(), e);
    }
  }
}
