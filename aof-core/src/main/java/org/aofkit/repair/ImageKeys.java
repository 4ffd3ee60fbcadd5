package org.aofkit.repair;

import java.io.IOException;
import org.aofkit.rdb.salvage.SalvagedKey;

/** Is told the keys of the images that a plan writes anew, and what becomes of each. */
public interface ImageKeys {
  /**
   * A key.
   *
   * @param file the name of the image's file, as the plan has it
   * @throws IOException to end the planning
   */
  void key(String file, SalvagedKey key) throws IOException;
}
