package org.aofkit.fuzz.keyspace;

/** Lists. */
final class ListFamily implements CommandFamily {
  @Override
  public byte[][] next(Draw draw) {
    String key = draw.key('l');
    String end = draw.pick("L", "R");
    String side = side(draw);
    return switch (draw.below(24)) {
      case 0, 1, 2, 3 -> draw.command(end + "PUSH", key, elements(draw));
      case 4 -> draw.command(end + "PUSHX", key, elements(draw));
      case 5 -> draw.command(end + "POP", key);
      case 6 -> draw.command(end + "POP", key, count(draw));
      case 7 -> draw.command("LSET", key, draw.integer(), draw.value());
      case 8, 9 ->
          draw.command(
              "LINSERT", key, draw.pick("BEFORE", "after", "x"), draw.member(), draw.member());
      case 10, 11 -> draw.command("LREM", key, draw.integer(), draw.member());
      case 12 ->
          draw.oneIn(3)
              ? draw.command("LTRIM", key, draw.integer(), draw.integer())
              : draw.command("LTRIM", key, draw.below(3), -1 - draw.below(3));
      case 13, 14 -> draw.command("LMOVE", key, draw.key('l'), side, side(draw));
      case 15 -> draw.command("RPOPLPUSH", key, draw.key('l'));
      case 16 -> draw.command("LMPOP", "1", key, side);
      case 17 -> draw.command("LMPOP", "2", key, draw.key('l'), side, "COUNT", count(draw));
      case 18 -> draw.command("B" + end + "POP", key, draw.key('l'), timeout(draw));
      case 19 -> draw.command("BLMOVE", key, draw.key('l'), side, side(draw), timeout(draw));
      case 20 -> draw.command("BRPOPLPUSH", key, draw.key('l'), timeout(draw));
      case 21 ->
          draw.command(
              "BLMPOP", timeout(draw), "2", draw.key('l'), key, side, "count", count(draw));
      case 22 -> draw.command("LMPOP", draw.integer(), key, draw.key('l'), side, "COUNT");
      default -> draw.command("RPUSH", key, elements(draw), elements(draw));
    };
  }

  private static String side(Draw draw) {
    return draw.oneIn(40) ? "UP" : draw.pick("LEFT", "RIGHT", "left");
  }

  private static String count(Draw draw) {
    return draw.oneIn(8) ? draw.integer() : Integer.toString(draw.below(4));
  }

  /** What the server waits at most when there is nothing. */
  static String timeout(Draw draw) {
    return draw.oneIn(20) ? draw.pick("-1", "x", "nan", "1e300", "") : "0.001";
  }

  private static Object[] elements(Draw draw) {
    Object[] elements = new Object[1 + draw.below(draw.oneIn(30) ? 200 : 4)];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = draw.oneIn(4) ? draw.value() : draw.member();
    }
    return elements;
  }
}
