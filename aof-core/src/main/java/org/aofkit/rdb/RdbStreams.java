package org.aofkit.rdb;

import java.io.IOException;

/**
 * Steps over streams:
 *
 * <pre>
 *   length n, n × (string of 16 bytes: first id of the node, string: a listpack)
 *   length live entries, last id (2 lengths)
 *       from version 2: first id (2), highest deleted id (2), entries ever added
 *   length groups, each: name, last delivered id (2)
 *       from version 2: entries read
 *       length pending, each: 16 bytes id, 8 bytes delivery time, length deliveries
 *       length consumers, each: name, 8 bytes seen
 *           from version 3: 8 bytes active
 *           length pending, each: 16 bytes id
 * </pre>
 *
 * Whether consumers own what the group has pending, and what the listpacks hold, is not looked at
 * here.
 */
final class RdbStreams {
  private static final int STREAM_ID = 16;

  private final RdbInput in;
  private final RdbStrings strings;
  private final RdbContainers containers;

  RdbStreams(RdbInput in, RdbStrings strings, RdbContainers containers) {
    this.in = in;
    this.strings = strings;
    this.containers = containers;
  }

  /** Passes a stream in the layout of this version, 1 to 3. */
  void step(int version) throws IOException, RdbStop {
    long nodes = in.readLength();
    for (long i = 0; i != nodes; i++) {
      strings.read();
      if (strings.length() != STREAM_ID) {
        throw RdbStop.badFormat(
            strings.start(), "expected a stream id of 16 bytes, found " + strings.length());
      }
      strings.read();
      containers.streamListpack();
    }
    long at = in.position();
    long length = in.readNumber();
    if (length != 0 && nodes == 0) {
      throw RdbStop.badFormat(
          at,
          "expected length 0 in a stream without nodes, found " + Long.toUnsignedString(length));
    }
    numbers(version == 1 ? 2 : 7);
    long groups = in.readLength();
    for (long i = 0; i != groups; i++) {
      group(version);
    }
  }

  private void group(int version) throws IOException, RdbStop {
    strings.skip();
    numbers(version == 1 ? 2 : 3);
    long pending = in.readLength();
    for (long i = 0; i != pending; i++) {
      in.skip(STREAM_ID + Long.BYTES);
      in.readNumber();
    }
    long consumers = in.readLength();
    for (long i = 0; i != consumers; i++) {
      strings.skip();
      in.skip(version < 3 ? Long.BYTES : 2 * Long.BYTES);
      long owned = in.readLength();
      for (long k = 0; k != owned; k++) {
        in.skip(STREAM_ID);
      }
    }
  }

  private void numbers(int count) throws IOException, RdbStop {
    for (int i = 0; i < count; i++) {
      in.readNumber();
    }
  }
}
