package org.aofkit.compact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.aofkit.resp.RespEncoder;

/** Commands on their way into a log, each behind the SELECT it needs. */
final class LogOutput {
  private static final int BUFFER = 1 << 16;
  private static final int HEADER = 32;
  private static final byte[] DEL = "DEL".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CR_LF = {'\r', '\n'};

  private final WritableByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private int selected = -1;

  LogOutput(WritableByteChannel channel) {
    this.channel = channel;
  }

  void delete(int database, byte[] name) throws IOException {
    command(database, DEL, name);
  }

  void command(int database, byte[]... words) throws IOException {
    if (database != selected) {
      put(RespEncoder.select(database));
      selected = database;
    }
    command(words);
  }

  /** The command at a place, as it stands there. */
  void command(int database, PlaceReader reader, long place) throws IOException {
    if (database != selected) {
      put(RespEncoder.select(database));
      selected = database;
    }
    flush();
    reader.copy(place, buffer, this::flush);
  }

  /** A command that is for no database. */
  void command(byte[]... words) throws IOException {
    room(HEADER);
    RespEncoder.putCount(buffer, words.length);
    for (byte[] word : words) {
      room(HEADER);
      RespEncoder.putLength(buffer, word.length);
      put(word);
      put(CR_LF);
    }
  }

  private void put(byte[] bytes) throws IOException {
    int at = 0;
    while (at < bytes.length) {
      room(1);
      int count = Math.min(buffer.remaining(), bytes.length - at);
      buffer.put(bytes, at, count);
      at += count;
    }
  }

  private void room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
  }

  void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
