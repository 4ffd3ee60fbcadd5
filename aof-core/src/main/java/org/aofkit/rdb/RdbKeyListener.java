package org.aofkit.rdb;

import java.io.IOException;

/** Is told the keys of an image while it is stepped over. */
public interface RdbKeyListener {
  /**
   * A whole record of a key, in the order of the image; also one that a server passes over because
   * its value is empty.
   *
   * @throws IOException to end the stepping
   */
  void key(RdbKey key) throws IOException;
}
