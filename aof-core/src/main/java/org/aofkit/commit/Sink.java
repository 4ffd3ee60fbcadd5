package org.aofkit.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Takes bytes in order. */
interface Sink {
  /** Takes the remaining bytes of the buffer. */
  void bytes(ByteBuffer bytes) throws IOException;

  /** Takes one byte, {@code length} times. */
  void run(byte value, long length) throws IOException;

  /** Gives a content to a sink, piece by piece. */
  static void emit(Content content, Sink sink) throws IOException {
    if (content instanceof Content.Bytes literal) {
      sink.bytes(ByteBuffer.wrap(literal.bytes()));
    } else if (content instanceof Content.Run run) {
      sink.run(run.value(), run.length());
    } else if (content instanceof Content.FileSlice slice) {
      emit(slice.file(), slice.offset(), slice.length(), sink);
    } else if (content instanceof Content.Sequence sequence) {
      // Sequences are flat, see Content.join.
      for (Content part : sequence.parts()) {
        emit(part, sink);
      }
    }
  }

  /** Opens a file that ranges of are given to sinks. */
  static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  /** Gives a range of a file to a sink. */
  static void emit(Path file, long offset, long length, Sink sink) throws IOException {
    try (FileChannel channel = open(file)) {
      emit(file, channel, offset, length, sink);
    }
  }

  /**
   * Gives a range of an open file to a sink.
   *
   * @param file its name, for messages
   * @param channel borrowed
   */
  static void emit(Path file, FileChannel channel, long offset, long length, Sink sink)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(Durable.CHUNK, length));
    long at = offset;
    long left = length;
    while (left > 0) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), left));
      int n = Durable.read(channel, buffer, at);
      if (n < buffer.limit()) {
        throw new ChangedUnderUsException(file, "shrank to " + (at + n) + " bytes");
      }
      sink.bytes(buffer.flip());
      at += n;
      left -= n;
    }
  }
}
