package org.aofkit.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.aofkit.io.ByteSource;
import org.aofkit.resp.RespScanner;

/**
 * Recognises what a repair leaves where the volume has a free block for the head of a mask, but
 * none for its closing CR LF: a PING in the one form in which repairs write it, with two NULs where
 * its CR LF should be. No server writes a PING into its log.
 */
final class UnfinishedMasks {
  /** How many bytes close a mask. */
  static final int CLOSING = 2;

  private static final byte[] HEAD = "*2\r\n$4\r\nPING\r\n$".getBytes(StandardCharsets.US_ASCII);

  /** Digits of the longest argument, {@link #MAX_ARGUMENT}, and one of padding. */
  private static final int MAX_DIGITS = 9;

  /** Masks are made in pieces of at most this. */
  private static final int MAX_ARGUMENT = 16 << 20;

  private final ByteSource source;

  UnfinishedMasks(ByteSource source) {
    this.source = source;
  }

  /**
   * Whether the command found last is such a mask, and more frames or the end of the file stand
   * behind it. Moves the scanner on.
   */
  boolean endsHere(RespScanner scanner) throws IOException {
    if (scanner.argumentCount() != 2 || scanner.argumentLength(1) > MAX_ARGUMENT) {
      return false;
    }
    long head = scanner.argumentOffset(1) - scanner.frameStart();
    if (head > HEAD.length + MAX_DIGITS + CLOSING
        || !isHead(read(scanner.frameStart(), (int) head))
        || !isNuls(read(scanner.frameEnd() - CLOSING, CLOSING))) {
      return false;
    }
    return scanner.next() != RespScanner.MALFORMED;
  }

  private static boolean isHead(byte[] bytes) {
    int digits = bytes.length - HEAD.length - CLOSING;
    if (digits < 1 || bytes[bytes.length - 2] != '\r' || bytes[bytes.length - 1] != '\n') {
      return false;
    }
    for (int i = 0; i < HEAD.length + digits; i++) {
      boolean fits = i < HEAD.length ? bytes[i] == HEAD[i] : bytes[i] >= '0' && bytes[i] <= '9';
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNuls(byte[] bytes) {
    return bytes.length == CLOSING && bytes[0] == 0 && bytes[1] == 0;
  }

  /** The bytes; fewer if the file has shrunk. */
  private byte[] read(long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    source.read(offset, bytes);
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
