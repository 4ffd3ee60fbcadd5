package org.aofkit.compact;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aofkit.io.ByteSource;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;

/** Copies the records of keys that no command touched, as they are. */
final class Records {
  private final LogIndex index;
  private final BaseOutput out;
  private final Fitting fitting;
  private final Places places;
  private final Server server;
  private final List<byte[]> carriedNames = new ArrayList<>();

  Records(LogIndex index, BaseOutput out, Fitting fitting, Places places, Server server) {
    this.index = index;
    this.out = out;
    this.fitting = fitting;
    this.places = places;
    this.server = server;
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
    try (var reader = new PlaceReader(places)) {
      int databases = Math.max(1, index.tables().size());
      var replay = new Replay(index, reader, server, databases);
      RdbReader.read(
          source, 0, RdbOptions.forAof(), RdbDepth.STEP, new Copier(source, start, tables, replay));
    }
  }

  /** Copies records that need no change, and makes the others anew. */
  private final class Copier implements RdbHandler {
    private final ByteSource source;
    private final long start;
    private final Map<Long, Integer> carried;
    private final Replay replay;
    private Dialect dialect = Dialect.REDIS;
    private int table;
    private boolean isCarried;
    private int selected = -1;

    Copier(ByteSource source, long start, Map<Long, Integer> carried, Replay replay) {
      this.source = source;
      this.start = start;
      this.carried = carried;
      this.replay = replay;
    }

    @Override
    public void header(Dialect of, int version) {
      dialect = of;
    }

    @Override
    public boolean key(RdbKeyHeader key) throws IOException {
      long place = start + key.from();
      byte[] name = ImageRecords.copyOf(key.name());
      Integer ofCarried = carried.get(place);
      isCarried = ofCarried != null;
      if (isCarried) {
        carriedNames.add(name);
      }
      table = ofCarried == null ? index.tableOf(name, Head.place(place)) : ofCarried;
      return false;
    }

    @Override
    public void endOfKey(RdbKeyHeader key, long end, boolean isSound) throws IOException {
      if (table < 0) {
        return;
      }
      if (out.takesRecords() && fitting.copies(key, dialect, isCarried)) {
        select();
        out.record(source, key, end);
        return;
      }
      long place = start + key.from();
      replay.first(table, Head.place(place));
      for (Map.Entry<ByteString, StoredKey> made :
          replay.keyspace().database(table).keys().entrySet()) {
        byte[] name = made.getKey().bytes();
        StoredKey stored =
            fitting.fit(index.number(table), name, made.getValue(), isCarried, place);
        if (stored != null) {
          select();
          out.key(name, stored);
        }
      }
      replay.clear();
    }

    private void select() throws IOException {
      if (table != selected) {
        selected = table;
        out.database(index.number(table));
      }
    }
  }

  /** The names of the records that were copied though their keys are carried. */
  List<byte[]> carriedNames() {
    return carriedNames;
  }
}
