package org.aofkit.rdb.write;

import java.io.IOException;
import org.aofkit.rdb.RdbType;

/** Writes what stands before a value, as soon as its type is known. */
@FunctionalInterface
interface RecordStart {
  void type(RdbType type) throws IOException;
}
