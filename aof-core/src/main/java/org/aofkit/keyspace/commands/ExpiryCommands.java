package org.aofkit.keyspace.commands;

import java.util.Locale;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.rdb.write.KeyHead;

/** The deadlines of keys. While a log is loaded, one that is past is kept as any other. */
final class ExpiryCommands {
  private static final long MS = 1000;

  /** No server's clock shows a time before this; 2001. */
  private static final long LONG_AGO = 1_000_000_000_000L;

  private ExpiryCommands() {}

  static void addTo(Actions actions) {
    actions
        .add("expire", call -> expire(call, true, true))
        .add("pexpire", call -> expire(call, false, true))
        .add("expireat", call -> expire(call, true, false))
        .add("pexpireat", call -> expire(call, false, false))
        .add("persist", ExpiryCommands::persist);
  }

  /** Which deadlines the command replaces. */
  private record Condition(boolean isNx, boolean isXx, boolean isGt, boolean isLt) {
    static Condition read(Call call) throws RefusedException {
      boolean isNx = false;
      boolean isXx = false;
      boolean isGt = false;
      boolean isLt = false;
      for (int at = 3; at < call.count(); at++) {
        if (call.is(at, "NX")) {
          isNx = true;
        } else if (call.is(at, "XX")) {
          isXx = true;
        } else if (call.is(at, "GT")) {
          isGt = true;
        } else if (call.is(at, "LT")) {
          isLt = true;
        } else {
          throw new RefusedException("ERR Unsupported option " + call.text(at));
        }
      }
      if (isNx && (isXx || isGt || isLt)) {
        throw new RefusedException(
            "ERR NX and XX, GT or LT options at the same time are not compatible");
      }
      if (isGt && isLt) {
        throw new RefusedException("ERR GT and LT options at the same time are not compatible");
      }
      return new Condition(isNx, isXx, isGt, isLt);
    }

    /** Whether it stands in the way whatever the new deadline is. */
    boolean isAgainst(StoredKey stored) {
      return stored.hasDeadline() ? isNx : isXx || isGt;
    }

    /** Whether it stands in the way of this deadline. */
    boolean isAgainst(StoredKey stored, long deadline) {
      return isAgainst(stored)
          || isGt && deadline <= stored.expireAtMs()
          || isLt && stored.hasDeadline() && deadline >= stored.expireAtMs();
    }
  }

  private static Outcome expire(Call call, boolean isSeconds, boolean isRelative)
      throws RefusedException, NotModelledException {
    Condition condition = Condition.read(call);
    long time = call.integer(2);
    if (isSeconds) {
      if (time > Long.MAX_VALUE / MS || time < Long.MIN_VALUE / MS) {
        throw invalid(call);
      }
      time *= MS;
    }
    if (isRelative && time > Long.MAX_VALUE - LONG_AGO) {
      throw invalid(call);
    }
    StoredKey stored = call.key(1);
    if (stored == null || condition.isAgainst(stored)) {
      return Outcome.UNCHANGED;
    }
    if (isRelative) {
      throw NotModelledException.relativeTime();
    }
    if (condition.isAgainst(stored, time)) {
      return Outcome.UNCHANGED;
    }
    stored.setExpireAtMs(time);
    return Outcome.CHANGED;
  }

  private static RefusedException invalid(Call call) {
    return SetOptions.invalidExpire(call.text(0).toLowerCase(Locale.ROOT));
  }

  private static Outcome persist(Call call) {
    StoredKey stored = call.key(1);
    if (stored == null || !stored.hasDeadline()) {
      return Outcome.UNCHANGED;
    }
    stored.setExpireAtMs(KeyHead.NONE);
    return Outcome.CHANGED;
  }
}
