package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.aofkit.io.BorrowedSource;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbDuplicates;
import org.aofkit.server.Dialect;

/**
 * Sees to it that no key is twice in one database of a new image, for servers abort on that. No
 * server writes such an image: what is there once more is a copy, or one of two values of which
 * nobody can say which one is right, or bytes of a value.
 *
 * <p>What follows on damage begins a <i>run</i>; the first run begins with the image. A key of a
 * later run whose like stands elsewhere shows that the run began inside of a value. Where that ends
 * nothing tells: also the last of several in one run may lie in it, behind others that do.
 */
final class KeysOnce {
  private static final int MAGIC = 9;
  private static final int MOST = 50_000;
  private static final int BLOCK = 1 << 16;

  private final RdbSalvage salvage;
  private final SalvageOptions options;
  private final PiecedSource made;
  private final Dialect dialect;
  private final int version;
  private final Runs runs;
  private final TreeMap<Long, Record> records = new TreeMap<>();

  /** Behind the last key of each run that is left out with all in front of it. */
  private final Map<Integer, Long> heads = new HashMap<>();

  /** A record of a key that is there more than once, by where its name begins. */
  static final class Record {
    private final long name;
    private final long first;
    private long from;
    private long end = -1;
    private int run;
    private boolean isCopy;
    private boolean isDoubtful;

    Record(long name, long first) {
      this.name = name;
      this.first = first;
    }

    /** Whether it is the same as one that is kept, byte by byte. */
    boolean isCopy() {
      return isCopy;
    }

    /** Whether it is left out, and is no copy. */
    boolean isDoubtful() {
      return isDoubtful;
    }
  }

  private KeysOnce(
      ByteSource source, RdbSalvage salvage, SalvageOptions options, Dialect dialect, int version) {
    this.salvage = salvage;
    this.options = options;
    this.made = new PiecedSource(new Watched(source, options), salvage.pieces());
    this.dialect = dialect;
    this.version = version;
    this.runs = new Runs(salvage);
  }

  /**
   * The same without keys that are there twice.
   *
   * @param source that the salvage is of; borrowed
   * @param dialect of the image
   * @param version of the image
   * @throws IOException if the source can't be read
   */
  static RdbSalvage of(
      ByteSource source, RdbSalvage salvage, SalvageOptions options, Dialect dialect, int version)
      throws IOException {
    if (salvage.pieces().isEmpty() || salvage.kept() < 2) {
      return salvage;
    }
    return new KeysOnce(source, salvage, options, dialect, version).once();
  }

  private RdbSalvage once() throws IOException {
    List<RdbDuplicates.Repeat> repeats = RdbDuplicates.repeats(made, salvage.kept(), MOST);
    if (repeats.isEmpty()) {
      return salvage;
    }
    if (repeats.size() >= MOST) {
      return RdbSalvage.hopeless(
          salvage.start(),
          salvage.end(),
          MOST + " keys and more are there twice: no server has written that");
    }
    for (RdbDuplicates.Repeat repeat : repeats) {
      long first = repeat.firstOffset();
      records.computeIfAbsent(first, name -> new Record(name, first));
      records.computeIfAbsent(repeat.offset(), name -> new Record(name, first));
    }
    locate();
    judge();
    return new KeysLeftOut(
            salvage, made, dialect, version, runs, records, heads, Set.of(), Set.of())
        .salvage();
  }

  /** Finds where the records begin and end. */
  private void locate() throws IOException {
    Glance glance = glance();
    long at = MAGIC;
    long attributes = -1;
    while (at >= 0) {
      Glance.Kind kind = glance.at(at);
      if (kind == Glance.Kind.KEY) {
        Record record = records.get(glance.nameAt());
        if (record != null) {
          record.from = attributes < 0 ? at : attributes;
          record.end = glance.end();
          record.run = runs.at(at);
        }
        attributes = -1;
      } else if (kind == Glance.Kind.ATTRIBUTE && attributes < 0) {
        attributes = at;
      }
      at = kind == Glance.Kind.END || kind == Glance.Kind.NONE ? -1 : glance.end();
    }
  }

  private Glance glance() {
    return new Glance(new ByteWindow(made, options.windowSize()), dialect, version);
  }

  private void judge() throws IOException {
    Map<Long, List<Record>> keys = new TreeMap<>();
    for (Record record : records.values()) {
      if (record.end >= 0) {
        keys.computeIfAbsent(record.first, first -> new ArrayList<>()).add(record);
      }
    }
    for (List<Record> same : keys.values()) {
      List<Record> sure = new ArrayList<>();
      for (Record record : same) {
        if (record.run == 0) {
          sure.add(record);
        } else {
          record.isDoubtful = true;
          heads.merge(record.run, record.end, Math::max);
        }
      }
      sure(sure);
    }
  }

  /** Of records that were all read without meeting damage. */
  private void sure(List<Record> same) throws IOException {
    boolean isOne = true;
    for (int i = 1; i < same.size(); i++) {
      isOne &= isCopy(same.get(0), same.get(i));
    }
    for (int i = 0; i < same.size(); i++) {
      Record record = same.get(i);
      record.isCopy = isOne && i > 0;
      record.isDoubtful = !isOne && !(options.keepFirst() && i == 0);
    }
  }

  private boolean isCopy(Record one, Record other) throws IOException {
    long length = one.end - one.from;
    if (length != other.end - other.from) {
      return false;
    }
    byte[] ones = new byte[(int) Math.min(BLOCK, length)];
    byte[] others = new byte[ones.length];
    for (long done = 0; done < length; done += ones.length) {
      int count = (int) Math.min(ones.length, length - done);
      read(one.from + done, ones, count);
      read(other.from + done, others, count);
      if (!Arrays.equals(ones, 0, count, others, 0, count)) {
        return false;
      }
    }
    return true;
  }

  private void read(long offset, byte[] target, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(target, 0, count);
    while (buffer.hasRemaining()) {
      if (made.read(offset + buffer.position(), buffer) <= 0) {
        throw new IOException(made.name() + ": expected more bytes");
      }
    }
  }

  /** Reads until somebody wants it to end. */
  private static final class Watched extends BorrowedSource {
    private final SalvageOptions options;

    Watched(ByteSource source, SalvageOptions options) {
      super(source);
      this.options = options;
    }

    @Override
    public int read(long offset, ByteBuffer dst) throws IOException {
      if (options.cancelled().getAsBoolean()) {
        throw new CancellationException();
      }
      return super.read(offset, dst);
    }
  }
}
