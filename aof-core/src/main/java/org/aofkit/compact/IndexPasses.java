package org.aofkit.compact;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import org.aofkit.aof.ReadOptions;
import org.aofkit.command.CommandTable;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Indexes all keys, at once if memory does for that, else part by part: first those that commands
 * of several keys name, then the others by bits of their hashes.
 */
final class IndexPasses {
  /** More parts than that take longer than anybody waits. */
  private static final long MOST_PARTS = 1 << 10;

  /** Of the memory for an index, what the names of keys that are tied may take in all passes. */
  private static final int TIED_SHARE = 4;

  /** What a command of several keys takes when groups are put together, and each of its keys. */
  private static final long GROUP_BYTES = 200;

  private static final int MIB = 20;

  private final Places places;
  private final ReadOptions options;
  private final Server server;
  private final KeyHash hash;
  private final boolean besides;
  private final Deque<KeyFilter> open = new ArrayDeque<>();
  private final CompactionMemory memory;
  private final RefusedCommands refused;
  private @Nullable TailStart tail;
  private long lastRead;
  private long needed;
  private int passes;

  /**
   * In front of the first pass.
   *
   * @param besides whether one thread reads the files and another one builds the tables
   * @param memory that an index may take
   */
  IndexPasses(
      Places places, ReadOptions options, Server server, boolean besides, CompactionMemory memory) {
    var random = new SecureRandom();
    this.hash = new KeyHash(random.nextLong(), random.nextLong());
    this.places = places;
    this.options = options;
    this.server = server;
    this.besides = besides;
    this.memory = memory;
    this.refused = new RefusedCommands(places);
    open.add(KeyFilter.all());
  }

  /**
   * The next index; what the one before took is to be let go of first.
   *
   * @return null behind the last one
   * @throws CannotCompactException if there is too little memory even for a part
   */
  @Nullable LogIndex next() throws IOException {
    while (!open.isEmpty()) {
      KeyFilter filter = open.pop();
      LogIndex index = build(filter);
      if (index != null && lacking(index) <= 0) {
        passes++;
        return index;
      }
      if (index != null) {
        lastRead = places.bytes();
        needed = bytes(filter) + lacking(index);
        index = null;
      }
      split(filter, lastRead);
    }
    return null;
  }

  /** The index of a part; null if there is no room for it. */
  private @Nullable LogIndex build(KeyFilter filter) throws IOException {
    while (true) {
      try {
        return tryToBuild(filter);
      } catch (TailException e) {
        begins(e.start());
      }
    }
  }

  private @Nullable LogIndex tryToBuild(KeyFilter filter) throws IOException {
    var room = new Room(bytes(filter));
    var index = new LogIndex(places, options, server, hash, filter, room, besides, refused, end());
    try {
      index.build();
      return index;
    } catch (IndexFullException e) {
      lastRead = Math.max(1, index.read());
      return null;
    }
  }

  /** Nothing behind a place is indexed any more: what was, is forgotten. */
  private void begins(TailStart start) throws IOException {
    TailCopy.requireCarriable(places, start, options);
    tail = start;
  }

  private long end() {
    return tail == null ? Long.MAX_VALUE : tail.place();
  }

  /**
   * Where the log is to be carried as it is; null if it need not be. Known with the first index.
   */
  @Nullable TailStart tail() {
    return tail;
  }

  private long bytes(KeyFilter filter) {
    boolean isAll = filter.tied() == null;
    return filter.isTied() && !isAll ? memory.tiedBytes() : memory.indexBytes();
  }

  /** How many bytes there are too few to put commands of several keys together. */
  private long lacking(LogIndex index) {
    long groups = GROUP_BYTES * index.chains().tied();
    long left = bytes(index.filter()) + memory.valueBytes() - index.room().taken();
    return groups == 0 ? 0 : groups - left;
  }

  /** Commands that a server refuses, of all indexes. */
  RefusedCommands refused() {
    return refused;
  }

  /** How many indexes there were. */
  int passes() {
    return passes;
  }

  /**
   * Lets parts of a part take its place, of which the first so many bytes of the files filled it.
   */
  private void split(KeyFilter filter, long read) throws IOException {
    if (filter.tied() == null) {
      KeyTable tied = tied();
      long wanted = places.bytes() / read + 1;
      add(new KeyFilter(0, 0, tied, false), Math.min(wanted, MOST_PARTS));
      if (tied.live() > 0) {
        open.push(KeyFilter.tied(tied));
      }
    } else if (filter.isTied()) {
      throw tooLittle("the keys that commands of several keys name", memory.tiedBytes(), read);
    } else if (filter.parts() < MOST_PARTS) {
      add(filter, 2);
    } else {
      throw tooLittle("one of " + MOST_PARTS + " parts of the keys", memory.indexBytes(), read);
    }
  }

  private void add(KeyFilter filter, long parts) {
    if (parts <= 1) {
      open.push(filter);
    } else {
      add(filter.half(true), (parts + 1) / 2);
      add(filter.half(false), (parts + 1) / 2);
    }
  }

  private KeyTable tied() throws IOException {
    while (true) {
      try {
        return tryToFindTied();
      } catch (TailException e) {
        begins(e.start());
      }
    }
  }

  private KeyTable tryToFindTied() throws IOException {
    var room = new Room(memory.tiedBytes() / TIED_SHARE);
    var names = new TiedNames(room);
    var effects = new Effects(CommandTable.standard());
    var scan = new LogScan(places, options, server, effects, hash, end(), names);
    try {
      scan.run();
    } catch (IndexFullException e) {
      throw tooLittle(
          "the names of keys that commands of several keys name",
          memory.tiedBytes(),
          Math.max(1, scan.read()));
    }
    return names.names();
  }

  /** Says what would be needed if the rest of the files were like the part that was read. */
  private CannotCompactException tooLittle(String what, long bytes, long read) {
    long wanted = Math.max(needed, (long) (1.0 * bytes * places.bytes() / read));
    return new CannotCompactException(
        "too little memory to index "
            + what
            + ": there are "
            + (bytes >> MIB)
            + " MiB for it, about "
            + ((wanted >> MIB) + 1)
            + " MiB are needed; give Java a larger heap");
  }
}
