package org.aofkit.rdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.aofkit.io.ByteSource;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Steps over an RDB image: {@link RdbReader} with {@link RdbDepth#STEP}, for whoever wants its end
 * and its keys.
 */
public final class RdbStepper {
  private RdbStepper() {}

  /**
   * Steps over the image that begins at an offset of a source. Damage is no error of this method:
   * it is in the image that is returned.
   *
   * @param source borrowed, not closed; read up to the size it had when it was opened
   * @param offset where the image begins, from 0 to the size of the source
   * @throws IOException if the source can't be read, or has shrunk
   */
  public static RdbImage step(ByteSource source, long offset, RdbOptions options)
      throws IOException {
    return step(source, offset, options, null);
  }

  /**
   * The same, and tells the keys.
   *
   * @param listener told of each key as soon as its record is passed; null for nobody
   * @throws IOException also what the listener throws
   */
  public static RdbImage step(
      ByteSource source, long offset, RdbOptions options, @Nullable RdbKeyListener listener)
      throws IOException {
    RdbHandler handler = listener == null ? null : new RdbKeyTeller(listener);
    return RdbReader.read(source, offset, options, RdbDepth.STEP, handler);
  }

  /**
   * Whether the bytes at an offset are the beginning of an RDB image for some server, that is
   * {@code REDIS} or {@code VALKEY}; what follows is not looked at.
   */
  public static boolean looksLikeRdb(ByteSource source, long offset) throws IOException {
    return dialectAt(source, offset) != null;
  }

  /**
   * Whether this server takes the bytes at an offset for the beginning of an RDB image: {@code
   * REDIS} for all of them, {@code VALKEY} for Valkey 9 only (measured with Redis 7.0.15, 8.0.6 and
   * Valkey 9.1.2).
   */
  public static boolean looksLikeRdb(ByteSource source, long offset, Server server)
      throws IOException {
    Dialect found = dialectAt(source, offset);
    return found == Dialect.REDIS || (found == Dialect.VALKEY && server == Server.VALKEY_9);
  }

  private static @Nullable Dialect dialectAt(ByteSource source, long offset) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(RdbMagic.LENGTH);
    int count = 0;
    while (count >= 0 && head.hasRemaining() && offset + head.position() < source.size()) {
      count = source.read(offset + head.position(), head);
    }
    return RdbMagic.dialectOf(head.array(), head.position());
  }
}
