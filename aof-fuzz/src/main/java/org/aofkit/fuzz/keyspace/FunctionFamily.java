package org.aofkit.fuzz.keyspace;

/** Function libraries. */
final class FunctionFamily implements CommandFamily {
  @Override
  public byte[][] next(Draw draw) {
    return switch (draw.below(10)) {
      case 8, 9 -> restore(draw);
      case 0, 1, 2 -> draw.command("FUNCTION", "LOAD", library(draw));
      case 3, 4 -> draw.command("function", "load", "REPLACE", library(draw));
      case 5 -> draw.command("FUNCTION", "DELETE", "lib" + draw.below(5));
      case 6 -> draw.oneIn(3) ? flush(draw) : draw.command("FUNCTION", "LOAD", "x", library(draw));
      default -> draw.command("SET", draw.key('s'), draw.value());
    };
  }

  private static byte[][] flush(Draw draw) {
    return draw.command("FUNCTION", "FLUSH", draw.pick("SYNC", "async", "x"));
  }

  private static byte[][] restore(Draw draw) {
    byte[] payload = Payloads.libraries(draw, library(draw), library(draw));
    String policy = draw.pick("", "APPEND", "replace", "FLUSH", "x");
    return policy.isEmpty()
        ? draw.command("FUNCTION", "RESTORE", payload)
        : draw.command("FUNCTION", "RESTORE", payload, policy);
  }

  private static String library(Draw draw) {
    if (draw.oneIn(12)) {
      return draw.pick("", "x", "#!lua\n", "#!lua name=a b\nx", "#!js name=a\n", "#!lua name=l\n!");
    }
    String name = draw.pick("name=", "NAME=") + "lib" + draw.below(4);
    String function = draw.pick("'", "\"") + "f" + draw.below(8);
    String end = function.substring(0, 1);
    String code = draw.pick("return 1", "return redis.call('GET', keys[1])", "return '(x)'");
    String first = "#!" + draw.pick("lua", "LUA") + " " + name + "\n";
    return switch (draw.below(4)) {
      case 0 ->
          first
              + "redis.register_function{function_name="
              + function
              + end
              + ", callback=function(keys, args) "
              + code
              + " end, flags={'no-writes'}}";
      case 1 ->
          first
              + "local function g(keys, args) "
              + code
              + " end\nredis.register_function("
              + function
              + end
              + ", g)\nredis.register_function('g"
              + draw.below(9)
              + "', g)";
      default ->
          first
              + "redis.register_function("
              + function
              + end
              + ", function(keys, args) "
              + code
              + " end)";
    };
  }
}
