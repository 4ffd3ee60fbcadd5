package org.aofkit.rdb;

/**
 * Takes note of records that no server writes as they stand, and that all load. What they make of
 * them was measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2, by default and with {@code
 * sanitize-dump-payload yes}.
 */
final class RdbOddities {
  /** The type, an empty name and an empty value. */
  private static final int NUL_KEY = 3;

  private final RdbDamages damages;

  RdbOddities(RdbDamages damages) {
    this.damages = damages;
  }

  /** A deadline: of several the last one counts. */
  void deadline(RdbState state, long at) throws RdbStop {
    if (state.hasDeadline) {
      damages.add(
          at,
          RdbDamage.Kind.ODD,
          "expected a key behind its deadline, found another deadline, which counts");
    }
  }

  /** The end: what stands in front of it for a key that does not come is dropped. */
  void end(RdbState state) throws RdbStop {
    if (state.from >= 0) {
      damages.add(
          state.from,
          RdbDamage.Kind.ODD,
          "expected a key behind its "
              + (state.hasDeadline ? "deadline" : "attributes")
              + ", found the end");
    }
  }

  /** A key whose value is empty: servers drop it, and say so in their log. */
  void dropped(RdbType type, long at) throws RdbStop {
    damages.add(
        at,
        RdbDamage.Kind.ODD,
        "expected an element or more, found an empty " + type.title() + ", which servers drop");
  }

  /** The same key twice in a row, which stops all servers. */
  RdbStop repeated(RdbType type, long from, long end) {
    return new RdbStop(
        RdbProblem.Kind.DUPLICATE_KEY,
        from,
        type == RdbType.STRING && end - from == NUL_KEY
            ? "expected another key, found NULs, three of which read as a key without a name and a"
                + " value"
            : "expected another key, found the one before again");
  }
}
