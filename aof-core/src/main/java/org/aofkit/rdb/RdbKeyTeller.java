package org.aofkit.rdb;

import java.io.IOException;
import java.util.OptionalLong;

/** Tells a listener the keys, each when its record is passed. */
final class RdbKeyTeller implements RdbHandler {
  private static final int LONGEST_NAME = 1024;

  private final RdbKeyListener listener;
  private byte[] name = new byte[0];
  private long length;

  RdbKeyTeller(RdbKeyListener listener) {
    this.listener = listener;
  }

  @Override
  public boolean key(RdbKeyHeader key) throws IOException {
    name = key.name().toByteArray(LONGEST_NAME);
    length = key.name().length();
    return false;
  }

  @Override
  public void endOfKey(RdbKeyHeader key, long end, boolean isSound) throws IOException {
    OptionalLong deadline =
        key.hasDeadline() ? OptionalLong.of(key.deadline()) : OptionalLong.empty();
    listener.key(new RdbKey(key.offset(), key.database(), key.type(), name, length, deadline));
  }
}
