package org.aofkit.rdb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.aofkit.io.MemorySource;

/** Writes small RDB images for tests. */
final class ImageBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private ImageBytes() {}

  static ImageBytes of(String magic) {
    return new ImageBytes().raw(text(magic));
  }

  /** An image of Redis 7.0, which all servers load. */
  static ImageBytes redis() {
    return of("REDIS0010");
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  ImageBytes raw(byte... more) {
    bytes.writeBytes(more);
    return this;
  }

  /** Bytes given as numbers, so that those above 127 need no cast. */
  ImageBytes raw(int... more) {
    for (int value : more) {
      bytes.write(value);
    }
    return this;
  }

  /** Eight bytes, the lowest first. */
  ImageBytes number(long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      raw((int) (value >>> (8 * i)) & 0xFF);
    }
    return this;
  }

  ImageBytes select(int database) {
    return raw(0xFE, database);
  }

  /** A string of up to 16383 bytes with its length. */
  ImageBytes string(String text) {
    return string(text(text));
  }

  ImageBytes string(byte[] text) {
    return raw(0x40 | text.length >> 8, text.length & 0xFF).raw(text);
  }

  /** A record of type 0. */
  ImageBytes set(String key, String value) {
    return raw(0).string(key).string(value);
  }

  /** The opcode of the end and the checksum. */
  ImageBytes end() {
    raw(0xFF);
    byte[] all = bytes.toByteArray();
    long checksum = Crc64.update(0, all, 0, all.length);
    return number(checksum);
  }

  int size() {
    return bytes.size();
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  /** Steps over the bytes as they are, as part of an AOF. */
  RdbImage step() {
    return step(new RdbOptions(64, true));
  }

  RdbImage step(RdbOptions options) {
    try {
      return RdbStepper.step(new MemorySource("rdb", bytes()), 0, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
