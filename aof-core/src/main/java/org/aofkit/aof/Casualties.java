package org.aofkit.aof;

import org.aofkit.server.Server;

/**
 * Keeps the servers that are still there after each command read: the others have refused it,
 * crashed on it or been ended by it. What is queued in a transaction strikes when it is executed.
 * Transactions are those that servers see, whatever is thought of damaged commands in them.
 */
final class Casualties {
  /** These refuse a wrong number of arguments when they read it, be it queued or not. */
  static final int LOOK_AT_ARITY = Server.VALKEY_8.bit() | Server.VALKEY_9.bit();

  private final LogEvents listener;
  private int survivors = Server.allBits();
  private int survivorsOfQueue = Server.allBits();
  private long multi = -1;
  private boolean discardQueued;
  private long queuedCrash = -1;

  Casualties(LogEvents listener) {
    this.listener = listener;
  }

  /** Mask of the servers that are left. */
  int survivors() {
    return survivors;
  }

  /** Servers that are not in this mask are gone at once. */
  void atOnce(int mask) {
    survivors &= mask;
  }

  /** The outermost MULTI of the transaction that servers have open; -1 without one. */
  long transaction() {
    return multi;
  }

  /** A MULTI. */
  void multi(long offset) {
    if (multi < 0) {
      multi = offset;
      survivorsOfQueue = Server.allBits();
      queuedCrash = -1;
      discardQueued = false;
    }
  }

  /** A DISCARD. */
  void discard() {
    discardQueued |= multi >= 0;
  }

  /** A wrong number of arguments; see {@link EventKind#ARITY}. */
  void arity(int value) {
    int mask = value >>> EventLog.SERVER_BITS & Server.allBits() | LOOK_AT_ARITY;
    if (multi >= 0) {
      survivorsOfQueue &= mask;
    } else {
      survivors &= mask;
    }
  }

  /** A command on which these servers end when they execute it. */
  void crash(long offset, int servers) {
    if (multi < 0) {
      survivors &= ~servers;
      listener.crash(offset, servers);
    } else if (queuedCrash < 0) {
      // All that ends a server from within a transaction ends every server.
      queuedCrash = offset;
    }
  }

  /** An EXEC. A DISCARD that was queued makes every server crash. */
  void exec() {
    if (multi < 0) {
      return;
    }
    multi = -1;
    survivors &= discardQueued ? 0 : survivorsOfQueue;
    if (queuedCrash >= 0) {
      crash(queuedCrash, Server.allBits());
    }
  }
}
