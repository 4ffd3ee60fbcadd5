package org.aofkit.io;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The name of a file inside a directory, as the bytes that the file system holds.
 *
 * <p>A manifest lists bytes, not characters: a name may be in any encoding, or in none, and the
 * JVM's own encoding of names depends on the locale it was started in. So names are kept, compared
 * and written as bytes, and only turned into a {@link Path} by {@link #resolveIn}.
 *
 * <p>A name is one component: it holds neither {@code /} nor NUL. It may be empty, {@code .} or
 * {@code ..}, since a manifest may list those; see {@link #isOrdinary()}. Immutable; ordered by
 * unsigned bytes.
 */
public final class FileName implements Comparable<FileName> {
  private static final String HEX = "0123456789abcdef";

  private final byte[] bytes;

  private FileName(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The name made of these bytes, which are copied.
   *
   * @throws IllegalArgumentException if there is a {@code /} or a NUL among them
   */
  public static FileName of(byte[] bytes) {
    for (byte b : bytes) {
      if (b == '/' || b == 0) {
        throw new IllegalArgumentException("not a single file name: " + escape(bytes));
      }
    }
    return new FileName(bytes.clone());
  }

  /**
   * The name with the UTF-8 bytes of this text.
   *
   * @throws IllegalArgumentException if there is a {@code /} or a NUL in it
   */
  public static FileName of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The name that {@link #toString()} prints like this.
   *
   * @throws IllegalArgumentException if it prints none like this
   */
  public static FileName ofPrinted(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && text.startsWith("\\\\", i)) {
        i++;
      } else if (c == '\\' && text.startsWith("\\x", i) && i + 4 <= text.length()) {
        c = (char) HexFormat.fromHexDigits(text, i + 2, i + 4);
        i += 3;
      }
      bytes.write(c);
    }
    FileName name = of(bytes.toByteArray());
    if (!name.toString().equals(text)) {
      throw new IllegalArgumentException("not as a name is printed: " + text);
    }
    return name;
  }

  /**
   * The name of the file that this path ends in. On the default file system these are the bytes
   * that the directory holds, whatever the locale; elsewhere they are the UTF-8 bytes of the name.
   *
   * @throws IllegalArgumentException if the path is a root
   */
  public static FileName of(Path path) {
    Path last = path.getFileName();
    if (last == null) {
      throw new IllegalArgumentException("a root has no file name: " + path);
    }
    String text = last.toString();
    if (isPrintableAscii(text) || !isDefault(path.getFileSystem())) {
      return of(text);
    }
    String encoded = path.toUri().getRawPath();
    int end = encoded.endsWith("/") ? encoded.length() - 1 : encoded.length();
    return of(percentDecoded(encoded, encoded.lastIndexOf('/', end - 1) + 1, end));
  }

  /**
   * The path of the file with this name in a directory. An empty name gives the directory itself,
   * as it does for a server.
   *
   * <p>On the default file system the bytes go through unchanged even where the locale has no
   * character for them (a percent-encoded {@code file:} URI does not pass through the locale's
   * encoding). On any other file system the name is given as text.
   *
   * @throws InvalidPathException if the directory is on another file system and the bytes are not
   *     UTF-8, or if the file system has no such names
   */
  public Path resolveIn(Path directory) {
    if (isAscii(bytes)) {
      return directory.resolve(new String(bytes, StandardCharsets.US_ASCII));
    }
    if (isDefault(directory.getFileSystem())) {
      Path last = Path.of(URI.create("file:///" + percentEncoded(bytes))).getFileName();
      return directory.resolve(last);
    }
    try {
      return directory.resolve(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notText) {
      throw new InvalidPathException(toString(), "not UTF-8, and not on the default file system");
    }
  }

  /** How many bytes the name has. */
  public int length() {
    return bytes.length;
  }

  /** The byte at an index from 0 to length - 1. */
  public byte at(int index) {
    return bytes[index];
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Whether this can name a file: not empty, not {@code .} and not {@code ..}. */
  public boolean isOrdinary() {
    return bytes.length > 2
        || bytes.length > 0 && !(bytes[0] == '.' && bytes[bytes.length - 1] == '.');
  }

  /** Whether the name begins with these ASCII characters. */
  public boolean startsWith(String ascii) {
    return regionMatches(0, ascii);
  }

  /** Whether the name ends with these ASCII characters. */
  public boolean endsWith(String ascii) {
    return regionMatches(bytes.length - ascii.length(), ascii);
  }

  /** Whether this name begins with all of another. */
  public boolean startsWith(FileName prefix) {
    int length = prefix.bytes.length;
    return bytes.length >= length && Arrays.equals(bytes, 0, length, prefix.bytes, 0, length);
  }

  /**
   * Whether these ASCII characters stand at this index; false where they would run over either end.
   */
  public boolean regionMatches(int index, String ascii) {
    if (index < 0 || index + ascii.length() > bytes.length) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[index + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The part of this name between two indexes.
   *
   * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= length()}
   */
  public FileName slice(int from, int to) {
    if (from < 0 || to < from || to > bytes.length) {
      throw new IndexOutOfBoundsException("[" + from + ", " + to + ") of " + bytes.length);
    }
    return new FileName(Arrays.copyOfRange(bytes, from, to));
  }

  /** This name with ASCII characters put before and behind it. */
  public FileName wrap(String before, String behind) {
    byte[] head = before.getBytes(StandardCharsets.US_ASCII);
    byte[] tail = behind.getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(head, head.length + bytes.length + tail.length);
    System.arraycopy(bytes, 0, all, head.length, bytes.length);
    System.arraycopy(tail, 0, all, head.length + bytes.length, tail.length);
    return of(all);
  }

  @Override
  public int compareTo(FileName other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileName name && Arrays.equals(bytes, name.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /**
   * The name for printing: bytes from 0x20 to 0x7e stand for themselves, a backslash is doubled,
   * any other byte is {@code \xHH} in lower-case hex. No two names look the same.
   */
  @Override
  public String toString() {
    return escape(bytes);
  }

  /**
   * Bytes for printing, in the form of {@link #toString()}.
   *
   * @return one line of printable ASCII
   */
  public static String escape(byte[] bytes) {
    var text = new StringBuilder(bytes.length + 8);
    for (byte b : bytes) {
      if (b == '\\') {
        text.append("\\\\");
      } else if (b >= 0x20 && b < 0x7f) {
        text.append((char) b);
      } else {
        text.append("\\x").append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
      }
    }
    return text.toString();
  }

  private static String percentEncoded(byte[] bytes) {
    var text = new StringBuilder(3 * bytes.length);
    for (byte b : bytes) {
      text.append('%').append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
    }
    return text.toString();
  }

  private static byte[] percentDecoded(String text, int from, int to) {
    var decoded = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '%') {
        decoded[length++] = (byte) Integer.parseInt(text, i + 1, i + 3, 16);
        i += 2;
      } else {
        decoded[length++] = (byte) c;
      }
    }
    return Arrays.copyOf(decoded, length);
  }

  private static boolean isDefault(FileSystem fileSystem) {
    return fileSystem.equals(FileSystems.getDefault());
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  // A byte that the locale can't decode shows as U+FFFD, so a name that reads as ASCII is ASCII.
  private static boolean isPrintableAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return true;
  }
}
