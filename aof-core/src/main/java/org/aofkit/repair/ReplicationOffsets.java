package org.aofkit.repair;

import org.aofkit.aof.AofSet;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestPair;

/**
 * The replication offsets in a manifest, which Redis 8 writes and counts on when it starts: its
 * offset is then {@code endoffset}, or else {@code startoffset} plus the size of the last incr
 * (measured with Redis 8.0.6). Where commands were taken out they would make this copy look newer
 * than it is, and a failover could choose it over a complete one.
 */
final class ReplicationOffsets {
  private ReplicationOffsets() {}

  /**
   * Whether the manifest claims something that edits make wrong.
   *
   * @param commandsRemoved whether any edit removes a whole command or bytes of one from within the
   *     set
   * @param endCut whether any edit cuts bytes off the end of a file; {@code startoffset} still
   *     holds then, but not {@code endoffset}
   */
  static boolean isWrong(AofSet set, boolean commandsRemoved, boolean endCut) {
    Manifest manifest = set.manifest();
    return set.manifestFile() != null
        && manifest != null
        && (commandsRemoved && has(manifest, false) || endCut && has(manifest, true));
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
}
