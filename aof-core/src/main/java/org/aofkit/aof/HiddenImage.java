package org.aofkit.aof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbStepper;

/**
 * Tells which files are RDB images although their first bytes may be damaged. Taken for commands,
 * such a file would be cut off at byte 0.
 */
public final class HiddenImage {
  /** The field that says which server wrote the image is its first. */
  private static final int LOOK = 64;

  private HiddenImage() {}

  /**
   * Whether a file is, or was, an image: servers load a dump as nothing else, and refuse one of 0
   * bytes as well (measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2).
   *
   * @param start how the set was found that the file is of
   * @param source the file; borrowed
   * @throws IOException if it can't be read
   */
  public static boolean isImage(AofSet.Start start, SetFile file, ByteSource source)
      throws IOException {
    if (RdbStepper.looksLikeRdb(source, 0) || start == AofSet.Start.DUMP) {
      return true;
    }
    ByteBuffer head = ByteBuffer.allocate((int) Math.min(LOOK, source.size()));
    while (head.hasRemaining() && source.read(head.position(), head) > 0) {
      // Reads may be short.
    }
    int first = head.position() == 0 ? -1 : head.get(0);
    if (first == '*' || first == '#') {
      return false;
    }
    String text = new String(head.array(), 0, head.position(), StandardCharsets.ISO_8859_1);
    boolean hasField = text.contains("\u00FA\tredis-ver") || text.contains("\u00FA\nvalkey-ver");
    boolean isDump = start == AofSet.Start.SINGLE && file.name().toString().endsWith(".rdb");
    return hasField || isDump;
  }
}
