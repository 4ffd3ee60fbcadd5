package org.aofkit.aof;

import org.aofkit.server.Server;

/**
 * Passes on what a command gives reason to say, and what servers make of it, where that does not
 * change the state of the log.
 */
final class EventTeller {
  private final int databases;
  private final LogEvents listener;
  private final Casualties casualties;

  EventTeller(int databases, LogEvents listener, Casualties casualties) {
    this.databases = databases;
    this.listener = listener;
    this.casualties = casualties;
  }

  void tell(EventKind kind, long offset, int value) {
    switch (kind) {
      case UNKNOWN -> listener.unknownCommand(offset, value);
      case ARITY -> {
        listener.wrongArity(offset, value & Server.allBits());
        casualties.arity(value);
      }
      case LAX -> listener.laxFormat(offset, value);
      case PAYLOAD -> payload(offset, value);
      case WAIT -> {
        // In a transaction nothing waits.
        if (casualties.transaction() < 0) {
          casualties.crash(offset, value);
        }
      }
      case ADMIN -> admin(offset, AdminEffect.of(value));
      case OTHER_DATABASE -> {
        if (value >= databases) {
          listener.fails(offset);
        }
      }
      case FAILS -> listener.fails(offset);
      default -> throw new IllegalStateException("nobody is told of " + kind);
    }
  }

  private void payload(long offset, int value) {
    if (value < 0) {
      listener.payload(offset, -1, false);
    } else {
      int version = value & ~CommandDetails.BAD_CHECKSUM;
      listener.payload(offset, version, version == value);
    }
  }

  private void admin(long offset, AdminEffect effect) {
    if (effect == AdminEffect.ENDS_SERVER) {
      casualties.crash(offset, Server.allBits());
    } else {
      listener.admin(offset, effect);
    }
  }
}
