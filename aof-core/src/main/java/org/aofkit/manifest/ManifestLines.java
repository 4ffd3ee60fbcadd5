package org.aofkit.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Lines as servers read them: pieces of at most 1024 bytes that end with an LF, where one comes in
 * time. Memory does not grow with the file.
 */
final class ManifestLines {
  private static final int BUFFER = 8192;

  private final @Nullable ReadableByteChannel channel;
  private final ByteBuffer buffer;
  private final byte[] piece = new byte[ManifestSyntax.MAX_LINE];
  private int length;
  private long offset;
  private long number;

  ManifestLines(ReadableByteChannel channel) {
    this.channel = channel;
    this.buffer = ByteBuffer.allocate(BUFFER).limit(0);
  }

  ManifestLines(byte[] bytes) {
    this.channel = null;
    this.buffer = ByteBuffer.wrap(bytes);
  }

  /** Reads the next piece; false at the end of the file. */
  boolean next() throws IOException {
    offset += length;
    length = 0;
    while (length < piece.length && (buffer.hasRemaining() || fill())) {
      byte b = buffer.get();
      piece[length++] = b;
      if (b == '\n') {
        break;
      }
    }
    if (length == 0) {
      return false;
    }
    number++;
    return true;
  }

  /**
   * The bytes of the piece: from index 0 to {@link #length()}. Valid until the next piece is read.
   */
  byte[] piece() {
    return piece;
  }

  int length() {
    return length;
  }

  /** Where the piece begins, in bytes from the start of the file. */
  long offset() {
    return offset;
  }

  /** The number of the piece, from 1. */
  long number() {
    return number;
  }

  private boolean fill() throws IOException {
    if (channel == null) {
      return false;
    }
    buffer.clear();
    int read;
    do {
      read = channel.read(buffer);
    } while (read == 0);
    buffer.flip();
    return read > 0;
  }
}
