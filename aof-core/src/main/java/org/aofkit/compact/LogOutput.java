package org.aofkit.compact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.aofkit.rdb.write.Content;
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
      select(database);
    }
    command(words);
  }

  /** Selects a database, whatever is selected. */
  void select(int database) throws IOException {
    byte[] select = RespEncoder.select(database);
    put(select, 0, select.length);
    selected = database;
  }

  /** The command at a place, as it stands there. */
  void command(int database, PlaceReader reader, long place) throws IOException {
    if (database != selected) {
      select(database);
    }
    flush();
    reader.copy(place, buffer, this::flush);
  }

  /** A command that is for no database. */
  void command(byte[]... words) throws IOException {
    begin(words.length);
    for (byte[] word : words) {
      word(word);
    }
  }

  /** Begins a command of so many words, which are to follow. */
  void begin(int words) throws IOException {
    room(HEADER);
    RespEncoder.putCount(buffer, words);
  }

  /** The next word of a command. */
  void word(byte[] word) throws IOException {
    word(word, 0, word.length);
  }

  /** The next word of a command. */
  void word(byte[] array, int index, int length) throws IOException {
    room(HEADER);
    RespEncoder.putLength(buffer, length);
    put(array, index, length);
    put(CR_LF, 0, CR_LF.length);
  }

  /** The next word of a command, which is told piece by piece. */
  void word(Content content) throws IOException {
    room(HEADER);
    RespEncoder.putLength(buffer, Math.toIntExact(content.length()));
    content.tellTo(this::put);
    put(CR_LF, 0, CR_LF.length);
  }

  /** A string that is told piece by piece, in one array. */
  static byte[] bytes(Content content) throws IOException {
    ByteBuffer whole = ByteBuffer.allocate(Math.toIntExact(content.length()));
    content.tellTo(whole::put);
    return whole.array();
  }

  /** Puts bytes of commands here as they are. */
  void put(byte[] bytes, int index, int length) throws IOException {
    int at = index;
    int end = index + length;
    while (at < end) {
      room(1);
      int count = Math.min(buffer.remaining(), end - at);
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
