package org.aofkit.aof;

import java.io.IOException;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKey;

/** Is told of the RDB images that a reader steps over. */
public interface ImageListener {
  /** Nobody who wants to know. */
  ImageListener NOBODY =
      new ImageListener() {
        @Override
        public boolean wantsKeys() {
          return false;
        }

        @Override
        public void key(SetFile file, RdbKey key) {
          // Not wanted.
        }

        @Override
        public void image(SetFile file, RdbImage image) {
          // Nobody is interested.
        }
      };

  /** Whether {@link #key} is to be called at all. */
  boolean wantsKeys();

  /**
   * A key, as soon as its record is passed.
   *
   * @throws IOException to end the reading
   */
  void key(SetFile file, RdbKey key) throws IOException;

  /**
   * An image is passed, or what could be passed of one that is damaged.
   *
   * @throws IOException to end the reading
   */
  void image(SetFile file, RdbImage image) throws IOException;
}
