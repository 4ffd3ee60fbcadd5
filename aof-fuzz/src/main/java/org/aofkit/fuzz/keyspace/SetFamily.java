package org.aofkit.fuzz.keyspace;

/** Sets. */
final class SetFamily implements CommandFamily {
  @Override
  public byte[][] next(Draw draw) {
    String key = draw.key('S');
    return switch (draw.below(14)) {
      case 0, 1, 2, 3 -> draw.command("SADD", key, members(draw));
      case 4, 5 -> draw.command("SREM", key, members(draw));
      case 6 -> draw.command("SMOVE", key, draw.key('S'), draw.member());
      case 7, 8 -> draw.command("SUNIONSTORE", key, draw.key('S'), draw.key('S'));
      case 9 -> draw.command("SINTERSTORE", key, draw.key('S'), draw.key('S'));
      case 10 -> draw.command("SDIFFSTORE", key, draw.key('S'), draw.key('S'));
      case 11 -> draw.command("SINTERSTORE", key, draw.key('S'), draw.key('S'), draw.key('S'));
      case 12 ->
          draw.mayBeUncertain() && !draw.oneIn(3)
              ? draw.command("SPOP", key)
              : draw.command("SPOP", key, draw.pick("100000", "0", "x", "-1"));
      default ->
          draw.mayBeUncertain()
              ? draw.command("SPOP", key, draw.below(4))
              : draw.command("SADD", key, draw.below(1000), draw.value());
    };
  }

  private static Object[] members(Draw draw) {
    Object[] members = new Object[1 + draw.below(draw.oneIn(30) ? 300 : 4)];
    boolean areNumbers = draw.oneIn(3);
    for (int i = 0; i < members.length; i++) {
      members[i] =
          areNumbers
              ? Integer.toString(draw.below(700))
              : draw.oneIn(9) ? draw.value() : draw.member();
    }
    return members;
  }
}
