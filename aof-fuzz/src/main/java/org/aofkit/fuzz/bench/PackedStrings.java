package org.aofkit.fuzz.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Packed containers as servers write them, for benchmarks; the same ones each time. */
public final class PackedStrings {
  /** What the entries of a container are. */
  public enum Content {
    /** Words of 2 to 20 letters. */
    WORDS,
    /** Numbers of all sizes, most of them small. */
    NUMBERS,
    /** Words and numbers by turns, as in a hash. */
    HASH,
    /** Words and numbers, at random. */
    RANDOM
  }

  private final Random random = new Random(1);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int previous;

  /** A listpack. */
  public static byte[] listpack(Content content, int entries, long seed) {
    var strings = new PackedStrings(seed);
    for (int i = 0; i < entries; i++) {
      strings.listpackEntry(strings.isNumber(content, i));
    }
    return strings.framed(6, entries);
  }

  /** A ziplist. */
  public static byte[] ziplist(Content content, int entries, long seed) {
    var strings = new PackedStrings(seed);
    int last = 10;
    for (int i = 0; i < entries; i++) {
      last = 10 + strings.out.size();
      strings.ziplistEntry(strings.isNumber(content, i));
    }
    byte[] all = strings.framed(10, entries);
    little(all, 4, last, 4);
    return all;
  }

  /** An intset. */
  public static byte[] intset(int width, int entries) {
    var all = new byte[8 + width * entries];
    little(all, 0, width, 4);
    little(all, 4, entries, 4);
    for (int i = 0; i < entries; i++) {
      little(all, 8 + width * i, 3L * i, width);
    }
    return all;
  }

  private PackedStrings(long seed) {
    random.setSeed(seed);
  }

  private boolean isNumber(Content content, int index) {
    return switch (content) {
      case WORDS -> false;
      case NUMBERS -> true;
      case HASH -> index % 2 == 1;
      case RANDOM -> random.nextBoolean();
    };
  }

  private byte[] word() {
    var text = new byte[2 + random.nextInt(19)];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) ('a' + random.nextInt(26));
    }
    return text;
  }

  private int number() {
    int size = random.nextInt(10);
    return size < 5
        ? random.nextInt(128)
        : size < 8 ? 128 + random.nextInt(3968) : 5000 + random.nextInt(27000);
  }

  private void listpackEntry(boolean isNumber) {
    int before = out.size();
    if (isNumber) {
      int value = number();
      if (value < 128) {
        out.write(value);
      } else if (value < 4096) {
        out.write(0xC0 | value >> 8);
        out.write(value);
      } else {
        out.write(0xF1);
        out.write(value);
        out.write(value >> 8);
      }
    } else {
      byte[] text = word();
      out.write(0x80 | text.length);
      out.writeBytes(text);
    }
    out.write(out.size() - before);
  }

  private void ziplistEntry(boolean isNumber) {
    int before = out.size();
    out.write(previous);
    if (isNumber) {
      int value = number();
      if (value < 13) {
        out.write(0xF1 + value);
      } else if (value < 128) {
        out.write(0xFE);
        out.write(value);
      } else {
        out.write(0xC0);
        out.write(value);
        out.write(value >> 8);
      }
    } else {
      byte[] text = word();
      out.write(text.length);
      out.writeBytes(text);
    }
    previous = out.size() - before;
  }

  private byte[] framed(int header, int entries) {
    out.write(0xFF);
    byte[] body = out.toByteArray();
    var all = new byte[header + body.length];
    System.arraycopy(body, 0, all, header, body.length);
    little(all, 0, all.length, 4);
    little(all, header - 2, entries, 2);
    return all;
  }

  private static void little(byte[] target, int index, long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      target[index + i] = (byte) (value >>> (8 * i));
    }
  }

  /** Text as the servers' users store it: records in JSON. */
  public static byte[] json(int bytes, long seed) {
    var random = new Random(seed);
    var text = new StringBuilder(bytes + 200);
    while (text.length() < bytes) {
      text.append("{\"id\":")
          .append(random.nextInt(1_000_000))
          .append(",\"name\":\"user")
          .append(random.nextInt(10_000))
          .append("\",\"email\":\"user")
          .append(random.nextInt(10_000))
          .append("@example.com\",\"active\":")
          .append(random.nextBoolean())
          .append(",\"tags\":[\"alpha\",\"beta\",\"gamma\"],\"score\":")
          .append(random.nextInt(100))
          .append("},");
    }
    return text.substring(0, bytes).getBytes(StandardCharsets.US_ASCII);
  }
}
