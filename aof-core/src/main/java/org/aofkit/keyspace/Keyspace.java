package org.aofkit.keyspace;

import java.time.InstantSource;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.aofkit.server.Server;

/**
 * All databases of a server, and its function libraries. Not safe for use by several threads.
 *
 * <p>A database that was never touched takes no memory, whatever its number.
 */
public final class Keyspace {
  private final Server server;
  private final int databaseCount;
  private final InstantSource clock;
  private final SortedMap<Integer, Database> databases = new TreeMap<>();
  private final Libraries libraries;

  /**
   * An empty data set.
   *
   * @param server whose rules hold
   * @param databaseCount how many databases it has, 1 or more
   */
  public Keyspace(Server server, int databaseCount) {
    this(server, databaseCount, InstantSource.system());
  }

  /**
   * An empty data set.
   *
   * @param server whose rules hold
   * @param databaseCount how many databases it has, 1 or more
   * @param clock the time at which the data set is built: consumers of streams were seen then, and
   *     fields of hashes may be past their deadline
   */
  public Keyspace(Server server, int databaseCount, InstantSource clock) {
    if (databaseCount < 1) {
      throw new IllegalArgumentException(databaseCount + " databases");
    }
    this.server = server;
    this.databaseCount = databaseCount;
    this.clock = clock;
    this.libraries = new Libraries(server);
  }

  /** Whose rules hold. */
  public Server server() {
    return server;
  }

  /** The time at which the data set is built. */
  public InstantSource clock() {
    return clock;
  }

  /** How many databases there are. */
  public int databaseCount() {
    return databaseCount;
  }

  /**
   * A database.
   *
   * @throws IndexOutOfBoundsException if there is none of that number
   */
  public Database database(int number) {
    if (number < 0 || number >= databaseCount) {
      throw new IndexOutOfBoundsException("database " + number + " of " + databaseCount);
    }
    return databases.computeIfAbsent(number, absent -> new Database());
  }

  /** A view of the databases that were ever touched, by number; they may be empty. */
  public SortedMap<Integer, Database> databases() {
    return Collections.unmodifiableSortedMap(databases);
  }

  /**
   * Exchanges two databases.
   *
   * @throws IndexOutOfBoundsException if there is none of either number
   */
  public void swap(int one, int other) {
    Database former = database(one);
    databases.put(one, database(other));
    databases.put(other, former);
  }

  /** Takes all keys of all databases away; function libraries stay. */
  public void clear() {
    databases.clear();
  }

  /** The function libraries. */
  public Libraries libraries() {
    return libraries;
  }
}
