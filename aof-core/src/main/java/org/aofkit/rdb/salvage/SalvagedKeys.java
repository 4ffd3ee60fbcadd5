package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbBoundary;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.rdb.salvage.SalvagedKey.State;
import org.aofkit.server.Dialect;

/**
 * Tells every key of a damaged image whose name can be read, and what becomes of it. The image is
 * read once more; memory depends on the number of its damaged spots only.
 */
public final class SalvagedKeys {
  private static final int LONGEST_NAME = 1 << 16;
  private static final int SMALL = 1 << 12;

  /** Magic and version: no key lies there, whatever their bytes are. */
  private static final int MAGIC = 9;

  private final ByteSource source;
  private final RdbSalvage salvage;
  private final Listener listener;
  private final Runs runs;
  private final Set<Long> parts = new HashSet<>();
  private Dialect dialect = Dialect.REDIS;
  private int version;
  private int nextRange;

  /** Whether the range that follows lies in a value of which a part is kept. */
  private boolean isInPart;

  /** Is told the keys. */
  public interface Listener {
    /**
     * A key; in the order of the source.
     *
     * @throws IOException to end the telling
     */
    void key(SalvagedKey key) throws IOException;
  }

  private SalvagedKeys(ByteSource source, RdbSalvage salvage, Listener listener) {
    this.source = source;
    this.salvage = salvage;
    this.listener = listener;
    this.runs = new Runs(salvage);
    for (PartialKey part : salvage.parts()) {
      parts.add(part.offset());
    }
  }

  /**
   * Tells the keys. Copies of keys that are kept are not told.
   *
   * @param source that the salvage is of; borrowed
   * @throws IOException if the source can't be read; also what the listener throws
   */
  public static void tell(ByteSource source, RdbSalvage salvage, Listener listener)
      throws IOException {
    if (!salvage.pieces().isEmpty()) {
      new SalvagedKeys(source, salvage, listener).tell();
    }
  }

  private void tell() throws IOException {
    PiecedSource made = new PiecedSource(source, salvage.pieces());
    RdbReader.read(made, 0, RdbOptions.forAof(), RdbDepth.STEP, new Kept());
    ranges(Long.MAX_VALUE);
  }

  /** The keys that are in the new image, and in front of each those that are not. */
  private final class Kept implements RdbHandler {
    @Override
    public void header(Dialect of, int number) {
      dialect = of;
      version = number;
    }

    @Override
    public boolean key(RdbKeyHeader key) throws IOException {
      long offset = runs.source(key.offset());
      ranges(offset);
      isInPart = parts.contains(offset);
      told(isInPart ? State.PARTIAL : State.KEPT, offset, key);
      return false;
    }
  }

  private void told(State state, long offset, RdbKeyHeader key) throws IOException {
    listener.key(
        new SalvagedKey(
            state,
            offset,
            key.database(),
            key.type(),
            key.name().toByteArray(LONGEST_NAME),
            key.name().length()));
  }

  /** What is left out in front of an offset of the source. */
  private void ranges(long offset) throws IOException {
    while (nextRange < salvage.ranges().size()
        && salvage.ranges().get(nextRange).offset() < offset) {
      LostRange range = salvage.ranges().get(nextRange++);
      if (range.doubtful()) {
        isInPart = false;
        doubtful(range);
      } else if (salvage.outcome() != RdbSalvage.Outcome.MENDED
          && range.offset() >= salvage.start() + MAGIC
          && !range.isOfFields()
          && !isInPart) {
        lost(range);
      }
    }
  }

  private void doubtful(LostRange range) throws IOException {
    read(
        range.offset(),
        range.end(),
        range.database(),
        new RdbHandler() {
          @Override
          public boolean key(RdbKeyHeader key) throws IOException {
            told(State.DOUBTFUL, key.offset(), key);
            return false;
          }
        });
  }

  /** The keys that were read before damage was met, and the one it was met in. */
  private void lost(LostRange range) throws IOException {
    ByteWindow bytes = new ByteWindow(source, SMALL);
    Glance glance = new Glance(bytes, dialect, version);
    long at = range.offset();
    long database = range.database();
    while (at < range.end()) {
      Glance.Kind kind = glance.deepAt(at);
      database = kind == Glance.Kind.DATABASE ? glance.number() : database;
      boolean isKey = kind == Glance.Kind.KEY || glance.reached() == Glance.Reached.NAME;
      if (isKey && bytes.at(glance.nameAt()) != 0) {
        lost(at, database);
      }
      boolean isEnd = kind == Glance.Kind.NONE || kind == Glance.Kind.END;
      at = isEnd || isKey && bytes.at(glance.nameAt()) == 0 ? range.end() : glance.end();
    }
  }

  private void lost(long offset, long database) throws IOException {
    read(
        offset,
        offset + 1,
        database,
        new RdbHandler() {
          @Override
          public boolean key(RdbKeyHeader key) throws IOException {
            told(State.LOST, key.offset(), key);
            return false;
          }
        });
  }

  private void read(long from, long to, long database, RdbHandler handler) throws IOException {
    RdbReader.readStretch(
        source,
        new RdbBoundary(from, dialect, version, database),
        to,
        new RdbOptions(SMALL, true),
        RdbDepth.STEP,
        handler);
  }
}
