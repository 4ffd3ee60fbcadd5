package org.aofkit.fuzz.keyspace;

import java.util.ArrayList;
import java.util.List;

/** What is done to keys of all types: names, deadlines, databases. */
final class KeyFamily implements CommandFamily {
  private static final String PREFIXES = "sblSzhxp";

  @Override
  public byte[][] next(Draw draw) {
    char prefix = PREFIXES.charAt(draw.below(PREFIXES.length()));
    String key = draw.key(prefix);
    return switch (draw.below(26)) {
      case 0 -> draw.command("DEL", key);
      case 1 -> draw.command("UNLINK", key, draw.key(prefix));
      case 2 -> draw.command("RENAME", key, draw.key(prefix));
      case 3 -> draw.command("RENAMENX", key, draw.key(prefix));
      case 4, 5, 6 -> draw.command("COPY", key, draw.key(prefix), copyOptions(draw));
      case 7, 8 -> draw.command("MOVE", key, draw.database());
      case 9 -> draw.oneIn(3) ? swapdb(draw) : draw.command("PERSIST", key);
      case 10 -> draw.oneIn(12) ? flush(draw) : draw.command("PERSIST", key);
      case 11, 12, 13, 14, 15 ->
          draw.command("PEXPIREAT", key, deadline(draw, draw.deadlineMs()), condition(draw));
      case 16, 17 ->
          draw.command("expireat", key, deadline(draw, draw.deadlineSeconds()), condition(draw));
      case 18 -> relative(draw, key);
      case 19 -> draw.command("PERSIST", key);
      case 20 -> draw.command("TOUCH", key);
      case 21, 22 -> restore(draw, key);
      default -> draw.command("SET", draw.key('s'), draw.value(), "PXAT", draw.deadlineMs());
    };
  }

  private static byte[][] swapdb(Draw draw) {
    return draw.command("SWAPDB", draw.database(), draw.database());
  }

  private static byte[][] flush(Draw draw) {
    String mode = draw.pick("", "ASYNC", "sync", "x");
    String command = draw.pick("FLUSHDB", "FLUSHDB", "FLUSHALL");
    return mode.isEmpty() ? draw.command(command) : draw.command(command, mode);
  }

  private static Object[] copyOptions(Draw draw) {
    List<Object> words = new ArrayList<>();
    if (draw.oneIn(3)) {
      words.add("DB");
      words.add(draw.database());
    }
    if (draw.oneIn(2)) {
      words.add("REPLACE");
    }
    if (draw.oneIn(30)) {
      words.add("x");
    }
    return words.toArray();
  }

  private static String deadline(Draw draw, String right) {
    return draw.oneIn(25) ? draw.pick("x", "", "9223372036854775808", "1.5") : right;
  }

  private static Object[] condition(Draw draw) {
    if (draw.oneIn(40)) {
      return new Object[] {draw.pick("NX", "GT", "x"), draw.pick("GT", "LT", "NX")};
    }
    return draw.oneIn(2) ? new Object[] {draw.pick("NX", "xx", "GT", "lt")} : new Object[0];
  }

  private static byte[][] relative(Draw draw, String key) {
    String command = draw.pick("EXPIRE", "PEXPIRE");
    if (draw.mayBeUncertain()) {
      return draw.command(command, key, draw.lifetimeSeconds() + "000", condition(draw));
    }
    return draw.oneIn(2)
        ? draw.command(command, "missing", "100")
        : draw.command(command, key, draw.pick("x", "9223372036854775807", "1.5"));
  }

  private static byte[][] restore(Draw draw, String key) {
    List<Object> words = new ArrayList<>(List.of("RESTORE", key));
    String time =
        draw.mayBeUncertain() && draw.oneIn(3)
            ? draw.lifetimeSeconds() + "000"
            : draw.pick("0", "0", "0", "-1", "x");
    boolean isAbsolute = draw.oneIn(3);
    words.add(isAbsolute && !draw.oneIn(8) ? draw.deadlineMs() : time);
    words.add(Payloads.next(draw));
    if (isAbsolute) {
      words.add("ABSTTL");
    }
    if (draw.oneIn(2)) {
      words.add(draw.pick("REPLACE", "replace"));
    }
    if (draw.oneIn(6)) {
      words.add(draw.pick("IDLETIME", "FREQ"));
      words.add(draw.oneIn(3) ? draw.integer() : "100");
    }
    return draw.command(words.toArray());
  }
}
