package org.aofkit.manifest;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Makes the bytes of a manifest: those that a server writes, base first, then history, then incrs.
 * The only difference are names that servers write in a way they can't read back: empty ones, and
 * those with an apostrophe, are put in quotes.
 */
public final class ManifestWriter {
  private ManifestWriter() {}

  /**
   * The bytes of a manifest.
   *
   * @throws IllegalArgumentException if a line would have more than 1024 bytes, which no server
   *     reads; a name of 255 bytes that all need four bytes each is enough for that
   */
  public static byte[] write(Manifest manifest, ExtraPairs keep) {
    var out = new ByteArrayOutputStream();
    for (ManifestType type : ManifestType.values()) {
      for (ManifestEntry entry : manifest.entries()) {
        if (entry.type() == type) {
          int start = out.size();
          ManifestSyntax.appendLine(out, entry, keep);
          int length = out.size() - start;
          if (length > ManifestSyntax.MAX_LINE) {
            throw new IllegalArgumentException(
                "the line of " + entry.name() + " has " + length + " bytes; servers read 1024");
          }
        }
      }
    }
    return out.toByteArray();
  }

  /**
   * The bytes of a manifest that lists these files, with all their pairs; see {@link
   * #write(Manifest, ExtraPairs)}.
   */
  public static byte[] write(List<ManifestEntry> entries) {
    return write(new Manifest(entries), ExtraPairs.KEEP);
  }
}
