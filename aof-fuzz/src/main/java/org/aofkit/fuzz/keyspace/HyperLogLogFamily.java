package org.aofkit.fuzz.keyspace;

import java.util.ArrayList;
import java.util.List;

/** Strings that count different elements: sparse, dense, and no such strings at all. */
final class HyperLogLogFamily implements CommandFamily {
  @Override
  public byte[][] next(Draw draw) {
    String key = draw.key('p');
    return switch (draw.below(10)) {
      case 0, 1, 2, 3 -> draw.command("PFADD", key, elements(draw));
      case 4 -> draw.command("PFMERGE", key, keys(draw));
      case 5, 6 -> draw.command("PFCOUNT", key);
      case 7 -> draw.command("PFCOUNT", key, keys(draw));
      case 8 -> draw.oneIn(4) ? draw.command("DEL", key) : draw.command("PFCOUNT", key);
      default ->
          draw.oneIn(4)
              ? draw.command("SET", key, draw.pick("HYLL", "HYLL\u0001", "x"))
              : draw.command("COPY", key, draw.key('p'));
    };
  }

  private static Object[] keys(Draw draw) {
    Object[] keys = new Object[draw.below(3)];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = draw.key('p');
    }
    return keys;
  }

  /** Sometimes so many that the registers become dense. */
  private static Object[] elements(Draw draw) {
    List<Object> words = new ArrayList<>();
    int count = draw.oneIn(6) ? draw.below(1500) : draw.below(8);
    for (int i = 0; i < count; i++) {
      words.add(draw.oneIn(3) ? draw.value() : Integer.toString(draw.below(1_000_000)));
    }
    return words.toArray();
  }
}
