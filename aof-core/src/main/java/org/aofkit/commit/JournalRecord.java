package org.aofkit.commit;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One line of a journal: {@code CCCCCCCC type key=value key=value}, where the C are the CRC-32C of
 * what stands behind the first blank, in hexadecimal, and values are form-encoded.
 */
record JournalRecord(String type, Map<String, String> fields) {
  private static final int CRC_DIGITS = 8;

  static JournalRecord of(String type, Object... keysAndValues) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      fields.put(keysAndValues[i].toString(), keysAndValues[i + 1].toString());
    }
    return new JournalRecord(type, fields);
  }

  JournalRecord with(String key, Object value) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(key, value.toString());
    return new JournalRecord(type, more);
  }

  JournalRecord with(FileFingerprint fingerprint) {
    return with("size", fingerprint.size())
        .with("mtime", fingerprint.mtimeNanos())
        .with("key", fingerprint.key())
        .with("head", fingerprint.headCrc())
        .with("tail", fingerprint.tailCrc());
  }

  FileFingerprint fingerprint() {
    return new FileFingerprint(
        number("size"), number("mtime"), text("key"), (int) number("head"), (int) number("tail"));
  }

  boolean has(String key) {
    return fields.containsKey(key);
  }

  String text(String key) {
    String value = fields.get(key);
    if (value == null) {
      throw new IllegalArgumentException("record " + type + " lacks " + key);
    }
    return value;
  }

  /** A decimal number; NumberFormatException is an IllegalArgumentException. */
  long number(String key) {
    return Long.parseLong(text(key));
  }

  /** A decimal number of at least 0. */
  long size(String key) {
    long value = number(key);
    if (value < 0) {
      throw new IllegalArgumentException("record " + type + ": negative " + key);
    }
    return value;
  }

  /** The line, with its LF. */
  byte[] line() {
    StringBuilder text = new StringBuilder(type);
    for (Map.Entry<String, String> field : fields.entrySet()) {
      text.append(' ').append(field.getKey()).append('=').append(encoded(field.getValue()));
    }
    byte[] payload = text.toString().getBytes(charset());
    byte[] line = new byte[CRC_DIGITS + 1 + payload.length + 1];
    putCrc(crc(payload, 0, payload.length), line);
    line[CRC_DIGITS] = ' ';
    System.arraycopy(payload, 0, line, CRC_DIGITS + 1, payload.length);
    line[line.length - 1] = '\n';
    return line;
  }

  /** The record in {@code bytes[from..to)} (without LF); null if it is damaged. */
  static @Nullable JournalRecord parse(byte[] bytes, int from, int to) {
    int payload = from + CRC_DIGITS + 1;
    if (to <= payload || bytes[payload - 1] != ' ') {
      return null;
    }
    byte[] crc = new byte[CRC_DIGITS];
    putCrc(crc(bytes, payload, to - payload), crc);
    if (!Arrays.equals(crc, 0, CRC_DIGITS, bytes, from, from + CRC_DIGITS)) {
      return null;
    }
    String[] words = new String(bytes, payload, to - payload, charset()).split(" ");
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals < 1) {
        return null;
      }
      try {
        fields.put(words[i].substring(0, equals), decoded(words[i].substring(equals + 1)));
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
    return new JournalRecord(words[0], fields);
  }

  // A repair of a thousand pieces writes some thousands of records and reads them four times;
  // formatting a checksum, and encoding what needs no encoding, took half the time of that.

  private static void putCrc(int crc, byte[] digits) {
    for (int i = 0; i < CRC_DIGITS; i++) {
      digits[i] = (byte) Character.forDigit(crc >>> (CRC_DIGITS - 1 - i) * 4 & 0xf, 16);
    }
  }

  private static String encoded(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean itself = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (!itself && c != '-') {
        return URLEncoder.encode(value, charset());
      }
    }
    return value;
  }

  private static String decoded(String value) {
    boolean itself = value.indexOf('%') < 0 && value.indexOf('+') < 0;
    return itself ? value : URLDecoder.decode(value, charset());
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  private static java.nio.charset.Charset charset() {
    return StandardCharsets.UTF_8;
  }
}
