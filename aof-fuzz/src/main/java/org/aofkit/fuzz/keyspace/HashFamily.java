package org.aofkit.fuzz.keyspace;

import org.aofkit.server.Server;

/** Hashes and the deadlines of their fields. */
final class HashFamily implements CommandFamily {
  @Override
  public byte[][] next(Draw draw) {
    String key = draw.key('h');
    return draw.server() != Server.REDIS_7_0 && draw.oneIn(2)
        ? deadlines(draw, key)
        : switch (draw.below(12)) {
          case 0, 1, 2, 3 -> draw.command("HSET", key, pairs(draw));
          case 4 -> draw.command("HMSET", key, pairs(draw), draw.member(), draw.value());
          case 5 -> draw.command("HSETNX", key, draw.member(), draw.value());
          case 6 -> draw.command("HDEL", key, draw.member(), draw.member());
          case 7 -> draw.command("HSET", key, draw.member(), draw.value(), draw.member());
          case 8 -> draw.command("HSET", key, draw.member(), draw.integer());
          case 9 -> draw.command("HINCRBYFLOAT", key, draw.member(), draw.real());
          case 10 -> draw.command("HSET", key, draw.member(), draw.real());
          default -> draw.command("HINCRBY", key, draw.member(), draw.integer());
        };
  }

  private static byte[][] deadlines(Draw draw, String key) {
    Object[] fields = fields(draw);
    return switch (draw.below(20)) {
      case 0, 1, 2, 3, 4 ->
          draw.command("HPEXPIREAT", key, draw.deadlineMs(), condition(draw), fields);
      case 5, 6 -> draw.command("HEXPIREAT", key, draw.deadlineSeconds(), condition(draw), fields);
      case 7 -> draw.command("HPEXPIREAT", key, draw.pick("-1", "x", "1.5"), fields);
      case 8 -> draw.command("HPERSIST", key, fields);
      case 9 -> draw.command("HGETDEL", key, fields);
      case 10 -> draw.command("HGETEX", key, "PXAT", draw.deadlineMs(), fields);
      case 11 -> draw.command("HGETEX", key, draw.pick("PERSIST", "KEEPTTL"), fields);
      case 12 -> draw.command("HGETEX", key, "EXAT", draw.deadlineSeconds(), fields);
      case 13 ->
          draw.mayBeUncertain()
              ? draw.command("HEXPIRE", key, draw.lifetimeSeconds(), condition(draw), fields)
              : draw.command("HGETEX", key, fields);
      case 14 ->
          draw.mayBeUncertain()
              ? draw.command("HSETEX", key, "EX", draw.lifetimeSeconds(), values(draw))
              : draw.command("HSETEX", key, values(draw));
      case 15 -> draw.command("HSETEX", key, "PXAT", draw.deadlineMs(), values(draw));
      case 16 -> draw.command("HSETEX", key, draw.pick("FNX", "FXX"), values(draw));
      case 17 -> draw.command("HSETEX", key, draw.pick("KEEPTTL", "NX", "XX"), values(draw));
      case 18 ->
          draw.command(
              "HSETEX",
              key,
              draw.pick("FNX", "FXX", "KEEPTTL"),
              draw.pick("FNX", "FXX", "KEEPTTL"),
              values(draw));
      default -> draw.command("HSETEX", key, "FXX", "EXAT", draw.deadlineSeconds(), values(draw));
    };
  }

  private static Object[] condition(Draw draw) {
    if (draw.oneIn(12)) {
      return new Object[] {draw.pick("NX", "GT", "x"), draw.pick("NX", "LT", "XX")};
    }
    return draw.oneIn(2) ? new Object[0] : new Object[] {draw.pick("NX", "xx", "GT", "LT")};
  }

  private static Object[] pairs(Draw draw) {
    Object[] pairs = new Object[2 * (1 + draw.below(draw.oneIn(30) ? 300 : 3))];
    for (int i = 0; i < pairs.length; i += 2) {
      pairs[i] = pairs.length > 20 ? "f" + draw.below(700) : draw.member();
      pairs[i + 1] = draw.value();
    }
    return pairs;
  }

  private static Object[] fields(Draw draw) {
    int count = 1 + draw.below(3);
    Object[] fields = new Object[count + 2];
    fields[0] = draw.oneIn(30) ? "FIELD" : draw.pick("FIELDS", "fields");
    fields[1] = draw.oneIn(30) ? draw.integer() : Integer.toString(count);
    for (int i = 0; i < count; i++) {
      fields[i + 2] = draw.oneIn(9) ? "f" + draw.below(700) : draw.member();
    }
    return fields;
  }

  private static Object[] values(Draw draw) {
    int count = 1 + draw.below(3);
    Object[] values = new Object[2 * count + 2];
    values[0] = "FIELDS";
    values[1] = draw.oneIn(30) ? draw.integer() : Integer.toString(count);
    for (int i = 0; i < count; i++) {
      values[2 * i + 2] = draw.member();
      values[2 * i + 3] = draw.value();
    }
    return values;
  }
}
