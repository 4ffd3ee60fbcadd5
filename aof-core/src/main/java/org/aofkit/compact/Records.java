package org.aofkit.compact;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.rdb.write.RdbWriter;

/** Copies the records of keys that no command touched, as they are. */
final class Records {
  private final LogIndex index;
  private final RdbWriter out;
  private final List<byte[]> carriedNames = new ArrayList<>();

  Records(LogIndex index, RdbWriter out) {
    this.index = index;
    this.out = out;
  }

  /**
   * Copies from one image.
   *
   * @param start the place of its first byte
   * @param carried the places of records that are copied though their keys are carried
   */
  void copy(ByteSource source, long start, List<Step> carried) throws IOException {
    long[] wanted = carried.stream().mapToLong(Step::place).sorted().toArray();
    RdbReader.read(
        source,
        0,
        RdbOptions.forAof(),
        RdbDepth.STEP,
        new RdbHandler() {
          private boolean isCopied;
          private int selected = -1;

          @Override
          public boolean key(RdbKeyHeader key) throws IOException {
            long place = start + key.from();
            byte[] name = name(key.name());
            boolean isCarried = Arrays.binarySearch(wanted, place) >= 0;
            if (isCarried) {
              carriedNames.add(name);
            }
            isCopied = isCarried || index.head((int) key.database(), name) == Head.place(place);
            return false;
          }

          @Override
          public void endOfKey(RdbKeyHeader key, long end, boolean isSound) throws IOException {
            if (isCopied) {
              if (key.database() != selected) {
                selected = (int) key.database();
                out.database(selected);
              }
              out.raw(source, key.from(), end - key.from());
            }
          }
        });
  }

  private static byte[] name(RdbBytes name) throws IOException {
    if (!name.hold()) {
      throw new CannotCompactException("a key of " + name.length() + " bytes");
    }
    return Arrays.copyOfRange(name.array(), name.index(), name.index() + (int) name.length());
  }

  /** The names of the records that were copied though their keys are carried. */
  List<byte[]> carriedNames() {
    return carriedNames;
  }
}
