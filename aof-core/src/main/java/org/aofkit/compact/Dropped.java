package org.aofkit.compact;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a compaction has left out.
 *
 * @param unsupported how much the target could not express, by the reason; {@link
 *     Unsupported.Reason#isWhole} tells what became of it
 * @param expiredKeys how many keys that had expired
 * @param expiredFields how many fields that had expired, of hashes whose key had not
 */
public record Dropped(
    Map<Unsupported.Reason, Long> unsupported, long expiredKeys, long expiredFields) {
  /** Copies the map. */
  public Dropped {
    unsupported = Map.copyOf(unsupported);
  }

  /** Counts. Safe for use by several threads. */
  static final class Count {
    private final Map<Unsupported.Reason, Long> unsupported =
        new EnumMap<>(Unsupported.Reason.class);
    private long keys;
    private long fields;

    synchronized void unsupported(Unsupported.Reason reason) {
      unsupported.merge(reason, 1L, Long::sum);
    }

    synchronized void key() {
      keys++;
    }

    synchronized void fields(int number) {
      fields += number;
    }

    synchronized Dropped result() {
      return new Dropped(unsupported, keys, fields);
    }
  }
}
