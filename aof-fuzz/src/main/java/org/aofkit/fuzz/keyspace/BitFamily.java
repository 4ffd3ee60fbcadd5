package org.aofkit.fuzz.keyspace;

import java.util.ArrayList;
import java.util.List;

/** Strings as rows of bits. */
final class BitFamily implements CommandFamily {
  @Override
  public byte[][] next(Draw draw) {
    String key = draw.key('b');
    return switch (draw.below(8)) {
      case 0 -> draw.command("SET", key, draw.value());
      case 1, 2 -> draw.command("SETBIT", key, offset(draw), draw.oneIn(15) ? "2" : bit(draw));
      case 3, 4, 5 -> bitfield(draw, key);
      default -> bitop(draw, key);
    };
  }

  private static String bit(Draw draw) {
    return draw.pick("0", "1");
  }

  private static String offset(Draw draw) {
    return switch (draw.below(15)) {
      case 0 -> draw.pick("-1", "x", "");
      case 1 -> Integer.toString(524_000 + draw.below(900));
      default -> Integer.toString(draw.below(200));
    };
  }

  private static byte[][] bitop(Draw draw, String key) {
    String operator =
        draw.oneIn(20) ? draw.pick("x", "DIFF", "ONE") : draw.pick("AND", "or", "XOR");
    int sources = 1 + draw.below(3);
    List<Object> words = new ArrayList<>(List.of("BITOP"));
    words.add(draw.oneIn(3) ? "NOT" : operator);
    words.add(key);
    for (int i = 0; i < sources; i++) {
      words.add(draw.oneIn(6) ? "missing" : draw.key('b'));
    }
    return draw.command(words.toArray());
  }

  private static byte[][] bitfield(Draw draw, String key) {
    List<Object> words = new ArrayList<>(List.of("BITFIELD", key));
    int parts = draw.below(4);
    for (int i = 0; i < parts; i++) {
      if (draw.oneIn(2)) {
        words.add("OVERFLOW");
        words.add(draw.oneIn(20) ? "x" : draw.pick("WRAP", "sat", "FAIL"));
      }
      String verb = draw.pick("GET", "SET", "INCRBY");
      words.add(draw.oneIn(30) ? "x" : verb);
      words.add(type(draw));
      words.add((draw.oneIn(3) ? "#" : "") + offset(draw));
      if (!verb.equals("GET")) {
        words.add(draw.integer());
      }
    }
    return draw.command(words.toArray());
  }

  private static String type(Draw draw) {
    return draw.oneIn(20)
        ? draw.pick("u64", "i65", "i0", "x8", "i", "", "u08", "i1x")
        : draw.oneIn(3)
            ? draw.pick("i64", "u63", "i1", "u1")
            : draw.pick("i", "u") + (1 + draw.below(63));
  }
}
