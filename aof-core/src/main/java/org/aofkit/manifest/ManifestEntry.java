package org.aofkit.manifest;

import java.util.List;
import org.aofkit.io.FileName;

/**
 * A file that a manifest lists.
 *
 * @param name its name in the AOF directory; need not be an {@linkplain FileName#isOrdinary()
 *     ordinary} one
 * @param seq its sequence number, never 0; positive for an incr. It need not be the one in the name
 * @param type what it is to the server
 * @param extra the other pairs of its line, in the order of the line
 * @param line the line it was read from, counted from 1; 0 if it was not read
 * @param offset where that line begins, in bytes from the start of the manifest; 0 if it was not
 *     read
 */
public record ManifestEntry(
    FileName name, long seq, ManifestType type, List<ManifestPair> extra, long line, long offset) {
  /** Copies the list of pairs. */
  public ManifestEntry {
    if (seq == 0) {
      throw new IllegalArgumentException("sequence number 0 means none: " + name);
    }
    extra = List.copyOf(extra);
  }

  /** An entry that was not read from a manifest, without other pairs. */
  public static ManifestEntry of(FileName name, long seq, ManifestType type) {
    return new ManifestEntry(name, seq, type, List.of(), 0, 0);
  }

  /** The same file as another type, as a rewrite turns an incr into history. */
  public ManifestEntry as(ManifestType other) {
    return new ManifestEntry(name, seq, other, extra, line, offset);
  }
}
