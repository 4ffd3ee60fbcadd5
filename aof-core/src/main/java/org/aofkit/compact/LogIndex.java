package org.aofkit.compact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.aofkit.aof.ReadOptions;
import org.aofkit.command.CommandTable;
import org.aofkit.server.Server;

/**
 * Where the commands stand that the values of keys depend on: of all keys or, where memory does not
 * do for all, of those of a filter.
 */
final class LogIndex {
  private final Effects effects;
  private final KeyHash hash;
  private final Room room;
  private final RefusedCommands refused;
  private final Chains chains;
  private final Databases databases;
  private final KeyFilter filter;
  private final LogScan scan;
  private final IndexBuilder builder;

  /**
   * An index that is empty yet.
   *
   * @param room what it takes its memory from
   * @param besides whether one thread reads the files and another one builds the tables
   * @param refused is told by whoever carries commands out
   * @param end the place at which it ends, though the files may go on
   */
  LogIndex(
      Places places,
      ReadOptions options,
      Server server,
      KeyHash hash,
      KeyFilter filter,
      Room room,
      boolean besides,
      RefusedCommands refused,
      long end) {
    this.refused = refused;
    this.hash = hash;
    this.filter = filter;
    this.room = room;
    this.effects = new Effects(CommandTable.standard());
    this.chains = new Chains(room);
    this.databases = new Databases(room);
    this.builder = new IndexBuilder(filter, new KeyWrites(databases, chains), besides);
    this.scan = new LogScan(places, options, server, effects, hash, end, builder);
  }

  /**
   * Reads all files.
   *
   * @throws IndexFullException if there is no room for all keys
   * @throws TailException at a command of which nobody can say which keys it reads or writes
   */
  void build() throws IOException {
    try (builder) {
      scan.run();
      builder.end();
    }
  }

  /** What the index is about. */
  KeyFilter filter() {
    return filter;
  }

  /** What it takes its memory from. */
  Room room() {
    return room;
  }

  /** How many bytes of the files were read. */
  long read() {
    return scan.read();
  }

  /** The keys of each database, by the ids of the tables. */
  List<KeyTable> tables() {
    return databases.tables();
  }

  /** The number that the database of a table has in the end. */
  int number(int table) {
    return databases.number(table);
  }

  /** Commands that a server refuses. */
  RefusedCommands refused() {
    return refused;
  }

  /** What commands do. */
  Effects effects() {
    return effects;
  }

  /** The head of a key of a table. */
  long head(int database, byte[] name) {
    ByteBuffer bytes = little(name);
    long first = hash.of(bytes, 0, name.length);
    return tables().get(database).head(first, hash.second());
  }

  /** The place of the last record or command that a head tells of; 0 for none. */
  long place(long head) {
    if (Head.isNode(head)) {
      return chains.place(head);
    }
    return Head.isTie(head) ? chains.tiePlace(head) : Head.number(head);
  }

  /** The table in which a key has a head; -1 if there is none. */
  int tableOf(byte[] key, long head) {
    long first = hash.of(little(key), 0, key.length);
    for (KeyTable keys : tables()) {
      if (keys.head(first, hash.second()) == head) {
        return keys.id();
      }
    }
    return -1;
  }

  /** What the heads in them point to. */
  Chains chains() {
    return chains;
  }

  /** The sources of the function libraries in images. */
  List<byte[]> libraries() {
    return scan.libraries();
  }

  /** The places of the commands about function libraries. */
  List<Long> libraryCommands() {
    return scan.libraryCommands();
  }

  /** Which places are those of records. */
  Images images() {
    return scan.images();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
