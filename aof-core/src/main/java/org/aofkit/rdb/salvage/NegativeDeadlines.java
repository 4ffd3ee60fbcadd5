package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbBoundary;

/**
 * Lets keys expire in 1970 that were to expire before. Valkey 9.1.2 ends on such a deadline that
 * comes with the image of an AOF, and writes 0 itself for {@code PEXPIREAT key -5}; masters of
 * Redis 7.0.15 and 8.0.6 delete the key, whichever of both it has (measured).
 */
final class NegativeDeadlines {
  private static final int MAGIC = 9;
  private static final int SECONDS = 0xFD;
  private static final int MILLISECONDS = 0xFC;
  private static final int MOST = 200_000;
  private static final String RESET = "deadlines before 1970 become 1970";

  private NegativeDeadlines() {}

  /**
   * The same without deadlines before 1970.
   *
   * @param source that the salvage is of; borrowed
   * @param head the dialect and the version of the image
   * @throws IOException if the source can't be read
   */
  static RdbSalvage reset(
      ByteSource source, RdbSalvage salvage, SalvageOptions options, RdbBoundary head)
      throws IOException {
    if (salvage.pieces().isEmpty()) {
      return salvage;
    }
    ByteWindow bytes =
        new ByteWindow(new PiecedSource(source, salvage.pieces()), options.windowSize());
    Glance glance = new Glance(bytes, head.dialect(), head.version());
    Runs runs = new Runs(salvage);
    PieceList pieces = new PieceList();
    long copied = 0;
    long reset = 0;
    long at = MAGIC;
    Glance.Kind kind = glance.at(at);
    while (kind != Glance.Kind.END && kind != Glance.Kind.NONE) {
      if (options.cancelled().getAsBoolean()) {
        throw new CancellationException();
      }
      if (isNegative(glance)) {
        runs.copy(copied, at + 1, pieces);
        pieces.literal(new byte[(int) (glance.end() - at - 1)]);
        copied = glance.end();
        reset++;
      }
      if (reset > MOST) {
        return RdbSalvage.hopeless(
            salvage.start(), salvage.end(), "more than " + MOST + " deadlines are before 1970");
      }
      at = glance.end();
      kind = glance.at(at);
    }
    if (reset == 0 || kind != Glance.Kind.END) {
      return salvage;
    }
    runs.copy(copied, at, pieces);
    pieces.seal(source, head.version());
    return with(salvage, pieces.pieces());
  }

  private static boolean isNegative(Glance glance) {
    // A deadline of -1 in milliseconds is none.
    return glance.kind() == Glance.Kind.ATTRIBUTE
        && (glance.code() == SECONDS && glance.number() < 0
            || glance.code() == MILLISECONDS && glance.number() < -1);
  }

  private static RdbSalvage with(RdbSalvage salvage, List<SalvagePiece> pieces) {
    boolean isWhole = salvage.outcome() == RdbSalvage.Outcome.WHOLE;
    return new RdbSalvage(
        isWhole ? RdbSalvage.Outcome.RESET : salvage.outcome(),
        isWhole ? RESET : salvage.reason() + "; " + RESET,
        salvage.start(),
        salvage.end(),
        salvage.endFound(),
        pieces,
        pieces.stream().mapToLong(SalvagePiece::length).sum(),
        salvage.kept(),
        salvage.doubtful(),
        salvage.lost(),
        salvage.mayHaveLostMore(),
        salvage.ranges(),
        salvage.keys(),
        salvage.parts());
  }
}
