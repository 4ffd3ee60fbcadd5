package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.aofkit.io.ByteSource;
import org.aofkit.server.Dialect;

/**
 * What a salvage costs in function libraries. Servers write them in front of the first database,
 * one record each, and nothing says how many there are (measured with Redis 7.0.15, 8.0.6 and
 * Valkey 9.1.2).
 *
 * @param count how many surely go
 * @param mayBeMore whether more of them may have stood in what is lost
 */
public record LostLibraries(long count, boolean mayBeMore) {
  private static final int MAGIC = 9;
  private static final int FIRST_WITH_LIBRARIES = 10;
  private static final int LIBRARY = 0xF5;

  /** The opcode, a length and {@code #!lua name=x} with the end of its line and a call. */
  private static final int SHORTEST = 16;

  private static final int WINDOW = 1 << 12;
  private static final LostLibraries NONE = new LostLibraries(0, false);

  /**
   * Looks at what is left out.
   *
   * @param source that the salvage is of; borrowed
   * @throws IOException if the source can't be read
   */
  public static LostLibraries of(ByteSource source, RdbSalvage salvage) throws IOException {
    boolean losesBytes =
        salvage.outcome() == RdbSalvage.Outcome.DAMAGED
            || salvage.outcome() == RdbSalvage.Outcome.CHECKSUM;
    if (salvage.pieces().isEmpty() || !losesBytes) {
      return NONE;
    }
    PiecedSource made = new PiecedSource(source, salvage.pieces());
    byte[] head = new byte[MAGIC];
    made.read(0, ByteBuffer.wrap(head));
    String magic = new String(head, StandardCharsets.US_ASCII);
    Dialect dialect = magic.startsWith("VALKEY") ? Dialect.VALKEY : Dialect.REDIS;
    int version = Integer.parseInt(magic.substring(dialect == Dialect.VALKEY ? 6 : 5));
    if (version < FIRST_WITH_LIBRARIES) {
      return NONE;
    }
    long keysAt = new Runs(salvage).source(keysAt(new ByteWindow(made, WINDOW), dialect, version));
    ByteWindow bytes = new ByteWindow(source, WINDOW);
    Glance glance = new Glance(bytes, dialect, version);
    long count = 0;
    boolean mayBeMore = false;
    for (LostRange range : salvage.ranges()) {
      boolean isInHead = range.offset() - salvage.start() < MAGIC;
      if (range.offset() > keysAt || isInHead) {
        continue;
      }
      long at = range.offset();
      Glance.Kind kind = glance.at(at);
      while (at < range.end() && kind == Glance.Kind.OTHER) {
        count += isLibrary(glance) ? 1 : 0;
        at = glance.end();
        kind = glance.at(at);
      }
      // NULs read as keys, and no server writes keys before it has selected a database.
      if (at < range.end() && kind != Glance.Kind.DATABASE) {
        count += bytes.at(at) == LIBRARY ? 1 : 0;
        mayBeMore |= range.end() - at >= SHORTEST || !salvage.endFound();
      }
    }
    return new LostLibraries(count, mayBeMore);
  }

  /** Where the databases of an image begin. */
  private static long keysAt(ByteWindow bytes, Dialect dialect, int version) throws IOException {
    Glance glance = new Glance(bytes, dialect, version);
    long at = MAGIC;
    while (glance.at(at) == Glance.Kind.OTHER) {
      at = glance.end();
    }
    return at;
  }

  /** Whether the record that was looked at is a library. */
  static boolean isLibrary(Glance glance) {
    return glance.code() == LIBRARY;
  }

  /** Whether none go. */
  public boolean isNone() {
    return count == 0 && !mayBeMore;
  }
}
