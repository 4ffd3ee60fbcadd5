package org.aofkit.keyspace.commands;

import org.aofkit.keyspace.value.HashValue;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * The options of HSETEX and HGETEX, up to FIELDS. Redis takes each kind once, Valkey the same one
 * several times. Measured with Redis 8.0.6 and Valkey 9.1.2.
 */
final class FieldOptions {
  /** Whose options. */
  enum Command {
    HGETEX,
    HSETEX
  }

  private final boolean repeats;
  private int behind = 2;
  private @Nullable String time;
  private @Nullable Long deadline;
  private @Nullable String fieldCondition;
  private @Nullable String keyCondition;

  FieldOptions(Call call, Command command) throws RefusedException {
    repeats = call.server().isValkey();
    while (behind < call.count() && !call.is(behind, "FIELDS")) {
      boolean isKnown = takeTime(call, command);
      if (!isKnown && command == Command.HSETEX) {
        isKnown = takeCondition(call);
      }
      if (!isKnown) {
        throw repeats
            ? RefusedException.syntax()
            : new RefusedException("ERR unknown argument: " + call.text(behind));
      }
      behind++;
    }
  }

  private boolean takeTime(Call call, Command command) throws RefusedException {
    for (String word : new String[] {"EX", "PX", "EXAT", "PXAT"}) {
      if (call.is(behind, word)) {
        time = once(time, word);
        behind++;
        if (behind >= call.count()) {
          throw RefusedException.syntax();
        }
        deadline = FieldDeadline.of(call, behind, word.startsWith("EX") ? 1000 : 1);
        return true;
      }
    }
    String other = command == Command.HSETEX ? "KEEPTTL" : "PERSIST";
    if (!call.is(behind, other)) {
      return false;
    }
    time = once(time, other);
    if (command == Command.HGETEX) {
      deadline = HashValue.NEVER;
    }
    return true;
  }

  private boolean takeCondition(Call call) throws RefusedException {
    for (String word : new String[] {"FNX", "FXX"}) {
      if (call.is(behind, word)) {
        fieldCondition = once(fieldCondition, word);
        return true;
      }
    }
    for (String word : new String[] {"NX", "XX"}) {
      if (call.server() == Server.VALKEY_9 && call.is(behind, word)) {
        keyCondition = once(keyCondition, word);
        return true;
      }
    }
    return false;
  }

  private String once(@Nullable String before, String now) throws RefusedException {
    if (before != null && !(repeats && before.equals(now))) {
      throw RefusedException.syntax();
    }
    return now;
  }

  /** The word behind them. */
  int behind() {
    return behind;
  }

  /** The deadline given; {@link HashValue#NEVER} for PERSIST; null if there is none. */
  @Nullable Long deadline() {
    return deadline;
  }

  /** Whether fields keep the deadlines they have. */
  boolean keepsDeadlines() {
    return "KEEPTTL".equals(time);
  }

  /** Whether the key must exist. */
  boolean isForOldKeys() {
    return "XX".equals(keyCondition) || "FXX".equals(fieldCondition);
  }

  /** Whether the key must not exist. */
  boolean isForNewKeys() {
    return "NX".equals(keyCondition);
  }

  /** Whether all fields are there, or none of them, as the command asks. */
  boolean allowsFields(Call call, @Nullable HashValue hash, int first) {
    if (hash == null || fieldCondition == null) {
      return true;
    }
    for (int i = first; i < call.count(); i += 2) {
      boolean exists = HashCommands.find(call, hash, i) >= 0;
      if (exists != fieldCondition.equals("FXX")) {
        return false;
      }
    }
    return true;
  }

  /** Says so where what comes of the deadline is not known; null where it is. */
  @Nullable Outcome notModelled(Call call) {
    Long given = deadline;
    if (given == null || given == HashValue.NEVER) {
      return null;
    }
    if ("EX".equals(time) || "PX".equals(time)) {
      return Outcome.notModelled("a time that begins when it is loaded");
    }
    return FieldDeadline.isModelled(call.server(), given) ? null : FieldDeadline.notModelled();
  }
}
