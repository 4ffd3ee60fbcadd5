package org.aofkit.rdb.salvage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What can be kept of an image.
 *
 * @param outcome what is the matter with it
 * @param reason the same in a sentence, for people
 * @param start where the image begins in the source
 * @param end the first byte behind its checksum; where that was not found the end of the source
 * @param endFound whether the end of the image was found, so that what stands behind it is known
 * @param pieces of the new image, its end and its checksum included; of the old one where nothing
 *     is wrong; empty if there is none to be made
 * @param length bytes of the new image
 * @param kept how many keys the new image has
 * @param doubtful how many of its keys can be read, at most, and are left out all the same; more
 *     may be listed, of which the others are bytes of values, as the image says how many keys it
 *     had
 * @param lost how many more keys the image had, as it says itself; empty where it does not say
 * @param mayHaveLostMore whether keys may be lost of which the image says nothing any more, so that
 *     {@code lost} is the least: whole databases, or what stood behind a torn end
 * @param ranges what is left out, in the order of the source
 * @param keys those of the keys left out whose names can be read; a bounded number of them
 * @param parts the keys that are kept with a part of their value, all of them; counted in {@code
 *     kept}
 */
public record RdbSalvage(
    Outcome outcome,
    String reason,
    long start,
    long end,
    boolean endFound,
    List<SalvagePiece> pieces,
    long length,
    long kept,
    long doubtful,
    OptionalLong lost,
    boolean mayHaveLostMore,
    List<LostRange> ranges,
    List<LeftOutKey> keys,
    List<PartialKey> parts) {
  /** What is the matter with an image. */
  public enum Outcome {
    /** Nothing. */
    WHOLE,
    /**
     * Records are there more than once, the same to the byte, and the checksum says that they were
     * written so: nothing is lost without the copies.
     */
    COPIED,
    /** Keys are there more than once, and nothing else is wrong. */
    REPEATED,
    /** Keys have deadlines before 1970, and nothing else is wrong. */
    RESET,
    /** A few bytes are wrong, and the checksum says which and what they were. */
    MENDED,
    /** All of it can be read, but it has another checksum, and nobody can say what is wrong. */
    CHECKSUM,
    /** Parts of it can't be read. */
    DAMAGED,
    /** Nothing can be made of it. */
    HOPELESS
  }

  /** Copies the lists. */
  public RdbSalvage {
    pieces = List.copyOf(pieces);
    ranges = List.copyOf(ranges);
    keys = List.copyOf(keys);
    parts = List.copyOf(parts);
  }

  /** The bytes that are left out, together. */
  public long bytesLeftOut() {
    long sum = 0;
    for (LostRange range : ranges) {
      sum += range.length();
    }
    return sum;
  }

  static RdbSalvage hopeless(long start, long end, String reason) {
    return new RdbSalvage(
        Outcome.HOPELESS,
        reason,
        start,
        end,
        false,
        List.of(),
        0,
        0,
        0,
        OptionalLong.empty(),
        true,
        List.of(),
        List.of(),
        List.of());
  }

  /** The same with less of what is no key. */
  RdbSalvage withPieces(List<SalvagePiece> less, List<LostRange> all) {
    long made = 0;
    for (SalvagePiece piece : less) {
      made += piece.length();
    }
    return new RdbSalvage(
        outcome,
        reason,
        start,
        end,
        endFound,
        less,
        made,
        kept,
        doubtful,
        lost,
        mayHaveLostMore,
        all,
        keys,
        parts);
  }

  /** The same with other first bytes, which this one took to be there. */
  RdbSalvage withHead(byte[] head, boolean isProven) {
    PieceList made = new PieceList();
    made.literal(head);
    new Runs(this).copy(head.length, length, made);
    List<LostRange> all = new ArrayList<>();
    all.add(new LostRange(start, head.length, false, 0, "magic and version, which are damaged"));
    all.addAll(ranges);
    boolean isWhole = outcome == Outcome.WHOLE || outcome == Outcome.RESET;
    String name = new String(head, StandardCharsets.US_ASCII);
    return new RdbSalvage(
        !isWhole ? outcome : isProven ? Outcome.MENDED : Outcome.DAMAGED,
        "its first bytes were "
            + name
            + (isProven ? ", as its checksum proves" : ", as its first field tells")
            + (isWhole ? "" : "; " + reason),
        start,
        end,
        endFound,
        made.pieces(),
        length,
        kept,
        doubtful,
        lost,
        mayHaveLostMore,
        all,
        keys,
        parts);
  }

  /** The first range that is left out; null without one. */
  public @Nullable LostRange first() {
    return ranges.isEmpty() ? null : ranges.get(0);
  }
}
