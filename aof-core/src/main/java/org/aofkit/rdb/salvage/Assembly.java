package org.aofkit.rdb.salvage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.Crc64;

/** Puts the new image together of what is kept. */
final class Assembly {
  private static final int MAGIC = 9;
  private static final int FIRST_WITH_CHECKSUM = 5;
  private static final int MOST_KEYS = 1000;
  private static final int MOST_NAME = 128;
  private static final int BUFFER = 1 << 16;

  private final ByteSource source;
  private final ByteWindow bytes;
  private final Glance glance;
  private final ImageWalk walk;
  private final int version;
  private final long start;
  private final List<SalvagePiece> pieces = new ArrayList<>();
  private final List<LostRange> ranges = new ArrayList<>();
  private final List<LeftOutKey> keys = new ArrayList<>();
  private long from = -1;
  private long to = -1;
  private long kept;
  private long doubtful;

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
    copy(start, start + MAGIC);
    boolean losesKeys = false;
    for (Stretch stretch : walk.stretches()) {
      losesKeys |= stretch.gap != null || stretch.isLeftOut;
    }
    losesKeys |= !walk.gaps().isEmpty();
    for (Stretch stretch : walk.stretches()) {
      stretch(stretch, losesKeys);
    }
    for (Gap gap : walk.gaps()) {
      ranges.add(new LostRange(gap.from(), gap.length(), false, gap.text()));
      named(gap);
    }
    ranges.sort(Comparator.comparingLong(LostRange::offset));
    keys.sort(Comparator.comparingLong(LeftOutKey::offset));
    finish();
    long length = 0;
    for (SalvagePiece piece : pieces) {
      length += piece.length();
    }
    return new RdbSalvage(
        outcome,
        reason,
        start,
        end < 0 ? source.size() : end,
        end >= 0,
        pieces,
        length,
        kept,
        doubtful,
        lost(),
        ranges,
        keys);
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
    for (ImageWalk.Replica field : walk.replicas()) {
      boolean inside = field.offset() >= begin && field.end() <= stretch.to;
      if (losesKeys && inside) {
        copy(at, field.offset());
        at = field.end();
      }
    }
    Span span = stretch.span;
    if (losesKeys && span.sizesAt >= at && span.sizesEnd <= stretch.to) {
      copy(at, span.sizesAt);
      literal(sizes(span));
      at = span.sizesEnd;
    }
    copy(at, stretch.to);
    kept += stretch.keys - stretch.keysLeftOut;
  }

  /** The sizes of what is kept of a database. */
  private byte[] sizes(Span span) {
    long count = 0;
    long expiring = 0;
    for (Stretch stretch : walk.stretches()) {
      if (stretch.span == span && !stretch.isLeftOut) {
        count += stretch.keys - stretch.keysLeftOut;
        expiring += stretch.expiring;
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xFB);
    length(out, count);
    length(out, Math.min(count, expiring));
    return out.toByteArray();
  }

  private static void length(ByteArrayOutputStream out, long value) {
    if (value < 0x40) {
      out.write((int) value);
    } else if (value < 0x4000) {
      out.write((int) (value >>> 8) | 0x40);
      out.write((int) value & 0xFF);
    } else {
      boolean isLong = value >>> 32 != 0;
      out.write(isLong ? 0x81 : 0x80);
      for (int shift = isLong ? 56 : 24; shift >= 0; shift -= 8) {
        out.write((int) (value >>> shift) & 0xFF);
      }
    }
  }

  /** Behind the keys that are left out at the head of a stretch. */
  private long behindKeys(Stretch stretch) throws IOException {
    long at = stretch.from;
    long left = stretch.keysLeftOut;
    boolean deadline = false;
    while (left > 0 && at < stretch.to && glance.at(at) != Glance.Kind.NONE) {
      if (glance.kind() == Glance.Kind.KEY) {
        left--;
        stretch.expiring -= deadline ? 1 : 0;
        deadline = false;
      } else {
        deadline |= glance.code() == 0xFC || glance.code() == 0xFD;
      }
      at = glance.end();
    }
    return at;
  }

  private void leaveOut(Stretch stretch, long begin, long behind) throws IOException {
    if (behind > begin) {
      ranges.add(new LostRange(begin, behind - begin, true, stretch.why));
    }
    long at = begin;
    while (at < behind && glance.at(at) != Glance.Kind.NONE) {
      if (glance.kind() == Glance.Kind.KEY) {
        doubtful++;
        name(stretch.span, true);
      }
      at = glance.end();
    }
  }

  /** The keys of a gap that were read before its damage was met, and the one it was met in. */
  private void named(Gap gap) throws IOException {
    long at = gap.from();
    while (at <= gap.bad() && at < gap.to()) {
      Glance.Kind kind = glance.at(at);
      boolean named = kind == Glance.Kind.KEY || glance.reached() == Glance.Reached.NAME;
      if (named && bytes.at(glance.nameAt()) != 0) {
        name(gap.span(), false);
      }
      if (kind == Glance.Kind.NONE || kind == Glance.Kind.END) {
        return;
      }
      at = glance.end();
    }
  }

  private void name(Span span, boolean isDoubtful) throws IOException {
    if (keys.size() >= MOST_KEYS) {
      return;
    }
    int first = bytes.at(glance.nameAt());
    long from = Shapes.textFrom(glance, first);
    if (first == 0xC3 || glance.nameEnd() < from) {
      return;
    }
    byte[] name;
    long length;
    if (first >= 0xC0) {
      name = number(first).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      length = name.length;
    } else {
      length = glance.nameEnd() - from;
      name = new byte[(int) Math.min(MOST_NAME, length)];
      bytes.copy(from, name, 0, name.length);
      if (length == 0 || name[0] == 0) {
        return;
      }
    }
    keys.add(new LeftOutKey(glance.offset(), span.database, name, length, isDoubtful));
  }

  private String number(int first) throws IOException {
    int width = 1 << (first & 3);
    long value = bytes.littleEndian(glance.nameAt() + 1, width);
    int unused = Long.SIZE - 8 * width;
    return Long.toString(value << unused >> unused);
  }

  /** What the image says it had, less what is kept and what is in doubt. */
  private OptionalLong lost() {
    long announced = 0;
    Span last = null;
    for (Stretch stretch : walk.stretches()) {
      if (stretch.span != last) {
        last = stretch.span;
        if (last.announced == Span.UNKNOWN && (stretch.keys > 0 || last.isNamed)) {
          return OptionalLong.empty();
        }
        announced += Math.max(0, last.announced);
      }
    }
    return OptionalLong.of(Math.max(0, announced - kept - doubtful));
  }

  private void copy(long begin, long behind) {
    if (behind <= begin) {
      return;
    }
    if (begin != to) {
      flush();
      from = begin;
    }
    to = behind;
  }

  private void flush() {
    if (from >= 0) {
      pieces.add(new SalvagePiece.Copy(from, to - from));
    }
    from = -1;
    to = -1;
  }

  private void literal(byte[] written) {
    flush();
    pieces.add(new SalvagePiece.Literal(written));
  }

  /** The end and the checksum. */
  private void finish() throws IOException {
    flush();
    byte[] last = {(byte) 0xFF};
    if (version < FIRST_WITH_CHECKSUM) {
      pieces.add(new SalvagePiece.Literal(last));
      return;
    }
    long crc = checksum();
    crc = Crc64.update(crc, last, 0, 1);
    ByteBuffer tail = ByteBuffer.allocate(1 + Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    tail.put(last).putLong(crc);
    pieces.add(new SalvagePiece.Literal(tail.array()));
  }

  private long checksum() throws IOException {
    long crc = 0;
    byte[] buffer = new byte[BUFFER];
    for (SalvagePiece piece : pieces) {
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
