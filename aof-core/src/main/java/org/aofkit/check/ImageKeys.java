package org.aofkit.check;

import java.io.IOException;
import java.util.Arrays;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileName;
import org.aofkit.rdb.RdbBoundary;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;

/** The names of keys of an image, for people. */
final class ImageKeys {
  private static final int MOST_SHOWN = 64;
  private static final int BUFFER = 1 << 16;

  private final ByteSource source;
  private final RdbImage image;

  ImageKeys(ByteSource source, RdbImage image) {
    this.source = source;
    this.image = image;
  }

  /** Ends the reading behind a name. */
  private static final class NameException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String shown;

    NameException(String shown) {
      this.shown = shown;
    }
  }

  /** The name of the key whose record is here, as it is printed, and a colon; empty if unknown. */
  String at(long record) throws IOException {
    RdbBoundary from = new RdbBoundary(record, image.dialect(), image.version(), 0);
    RdbHandler namer =
        new RdbHandler() {
          @Override
          public boolean key(RdbKeyHeader key) throws IOException {
            throw new NameException(shown(key.name().toByteArray(MOST_SHOWN), key.name().length()));
          }
        };
    try {
      RdbReader.readStretch(
          source, from, record + 1, new RdbOptions(BUFFER, true), RdbDepth.STEP, namer);
      return "";
    } catch (NameException e) {
      return "key " + e.shown + ": ";
    }
  }

  /**
   * A name as it is printed.
   *
   * @param head its first bytes
   * @param length how many it has in all
   */
  static String shown(byte[] head, long length) {
    String text = FileName.escape(Arrays.copyOf(head, Math.min(MOST_SHOWN, head.length)));
    return length > MOST_SHOWN ? text + "…" : text;
  }
}
