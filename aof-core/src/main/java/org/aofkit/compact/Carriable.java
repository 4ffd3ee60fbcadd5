package org.aofkit.compact;

import java.io.IOException;

/** Tells whether the commands of a key can be carried to the target. For one thread. */
final class Carriable {
  private final LogIndex index;
  private final PlaceReader reader;
  private final Fitting fitting;

  Carriable(LogIndex index, PlaceReader reader, Fitting fitting) {
    this.index = index;
    this.reader = reader;
    this.fitting = fitting;
  }

  /** Whether the target takes all commands of a key; else it is told of. */
  boolean takes(int database, long head) throws IOException {
    if (!fitting.isForeign()) {
      return true;
    }
    long at = head;
    while (true) {
      boolean isNode = Head.isNode(at);
      long place = isNode ? index.chains().place(at) : Head.number(at);
      boolean isCommand = isNode || !Head.isPair(at) && !index.images().has(place);
      byte[][] words = isCommand ? reader.words(place) : new byte[0][];
      if (isCommand && !fitting.takes(words)) {
        byte[] name = words[index.effects().firstKey(words)];
        fitting.cannotCarry(index.number(database), name, words[0], place);
        return false;
      }
      if (!isNode) {
        return true;
      }
      at = index.chains().before(at);
    }
  }
}
