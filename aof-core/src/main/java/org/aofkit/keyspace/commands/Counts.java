package org.aofkit.keyspace.commands;

/** The option COUNT of LMPOP and ZMPOP. */
final class Counts {
  private Counts() {}

  /** Reads it from a word on to the end; 1 if nothing stands there. */
  static long read(Call call, int from) throws RefusedException {
    if (from >= call.count()) {
      return 1;
    }
    if (!call.is(from, "COUNT") || from + 1 >= call.count()) {
      throw RefusedException.syntax();
    }
    long count = Integers.atLeast(1, call, from + 1, "ERR count should be greater than 0");
    if (from + 2 < call.count()) {
      throw RefusedException.syntax();
    }
    return count;
  }
}
