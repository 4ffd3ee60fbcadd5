package org.aofkit.keyspace.commands;

import org.aofkit.server.Server;

/** The options of SET, GETEX and MSETEX, and the time among them. */
final class SetOptions {
  /** Servers compare with their clock: what comes nearer to the end of the range is refused. */
  private static final long LONG_AGO = 1_000_000_000_000L;

  private static final long MS = 1000;

  /** Which options a command has. */
  enum Of {
    SET,
    GETEX,
    MSETEX
  }

  private final Call call;
  private final Of command;
  private boolean isNx;
  private boolean isXx;
  private boolean isGet;
  private boolean isKeepTtl;
  private boolean isPersist;
  private int equalTo = -1;
  private int time = -1;
  private String unit = "";

  private SetOptions(Call call, Of command) {
    this.call = call;
    this.command = command;
  }

  /**
   * Reads the options.
   *
   * @param from the word where they begin; all words up to the end are options
   */
  static SetOptions read(Call call, int from, Of command) throws RefusedException {
    var options = new SetOptions(call, command);
    int at = from;
    while (at < call.count()) {
      at += options.take(at);
    }
    return options;
  }

  /** How many words an option takes. */
  private int take(int at) throws RefusedException {
    boolean isFollowed = at + 1 < call.count();
    boolean setsValue = command != Of.GETEX;
    if (setsValue && call.is(at, "NX") && !isXx && equalTo < 0) {
      isNx = true;
    } else if (setsValue && call.is(at, "XX") && !isNx && equalTo < 0) {
      isXx = true;
    } else if (command == Of.SET && call.is(at, "GET")) {
      isGet = true;
    } else if (setsValue && call.is(at, "KEEPTTL") && time < 0) {
      isKeepTtl = true;
    } else if (command == Of.GETEX && call.is(at, "PERSIST") && time < 0) {
      isPersist = true;
    } else if (isFollowed && isTime(at) && !isKeepTtl && !isPersist) {
      time = at + 1;
      unit = timeUnit(at);
      return 2;
    } else if (isFollowed && isComparison(at)) {
      equalTo = at + 1;
      return 2;
    } else {
      throw RefusedException.syntax();
    }
    return 1;
  }

  private boolean isTime(int at) {
    String found = timeUnit(at);
    return !found.isEmpty() && (time < 0 || found.equals(unit));
  }

  private String timeUnit(int at) {
    for (String known : new String[] {"EX", "PX", "EXAT", "PXAT"}) {
      if (call.is(at, known)) {
        return known;
      }
    }
    return "";
  }

  private boolean isComparison(int at) {
    Server server = call.server();
    return command == Of.SET
        && server.isValkey()
        && call.is(at, "IFEQ")
        && equalTo < 0
        && !isNx
        && !isXx;
  }

  /** Only if there is no such key. */
  boolean isNx() {
    return isNx;
  }

  /** Only if there is such a key. */
  boolean isXx() {
    return isXx;
  }

  /** Answers with the former value. */
  boolean isGet() {
    return isGet;
  }

  /** The deadline stays. */
  boolean isKeepTtl() {
    return isKeepTtl;
  }

  /** The deadline goes. */
  boolean isPersist() {
    return isPersist;
  }

  /** The word the former value must be equal to; -1 for none. */
  int equalTo() {
    return equalTo;
  }

  /** Whether there is a time. */
  boolean hasTime() {
    return time >= 0;
  }

  /** Whether the time counts from the moment of the command. */
  boolean isRelative() {
    return unit.equals("EX") || unit.equals("PX");
  }

  /**
   * The time in milliseconds, relative or not.
   *
   * @param name of the command, as servers say it
   */
  long timeMs(String name) throws RefusedException {
    return timeMs(call, time, unit.startsWith("EX"), isRelative(), name);
  }

  /** A word that is a time of SET and its relatives, in milliseconds. */
  static long timeMs(Call call, int at, boolean isSeconds, boolean isRelative, String name)
      throws RefusedException {
    long value = call.integer(at);
    if (value <= 0 || (isSeconds && value > Long.MAX_VALUE / MS)) {
      throw invalidExpire(name);
    }
    long ms = isSeconds ? value * MS : value;
    if (isRelative && ms > Long.MAX_VALUE - LONG_AGO) {
      throw invalidExpire(name);
    }
    return ms;
  }

  static RefusedException invalidExpire(String name) {
    return new RefusedException("ERR invalid expire time in '" + name + "' command");
  }
}
