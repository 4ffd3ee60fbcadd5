package org.aofkit.rdb;

import java.io.IOException;

/**
 * Reads values, each by the walker that knows its type.
 *
 * <p>The walkers are behind an interface so that each is compiled by itself: an image with values
 * of all types is read by some ten small pieces of machine code, not by a large one that takes as
 * long to compile as the image takes to read ({@code src/bench/rdb.sh}, file {@code types}).
 */
final class RdbValues {
  /** Reads values of some types. */
  private interface Walker {
    /** Passes a value of this type; the position is behind the key. */
    RdbOutcome read(RdbType type) throws IOException, RdbStop;
  }

  private final RdbContext context;
  private final RdbContainers containers;
  private final RdbCollections collections;
  private final RdbPackedValues packed;
  private final RdbModules modules;
  private final RdbStreams streams;
  private final Walker[] walkers = new Walker[RdbType.values().length];

  /** The same, but that packed containers are only looked at from outside. */
  private final Walker[] outside = new Walker[RdbType.values().length];

  RdbValues(RdbContext context, RdbModules modules) {
    this.context = context;
    this.modules = modules;
    this.containers = new RdbContainers(context);
    this.collections = new RdbCollections(context);
    this.packed = new RdbPackedValues(context);
    this.streams = new RdbStreams(context, containers);
    Walker ofStrings = new Strings();
    Walker ofCollections = new Collections();
    Walker ofStreams = new Streams();
    Walker ofModules = new Modules();
    Walker ofPacked = new Packed();
    Walker ofOutside = new Outside();
    for (RdbType type : RdbType.values()) {
      Walker walker =
          switch (type) {
            case STRING -> ofStrings;
            case LIST,
                SET,
                HASH,
                SORTED_SET_TEXT,
                SORTED_SET,
                HASH_DEADLINES_PRE_RELEASE,
                HASH_DEADLINES,
                HASH_DEADLINES_VALKEY ->
                ofCollections;
            case STREAM_1, STREAM_2, STREAM_3 -> ofStreams;
            case MODULE, MODULE_PRE_RELEASE -> ofModules;
            default -> ofPacked;
          };
      walkers[type.ordinal()] = walker;
      outside[type.ordinal()] = walker == ofPacked ? ofOutside : walker;
    }
  }

  /** Passes a value of this type; the position is behind the key. */
  RdbOutcome read(RdbType type) throws IOException, RdbStop {
    return (context.isWalked() ? walkers : outside)[type.ordinal()].read(type);
  }

  /** Of a hash of Valkey whose {@link RdbOutcome} is unknown: when the last field expires. */
  long lastFieldDeadline() {
    return collections.lastDeadline();
  }

  private static IllegalStateException notMine(RdbType type) {
    return new IllegalStateException("a value for another walker: " + type);
  }

  private final class Strings implements Walker {
    @Override
    public RdbOutcome read(RdbType type) throws IOException, RdbStop {
      RdbStrings strings = context.strings;
      if (context.isTold) {
        strings.open();
        strings.show(context.view);
        context.handler().string(context.view);
        strings.close();
      } else {
        strings.skip();
      }
      return RdbOutcome.KEPT;
    }
  }

  private final class Collections implements Walker {
    @Override
    public RdbOutcome read(RdbType type) throws IOException, RdbStop {
      return switch (type) {
        case LIST -> collections.list();
        case SET -> collections.set();
        case HASH -> collections.hash();
        case SORTED_SET_TEXT, SORTED_SET -> collections.sortedSet(type);
        case HASH_DEADLINES_PRE_RELEASE, HASH_DEADLINES -> collections.hashOfRedis(type);
        case HASH_DEADLINES_VALKEY -> collections.hashOfValkey();
        default -> throw notMine(type);
      };
    }
  }

  private final class Streams implements Walker {
    @Override
    public RdbOutcome read(RdbType type) throws IOException, RdbStop {
      streams.read(type == RdbType.STREAM_1 ? 1 : type == RdbType.STREAM_2 ? 2 : 3);
      return RdbOutcome.KEPT;
    }
  }

  private final class Modules implements Walker {
    @Override
    public RdbOutcome read(RdbType type) throws IOException, RdbStop {
      if (type == RdbType.MODULE_PRE_RELEASE) {
        throw RdbStop.badFormat(
            context.in.position(), "a module value of a pre-release, which no server loads");
      }
      modules.value();
      return RdbOutcome.KEPT;
    }
  }

  /** Looks into packed containers. */
  private final class Packed implements Walker {
    @Override
    public RdbOutcome read(RdbType type) throws IOException, RdbStop {
      return switch (type) {
        case HASH_ZIPMAP -> packed.hashOfZipmap();
        case LIST_ZIPLIST -> packed.listOfZiplist();
        case SORTED_SET_ZIPLIST -> packed.sortedSetOfZiplist();
        case HASH_ZIPLIST -> packed.hashOfZiplist();
        case SET_INTSET -> packed.intset();
        case SET_LISTPACK -> packed.set();
        case HASH_LISTPACK -> packed.hash();
        case SORTED_SET_LISTPACK -> packed.sortedSet();
        case LIST_QUICKLIST -> packed.quicklist();
        case LIST_QUICKLIST_2 -> packed.quicklist2();
        case HASH_DEADLINES_LISTPACK_PRE_RELEASE -> packed.hashOfTriples();
        case HASH_DEADLINES_LISTPACK -> {
          context.in.skip(Long.BYTES);
          yield packed.hashOfTriples();
        }
        default -> throw notMine(type);
      };
    }
  }

  /** Looks at the outside of packed containers. */
  private final class Outside implements Walker {
    @Override
    public RdbOutcome read(RdbType type) throws IOException, RdbStop {
      switch (type) {
        case HASH_ZIPMAP -> containers.readZipmap();
        case SET_INTSET -> containers.readIntset();
        case LIST_ZIPLIST -> {
          return containers.readZiplist(1);
        }
        case SORTED_SET_ZIPLIST, HASH_ZIPLIST -> {
          return containers.readZiplist(2);
        }
        case SET_LISTPACK -> {
          return containers.readListpack(1);
        }
        case HASH_LISTPACK, SORTED_SET_LISTPACK -> {
          return containers.readListpack(2);
        }
        case LIST_QUICKLIST -> {
          return containers.quicklist();
        }
        case LIST_QUICKLIST_2 -> {
          return containers.quicklist2();
        }
        case HASH_DEADLINES_LISTPACK_PRE_RELEASE -> {
          return containers.readListpack(3);
        }
        case HASH_DEADLINES_LISTPACK -> {
          context.in.skip(Long.BYTES);
          return containers.readListpack(3);
        }
        default -> throw notMine(type);
      }
      return RdbOutcome.KEPT;
    }
  }
}
