package org.aofkit.rdb.salvage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.aofkit.server.Dialect;
import org.jspecify.annotations.Nullable;

/** Makes the image of a salvage once more, without some of its keys. */
final class KeysLeftOut {
  private static final int MAGIC = 9;
  private static final int FIRST_WITH_CHECKSUM = 5;
  private static final int MOST_KEYS = 1000;
  private static final int MOST_NAME = 128;
  private static final int MOST_CUTS = 200_000;
  private static final int BUFFER = 1 << 16;
  private static final String COPY = "a copy of a key that is there";
  private static final String TWICE = "a key that is there twice, with different values";
  private static final String DAMAGED = "a key whose value can be read, and is damaged";
  private static final String ISLAND =
      "keys between a damaged value and damage: they may be bytes of the value";
  private static final String LIBRARY = "a function library that servers refuse";
  private static final String HEAD =
      "keys behind damage, in front of one that is there twice: they may be bytes of a value";

  private final RdbSalvage salvage;
  private final PiecedSource made;
  private final ByteWindow bytes;
  private final int version;
  private final Runs runs;
  private final Map<Long, KeysOnce.Record> records;
  private final Map<Integer, Long> heads;
  private final Set<Long> damaged;
  private final Set<Long> islands;
  private final Glance glance;
  private final List<LostRange> ranges;
  private final List<LeftOutKey> keys;
  private final Map<Long, PartialKey> parts = new TreeMap<>();
  private final PieceList pieces = new PieceList();
  private final List<Sizes> sizes = new ArrayList<>();
  private final List<long[]> cuts = new ArrayList<>();

  /** The fields that tell how far a replica is: they are not true any more without some keys. */
  private final List<long[]> replicas = new ArrayList<>();

  /** Where the deadline and the like of the next key stand. */
  private final List<long[]> attributes = new ArrayList<>();

  private long doubtful;
  private long copies;
  private long lost;
  private long database;

  /** The sizes of a database, and how many of its keys are left out. */
  private static final class Sizes {
    private final long from;
    private final long end;
    private long all;
    private long expiring;
    private boolean isChanged;

    Sizes(long from, long end, long all, long expiring) {
      this.from = from;
      this.end = end;
      this.all = all;
      this.expiring = expiring;
    }
  }

  /**
   * @param damaged where the records of keys and libraries begin in the new image that are damaged
   * @param islands where those of keys do that may be bytes of a damaged value
   */
  KeysLeftOut(
      RdbSalvage salvage,
      PiecedSource made,
      Dialect dialect,
      int version,
      Runs runs,
      Map<Long, KeysOnce.Record> records,
      Map<Integer, Long> heads,
      Set<Long> damaged,
      Set<Long> islands) {
    this.salvage = salvage;
    this.made = made;
    this.bytes = new ByteWindow(made, BUFFER);
    this.version = version;
    this.runs = runs;
    this.records = records;
    this.heads = heads;
    this.damaged = damaged;
    this.islands = islands;
    this.glance = new Glance(bytes, dialect, version);
    this.ranges = new ArrayList<>(salvage.ranges());
    this.keys = new ArrayList<>(salvage.keys());
    salvage.parts().forEach(part -> parts.put(part.offset(), part));
  }

  /** What is left. */
  RdbSalvage salvage() throws IOException {
    long end = walk();
    if (cuts.size() > MOST_CUTS) {
      return RdbSalvage.hopeless(
          salvage.start(), salvage.end(), "keys that are there twice stand in too many places");
    }
    if (doubtful > 0 || !damaged.isEmpty()) {
      cuts.addAll(replicas);
      cuts.sort(Comparator.comparingLong(cut -> cut[0]));
    }
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
    OptionalLong losses = salvage.lost();
    if (!damaged.isEmpty()) {
      boolean isWhole = salvage.outcome() == RdbSalvage.Outcome.WHOLE;
      // A value that has taken others in has a length that is wrong: where it ends is not known.
      boolean isUnlocated =
          outcome == RdbSalvage.Outcome.CHECKSUM && losses.orElse(Long.MAX_VALUE) > 0;
      outcome = isUnlocated ? outcome : RdbSalvage.Outcome.DAMAGED;
      reason =
          (isWhole ? "" : salvage.reason() + "; ")
              + "what can be read to its end is damaged inside";
      losses = losses.isPresent() ? OptionalLong.of(losses.getAsLong() + lost) : losses;
    }
    return new RdbSalvage(
        outcome,
        reason,
        salvage.start(),
        salvage.end(),
        salvage.endFound(),
        pieces.pieces(),
        length,
        salvage.kept() - doubtful - copies - lost,
        salvage.doubtful() + doubtful,
        losses,
        salvage.mayHaveLostMore(),
        ranges,
        keys,
        List.copyOf(parts.values()));
  }

  /** Whether a checksum stands behind the end; it is right, then, where nothing is wrong. */
  private boolean hasChecksum(long end) throws IOException {
    return version >= FIRST_WITH_CHECKSUM && bytes.littleEndian(end + 1, Long.BYTES) != 0;
  }

  /** Walks the image and notes what is left out; where its end is. */
  private long walk() throws IOException {
    long at = MAGIC;
    boolean isExpiring = false;
    Sizes last = null;
    while (cuts.size() <= MOST_CUTS) {
      Glance.Kind kind = glance.at(at);
      switch (kind) {
        case END, NONE -> {
          return at;
        }
        case KEY -> {
          String why = why(at);
          if (why != null) {
            leaveOut(why);
            if (last != null) {
              if (!last.isChanged) {
                last.isChanged = true;
                sizes.add(last);
              }
              last.all = Math.max(0, last.all - 1);
              last.expiring = Math.max(0, last.expiring - (isExpiring ? 1 : 0));
            }
          }
          attributes.clear();
          isExpiring = false;
        }
        case ATTRIBUTE -> {
          add(attributes, at, glance.end());
          isExpiring |= glance.code() == 0xFD || glance.code() == 0xFC && glance.number() != -1;
        }
        case DATABASE -> {
          database = glance.number();
          last = null;
        }
        case SIZES -> {
          last = new Sizes(at, glance.end(), glance.number(), glance.second());
        }
        case OTHER -> {
          if (ImageWalk.isReplicationField(bytes, glance)) {
            add(replicas, at, glance.end());
          }
          if (damaged.contains(at)) {
            add(cuts, at, glance.end());
            ranges.add(new LostRange(runs.source(at), glance.end() - at, false, database, LIBRARY));
          }
        }
      }
      at = glance.end();
    }
    return at;
  }

  private @Nullable String why(long from) {
    if (damaged.contains(glance.offset())) {
      return DAMAGED;
    }
    if (islands.contains(glance.offset())) {
      return ISLAND;
    }
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

  /** Adds a range to those that ascend; what stands side by side becomes one. */
  private static void add(List<long[]> ranges, long from, long end) {
    long[] last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
    if (last != null && last[1] == from) {
      last[1] = end;
    } else {
      ranges.add(new long[] {from, end});
    }
  }

  /** Leaves a key out with what belongs to it, but for other records between. */
  private void leaveOut(String why) throws IOException {
    attributes.forEach(each -> add(cuts, each[0], each[1]));
    add(cuts, glance.offset(), glance.end());
    boolean isOne = attributes.size() == 1 && attributes.get(0)[1] == glance.offset();
    long from = isOne ? attributes.get(0)[0] : glance.offset();
    long end = glance.end();
    parts.remove(runs.source(glance.offset()));
    if (why.equals(COPY)) {
      copies++;
      return;
    }
    boolean isLost = why.equals(DAMAGED);
    lost += isLost ? 1 : 0;
    doubtful += isLost ? 0 : 1;
    long offset = runs.source(from);
    LostRange before = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
    if (isLost) {
      ranges.add(new LostRange(offset, end - from, false, database, why));
    } else if (before != null && before.end() == offset && before.text().equals(why)) {
      ranges.remove(ranges.size() - 1);
      long length = before.length() + end - from;
      ranges.add(new LostRange(before.offset(), length, true, before.database(), why));
    } else {
      ranges.add(new LostRange(offset, end - from, true, database, why));
    }
    if (keys.size() < MOST_KEYS) {
      name(!isLost);
    }
  }

  private void name(boolean isDoubtful) throws IOException {
    KeyName name = KeyName.of(glance, bytes, MOST_NAME);
    if (name != null) {
      long offset = runs.source(glance.offset());
      keys.add(
          new LeftOutKey(
              offset, database, name.bytes(), name.length(), glance.title(), isDoubtful));
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
    pieces.seal(made.original(), version);
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
}
