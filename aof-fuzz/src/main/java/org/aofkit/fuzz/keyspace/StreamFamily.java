package org.aofkit.fuzz.keyspace;

/**
 * Streams and groups of consumers. The ids of entries mostly grow, all others are mostly of entries
 * added lately.
 */
final class StreamFamily implements CommandFamily {
  private int newest;

  @Override
  public byte[][] next(Draw draw) {
    String key = draw.key('x');
    String group = "g" + draw.below(3);
    String consumer = "c" + draw.below(3);
    return switch (draw.below(34)) {
      case 0, 1, 2, 3, 4, 5 -> draw.command("XADD", key, fresh(draw), pairs(draw));
      case 6 -> draw.command("XADD", key, newest + "-*", pairs(draw));
      case 7 ->
          draw.command(
              "XADD", key, "MAXLEN", exactly(draw), draw.below(12), fresh(draw), pairs(draw));
      case 8 ->
          draw.command("XADD", key, "NOMKSTREAM", "MINID", "=", id(draw), fresh(draw), pairs(draw));
      case 9 ->
          draw.mayBeUncertain()
              ? draw.command("XADD", key, trimming(draw), "*", pairs(draw))
              : draw.command("XADD", key, "LIMIT", "3", id(draw), pairs(draw));
      case 10 ->
          draw.mayBeUncertain()
              ? draw.command("XTRIM", key, "MAXLEN", "~", draw.below(12))
              : draw.command("XTRIM", key, "MAXLEN", draw.integer());
      case 11 -> draw.command("XTRIM", key, "MINID", exactly(draw), id(draw));
      case 12, 13 -> draw.command("XDEL", key, id(draw), id(draw), id(draw));
      case 14 -> draw.command("XSETID", key, id(draw));
      case 15 ->
          draw.command(
              "XSETID",
              key,
              newest + draw.below(3) + "-1",
              "ENTRIESADDED",
              draw.oneIn(5) ? draw.integer() : newest + "",
              "MAXDELETEDID",
              id(draw));
      case 16, 17, 18 ->
          draw.command("XGROUP", "CREATE", key, group, position(draw), created(draw));
      case 19 -> draw.command("XGROUP", "SETID", key, group, position(draw), read(draw));
      case 20 ->
          draw.command("XGROUP", draw.oneIn(4) ? "DESTROY" : "destroy", key, "g" + draw.below(9));
      case 21 -> draw.command("XGROUP", "CREATECONSUMER", key, group, consumer);
      case 22 -> draw.command("XGROUP", "DELCONSUMER", key, group, consumer);
      case 23 -> draw.command("XACK", key, group, id(draw), id(draw));
      case 24, 25, 26 ->
          draw.mayBeUncertain()
              ? draw.command(
                  "XREADGROUP",
                  "GROUP",
                  group,
                  consumer,
                  "COUNT",
                  1 + draw.below(5),
                  draw.oneIn(5) ? new Object[] {"NOACK"} : new Object[0],
                  "STREAMS",
                  key,
                  ">")
              : claim(draw, key, group, consumer);
      case 27 ->
          draw.mayBeUncertain()
              ? draw.command("XAUTOCLAIM", key, group, consumer, "0", id(draw), "COUNT", "3")
              : claim(draw, key, group, consumer);
      case 28 ->
          draw.mayBeUncertain()
              ? draw.command("XCLAIM", key, group, consumer, "0", id(draw), id(draw))
              : claim(draw, key, group, consumer);
      default -> claim(draw, key, group, consumer);
    };
  }

  private byte[][] claim(Draw draw, String key, String group, String consumer) {
    return draw.command(
        "XCLAIM",
        key,
        group,
        consumer,
        draw.oneIn(20) ? "x" : "0",
        id(draw),
        draw.oneIn(2) ? new Object[] {id(draw), id(draw)} : new Object[0],
        "TIME",
        draw.oneIn(20) ? "x" : 1_000_000 + draw.below(100_000),
        draw.oneIn(2) ? new Object[] {"RETRYCOUNT", draw.below(7)} : new Object[0],
        draw.oneIn(2) ? new Object[] {"FORCE"} : new Object[0],
        draw.oneIn(2) ? new Object[] {"JUSTID"} : new Object[0],
        draw.oneIn(2) ? new Object[] {"LASTID", id(draw)} : new Object[0]);
  }

  /** The id of an entry to be added: mostly above all others. */
  private String fresh(Draw draw) {
    if (draw.oneIn(9)) {
      return id(draw);
    }
    newest += draw.below(3);
    return newest + "-" + draw.below(4);
  }

  private String id(Draw draw) {
    if (draw.oneIn(20)) {
      return draw.pick("0-0", "x", "5-x", "-", "18446744073709551615-3", "07-1", "1-+2", "", "-5");
    }
    int ms = Math.max(0, newest - draw.below(25));
    return draw.oneIn(6) ? ms + "" : ms + "-" + draw.below(4);
  }

  private String position(Draw draw) {
    return draw.pick("$", "0", "0-0", id(draw));
  }

  private static Object[] created(Draw draw) {
    Object[] read = read(draw);
    return draw.oneIn(2)
        ? read
        : new Object[] {"MKSTREAM", read.length == 0 ? "mkstream" : "MKSTREAM"};
  }

  private static Object[] read(Draw draw) {
    return draw.oneIn(3)
        ? new Object[] {"ENTRIESREAD", draw.oneIn(4) ? draw.integer() : draw.below(30) + ""}
        : new Object[0];
  }

  private static Object[] exactly(Draw draw) {
    return draw.oneIn(2) ? new Object[] {"="} : new Object[0];
  }

  private static Object[] trimming(Draw draw) {
    return draw.oneIn(2)
        ? new Object[] {"MAXLEN", draw.pick("~", "="), draw.below(12)}
        : new Object[0];
  }

  private static Object[] pairs(Draw draw) {
    Object[] pairs = new Object[2 * (1 + draw.below(3)) + (draw.oneIn(40) ? 1 : 0)];
    boolean isUsual = draw.oneIn(2);
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = isUsual && i % 2 == 0 ? "field" + i : draw.value();
    }
    return pairs;
  }
}
