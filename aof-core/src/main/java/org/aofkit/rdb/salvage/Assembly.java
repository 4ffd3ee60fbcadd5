package org.aofkit.rdb.salvage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.Crc64;
import org.jspecify.annotations.Nullable;

/** Puts the new image together of what is kept. */
final class Assembly {
  private static final int MAGIC = 9;
  private static final int FIRST_WITH_CHECKSUM = 5;
  private static final int FIRST_WITH_SIZES = 7;
  private static final int MOST_KEYS = 1000;
  private static final int MOST_NAME = 128;
  private static final int BUFFER = 1 << 16;

  private final ByteSource source;
  private final ByteWindow bytes;
  private final Glance glance;
  private final ImageWalk walk;
  private final int version;
  private final long start;
  private final PieceList pieces = new PieceList();
  private final List<LostRange> ranges = new ArrayList<>();
  private final List<LeftOutKey> keys = new ArrayList<>();
  private final Map<Gap, Remains> remains = new HashMap<>();
  private final List<PartialKey> parts = new ArrayList<>();
  private @Nullable PartialValues partial;
  private final Map<Span, Sizes> sizes = new IdentityHashMap<>();
  private int replicasPassed;
  private long kept;
  private long doubtful;

  /** How many keys of a database can be read and are left out, where it says how many it has. */
  private final Map<Span, Long> doubtfulOf = new IdentityHashMap<>();

  /** How many of those in doubt the image never had there. */
  private long copied;

  /** How many keys are kept of a span, and how many of them have a deadline. */
  private static final class Sizes {
    private long keys;
    private long expiring;
  }

  Assembly(
      ByteSource source, ByteWindow bytes, Glance glance, ImageWalk walk, int version, long start) {
    this.source = source;
    this.bytes = bytes;
    this.glance = glance;
    this.walk = walk;
    this.version = version;
    this.start = start;
  }

  /** All of it. */
  RdbSalvage make(RdbSalvage.Outcome outcome, String reason, long end) throws IOException {
    pieces.copy(start, start + MAGIC);
    boolean losesKeys = false;
    for (Stretch stretch : walk.stretches()) {
      losesKeys |= stretch.gap != null || stretch.isLeftOut;
    }
    losesKeys |= !walk.gaps().isEmpty();
    findParts();
    count();
    List<Stretch> stretches = walk.stretches();
    int next = 0;
    for (int i = 0; i < stretches.size(); i++) {
      Stretch stretch = stretches.get(i);
      if (stretch.gap != null) {
        part(stretch.gap);
        next++;
      }
      stretch(stretch, losesKeys);
    }
    while (next < walk.gaps().size()) {
      part(walk.gaps().get(next++));
    }
    for (Gap gap : walk.gaps()) {
      lose(gap);
      named(gap);
    }
    ranges.sort(Comparator.comparingLong(LostRange::offset));
    keys.sort(Comparator.comparingLong(LeftOutKey::offset));
    finish();
    bound();
    long length = 0;
    for (SalvagePiece piece : pieces.pieces()) {
      length += piece.length();
    }
    return new RdbSalvage(
        outcome,
        reason,
        start,
        end < 0 ? source.size() : end,
        end >= 0,
        pieces.pieces(),
        length,
        kept,
        doubtful,
        lost(),
        mayHaveLostMore(losesKeys, end),
        ranges,
        keys,
        parts);
  }

  /** What is to be asked for the remains of damaged values. */
  void keepParts(PartialValues partial) {
    this.partial = partial;
  }

  /** Looks at the values that gaps begin in; what stands in front of them must be kept. */
  private void findParts() throws IOException {
    if (partial == null) {
      return;
    }
    Iterator<Stretch> stretches = walk.stretches().iterator();
    Stretch last = stretches.next();
    Stretch next = last;
    for (Gap gap : walk.gaps()) {
      while (next != null && next.gap != gap) {
        last = next;
        next = stretches.hasNext() ? stretches.next() : null;
      }
      boolean isSure =
          !last.isLeftOut && (last.gap == null || last.keys > last.keysLeftOut && !last.isDisputed);
      DamagedKey key = gap.key();
      Remains found = isSure && key != null ? partial.of(key, gap.to()) : null;
      if (found != null) {
        remains.put(gap, found);
      }
    }
  }

  /** Writes what is left of the value that a gap begins in. */
  private void part(Gap gap) throws IOException {
    Remains found = remains.get(gap);
    DamagedKey key = gap.key();
    if (found == null || key == null) {
      return;
    }
    pieces.copy(key.from(), key.valueAt());
    pieces.all(found.pieces());
    kept++;
    glance.at(key.offset());
    KeyName name = KeyName.of(glance, bytes, MOST_NAME);
    parts.add(
        new PartialKey(
            key.offset(),
            gap.span().database,
            found.type(),
            name == null ? new byte[0] : name.bytes(),
            name == null ? 0 : name.length(),
            found.kept(),
            found.announced(),
            found.withoutGroups()));
  }

  /** Notes the bytes of a gap that are not written again. */
  private void lose(Gap gap) {
    Remains found = remains.get(gap);
    DamagedKey key = gap.key();
    if (found == null || key == null) {
      ranges.add(new LostRange(gap.from(), gap.length(), false, gap.span().database, gap.text()));
      return;
    }
    long at = key.valueAt();
    for (SalvagePiece piece : found.pieces()) {
      if (piece instanceof SalvagePiece.Copy copy) {
        lose(at, copy.offset(), gap);
        at = copy.offset() + copy.length();
      }
    }
    lose(at, gap.to(), gap);
  }

  private void lose(long from, long to, Gap gap) {
    if (to > from) {
      ranges.add(new LostRange(from, to - from, false, gap.span().database, gap.text()));
    }
  }

  private void stretch(Stretch stretch, boolean losesKeys) throws IOException {
    if (stretch.isLeftOut) {
      leaveOut(stretch, stretch.from, stretch.to);
      return;
    }
    long begin = stretch.from;
    if (stretch.keysLeftOut > 0) {
      begin = behindKeys(stretch);
      leaveOut(stretch, stretch.from, begin);
    }
    long at = begin;
    List<ImageWalk.Replica> replicas = walk.replicas();
    // Both ascend.
    while (losesKeys
        && replicasPassed < replicas.size()
        && replicas.get(replicasPassed).end() <= stretch.to) {
      ImageWalk.Replica field = replicas.get(replicasPassed++);
      if (field.offset() >= begin) {
        pieces.copy(at, field.offset());
        at = field.end();
      }
    }
    Span span = stretch.span;
    if (losesKeys && isWithoutKeys(span) && glance.at(at) == Glance.Kind.DATABASE) {
      // Bytes of a value may look like it. Servers write none, and refuse numbers they don't have.
      at = span.sizesAt == glance.end() ? span.sizesEnd : glance.end();
    }
    if (losesKeys && span.sizesAt >= at && span.sizesEnd <= stretch.to) {
      pieces.copy(at, span.sizesAt);
      pieces.literal(sizes(span));
      at = span.sizesEnd;
    }
    pieces.copy(at, stretch.to);
    kept += stretch.keys - stretch.keysLeftOut;
  }

  /** Counts what is kept of each database. */
  private void count() {
    for (Stretch stretch : walk.stretches()) {
      if (!stretch.isLeftOut) {
        Sizes of = sizes.computeIfAbsent(stretch.span, span -> new Sizes());
        of.keys += stretch.keys - stretch.keysLeftOut;
        of.expiring += stretch.expiring;
      }
    }
    for (Gap gap : remains.keySet()) {
      DamagedKey key = gap.key();
      if (key != null) {
        Sizes of = sizes.computeIfAbsent(gap.span(), span -> new Sizes());
        of.keys++;
        of.expiring += key.isExpiring() ? 1 : 0;
      }
    }
  }

  /** Whether no key of a database is kept. */
  private boolean isWithoutKeys(Span span) {
    Sizes of = sizes.get(span);
    return of == null || of.keys == 0;
  }

  /** The sizes of what is kept of a database. */
  private byte[] sizes(Span span) {
    Sizes of = sizes.getOrDefault(span, new Sizes());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xFB);
    PieceList.length(out, of.keys);
    PieceList.length(out, Math.min(of.keys, of.expiring));
    return out.toByteArray();
  }

  /** Behind the keys that are left out at the head of a stretch. */
  private long behindKeys(Stretch stretch) throws IOException {
    long at = stretch.from;
    long left = stretch.keysLeftOut;
    boolean deadline = false;
    while (left > 0 && at < stretch.to && glance.at(at) != Glance.Kind.NONE) {
      if (glance.kind() == Glance.Kind.KEY) {
        left--;
        if (deadline) {
          stretch.expiring--;
          Sizes of = sizes.get(stretch.span);
          if (of != null) {
            of.expiring--;
          }
        }
        deadline = false;
      } else {
        deadline |= glance.code() == 0xFC || glance.code() == 0xFD;
      }
      at = glance.end();
    }
    return at;
  }

  private void leaveOut(Stretch stretch, long begin, long behind) throws IOException {
    long at = begin;
    for (long i = 0; i < stretch.fieldsLeftOut && glance.at(at) == Glance.Kind.KEY; i++) {
      at = glance.end();
    }
    long database = stretch.span.database;
    if (at > begin) {
      ranges.add(new LostRange(begin, at - begin, false, database, LostRange.FIELDS));
    }
    if (behind > at) {
      ranges.add(new LostRange(at, behind - at, true, database, stretch.why));
    }
    long keysRead = 0;
    while (at < behind && glance.at(at) != Glance.Kind.NONE) {
      if (glance.kind() == Glance.Kind.KEY) {
        keysRead++;
        copied += stretch.isCopy ? 1 : 0;
        name(stretch.span, true);
      }
      at = glance.end();
    }
    doubtful += keysRead;
    if (!stretch.isCopy) {
      doubtfulOf.merge(stretch.span, keysRead, Long::sum);
    }
  }

  /**
   * No more keys can be in doubt than a database says that it has besides those that are kept and
   * those whose names are known and whose values are damaged. What is left are bytes of values.
   */
  private void bound() {
    Map<Span, Long> damaged = new IdentityHashMap<>();
    for (Gap gap : walk.gaps()) {
      if (gap.key() != null && !remains.containsKey(gap)) {
        damaged.merge(gap.span(), 1L, Long::sum);
      }
    }
    for (Map.Entry<Span, Long> each : doubtfulOf.entrySet()) {
      Span span = each.getKey();
      if (span.announced != Span.UNKNOWN && !span.mayHideDatabases) {
        Sizes of = sizes.getOrDefault(span, new Sizes());
        long most = Math.max(0, span.announced - of.keys - damaged.getOrDefault(span, 0L));
        doubtful -= Math.max(0, each.getValue() - most);
      }
    }
  }

  /** The keys of a gap that were read before its damage was met, and the one it was met in. */
  private void named(Gap gap) throws IOException {
    long at = gap.from();
    while (at <= gap.bad() && at < gap.to()) {
      Glance.Kind kind = glance.at(at);
      boolean named = kind == Glance.Kind.KEY || glance.reached() == Glance.Reached.NAME;
      boolean isKept = at == gap.bad() && remains.containsKey(gap);
      if (named && !isKept && bytes.at(glance.nameAt()) != 0) {
        name(gap.span(), false);
      }
      if (kind == Glance.Kind.NONE || kind == Glance.Kind.END) {
        return;
      }
      at = glance.end();
    }
  }

  private void name(Span span, boolean isDoubtful) throws IOException {
    KeyName name = keys.size() < MOST_KEYS ? KeyName.of(glance, bytes, MOST_NAME) : null;
    if (name != null) {
      keys.add(
          new LeftOutKey(
              glance.offset(),
              span.database,
              name.bytes(),
              name.length(),
              glance.title(),
              isDoubtful));
    }
  }

  /**
   * What the image says it had, less what is kept and what is in doubt; of databases that say
   * nothing neither counts.
   */
  private OptionalLong lost() {
    long announced = 0;
    long others = 0;
    boolean isAnyKnown = false;
    Span last = null;
    for (Stretch stretch : walk.stretches()) {
      Span span = stretch.span;
      boolean isKnown = span.announced != Span.UNKNOWN;
      isAnyKnown |= isKnown;
      announced += isKnown && span != last ? span.announced : 0;
      others += isKnown || stretch.isCopy ? 0 : stretch.keys;
      last = span;
    }
    for (Gap gap : remains.keySet()) {
      others += gap.span().announced == Span.UNKNOWN ? 1 : 0;
    }
    long found = kept + doubtful - copied - others;
    boolean isSaid = isAnyKnown || !isAnySilent();
    return isSaid ? OptionalLong.of(Math.max(0, announced - found)) : OptionalLong.empty();
  }

  /** Whether a database does not say how many keys it had. */
  private boolean isAnySilent() {
    for (Stretch stretch : walk.stretches()) {
      boolean hasKeys = !stretch.isCopy && (stretch.keys > 0 || stretch.span.isNamed);
      if (stretch.span.announced == Span.UNKNOWN && hasKeys) {
        return true;
      }
    }
    return false;
  }

  private boolean mayHaveLostMore(boolean losesKeys, long end) throws IOException {
    boolean isHeadSwallowed = version >= FIRST_WITH_SIZES && isAnySilent();
    if (end >= 0 && (walk.isFollowed(end) || isHeadSwallowed)) {
      return true;
    }
    return losesKeys && (end < 0 || isEndChance() || mayHideDatabases() || isAnySilent());
  }

  /**
   * Whether the end may be bytes of a value in front of which the image is torn: it stands right
   * behind a gap in which the keys that are missing can't lie.
   */
  private boolean isEndChance() {
    Gap last = walk.gaps().isEmpty() ? null : walk.gaps().get(walk.gaps().size() - 1);
    if (last == null || last.to() != walk.end() || last.span().announced == Span.UNKNOWN) {
      return false;
    }
    long missing = last.span().announced - last.span().passed;
    return missing > 1 && !walk.sizes().mayLieIn(missing, last.length());
  }

  /**
   * Whether databases may be lost, of which the image says nothing any more. In front of the first
   * that can be read there are none if it is database 0.
   */
  private boolean mayHideDatabases() {
    boolean isAnyInFront = false;
    for (Stretch stretch : walk.stretches()) {
      Span span = stretch.span;
      if (span.mayHideDatabases || isAnyInFront && span.isNamed && span.database != 0) {
        return true;
      }
      isAnyInFront = !span.isNamed && (isAnyInFront || span.isDamaged);
    }
    return isAnyInFront;
  }

  /** The end and the checksum. */
  private void finish() throws IOException {
    byte[] last = {(byte) 0xFF};
    if (version < FIRST_WITH_CHECKSUM) {
      pieces.literal(last);
      return;
    }
    long crc = checksum();
    crc = Crc64.update(crc, last, 0, 1);
    ByteBuffer tail = ByteBuffer.allocate(1 + Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    tail.put(last).putLong(crc);
    pieces.literal(tail.array());
  }

  private long checksum() throws IOException {
    long crc = 0;
    byte[] buffer = new byte[BUFFER];
    for (SalvagePiece piece : pieces.pieces()) {
      if (piece instanceof SalvagePiece.Literal literal) {
        crc = Crc64.update(crc, literal.bytes(), 0, literal.bytes().length);
      } else if (piece instanceof SalvagePiece.Copy copy) {
        for (long at = copy.offset(); at < copy.offset() + copy.length(); ) {
          int step = (int) Math.min(buffer.length, copy.offset() + copy.length() - at);
          bytes.copy(at, buffer, 0, step);
          crc = Crc64.update(crc, buffer, 0, step);
          at += step;
        }
      }
    }
    return crc;
  }
}
