package org.aofkit.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.aofkit.resp.RespEncoder;

/** The bytes of an AOF, put together from commands and from what goes wrong. An immutable value. */
public final class Aof {
  /** Bytes of the magic and the first aux field. */
  private static final int HEAD_AND_VERSION = 9 + 1 + 1 + 9 + 1 + 6;

  private final byte[] bytes;

  private Aof(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The parts one behind the other. */
  public static Aof of(Aof... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Aof part : parts) {
      all.writeBytes(part.bytes);
    }
    return new Aof(all.toByteArray());
  }

  /** No byte. */
  public static Aof empty() {
    return new Aof(new byte[0]);
  }

  /** Any bytes. */
  public static Aof raw(byte[] bytes) {
    return new Aof(bytes.clone());
  }

  /** Any text, a byte a character. */
  public static Aof text(String text) {
    return new Aof(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A command of words. */
  public static Aof command(String... words) {
    byte[][] arguments = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      arguments[i] = words[i].getBytes(StandardCharsets.ISO_8859_1);
    }
    return new Aof(RespEncoder.command(arguments));
  }

  /** SELECT. */
  public static Aof select(int database) {
    return command("SELECT", Integer.toString(database));
  }

  /** SET. */
  public static Aof set(String key, String value) {
    return command("SET", key, value);
  }

  /** MULTI. */
  public static Aof multi() {
    return command("MULTI");
  }

  /** EXEC. */
  public static Aof exec() {
    return command("EXEC");
  }

  /** An annotation line. */
  public static Aof timestamp(long seconds) {
    return text("#TS:" + seconds + "\r\n");
  }

  /** Commands behind an annotation line and a SELECT of database 0. */
  public static Aof annotated(long seconds, Aof commands) {
    return of(timestamp(seconds), select(0), commands);
  }

  /** So many NULs. */
  public static Aof nuls(int count) {
    return new Aof(new byte[count]);
  }

  /**
   * A SET of so many bytes in all, to bring what follows to a certain offset.
   *
   * @param length 40 or more
   */
  public static Aof filler(int length) {
    for (int value = Math.max(0, length - 40); value <= length; value++) {
      Aof set = set("filler", "x".repeat(value));
      if (set.length() == length) {
        return set;
      }
    }
    // One length in ten is skipped where the value's own length gets another digit.
    return of(command("PING"), filler(length - command("PING").length()));
  }

  /**
   * An RDB image of Redis 7.0 with so many string keys {@code base:<n>} in one database, without
   * checksum.
   */
  public static Aof image(int database, int keys) {
    return image(database, keys, 0);
  }

  /** The same with so many bytes in an aux field more, 0 to 63. */
  public static Aof image(int database, int keys, int padding) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("REDIS0010".getBytes(StandardCharsets.US_ASCII));
    aux(out, "redis-ver", "7.0.15");
    aux(out, "aof-base", "1");
    aux(out, "padding", "x".repeat(padding));
    if (keys > 0) {
      out.write(0xFE);
      out.write(database);
    }
    for (int i = 0; i < keys; i++) {
      out.write(0);
      string(out, "base:" + i);
      string(out, "value " + i);
    }
    out.write(0xFF);
    out.writeBytes(new byte[8]);
    return new Aof(out.toByteArray());
  }

  /** The same without padding, taken at a time in unix seconds. */
  public static Aof imageTakenAt(long seconds, int keys) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("REDIS0010".getBytes(StandardCharsets.US_ASCII));
    aux(out, "redis-ver", "7.0.15");
    aux(out, "ctime", Long.toString(seconds));
    byte[] rest = image(0, keys).bytes;
    out.write(rest, HEAD_AND_VERSION, rest.length - HEAD_AND_VERSION);
    return new Aof(out.toByteArray());
  }

  private static void aux(ByteArrayOutputStream out, String name, String value) {
    out.write(0xFA);
    string(out, name);
    string(out, value);
  }

  private static void string(ByteArrayOutputStream out, String text) {
    out.write(text.length());
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The same with the end cut off. */
  public Aof cutBy(int count) {
    return new Aof(Arrays.copyOf(bytes, bytes.length - count));
  }

  /** The first bytes only. */
  public Aof head(int count) {
    return new Aof(Arrays.copyOf(bytes, count));
  }

  /** All but the first bytes. */
  public Aof from(int offset) {
    return new Aof(Arrays.copyOfRange(bytes, offset, bytes.length));
  }

  /** The same with other bytes over those at an offset. */
  public Aof with(int offset, Aof over) {
    byte[] copy = bytes.clone();
    System.arraycopy(over.bytes, 0, copy, offset, over.bytes.length);
    return new Aof(copy);
  }

  /** The same with the only occurrence of a text replaced. */
  public Aof replace(String text, String by) {
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = all.indexOf(text);
    if (at < 0 || all.indexOf(text, at + 1) >= 0) {
      throw new IllegalArgumentException("not once in there: " + text);
    }
    return text(all.substring(0, at) + by + all.substring(at + text.length()));
  }

  /** How many bytes. */
  public int length() {
    return bytes.length;
  }

  /** The bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }
}
