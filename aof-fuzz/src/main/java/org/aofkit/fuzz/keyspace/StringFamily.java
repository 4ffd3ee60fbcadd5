package org.aofkit.fuzz.keyspace;

/** SET and its relatives. */
final class StringFamily implements CommandFamily {
  @Override
  public byte[][] next(Draw draw) {
    String key = draw.key('s');
    return draw.command("SETNX", key, draw.value());
  }
}
