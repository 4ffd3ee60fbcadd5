package org.aofkit.rdb;

import java.io.IOException;

/** Reads values, each by the walker that knows its type. */
final class RdbValues {
  private final RdbContext context;
  private final RdbContainers containers;
  private final RdbCollections collections;
  private final RdbPackedValues packed;
  private final RdbModules modules;
  private final RdbStreams streams;

  RdbValues(RdbContext context, RdbModules modules) {
    this.context = context;
    this.modules = modules;
    this.containers = new RdbContainers(context);
    this.collections = new RdbCollections(context);
    this.packed = new RdbPackedValues(context);
    this.streams = new RdbStreams(context, containers);
  }

  /** Passes a value of this type; the position is behind the key. */
  RdbOutcome read(RdbType type) throws IOException, RdbStop {
    switch (type) {
      case STRING -> string();
      case LIST -> {
        return collections.list();
      }
      case SET -> {
        return collections.set();
      }
      case HASH -> {
        return collections.hash();
      }
      case SORTED_SET_TEXT, SORTED_SET -> {
        return collections.sortedSet(type);
      }
      case HASH_DEADLINES_PRE_RELEASE, HASH_DEADLINES -> {
        return collections.hashOfRedis(type);
      }
      case HASH_DEADLINES_VALKEY -> {
        return collections.hashOfValkey();
      }
      case STREAM_1 -> streams.read(1);
      case STREAM_2 -> streams.read(2);
      case STREAM_3 -> streams.read(3);
      case MODULE -> modules.value();
      case MODULE_PRE_RELEASE ->
          throw RdbStop.badFormat(
              context.in.position(), "a module value of a pre-release, which no server loads");
      case HASH_DEADLINES_LISTPACK -> {
        context.in.skip(Long.BYTES);
        return context.isWalked() ? packed.hashOfTriples() : outside(type);
      }
      default -> {
        return context.isWalked() ? walk(type) : outside(type);
      }
    }
    return RdbOutcome.KEPT;
  }

  /** Of a hash of Valkey whose {@link RdbOutcome} is unknown: when the last field expires. */
  long lastFieldDeadline() {
    return collections.lastDeadline();
  }

  private void string() throws IOException, RdbStop {
    RdbStrings strings = context.strings;
    if (context.isTold) {
      strings.open();
      strings.show(context.view);
      context.handler().string(context.view);
      strings.close();
    } else {
      strings.skip();
    }
  }

  /** Looks into packed containers. */
  private RdbOutcome walk(RdbType type) throws IOException, RdbStop {
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
      default -> throw new IllegalStateException("not packed: " + type);
    };
  }

  /** Looks at the outside of packed containers. */
  private RdbOutcome outside(RdbType type) throws IOException, RdbStop {
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
      case HASH_DEADLINES_LISTPACK, HASH_DEADLINES_LISTPACK_PRE_RELEASE -> {
        return containers.readListpack(3);
      }
      default -> throw new IllegalStateException("not packed: " + type);
    }
    return RdbOutcome.KEPT;
  }
}
