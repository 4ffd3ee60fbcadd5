package org.aofkit.rdb.salvage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.aofkit.rdb.Crc64;
import org.aofkit.server.Dialect;
import org.jspecify.annotations.Nullable;

/** Makes the image of a salvage once more, without some of its keys. */
final class KeysLeftOut {
  private static final int MAGIC = 9;
  private static final int FIRST_WITH_CHECKSUM = 5;
  private static final int MOST_KEYS = 1000;
  private static final int MOST_NAME = 128;
  private static final int BUFFER = 1 << 16;
  private static final String COPY = "a copy of a key that is there";
  private static final String TWICE = "a key that is there twice, with different values";
  private static final String HEAD =
      "keys behind damage, in front of one that is there twice: they may be bytes of a value";

  private final RdbSalvage salvage;
  private final PiecedSource made;
  private final ByteWindow bytes;
  private final int version;
  private final Runs runs;
  private final Map<Long, KeysOnce.Record> records;
  private final Map<Integer, Long> heads;
  private final Glance glance;
  private final List<LostRange> ranges;
  private final List<LeftOutKey> keys;
  private final PieceList pieces = new PieceList();
  private final List<Sizes> sizes = new ArrayList<>();
  private final List<long[]> cuts = new ArrayList<>();
  private long doubtful;
  private long copies;
  private long database;

  /** The sizes of a database, and how many of its keys are left out. */
  private static final class Sizes {
    private final long from;
    private final long end;
    private long all;
    private long expiring;

    Sizes(long from, long end, long all, long expiring) {
      this.from = from;
      this.end = end;
      this.all = all;
      this.expiring = expiring;
    }
  }

  KeysLeftOut(
      RdbSalvage salvage,
      PiecedSource made,
      Dialect dialect,
      int version,
      Runs runs,
      Map<Long, KeysOnce.Record> records,
      Map<Integer, Long> heads) {
    this.salvage = salvage;
    this.made = made;
    this.bytes = new ByteWindow(made, BUFFER);
    this.version = version;
    this.runs = runs;
    this.records = records;
    this.heads = heads;
    this.glance = new Glance(bytes, dialect, version);
    this.ranges = new ArrayList<>(salvage.ranges());
    this.keys = new ArrayList<>(salvage.keys());
  }

  /** What is left. */
  RdbSalvage salvage() throws IOException {
    long end = walk();
    write(end);
    ranges.sort(Comparator.comparingLong(LostRange::offset));
    keys.sort(Comparator.comparingLong(LeftOutKey::offset));
    long length = 0;
    for (SalvagePiece piece : pieces.pieces()) {
      length += piece.length();
    }
    RdbSalvage.Outcome outcome = salvage.outcome();
    String reason = salvage.reason();
    if (outcome == RdbSalvage.Outcome.WHOLE) {
      boolean isCopied = doubtful == 0 && hasChecksum(end);
      outcome = isCopied ? RdbSalvage.Outcome.COPIED : RdbSalvage.Outcome.REPEATED;
      reason =
          doubtful > 0 ? "keys are there twice, with different values" : "keys are there twice";
    }
    return new RdbSalvage(
        outcome,
        reason,
        salvage.start(),
        salvage.end(),
        salvage.endFound(),
        pieces.pieces(),
        length,
        salvage.kept() - doubtful - copies,
        salvage.doubtful() + doubtful,
        salvage.lost(),
        ranges,
        keys);
  }

  /** Whether a checksum stands behind the end; it is right, then, where nothing is wrong. */
  private boolean hasChecksum(long end) throws IOException {
    return version >= FIRST_WITH_CHECKSUM && bytes.littleEndian(end + 1, Long.BYTES) != 0;
  }

  /** Walks the image and notes what is left out; where its end is. */
  private long walk() throws IOException {
    long at = MAGIC;
    long attributes = -1;
    boolean isExpiring = false;
    Sizes last = null;
    while (true) {
      Glance.Kind kind = glance.at(at);
      switch (kind) {
        case END, NONE -> {
          return at;
        }
        case KEY -> {
          long from = attributes < 0 ? at : attributes;
          String why = why(from);
          if (why != null) {
            leaveOut(from, why);
            if (last != null) {
              last.all = Math.max(0, last.all - 1);
              last.expiring = Math.max(0, last.expiring - (isExpiring ? 1 : 0));
            }
          }
          attributes = -1;
          isExpiring = false;
        }
        case ATTRIBUTE -> {
          attributes = attributes < 0 ? at : attributes;
          isExpiring |= glance.code() == 0xFD || glance.code() == 0xFC && glance.number() != -1;
        }
        case DATABASE -> {
          database = glance.number();
          last = null;
        }
        case SIZES -> {
          last = new Sizes(at, glance.end(), glance.number(), glance.second());
          sizes.add(last);
        }
        default -> {}
      }
      at = glance.end();
    }
  }

  private @Nullable String why(long from) {
    KeysOnce.Record record = records.get(glance.nameAt());
    if (record != null && record.isCopy()) {
      return COPY;
    }
    Long head = heads.get(runs.at(from));
    if (head != null && glance.end() <= head) {
      return HEAD;
    }
    return record != null && record.isDoubtful() ? TWICE : null;
  }

  private void leaveOut(long from, String why) throws IOException {
    long end = glance.end();
    cuts.add(new long[] {from, end});
    boolean isCopy = why.equals(COPY);
    copies += isCopy ? 1 : 0;
    doubtful += isCopy ? 0 : 1;
    long offset = runs.source(from);
    LostRange before = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
    if (before != null && before.end() == offset && before.text().equals(why)) {
      ranges.remove(ranges.size() - 1);
      ranges.add(new LostRange(before.offset(), before.length() + end - from, !isCopy, why));
    } else {
      ranges.add(new LostRange(offset, end - from, !isCopy, why));
    }
    if (!isCopy && keys.size() < MOST_KEYS) {
      name();
    }
  }

  private void name() throws IOException {
    KeyName name = KeyName.of(glance, bytes, MOST_NAME);
    if (name != null) {
      long offset = runs.source(glance.offset());
      keys.add(new LeftOutKey(offset, database, name.bytes(), name.length(), true));
    }
  }

  private void write(long end) throws IOException {
    long at = 0;
    int next = 0;
    for (long[] cut : cuts) {
      at = sizesUpTo(cut[0], at, next);
      while (next < sizes.size() && sizes.get(next).from < cut[0]) {
        next++;
      }
      runs.copy(at, cut[0], pieces);
      at = cut[1];
    }
    at = sizesUpTo(end, at, next);
    runs.copy(at, end, pieces);
    finish();
  }

  /** Writes sizes in front of an offset anew, and what stands between. */
  private long sizesUpTo(long to, long from, int first) {
    long at = from;
    for (int i = first; i < sizes.size() && sizes.get(i).from < to; i++) {
      Sizes each = sizes.get(i);
      runs.copy(at, each.from, pieces);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(0xFB);
      PieceList.length(out, each.all);
      PieceList.length(out, each.expiring);
      pieces.literal(out.toByteArray());
      at = each.end;
    }
    return at;
  }

  /** The end and the checksum. */
  private void finish() throws IOException {
    byte[] last = {(byte) 0xFF};
    pieces.literal(last);
    if (version < FIRST_WITH_CHECKSUM) {
      return;
    }
    byte[] buffer = new byte[BUFFER];
    PiecedSource written = new PiecedSource(made.original(), pieces.pieces());
    long crc = 0;
    long at = 0;
    while (at < written.size()) {
      int count = written.read(at, ByteBuffer.wrap(buffer));
      crc = Crc64.update(crc, buffer, 0, count);
      at += count;
    }
    pieces.literal(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(crc).array());
  }
}
