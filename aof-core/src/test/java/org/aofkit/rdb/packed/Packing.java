package org.aofkit.rdb.packed;

import java.io.ByteArrayOutputStream;

/** Puts packed containers together byte by byte, whole ones and broken ones. */
final class Packing {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Packing raw(int... bytes) {
    for (int value : bytes) {
      out.write(value);
    }
    return this;
  }

  Packing raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  Packing text(int length) {
    return raw("v".repeat(length).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  Packing little(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> (8 * i)));
    }
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  /** A listpack of these bytes, with the right size and FF. */
  static byte[] listpack(int count, Packing entries) {
    byte[] body = entries.bytes();
    return new Packing().little(body.length + 7, 4).little(count, 2).raw(body).raw(0xFF).bytes();
  }

  /** A ziplist of these bytes, with the right size and FF. */
  static byte[] ziplist(int tail, int count, Packing entries) {
    byte[] body = entries.bytes();
    return new Packing()
        .little(body.length + 11, 4)
        .little(tail, 4)
        .little(count, 2)
        .raw(body)
        .raw(0xFF)
        .bytes();
  }

  /** An intset that says that it has this width and count. */
  static byte[] intset(int width, int count, long... values) {
    var packing = new Packing().little(width, 4).little(count, 4);
    for (long value : values) {
      packing.little(value, width);
    }
    return packing.bytes();
  }

  /** What a writer made. */
  static byte[] finished(PackedWriter writer) {
    return java.util.Arrays.copyOf(writer.finish(), writer.size());
  }
}
