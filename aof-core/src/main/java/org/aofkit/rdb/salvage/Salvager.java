package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.Crc64;
import org.aofkit.rdb.RdbBoundary;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbProblem;
import org.aofkit.rdb.RdbReader;
import org.aofkit.server.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a damaged RDB image and says what can be kept of it. Nothing is written. Memory does not
 * depend on the image but on how many damaged spots it has; the time is in proportion to its size.
 *
 * <p>What is kept was in the image before it was damaged, as far as anybody can tell; where records
 * go on behind damage and what is believed of them is decided in ADR 9.
 */
public final class Salvager {
  private static final int MAGIC = 9;
  private static final int FIRST_WITH_CHECKSUM = 5;
  private static final int LAST_KNOWN = 12;
  private static final int VALKEY = 80;
  private static final int BUFFER = 1 << 16;
  private static final int PATIENCE = 1 << 14;

  private final ByteSource source;
  private final long start;
  private final SalvageOptions options;

  private Salvager(ByteSource source, long start, SalvageOptions options) {
    this.source = source;
    this.start = start;
    this.options = options;
  }

  /**
   * Looks at the image that begins at an offset of a source.
   *
   * @param source borrowed, not closed
   * @throws IOException if the source can't be read, or has shrunk
   * @throws CancellationException once {@link SalvageOptions#cancelled()} says so
   */
  public static RdbSalvage look(ByteSource source, long start, SalvageOptions options)
      throws IOException {
    return new Salvager(source, start, options).look();
  }

  /**
   * Whether nothing is wrong with the image at an offset but records that are copies of others,
   * byte by byte, as its checksum proves. An image with anything else wrong is seldom looked at
   * closely for that.
   *
   * @param source borrowed, not closed
   * @throws IOException if the source can't be read, or has shrunk
   * @throws CancellationException once {@link SalvageOptions#cancelled()} says so
   */
  public static boolean isCopied(ByteSource source, long start, SalvageOptions options)
      throws IOException {
    Salvager salvager = new Salvager(source, start, options);
    return salvager.isProvenWhole() && salvager.look().outcome() == RdbSalvage.Outcome.COPIED;
  }

  /** Whether records lead to an end with a checksum that is right. */
  private boolean isProvenWhole() throws IOException {
    ByteWindow bytes = new ByteWindow(source, options.windowSize());
    String magic = magic(bytes, start);
    Dialect dialect = magic.startsWith("VALKEY") ? Dialect.VALKEY : Dialect.REDIS;
    int version = version(magic, dialect);
    if (version < 0) {
      return false;
    }
    Glance glance = new Glance(bytes, dialect, version);
    long at = start + MAGIC;
    int patience = PATIENCE;
    Glance.Kind kind = glance.at(at);
    while (kind != Glance.Kind.END && kind != Glance.Kind.NONE) {
      at = glance.end();
      kind = glance.at(at);
      if (--patience == 0) {
        patience = PATIENCE;
        if (options.cancelled().getAsBoolean()) {
          throw new CancellationException();
        }
      }
    }
    long end = kind == Glance.Kind.END ? behindEnd(at, version) : -1;
    return end >= 0 && hasStored(bytes, version, end) && difference(bytes, version, end) == 0;
  }

  private RdbSalvage look() throws IOException {
    ByteWindow bytes = new ByteWindow(source, options.windowSize());
    String magic = magic(bytes, start);
    Dialect dialect = magic.startsWith("VALKEY") ? Dialect.VALKEY : Dialect.REDIS;
    int version = version(magic, dialect);
    if (version < 0) {
      return withoutHead(bytes, magic);
    }
    RdbSalvage found = look(bytes, dialect, version);
    RdbSalvage once = KeysOnce.of(source, found, options, dialect, version);
    RdbBoundary place = new RdbBoundary(start, dialect, version, 0);
    boolean isProven = isProven(bytes, found, version);
    RdbSalvage sound = DamagedValues.without(source, once, options, isProven, place);
    RdbSalvage loaded = UnprovenLibraries.without(source, sound, options, place);
    return NegativeDeadlines.reset(source, loaded, options, place);
  }

  /** Whether the checksum says that all that is kept was written so. */
  private boolean isProven(ByteWindow bytes, RdbSalvage found, int version) throws IOException {
    return switch (found.outcome()) {
      case MENDED -> true;
      case WHOLE -> hasStored(bytes, version, found.end());
      default -> false;
    };
  }

  private RdbSalvage look(ByteWindow bytes, Dialect dialect, int version) throws IOException {
    ImageWalk trusting = new ImageWalk(bytes, dialect, version, start + MAGIC, options, true, null);
    trusting.run();
    long end = trusting.end() < 0 ? -1 : behindEnd(trusting.end(), version);
    boolean intact = trusting.gaps().isEmpty();
    long difference = end < 0 ? 0 : difference(bytes, version, end);
    boolean isProven = end >= 0 && difference == 0 && hasStored(bytes, version, end);
    boolean isLong = end >= 0 && source.size() - end > Long.BYTES;
    if (intact && isLong && !isProven && trusting.isFollowed(end)) {
      RdbSalvage behind = behindEarlyEnd(bytes, dialect, version, trusting, end);
      if (behind != null) {
        return behind;
      }
    }
    boolean isWhole = intact && difference == 0;
    if (isWhole && (hasStored(bytes, version, end) || problem() == null)) {
      return whole(trusting, end);
    }
    RdbSalvage mended = mended(bytes, dialect, version, end < 0 ? source.size() : end);
    if (mended != null) {
      return mended;
    }
    if (intact && difference != 0) {
      // Where servers find nothing wrong but that, what looks odd is no damage: people do write
      // keys without a name and values full of NULs.
      RdbProblem problem = problem();
      if (problem != null && problem.kind() == RdbProblem.Kind.CHECKSUM) {
        return unlocated(bytes, dialect, version, trusting, end);
      }
    }
    ImageWalk first = new ImageWalk(bytes, dialect, version, start + MAGIC, options, false, null);
    first.run();
    if (first.gaps().isEmpty()) {
      return difference == 0 ? whole(first, end) : unlocated(bytes, dialect, version, first, end);
    }
    return damaged(bytes, dialect, version, first);
  }

  /**
   * What can be kept where what ends an image stands in the midst of it; null if that is not so.
   * Where a database lacks keys, keys behind the end show it. Where none does, the end may be that
   * of the image: a later database with just as many keys as it says shows that it is not.
   */
  private @Nullable RdbSalvage behindEarlyEnd(
      ByteWindow bytes, Dialect dialect, int version, ImageWalk trusting, long end)
      throws IOException {
    RdbSalvage mended = mended(bytes, dialect, version, source.size());
    if (mended != null) {
      return mended;
    }
    ImageWalk first = new ImageWalk(bytes, dialect, version, start + MAGIC, options, false, null);
    first.believeNoEarlyEnd();
    first.run();
    boolean lacksKeys = trusting.lacksKeys();
    boolean goesOn = false;
    for (Stretch stretch : first.stretches()) {
      Span span = stretch.span;
      boolean isKeys = stretch.to > end && stretch.keys > 0;
      boolean isDatabase = isKeys && span.selectedAt >= end && span.announced == stretch.keys;
      goesOn |= lacksKeys && isKeys || first.end() >= 0 && isDatabase;
    }
    return goesOn ? damaged(bytes, dialect, version, first) : null;
  }

  /** What can be kept of an image with damage that was met in a first walk. */
  private RdbSalvage damaged(ByteWindow bytes, Dialect dialect, int version, ImageWalk first)
      throws IOException {
    RdbSalvage mended = shifted(bytes, dialect, version, first);
    if (mended != null) {
      return mended;
    }
    new FieldDoubt(first, new Glance(bytes, dialect, version)).teach();
    ImageWalk walk = new ImageWalk(bytes, dialect, version, start + MAGIC, options, false, first);
    walk.run();
    Glance glance = new Glance(bytes, dialect, version);
    ByteWindow other = new ByteWindow(source, options.windowSize());
    Copies copies = new Copies(bytes, other, glance, walk);
    copies.mark();
    new Strangers(glance, walk).mark(copies);
    new Judge(walk, glance, version, options.keepDatabases()).judge();
    Assembly assembly = assembly(bytes, dialect, version, walk);
    if (options.partialValues()) {
      assembly.keepParts(new PartialValues(source, bytes, dialect, version, start));
    }
    return assembly.make(
        RdbSalvage.Outcome.DAMAGED,
        walk.gaps().isEmpty() ? first.gaps().get(0).text() : walk.gaps().get(0).text(),
        walk.end() < 0 ? -1 : behindEnd(walk.end(), version));
  }

  /** The first bytes of an image, nine where there are as many. */
  static String magic(ByteWindow bytes, long start) throws IOException {
    byte[] head = new byte[(int) Math.min(MAGIC, bytes.limit() - start)];
    bytes.copy(start, head, 0, head.length);
    return new String(head, StandardCharsets.ISO_8859_1);
  }

  /** Whether a magic is in order and its version one that is known. */
  static boolean isKnown(String magic) {
    return version(magic, magic.startsWith("VALKEY") ? Dialect.VALKEY : Dialect.REDIS) >= 0;
  }

  /** Whether a magic is in order and only its version is none that we know. */
  static boolean isNewer(String magic) {
    return magic.matches("REDIS00[0-9]{2}|VALKEY[0-9]{3}");
  }

  /** Looks at an image as if its first bytes were right, if it can be told what they were. */
  private RdbSalvage withoutHead(ByteWindow bytes, String magic) throws IOException {
    LostHead.Head head = LostHead.of(bytes, start, magic, options);
    if (head == null && isNewer(magic)) {
      return RdbSalvage.hopeless(start, source.size(), "its version is not known: it may be newer");
    }
    if (head == null) {
      return RdbSalvage.hopeless(
          start,
          source.size(),
          "it does not begin with REDIS or VALKEY and a version that is known, and nothing in it"
              + " tells the version");
    }
    PatchedSource patched = new PatchedSource(source, start, head.bytes());
    RdbSalvage salvage = new Salvager(patched, start, options).look();
    return salvage.outcome() == RdbSalvage.Outcome.HOPELESS
        ? salvage
        : salvage.withHead(head.bytes(), head.isProven());
  }

  /** What a server would stop at; null if that is nothing. */
  private @Nullable RdbProblem problem() throws IOException {
    return RdbReader.read(source, start, RdbOptions.forAof(), RdbDepth.DEEP, null).problem();
  }

  private RdbSalvage unlocated(
      ByteWindow bytes, Dialect dialect, int version, ImageWalk walk, long end) throws IOException {
    return assembly(bytes, dialect, version, walk)
        .make(
            RdbSalvage.Outcome.CHECKSUM,
            "the checksum does not match and it can't be said which bytes are wrong",
            end);
  }

  private boolean hasStored(ByteWindow bytes, int version, long end) throws IOException {
    return version >= FIRST_WITH_CHECKSUM
        && end - start >= MAGIC + 1 + Long.BYTES
        && bytes.littleEndian(end - Long.BYTES, Long.BYTES) != 0;
  }

  /** How the checksum that is stored differs from that of the bytes; 0 also where there is none. */
  private long difference(ByteWindow bytes, int version, long end) throws IOException {
    return hasStored(bytes, version, end)
        ? bytes.littleEndian(end - Long.BYTES, Long.BYTES) ^ checksum(bytes, end - Long.BYTES)
        : 0;
  }

  private Assembly assembly(ByteWindow bytes, Dialect dialect, int version, ImageWalk walk) {
    return new Assembly(source, bytes, new Glance(bytes, dialect, version), walk, version, start);
  }

  private static int version(String magic, Dialect dialect) {
    String digits = magic.substring(Math.min(magic.length(), dialect == Dialect.VALKEY ? 6 : 5));
    boolean known = magic.startsWith(dialect == Dialect.VALKEY ? "VALKEY" : "REDIS");
    if (!known || magic.length() < MAGIC || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    int version = Integer.parseInt(digits);
    boolean exists =
        dialect == Dialect.VALKEY ? version == VALKEY : version >= 1 && version <= LAST_KNOWN;
    return exists ? version : -1;
  }

  private static long behindEnd(long at, int version) {
    return at + 1 + (version < FIRST_WITH_CHECKSUM ? 0 : Long.BYTES);
  }

  private long checksum(ByteWindow bytes, long end) throws IOException {
    long crc = 0;
    byte[] buffer = new byte[BUFFER];
    for (long at = start; at < end; ) {
      int step = (int) Math.min(buffer.length, end - at);
      bytes.copy(at, buffer, 0, step);
      crc = Crc64.update(crc, buffer, 0, step);
      at += step;
    }
    return crc;
  }

  private RdbSalvage whole(ImageWalk walk, long end) {
    return new RdbSalvage(
        RdbSalvage.Outcome.WHOLE,
        "nothing is wrong",
        start,
        end,
        true,
        List.of(new SalvagePiece.Copy(start, end - start)),
        end - start,
        keys(walk),
        0,
        OptionalLong.of(0),
        false,
        List.of(),
        List.of(),
        List.of());
  }

  private static long keys(ImageWalk walk) {
    long keys = 0;
    for (Stretch stretch : walk.stretches()) {
      keys += stretch.keys;
    }
    return keys;
  }

  /**
   * The image with the bytes that its checksum shows to be wrong put right, if that makes sense.
   */
  private @Nullable RdbSalvage mended(ByteWindow bytes, Dialect dialect, int version, long end)
      throws IOException {
    long difference = difference(bytes, version, end);
    if (difference == 0) {
      return null;
    }
    BurstSearch.Burst burst =
        BurstSearch.find(end - Long.BYTES - start, difference, options.cancelled());
    if (burst == null) {
      return null;
    }
    byte[] right = new byte[burst.length()];
    long at = start + burst.offset();
    bytes.copy(at, right, 0, right.length);
    for (int i = 0; i < right.length; i++) {
      right[i] ^= (byte) (burst.difference() >>> (8 * i));
    }
    return mended(dialect, version, end, new ShiftSearch.Shift(at, at + right.length, right));
  }

  /**
   * The image without bytes that came in, or with a few that are missing or wrong, as its checksum
   * proves; null if it does not.
   */
  private @Nullable RdbSalvage shifted(
      ByteWindow bytes, Dialect dialect, int version, ImageWalk walk) throws IOException {
    long end = walk.end() < 0 ? source.size() : behindEnd(walk.end(), version);
    if (walk.gaps().isEmpty() || !hasStored(bytes, version, end)) {
      return null;
    }
    long bad = walk.gaps().get(0).bad();
    ShiftSearch.Shift shift =
        ShiftSearch.find(bytes, start, end - Long.BYTES, bad, options.cancelled());
    // A whole image behind the beginning of another one is no image that something came into: which
    // of them is meant nobody can tell.
    boolean isOfAnother = shift != null && shift.from() == start && shift.right().length == 0;
    return shift == null || isOfAnother ? null : mended(dialect, version, end, shift);
  }

  /** The image with some bytes in the place of others, if all of it can be read then. */
  private @Nullable RdbSalvage mended(
      Dialect dialect, int version, long end, ShiftSearch.Shift shift) throws IOException {
    byte[] right = shift.right();
    long wrong = shift.to() - shift.from();
    List<SalvagePiece> pieces = new ArrayList<>();
    if (shift.from() > start) {
      pieces.add(new SalvagePiece.Copy(start, shift.from() - start));
    }
    if (right.length > 0) {
      pieces.add(new SalvagePiece.Literal(right));
    }
    if (shift.to() < end) {
      pieces.add(new SalvagePiece.Copy(shift.to(), end - shift.to()));
    }
    long length = end - start - wrong + right.length;
    ByteWindow made = new ByteWindow(new PiecedSource(source, pieces), options.windowSize());
    ImageWalk walk = new ImageWalk(made, dialect, version, MAGIC, options, true, null);
    walk.run();
    if (!walk.gaps().isEmpty() || walk.end() < 0 || behindEnd(walk.end(), version) != length) {
      return null;
    }
    String text =
        wrong == right.length
            ? "the checksum tells which bytes are wrong and what they were: "
            : wrong > 0
                ? "the checksum tells which bytes came in: "
                : "the checksum tells which bytes are missing: ";
    return new RdbSalvage(
        RdbSalvage.Outcome.MENDED,
        text + Math.max(wrong, right.length) + " at byte " + shift.from(),
        start,
        end,
        true,
        pieces,
        length,
        keys(walk),
        0,
        OptionalLong.of(0),
        false,
        List.of(
            new LostRange(
                shift.from(), wrong, false, 0, "bytes that the checksum shows to be wrong")),
        List.of(),
        List.of());
  }
}
