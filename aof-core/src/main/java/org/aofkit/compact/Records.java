package org.aofkit.compact;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aofkit.io.ByteSource;
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
    Map<Long, Integer> tables = new HashMap<>();
    carried.forEach(step -> tables.put(step.place(), step.database()));
    RdbReader.read(
        source,
        0,
        RdbOptions.forAof(),
        RdbDepth.STEP,
        new RdbHandler() {
          private int table;
          private int selected = -1;

          @Override
          public boolean key(RdbKeyHeader key) throws IOException {
            long place = start + key.from();
            byte[] name = ImageRecords.copyOf(key.name());
            Integer ofCarried = tables.get(place);
            if (ofCarried != null) {
              carriedNames.add(name);
            }
            table = ofCarried == null ? index.tableOf(name, Head.place(place)) : ofCarried;
            return false;
          }

          @Override
          public void endOfKey(RdbKeyHeader key, long end, boolean isSound) throws IOException {
            if (table >= 0) {
              if (table != selected) {
                selected = table;
                out.database(index.number(table));
              }
              out.raw(source, key.from(), end - key.from());
              out.count(1, key.hasDeadline() ? 1 : 0);
            }
          }
        });
  }

  /** The names of the records that were copied though their keys are carried. */
  List<byte[]> carriedNames() {
    return carriedNames;
  }
}
