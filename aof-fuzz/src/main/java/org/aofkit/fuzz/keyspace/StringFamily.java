package org.aofkit.fuzz.keyspace;

import java.util.ArrayList;
import java.util.List;

/** SET and its relatives, and counters. */
final class StringFamily implements CommandFamily {
  @Override
  public byte[][] next(Draw draw) {
    String key = draw.key('s');
    return switch (draw.below(22)) {
      case 0, 1 -> draw.command("SET", key, draw.value());
      case 2, 3, 4 -> draw.command("SET", key, draw.value(), options(draw, true));
      case 5 -> draw.command("SETNX", key, draw.value());
      case 6 -> draw.command("GETSET", key, draw.value());
      case 7 -> draw.command("GETDEL", key);
      case 8 -> draw.command("GETEX", key, options(draw, false));
      case 9 -> draw.command("MSET", key, draw.value(), draw.key('s'), draw.value());
      case 10 -> draw.command("MSETNX", key, draw.value(), draw.key('s'), draw.value());
      case 11 -> msetex(draw);
      case 12 -> draw.command("APPEND", key, draw.value());
      case 13 -> draw.command("SETRANGE", key, offset(draw), draw.value());
      case 14 -> draw.command(draw.pick("INCR", "decr"), key);
      case 15 -> draw.command(draw.pick("INCRBY", "DECRBY"), key, draw.integer());
      case 16, 17 -> draw.command("INCRBYFLOAT", key, draw.real());
      case 18 -> draw.command("DELIFEQ", key, draw.value());
      case 19 -> draw.command("SET", key, draw.pick(draw.real(), draw.integer()));
      case 20 -> lifetime(draw, key);
      default -> draw.command(draw.pick("MSET", "msetnx"), key, draw.value(), draw.key('s'));
    };
  }

  private static byte[][] lifetime(Draw draw, String key) {
    return draw.mayBeUncertain()
        ? draw.command(
            draw.pick("SETEX", "PSETEX"), key, draw.lifetimeSeconds() + "000", draw.value())
        : draw.command(draw.pick("SETEX", "PSETEX"), key, draw.pick("0", "-1", "x"), draw.value());
  }

  private static String offset(Draw draw) {
    return switch (draw.below(12)) {
      case 0 -> draw.pick("-1", "x", "01");
      case 1 -> Integer.toString(65_500 + draw.below(80));
      case 2 -> Integer.toString(1_000_000 + draw.below(3));
      default -> Integer.toString(draw.below(30));
    };
  }

  private static byte[][] msetex(Draw draw) {
    int pairs = 1 + draw.below(2);
    List<Object> words = new ArrayList<>(List.of("MSETEX"));
    words.add(draw.oneIn(10) ? draw.pick("0", "-1", "x", "7") : Integer.toString(pairs));
    for (int i = 0; i < pairs; i++) {
      words.add(draw.key('s'));
      words.add(draw.value());
    }
    words.addAll(List.of(options(draw, true)));
    return draw.command(words.toArray());
  }

  private static Object[] options(Draw draw, boolean isSet) {
    List<Object> words = new ArrayList<>();
    int count = draw.below(4);
    for (int i = 0; i < count; i++) {
      switch (draw.below(8)) {
        case 0 -> words.add(isSet ? draw.pick("NX", "nx") : "PERSIST");
        case 1 -> words.add(isSet ? draw.pick("XX", "xx") : "persist");
        case 2 -> words.add("GET");
        case 3 -> words.add(isSet ? "KEEPTTL" : "PERSIST");
        case 4 -> {
          words.add("IFEQ");
          words.add(draw.value());
        }
        case 5 -> {
          words.add("PXAT");
          words.add(draw.oneIn(8) ? draw.pick("0", "-1", "x", "1.5") : draw.deadlineMs());
        }
        case 6 -> {
          words.add("exat");
          words.add(draw.deadlineSeconds());
        }
        default -> {
          words.add(draw.pick("EX", "px"));
          words.add(
              draw.mayBeUncertain()
                  ? draw.lifetimeSeconds() + "000"
                  : draw.pick("0", "-5", "x", "9223372036854775807"));
        }
      }
    }
    return words.toArray();
  }
}
