package org.aofkit.rdb.salvage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbDamage;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.rdb.RdbType;
import org.aofkit.server.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is left of a value that is damaged. Elements are copied as they are, under a count of
 * their own, so that memory does not depend on how many there are; packed containers that are cut
 * are built in memory. What is left is read to its bottom: if anything is wrong with it, nothing is
 * left. Strings, and values of modules, are never cut: half of them is another value.
 */
final class PartialValues {
  private static final int MAGIC = 9;
  private static final int FIRST_WITH_CHECKSUM = 5;
  private static final int BUFFER = 1 << 16;

  private final ByteSource source;
  private final ByteWindow bytes;
  private final Dialect dialect;
  private final int version;
  private final long start;
  private final Parts parts;
  private final Values values;
  private final Glance glance;
  private final Budget budget;

  PartialValues(ByteSource source, ByteWindow bytes, Dialect dialect, int version, long start) {
    this.source = source;
    this.bytes = bytes;
    this.dialect = dialect;
    this.version = version;
    this.start = start;
    this.parts = new Parts(bytes);
    this.values = new Values(bytes, dialect, parts);
    this.glance = new Glance(bytes, dialect, version);
    this.budget = new Budget(bytes.limit());
  }

  /**
   * What is left of the value of a key.
   *
   * @param bound where the value ends at the latest: records go on there, or the source ends
   * @return null if that is nothing
   */
  @Nullable Remains of(DamagedKey key, long bound) throws IOException {
    RdbType type = RdbType.of(dialect, key.code());
    if (type == null || budget.isSpent()) {
      return null;
    }
    return switch (key.code()) {
      case 1, 2, 3, 4, 5, 22, 24 -> elements(key, type, bound);
      case 14, 18 -> list(key, type, bound);
      case 15, 19, 21 -> stream(key, type, bound);
      case 10, 11, 12, 13, 16, 17, 20, 23, 25 -> packed(key, type, bound);
      default -> null;
    };
  }

  private @Nullable Remains elements(DamagedKey key, RdbType type, long bound) throws IOException {
    ElementRemains remains = new ElementRemains(bytes, parts, values, glance, key, budget);
    List<SalvagePiece> pieces = remains.look(bound).pieces();
    Parted counted = pieces.isEmpty() ? null : count(key, pieces);
    return counted == null || counted.elements == 0 || counted.elements >= remains.announced()
        ? null
        : new Remains(
            type.title(), pieces, counted.elements, OptionalLong.of(remains.announced()), false);
  }

  private @Nullable Remains packed(DamagedKey key, RdbType type, long bound) throws IOException {
    StringCheck.Role role = StringCheck.Role.of(key.code());
    long at = key.code() == 25 ? key.valueAt() + Long.BYTES : key.valueAt();
    PackedEntries entries =
        new PackedCut(bytes, parts)
            .entries(at, key.end() >= 0 ? key.end() : bound, key.end() >= 0, role);
    byte[] container = entries == null ? null : entries.container();
    if (entries == null || container == null) {
      return null;
    }
    PieceList pieces = new PieceList();
    pieces.copy(key.valueAt(), at);
    pieces.length(container.length);
    pieces.literal(container);
    Parted counted = count(key, pieces.pieces());
    long announced = entries.announced();
    return counted == null || counted.elements == 0
        ? null
        : new Remains(
            type.title(),
            pieces.pieces(),
            counted.elements,
            announced < 0 ? OptionalLong.empty() : OptionalLong.of(announced / role.tuple()),
            false);
  }

  private @Nullable Remains list(DamagedKey key, RdbType type, long bound) throws IOException {
    NodeRemains remains = new NodeRemains(bytes, parts, values, key, budget);
    remains.look(bound);
    PieceList pieces = new PieceList();
    pieces.length(remains.count());
    pieces.all(remains.nodes().pieces());
    Parted counted = remains.count() == 0 ? null : count(key, pieces.pieces());
    return counted == null || counted.elements == 0
        ? null
        : new Remains(type.title(), pieces.pieces(), counted.elements, OptionalLong.empty(), false);
  }

  private @Nullable Remains stream(DamagedKey key, RdbType type, long bound) throws IOException {
    NodeRemains remains = new NodeRemains(bytes, parts, values, key, budget);
    remains.look(bound);
    if (remains.count() == 0) {
      return null;
    }
    // First with counters that are surely wrong, to learn the right ones.
    Parted counted = count(key, stream(key, remains, new Parted()));
    if (counted == null || counted.elements == 0) {
      return null;
    }
    List<SalvagePiece> pieces = stream(key, remains, counted);
    Parted again = count(key, pieces);
    long announced = -1;
    if (remains.tailAt() >= 0 && parts.length(remains.tailAt()) >= 0) {
      announced = parts.length();
    }
    return again == null || again.damages != 0
        ? null
        : new Remains(
            type.title(),
            pieces,
            again.elements,
            announced < 0 ? OptionalLong.empty() : OptionalLong.of(announced),
            remains.tailAt() < 0);
  }

  private List<SalvagePiece> stream(DamagedKey key, NodeRemains remains, Parted counted)
      throws IOException {
    int layout = Values.streamVersion(key.code());
    PieceList pieces = new PieceList();
    pieces.length(remains.count());
    pieces.all(remains.nodes().pieces());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PieceList.length(out, counted.elements);
    long tail = remains.tailAt();
    long end = tail < 0 ? -1 : values.behindNodes(tail, layout);
    long last = tail < 0 ? -1 : parts.length(tail);
    long first = last < 0 ? -1 : parts.lengths(last, 2);
    long rest = first < 0 || layout == 1 ? first : parts.lengths(first, 2);
    if (end < 0 || rest < 0) {
      PieceList.length(out, counted.lastMs);
      PieceList.length(out, counted.lastSeq);
      if (layout > 1) {
        PieceList.length(out, counted.firstMs);
        PieceList.length(out, counted.firstSeq);
        // No id deleted, and as many added as there are; no groups.
        out.writeBytes(new byte[2]);
        PieceList.length(out, counted.elements);
      }
      out.write(0);
      pieces.literal(out.toByteArray());
      return pieces.pieces();
    }
    pieces.literal(out.toByteArray());
    pieces.copy(last, first);
    if (layout > 1) {
      out.reset();
      PieceList.length(out, counted.firstMs);
      PieceList.length(out, counted.firstSeq);
      pieces.literal(out.toByteArray());
    }
    pieces.copy(rest, end);
    return pieces.pieces();
  }

  /** Reads a key with what is left of its value; null if it is not sound. */
  private @Nullable Parted count(DamagedKey key, List<SalvagePiece> value) throws IOException {
    PieceList image = new PieceList();
    image.copy(start, start + MAGIC);
    image.copy(key.from(), key.valueAt());
    image.all(value);
    image.literal(new byte[] {(byte) 0xFF});
    if (version >= FIRST_WITH_CHECKSUM) {
      image.literal(new byte[Long.BYTES]);
    }
    Parted counted = new Parted();
    RdbImage read =
        RdbReader.read(
            new PiecedSource(source, image.pieces()),
            0,
            new RdbOptions(BUFFER, true),
            RdbDepth.DEEP,
            counted);
    for (RdbDamage damage : read.damages()) {
      counted.damages += damage.kind() == RdbDamage.Kind.ODD ? 0 : 1;
    }
    boolean isStream = Values.isStream(key.code());
    return read.isWhole() && (isStream || counted.damages == 0) ? counted : null;
  }
}
