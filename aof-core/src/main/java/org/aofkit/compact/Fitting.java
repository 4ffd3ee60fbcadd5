package org.aofkit.compact;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.regex.Pattern;
import org.aofkit.keyspace.Keyspace;
import org.aofkit.keyspace.Library;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.HashValue;
import org.aofkit.keyspace.value.ModuleValue;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.rdb.RdbType;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbFeature;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Makes keys and libraries fit for the target: takes away what it cannot express, and tells of it;
 * and what has expired, where that is not to be kept. Safe for use by several threads.
 */
final class Fitting {
  /** Only Valkey gives its libraries an object of this name. */
  private static final Pattern OF_VALKEY =
      Pattern.compile("\\bserver\\s*\\.\\s*[a-z_]+\\s*[({'\"]");

  /** The place of what stands in none, or in none that was noted. */
  private static final long NOWHERE = 0;

  private final Server server;
  private final CompactTarget target;
  private final boolean isForeign;
  private final boolean canExpire;
  private final boolean hasLibraries;
  private final Places places;
  private final long now;
  private volatile long expiredBefore;
  private final UnsupportedListener listener;
  private final Dropped.Count dropped;

  /**
   * For one run.
   *
   * @param places where what is told of stands
   * @param server the one that wrote the log
   * @param listener told what the target cannot express, by many threads
   * @param dropped counts what is taken away
   */
  Fitting(
      Places places,
      Server server,
      OutputOptions options,
      UnsupportedListener listener,
      Dropped.Count dropped) {
    this.places = places;
    this.server = server;
    this.target = options.targetOf(server);
    this.isForeign = isForeign(server, options);
    this.canExpire = !target.rdb().cannotExpress().contains(RdbFeature.FIELD_DEADLINES);
    this.hasLibraries = !target.rdb().cannotExpress().contains(RdbFeature.FUNCTIONS);
    Instant time = options.dropExpired();
    this.expiredBefore = time == null ? Long.MIN_VALUE : time.toEpochMilli();
    this.now = time == null ? Clock.systemUTC().millis() : expiredBefore;
    this.listener = listener;
    this.dropped = dropped;
  }

  /** Keeps what has expired, too: commands that are carried may still find it there. */
  void keepExpired() {
    expiredBefore = Long.MIN_VALUE;
  }

  /** Whether there may be something that the target cannot express. */
  boolean isForeign() {
    return isForeign;
  }

  /**
   * Whether a string with this deadline stays; else it is counted.
   *
   * @param expireAtMs as {@link KeyHead} has it
   */
  boolean keeps(long expireAtMs) {
    boolean isGone = isExpired(expireAtMs, expireAtMs != KeyHead.NONE);
    if (isGone) {
      dropped.key();
    }
    return !isGone;
  }

  /** Whether there may be something that the target cannot express. */
  static boolean isForeign(Server server, OutputOptions options) {
    return options.targetOf(server) != CompactTarget.of(server);
  }

  /** The target. */
  CompactTarget target() {
    return target;
  }

  /**
   * Whether a record can be copied byte by byte.
   *
   * @param dialect of the image it is in
   * @param isCarried whether carried commands need it, however long it has expired
   */
  boolean copies(RdbKeyHeader key, Dialect dialect, boolean isCarried) {
    RdbType type = RdbType.of(dialect, key.typeCode());
    if (type == null || !target.rdb().knows(type)) {
      return false;
    }
    if (type == RdbType.MODULE) {
      return !isForeign;
    }
    return isCarried
        || expiredBefore == Long.MIN_VALUE
        || !isExpired(key.deadline(), key.hasDeadline()) && !hasFieldDeadlines(type);
  }

  private boolean isExpired(long deadline, boolean hasDeadline) {
    return hasDeadline && deadline < expiredBefore;
  }

  private static boolean hasFieldDeadlines(RdbType type) {
    return switch (type) {
      case HASH_DEADLINES,
          HASH_DEADLINES_LISTPACK,
          HASH_DEADLINES_PRE_RELEASE,
          HASH_DEADLINES_LISTPACK_PRE_RELEASE,
          HASH_DEADLINES_VALKEY ->
          true;
      default -> false;
    };
  }

  /**
   * Makes a key fit.
   *
   * @param key changed as is needed
   * @param isCarried whether carried commands need it, however long it has expired
   * @param place of the last record or command about it
   * @return null if it goes
   */
  @Nullable StoredKey fit(int database, byte[] name, StoredKey key, boolean isCarried, long place) {
    if (!isCarried && isExpired(key.expireAtMs(), key.hasDeadline())) {
      dropped.key();
      return null;
    }
    if (key.value() instanceof HashValue hash && !fit(database, name, hash, isCarried, place)) {
      return null;
    }
    if (isForeign && key.value() instanceof ModuleValue module && !isKnown(module)) {
      tell(Unsupported.Reason.MODULE_VALUE, database, name, module.typeName(), place);
      return null;
    }
    return key;
  }

  /** Whether anything is left. */
  private boolean fit(int database, byte[] name, HashValue hash, boolean isCarried, long place) {
    if (!isCarried && expiredBefore != Long.MIN_VALUE) {
      dropped.fields(removeExpired(hash, expiredBefore));
    }
    if (!canExpire) {
      int count = 0;
      for (int i = 0; i < hash.size(); i++) {
        count += hash.deadline(i) == HashValue.NEVER ? 0 : 1;
      }
      if (count > 0) {
        tell(Unsupported.Reason.FIELD_DEADLINES, database, name, count + " fields", place);
        // Nobody sees them any more; without their deadline they would be back.
        removeExpired(hash, now);
        for (int i = 0; i < hash.size(); i++) {
          hash.setDeadline(i, HashValue.NEVER);
        }
      }
    }
    return !hash.isEmpty();
  }

  private static int removeExpired(HashValue hash, long before) {
    int removed = 0;
    for (int i = hash.size() - 1; i >= 0; i--) {
      if (hash.deadline(i) != HashValue.NEVER && hash.deadline(i) < before) {
        hash.remove(i);
        removed++;
      }
    }
    return removed;
  }

  /** Redis 8.0 has one module built in, that of vector sets. */
  private boolean isKnown(ModuleValue module) {
    return target == CompactTarget.REDIS_8_0 && module.typeName().equals("vectorset");
  }

  /** Whether the target takes a library; else it is told of. */
  boolean takes(Library library) {
    String why = obstacle(library);
    if (why == null) {
      return true;
    }
    byte[] name = library.name().getBytes(StandardCharsets.UTF_8);
    tell(Unsupported.Reason.LIBRARY, -1, name, why, NOWHERE);
    return false;
  }

  private @Nullable String obstacle(Library library) {
    if (!isForeign) {
      return null;
    }
    if (!hasLibraries) {
      return "there are none";
    }
    String code = new String(library.source(), StandardCharsets.ISO_8859_1);
    if (!target.server().isValkey() && OF_VALKEY.matcher(code).find()) {
      return "it uses the object server of Valkey";
    }
    boolean isRead = new Keyspace(target.server(), 1).libraries().read(library.source()) != null;
    return isRead ? null : "its first line, or its code, is not taken";
  }

  /**
   * Tells that a command, and with it all it is tied to, cannot be carried.
   *
   * @param place of the command
   */
  void cannotCarry(int database, byte[] name, byte[] command, long place) {
    String text = new String(command, StandardCharsets.ISO_8859_1);
    tell(Unsupported.Reason.COMMAND, database, name, text, place);
  }

  /** Tells that a command of the {@link CarriedTail} cannot be carried. */
  void cannotCarryAlone(int database, byte[] command, long place) {
    tell(Unsupported.Reason.TAIL_COMMAND, database, command, "", place);
  }

  private void tell(
      Unsupported.Reason reason, int database, byte[] name, String detail, long place) {
    dropped.unsupported(reason);
    String file = "";
    long offset = 0;
    if (place != NOWHERE) {
      int number = places.file(place);
      file = places.files().get(number).name().toString();
      offset = place - places.start(number);
    }
    listener.unsupported(new Unsupported(reason, database, name, detail, file, offset));
  }

  /** Whether the target takes a command that is carried. */
  boolean takes(byte[][] words) {
    return !isForeign
        || TargetCommands.takes(target, words)
            && CarriedPayload.isKnown(target.rdb(), server, words);
  }

  /** A command that is carried, as the target takes it. */
  byte[][] carried(byte[][] words) {
    return isForeign ? CarriedPayload.adapted(target.rdb(), server, words) : words;
  }
}
