package org.aofkit.aof;

import org.aofkit.server.Server;

/**
 * Keeps the servers that are still there after each command read: the others have refused it,
 * crashed on it or been ended by it. What is queued in a transaction strikes when it is executed.
 */
final class Casualties {
  /** These refuse a wrong number of arguments when they read it, be it queued or not. */
  static final int LOOK_AT_ARITY = Server.VALKEY_8.bit() | Server.VALKEY_9.bit();

  private final LogEvents listener;
  private int survivors = Server.allBits();
  private int survivorsOfQueue = Server.allBits();
  private long queuedCrash = -1;
  private boolean discardQueued;

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

  /** A transaction begins. */
  void beginQueue() {
    survivorsOfQueue = Server.allBits();
    queuedCrash = -1;
    discardQueued = false;
  }

  /** A wrong number of arguments; see {@link EventKind#ARITY}. */
  void arity(int value, boolean queued) {
    int mask = value >>> EventLog.SERVER_BITS & Server.allBits() | LOOK_AT_ARITY;
    if (queued) {
      survivorsOfQueue &= mask;
    } else {
      survivors &= mask;
    }
  }

  /** A command on which these servers end when they execute it. */
  void crash(long offset, int servers, boolean queued) {
    if (!queued) {
      survivors &= ~servers;
      listener.crash(offset, servers);
    } else if (queuedCrash < 0) {
      // All that ends a server from within a transaction ends every server.
      queuedCrash = offset;
    }
  }

  /** A DISCARD is queued. */
  void queueDiscard() {
    discardQueued = true;
  }

  /** The queue is executed by the EXEC at this offset. */
  void execute(long exec) {
    survivors &= survivorsOfQueue;
    if (discardQueued) {
      survivors = 0;
      listener.execAfterDiscard(exec);
    }
    if (queuedCrash >= 0) {
      crash(queuedCrash, Server.allBits(), false);
    }
  }
}
