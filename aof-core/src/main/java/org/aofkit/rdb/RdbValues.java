package org.aofkit.rdb;

import java.io.IOException;
import org.aofkit.server.Server;

/**
 * Steps over values, as far as needed to find their end, and checks what can be seen from there.
 * Counts are numbers without sign; a loop over a hostile one ends with the source, since every
 * element takes a byte.
 */
final class RdbValues {
  /** What a server does with a key of this value. */
  enum Outcome {
    /** It keeps the key. */
    KEPT,
    /** It skips the key with a notice, since the value is empty. */
    SKIPPED,
    /** That depends on what stepping does not see. */
    UNKNOWN
  }

  private static final int PLAIN_NODE = 1;
  private static final int PACKED_NODE = 2;

  /** The latest deadline in ms that Redis 8.0.6 takes for a field of a hash (measured). */
  private static final long LAST_REDIS_DEADLINE = (1L << 48) - 1;

  private final RdbInput in;
  private final RdbStrings strings;
  private final RdbServers servers;
  private final RdbContainers containers;
  private final RdbModules modules;
  private final RdbStreams streams;

  RdbValues(RdbInput in, RdbStrings strings, RdbServers servers, RdbModules modules) {
    this.in = in;
    this.strings = strings;
    this.servers = servers;
    this.modules = modules;
    this.containers = new RdbContainers(strings, servers);
    this.streams = new RdbStreams(in, strings, containers);
  }

  /** Passes a value of this type; the position is behind the key. */
  Outcome step(RdbType type) throws IOException, RdbStop {
    switch (type) {
      case STRING -> strings.skip();
      case LIST, SET -> {
        return strings(1);
      }
      case HASH -> {
        return strings(2);
      }
      case SORTED_SET_TEXT, SORTED_SET -> {
        return sortedSet(type == RdbType.SORTED_SET_TEXT);
      }
      case HASH_ZIPMAP -> {
        strings.read();
        containers.zipmap();
      }
      case LIST_ZIPLIST -> {
        return ziplist(1);
      }
      case SORTED_SET_ZIPLIST, HASH_ZIPLIST -> {
        return ziplist(2);
      }
      case SET_INTSET -> {
        strings.read();
        containers.intset();
      }
      case SET_LISTPACK -> {
        return listpack(1);
      }
      case HASH_LISTPACK, SORTED_SET_LISTPACK -> {
        return listpack(2);
      }
      case LIST_QUICKLIST -> {
        return quicklist();
      }
      case LIST_QUICKLIST_2 -> {
        return quicklist2();
      }
      case STREAM_1 -> streams.step(1);
      case STREAM_2 -> streams.step(2);
      case STREAM_3 -> streams.step(3);
      case MODULE -> modules.value();
      case HASH_DEADLINES_PRE_RELEASE -> {
        return hashWithRedisDeadlines(1);
      }
      case HASH_DEADLINES -> {
        return hashWithRedisDeadlines(leastDeadline());
      }
      case HASH_DEADLINES_VALKEY -> {
        return hashWithValkeyDeadlines();
      }
      case HASH_DEADLINES_LISTPACK_PRE_RELEASE -> {
        return hashOfTriples();
      }
      case HASH_DEADLINES_LISTPACK -> {
        in.skip(Long.BYTES);
        return hashOfTriples();
      }
      case MODULE_PRE_RELEASE ->
          throw RdbStop.badFormat(
              in.position(), "a module value of a pre-release, which no server loads");
    }
    return Outcome.KEPT;
  }

  private Outcome strings(int perElement) throws IOException, RdbStop {
    long count = in.readLength();
    for (long i = 0; i != count; i++) {
      for (int k = 0; k < perElement; k++) {
        strings.skip();
      }
    }
    return count == 0 ? Outcome.SKIPPED : Outcome.KEPT;
  }

  private Outcome sortedSet(boolean isText) throws IOException, RdbStop {
    long count = in.readLength();
    for (long i = 0; i != count; i++) {
      strings.skip();
      if (isText) {
        textScore();
      } else {
        binaryScore();
      }
    }
    return count == 0 ? Outcome.SKIPPED : Outcome.KEPT;
  }

  private void binaryScore() throws IOException, RdbStop {
    long at = in.position();
    if (Double.isNaN(Double.longBitsToDouble(in.readLong()))) {
      throw RdbStop.badFormat(at, "expected a score, found NaN");
    }
  }

  /** One byte of length and the text; 253 is NaN, 254 and 255 are the infinities. */
  private void textScore() throws IOException, RdbStop {
    long at = in.position();
    int length = in.readByte();
    if (length == 254 || length == 255) {
      return;
    }
    RdbScore.Form form = RdbScore.Form.NAN;
    if (length != 253) {
      byte[] text = strings.head();
      in.readFully(text, 0, length);
      form = RdbScore.formOf(text, length);
    }
    if (form == RdbScore.Form.OPEN_EXPONENT) {
      servers.require(Server.REDIS_7_0.bit(), at, "a score that breaks off in its exponent");
    } else if (form != RdbScore.Form.NUMBER) {
      throw RdbStop.badFormat(
          at, "expected a score, found " + (form == RdbScore.Form.NAN ? "NaN" : "no number"));
    }
  }

  private Outcome ziplist(int tuple) throws IOException, RdbStop {
    strings.read();
    return containers.ziplist(tuple) ? Outcome.KEPT : Outcome.SKIPPED;
  }

  private Outcome listpack(int tuple) throws IOException, RdbStop {
    strings.read();
    return containers.listpack(tuple) ? Outcome.KEPT : Outcome.SKIPPED;
  }

  private Outcome quicklist() throws IOException, RdbStop {
    long count = in.readLength();
    Outcome outcome = Outcome.SKIPPED;
    for (long i = 0; i != count; i++) {
      if (ziplist(1) == Outcome.KEPT) {
        outcome = Outcome.KEPT;
      }
    }
    return outcome;
  }

  private Outcome quicklist2() throws IOException, RdbStop {
    long count = in.readLength();
    Outcome outcome = Outcome.SKIPPED;
    for (long i = 0; i != count; i++) {
      long at = in.position();
      long container = in.readLength();
      if (container != PLAIN_NODE && container != PACKED_NODE) {
        throw RdbStop.badFormat(
            at, "expected a list node of kind 1 or 2, found " + Long.toUnsignedString(container));
      }
      strings.read();
      if (strings.length() == 0) {
        throw RdbStop.badFormat(strings.start(), "expected a list node with bytes, found none");
      }
      if (container == PLAIN_NODE || containers.listpack(1)) {
        outcome = Outcome.KEPT;
      }
    }
    return outcome;
  }

  /** Redis 8.0.6 accepts one more here than for a deadline itself (measured). */
  private long leastDeadline() throws IOException, RdbStop {
    long at = in.position();
    long least = in.readLong();
    if (Long.compareUnsigned(least, LAST_REDIS_DEADLINE + 1) > 0) {
      throw badDeadline(at, least);
    }
    return least;
  }

  /**
   * Passes a hash with the deadline before each field: 0 for none, else its distance from one
   * before the least one. Redis 8.0.6 adds modulo 2^64 (measured).
   */
  private Outcome hashWithRedisDeadlines(long least) throws IOException, RdbStop {
    long count = in.readLength();
    for (long i = 0; i != count; i++) {
      long at = in.position();
      long distance = in.readNumber();
      long deadline = distance + least - 1;
      if (distance != 0 && Long.compareUnsigned(deadline, LAST_REDIS_DEADLINE) > 0) {
        throw badDeadline(at, deadline);
      }
      strings.skip();
      strings.skip();
    }
    return Outcome.UNKNOWN;
  }

  /**
   * Passes a hash with the deadline behind each field: -1 for none; Valkey 9.1.2 refuses lower ones
   * (measured).
   */
  private Outcome hashWithValkeyDeadlines() throws IOException, RdbStop {
    long count = in.readLength();
    for (long i = 0; i != count; i++) {
      strings.skip();
      strings.skip();
      long at = in.position();
      long deadline = in.readLong();
      if (deadline < -1) {
        throw badDeadline(at, deadline);
      }
    }
    return Outcome.UNKNOWN;
  }

  private static RdbStop badDeadline(long at, long found) {
    return RdbStop.badFormat(at, "expected a deadline of a field, found " + found);
  }

  private Outcome hashOfTriples() throws IOException, RdbStop {
    strings.read();
    containers.listpack(3);
    return Outcome.UNKNOWN;
  }
}
