package org.aofkit.fuzz.keyspace;

/** Which forms of commands a workload holds, by what is done with it. */
public enum Forms {
  /**
   * A client sends it to a server: anything, transactions included. What the server logs is read.
   */
  LIVE,
  /**
   * A client sends it to a server, and the same commands are carried out here: nothing that depends
   * on the time or on chance.
   */
  DIRECT,
  /** It is written into a log as it is, and loaded: as before, but deadlines may be past. */
  LOGGED
}
