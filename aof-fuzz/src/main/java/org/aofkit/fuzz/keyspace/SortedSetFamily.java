package org.aofkit.fuzz.keyspace;

/** Sorted sets and positions. */
final class SortedSetFamily implements CommandFamily {
  @Override
  public byte[][] next(Draw draw) {
    // All members of one key have the same score: ranges of names are defined there only.
    String even = "z0";
    String key = draw.key('z');
    if (key.equals(even) && !draw.oneIn(10)) {
      return draw.command("ZADD", even, scores(draw, "0"));
    }
    return switch (draw.below(34)) {
      case 0, 1, 2, 3, 4 -> draw.command("ZADD", odd(key), scores(draw, null));
      case 5, 6 -> draw.command("ZADD", odd(key), options(draw), scores(draw, null));
      case 7 -> draw.command("ZADD", odd(key), options(draw), "INCR", draw.real(), draw.member());
      case 8, 9 -> draw.command("ZINCRBY", odd(key), draw.real(), draw.member());
      case 10 -> draw.command("ZREM", key, draw.member(), draw.member());
      case 11 -> draw.command("ZREMRANGEBYSCORE", key, bound(draw), bound(draw));
      case 12 -> draw.command("ZREMRANGEBYRANK", key, rank(draw), rank(draw));
      case 13 -> draw.command("ZREMRANGEBYLEX", even, name(draw), name(draw));
      case 14 -> draw.command("ZPOP" + draw.pick("MIN", "MAX"), key);
      case 15 -> draw.command("ZPOP" + draw.pick("MIN", "MAX"), key, rank(draw));
      case 16 ->
          draw.command(
              "ZMPOP", "2", key, draw.key('z'), draw.pick("MIN", "max", "x"), "COUNT", rank(draw));
      case 17 ->
          draw.command(
              "BZPOP" + draw.pick("MIN", "MAX"), key, draw.key('z'), ListFamily.timeout(draw));
      case 18 -> draw.command("BZMPOP", ListFamily.timeout(draw), "1", key, "MIN");
      case 19, 20 -> draw.command("ZRANGESTORE", odd(key), draw.key('z'), rank(draw), rank(draw));
      case 21 ->
          draw.command("ZRANGESTORE", odd(key), draw.key('z'), rank(draw), rank(draw), "REV");
      case 22 ->
          draw.command(
              "ZRANGESTORE",
              odd(key),
              draw.key('z'),
              bound(draw),
              bound(draw),
              "BYSCORE",
              limit(draw));
      case 23 ->
          draw.command(
              "ZRANGESTORE",
              odd(key),
              draw.key('z'),
              bound(draw),
              bound(draw),
              "BYSCORE",
              "REV",
              limit(draw));
      case 24 ->
          draw.command(
              "ZRANGESTORE",
              odd(key),
              even,
              name(draw),
              name(draw),
              "BYLEX",
              limit(draw),
              draw.oneIn(2) ? new Object[] {"REV"} : new Object[0]);
      case 25, 26, 27, 28 -> combination(draw, odd(key));
      case 29 -> draw.command("ZDIFFSTORE", odd(key), "2", source(draw), source(draw));
      case 30 -> draw.command("ZUNIONSTORE", odd(key), draw.integer(), source(draw));
      case 31, 32 -> draw.command("GEOADD", odd(key), geoOptions(draw), place(draw), place(draw));
      default -> draw.command("ZADD", even, scores(draw, "0"));
    };
  }

  /** Another key than the one whose scores are all the same. */
  private static String odd(String key) {
    return key.equals("z0") ? "z1" : key;
  }

  private static byte[][] combination(Draw draw, String key) {
    int keys = 1 + draw.below(3);
    Object[] sources = new Object[keys];
    Object[] weights = new Object[draw.oneIn(2) ? keys + 1 : 0];
    for (int i = 0; i < keys; i++) {
      sources[i] = source(draw);
      if (weights.length > 0) {
        weights[0] = "WEIGHTS";
        weights[i + 1] = draw.real();
      }
    }
    Object[] aggregate =
        draw.oneIn(2)
            ? new Object[] {"AGGREGATE", draw.pick("SUM", "min", "MAX", "AVG")}
            : new Object[0];
    return draw.command(
        draw.pick("ZUNIONSTORE", "ZINTERSTORE"), key, keys, sources, weights, aggregate);
  }

  private static String source(Draw draw) {
    return draw.oneIn(4) ? draw.key('S') : draw.key('z');
  }

  private static Object[] options(Draw draw) {
    Object[] options = new Object[draw.below(3)];
    for (int i = 0; i < options.length; i++) {
      options[i] = draw.pick("NX", "XX", "GT", "LT", "CH", "gt", "lt", "xx");
    }
    return options;
  }

  private static Object[] geoOptions(Draw draw) {
    return draw.oneIn(3) ? new Object[] {draw.pick("NX", "XX", "CH")} : new Object[0];
  }

  private static Object[] place(Draw draw) {
    boolean isOdd = draw.oneIn(10);
    String longitude = isOdd ? draw.real() : Double.toString(draw.below(3_600_001) / 1e4 - 180);
    String latitude = isOdd ? draw.real() : Double.toString(draw.below(1_701_022) / 1e4 - 85.0511);
    return new Object[] {longitude, latitude, draw.member()};
  }

  private static Object[] scores(Draw draw, String score) {
    Object[] pairs = new Object[2 * (1 + draw.below(draw.oneIn(25) ? 160 : 3))];
    for (int i = 0; i < pairs.length; i += 2) {
      pairs[i] = score == null ? draw.real() : score;
      if (pairs.length > 20 && score == null) {
        pairs[i] = draw.pick(zeros(draw), zeros(draw), "1.5", "-inf", "7");
      }
      pairs[i + 1] = pairs.length > 20 || draw.oneIn(8) ? "n" + draw.below(400) : member(draw);
    }
    return pairs;
  }

  /**
   * Servers that rewrite a log as commands lose the sign of -0 in large sets: what is loaded then
   * is another data set than the one that was rewritten.
   */
  private static String zeros(Draw draw) {
    return draw.mayBeUncertain() ? "4" : draw.pick("-0", "0");
  }

  private static String member(Draw draw) {
    return draw.oneIn(60) ? "long".repeat(17) : draw.member();
  }

  private static Object[] limit(Draw draw) {
    return draw.oneIn(2)
        ? new Object[] {
          "LIMIT",
          draw.oneIn(9) ? draw.pick("x", "9223372036854775807") : draw.below(4),
          draw.below(5) - 1
        }
        : new Object[0];
  }

  private static String bound(Draw draw) {
    String open = draw.oneIn(4) ? "(" : "";
    return open + (draw.oneIn(3) ? draw.pick("-inf", "+inf", "0", "\u00001") : draw.real());
  }

  private static String rank(Draw draw) {
    return draw.oneIn(8) ? draw.integer() : Integer.toString(draw.below(9) - 4);
  }

  private static String name(Draw draw) {
    return draw.oneIn(3)
        ? draw.pick("-", "+", "", "x", "-a", "[", "(")
        : draw.pick("[", "(") + draw.member();
  }
}
