package org.aofkit.resp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes commands as servers write them. */
public final class RespEncoder {
  private static final byte[] SELECT = "SELECT".getBytes(StandardCharsets.US_ASCII);

  /** The mark and the end of the line. */
  private static final int HEADER_WITHOUT_DIGITS = 3;

  private RespEncoder() {}

  /**
   * A command.
   *
   * @param arguments name and arguments, at least one
   * @throws ArithmeticException if the command would have more than 2^31 - 1 bytes
   */
  public static byte[] command(byte[]... arguments) {
    if (arguments.length == 0) {
      throw new IllegalArgumentException("a command has a name");
    }
    int size = headerSize(arguments.length);
    for (byte[] argument : arguments) {
      size = Math.addExact(size, headerSize(argument.length));
      size = Math.addExact(size, argument.length);
      size = Math.addExact(size, 2);
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    putCount(out, arguments.length);
    for (byte[] argument : arguments) {
      putArgument(out, argument);
    }
    return out.array();
  }

  /** A command whose arguments are text, written as UTF-8. */
  public static byte[] command(String... arguments) {
    byte[][] bytes = new byte[arguments.length][];
    for (int i = 0; i < arguments.length; i++) {
      bytes[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
    }
    return command(bytes);
  }

  /** The command that selects a database. */
  public static byte[] select(int database) {
    return command(SELECT, digits(database));
  }

  /** Writes the header of a command of {@code count} arguments, 1 or more. */
  public static void putCount(ByteBuffer out, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("argument count " + count);
    }
    putLine(out, '*', count);
  }

  /** Writes the header of an argument of {@code length} bytes, 0 or more. */
  public static void putLength(ByteBuffer out, int length) {
    if (length < 0) {
      throw new IllegalArgumentException("argument length " + length);
    }
    putLine(out, '$', length);
  }

  /** Writes an argument with its header and terminator. */
  public static void putArgument(ByteBuffer out, byte[] argument) {
    putLength(out, argument.length);
    out.put(argument).put((byte) '\r').put((byte) '\n');
  }

  /** Bytes of the header line with this number, for sizing buffers; {@code number} is 0 or more. */
  public static int headerSize(int number) {
    int digits = 1;
    for (int rest = number; rest > 9; rest /= 10) {
      digits++;
    }
    return digits + HEADER_WITHOUT_DIGITS;
  }

  private static void putLine(ByteBuffer out, char mark, int number) {
    out.put((byte) mark);
    int end = out.position() + headerSize(number) - HEADER_WITHOUT_DIGITS;
    int rest = number;
    for (int at = end - 1; at >= out.position(); at--) {
      out.put(at, (byte) ('0' + rest % 10));
      rest /= 10;
    }
    out.position(end).put((byte) '\r').put((byte) '\n');
  }

  private static byte[] digits(int number) {
    return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
  }
}
