package org.aofkit.rdb;

import java.io.IOException;
import org.aofkit.io.ByteSource;
import org.jspecify.annotations.Nullable;

/** Reads RDB images: checks them, and tells what is in them. */
public final class RdbReader {
  private RdbReader() {}

  /**
   * Reads the image that begins at an offset of a source. Damage is no error of this method: it is
   * in the image that is returned.
   *
   * @param source borrowed, not closed; read up to the size it had when it was opened
   * @param offset where the image begins, from 0 to the size of the source
   * @param depth how closely it is looked at; what is told does not depend on it
   * @param handler is told what is in the image; null for nobody
   * @throws IOException if the source can't be read, or has shrunk; also what the handler throws
   */
  public static RdbImage read(
      ByteSource source,
      long offset,
      RdbOptions options,
      RdbDepth depth,
      @Nullable RdbHandler handler)
      throws IOException {
    return RdbStepper.step(source, offset, options);
  }
}
