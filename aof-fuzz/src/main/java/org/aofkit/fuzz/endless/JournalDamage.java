package org.aofkit.fuzz.endless;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What an input does to a journal: changes of four bytes each, which are a kind, a line, a column
 * and a value. Lines and columns, so that an input does the same where numbers in the journal have
 * other lengths.
 */
final class JournalDamage {
  private static final int CHANGE_BYTES = 4;
  private static final int LINE = '\n';
  private static final int CRC_DIGITS = 8;

  /** What else than single bytes is changed. */
  private enum Kind {
    /** A byte becomes another. */
    BYTE,
    /** From a byte on so many become NUL. */
    NULS,
    /** A line comes twice. */
    TWICE,
    /** A line goes. */
    GONE,
    /** A line changes places with another. */
    SWAPPED,
    /** A byte comes in. */
    INSERTED,
    /** All from a line on goes. */
    CUT
  }

  private JournalDamage() {}

  /**
   * Changes single bytes, and nothing else: the checksums tell.
   *
   * @param input what to change, from an index on
   */
  static byte[] bytes(byte[] journal, byte[] input, int from) {
    byte[] damaged = journal.clone();
    for (int at = from; at + CHANGE_BYTES <= input.length; at += CHANGE_BYTES) {
      int index = index(damaged, input[at + 1] & 0xFF, input[at + 2] & 0xFF);
      if (index < damaged.length) {
        damaged[index] ^= input[at + 3];
      }
    }
    return damaged;
  }

  /**
   * Changes anything, and puts the checksums right: a liar who knows the format.
   *
   * @param input what to change, from an index on
   */
  static byte[] lies(byte[] journal, byte[] input, int from) {
    List<String> lines = new ArrayList<>(records(journal));
    for (int at = from; at + CHANGE_BYTES <= input.length && !lines.isEmpty(); at += CHANGE_BYTES) {
      Kind kind = Kind.values()[(input[at] & 0xFF) % Kind.values().length];
      int line = (input[at + 1] & 0xFF) % lines.size();
      change(lines, kind, line, input[at + 2] & 0xFF, input[at + 3] & 0xFF);
    }
    return journal(lines);
  }

  private static void change(List<String> lines, Kind kind, int line, int column, int value) {
    StringBuilder text = new StringBuilder(lines.get(line));
    int at = Math.min(column, Math.max(0, text.length() - 1));
    switch (kind) {
      case BYTE -> {
        if (text.length() > 0) {
          text.setCharAt(at, (char) value);
        }
        lines.set(line, text.toString());
      }
      case NULS -> {
        for (int i = at; i < Math.min(text.length(), at + value); i++) {
          text.setCharAt(i, '\0');
        }
        lines.set(line, text.toString());
      }
      case INSERTED -> lines.set(line, text.insert(at, (char) value).toString());
      case TWICE -> lines.add(line, lines.get(line));
      case GONE -> lines.remove(line);
      case SWAPPED -> Collections.swap(lines, line, value % lines.size());
      case CUT -> lines.subList(line, lines.size()).clear();
    }
  }

  /** The records of a journal without their checksums. */
  static List<String> records(byte[] journal) {
    int end = 0;
    while (end < journal.length && journal[end] != 0) {
      end++;
    }
    List<String> records = new ArrayList<>();
    String text = new String(journal, 0, end, StandardCharsets.ISO_8859_1);
    for (String line : text.split("\n")) {
      records.add(line.substring(Math.min(line.length(), CRC_DIGITS + 1)));
    }
    return records;
  }

  /** A journal of these records, with room behind them as a real one has. */
  static byte[] journal(List<String> records) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String record : records) {
      byte[] payload = record.getBytes(StandardCharsets.ISO_8859_1);
      CRC32C crc = new CRC32C();
      crc.update(payload);
      String digits = String.format("%08x ", crc.getValue());
      out.writeBytes(digits.getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(payload);
      out.write(LINE);
    }
    return Arrays.copyOf(out.toByteArray(), out.size() + 100);
  }

  /** Where a column of a line is. */
  private static int index(byte[] journal, int line, int column) {
    int at = 0;
    for (int passed = 0; passed < line && at < journal.length; at++) {
      if (journal[at] == LINE) {
        passed++;
      }
    }
    return at + column;
  }
}
