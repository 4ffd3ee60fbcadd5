package org.aofkit.fuzz.rdb;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes packed containers apart into the bytes of their entries, and puts entries together again
 * with a header that fits. For healthy containers only: whatever is not is an {@link
 * IllegalArgumentException} or an {@link IndexOutOfBoundsException}.
 */
final class Packed {
  private static final int LISTPACK_HEADER = 6;
  private static final int ZIPLIST_HEADER = 10;
  private static final int INTSET_HEADER = 8;
  private static final int UNKNOWN_COUNT = 65535;
  private static final int ZIPMAP_LONGEST_COUNT = 254;
  private static final int TERMINATOR = 0xFF;

  private Packed() {}

  /** The forms of packed containers. */
  enum Form {
    /** Entries with their length in front and behind. */
    LISTPACK,
    /** Entries with the length of the one before in front, which is no part of an entry here. */
    ZIPLIST,
    /** Integers of one width, ascending. */
    INTSET,
    /** Pairs; an entry here is one pair. */
    ZIPMAP
  }

  /** The bytes of each entry. */
  static List<byte[]> entries(Form form, byte[] packed) {
    return switch (form) {
      case LISTPACK -> listpack(packed);
      case ZIPLIST -> ziplist(packed);
      case INTSET -> intset(packed);
      case ZIPMAP -> zipmap(packed);
    };
  }

  /**
   * A container of these entries.
   *
   * @param like one whose width of integers is taken; otherwise not looked at
   */
  static byte[] join(Form form, List<byte[]> entries, byte[] like) {
    return switch (form) {
      case LISTPACK -> joinListpack(entries);
      case ZIPLIST -> joinZiplist(entries);
      case INTSET -> joinIntset(entries, like);
      case ZIPMAP -> joinZipmap(entries);
    };
  }

  /** How many bytes of the header come before the first entry. */
  static int headerLength(Form form) {
    return switch (form) {
      case LISTPACK -> LISTPACK_HEADER;
      case ZIPLIST -> ZIPLIST_HEADER;
      case INTSET -> INTSET_HEADER;
      case ZIPMAP -> 1;
    };
  }

  private static List<byte[]> listpack(byte[] packed) {
    List<byte[]> entries = new ArrayList<>();
    int at = LISTPACK_HEADER;
    while ((packed[at] & 0xFF) != TERMINATOR) {
      int size = listpackEntry(packed, at);
      int end = at + size + backLength(size);
      entries.add(Arrays.copyOfRange(packed, at, end));
      at = end;
    }
    return entries;
  }

  /** The size of an entry of a listpack without the length behind it. */
  private static int listpackEntry(byte[] packed, int at) {
    int first = packed[at] & 0xFF;
    if (first < 0x80) {
      return 1;
    } else if (first < 0xC0) {
      return 1 + (first & 0x3F);
    } else if (first < 0xE0) {
      return 2;
    } else if (first < 0xF0) {
      return 2 + ((first & 0x0F) << 8 | packed[at + 1] & 0xFF);
    }
    return switch (first) {
      case 0xF0 -> 5 + (int) littleEndian(packed, at + 1, 4);
      case 0xF1 -> 3;
      case 0xF2 -> 4;
      case 0xF3 -> 5;
      case 0xF4 -> 9;
      default -> throw new IllegalArgumentException("no entry of a listpack: " + first);
    };
  }

  private static int backLength(int size) {
    int length = 1;
    for (int left = size >>> 7; left != 0; left >>>= 7) {
      length++;
    }
    return length;
  }

  private static List<byte[]> ziplist(byte[] packed) {
    List<byte[]> entries = new ArrayList<>();
    int at = ZIPLIST_HEADER;
    while ((packed[at] & 0xFF) != TERMINATOR) {
      int start = at + ((packed[at] & 0xFF) == 0xFE ? 5 : 1);
      int end = start + ziplistEntry(packed, start);
      entries.add(Arrays.copyOfRange(packed, start, end));
      at = end;
    }
    return entries;
  }

  private static int ziplistEntry(byte[] packed, int at) {
    int first = packed[at] & 0xFF;
    return switch (first >>> 6) {
      case 0 -> 1 + first;
      case 1 -> 2 + ((first & 0x3F) << 8 | packed[at + 1] & 0xFF);
      case 2 -> 5 + (int) bigEndian(packed, at + 1, 4);
      default ->
          switch (first) {
            case 0xC0 -> 3;
            case 0xD0 -> 5;
            case 0xE0 -> 9;
            case 0xF0 -> 4;
            case 0xFE -> 2;
            default -> 1;
          };
    };
  }

  private static List<byte[]> intset(byte[] packed) {
    int width = (int) littleEndian(packed, 0, 4);
    List<byte[]> entries = new ArrayList<>();
    for (int at = INTSET_HEADER; at < packed.length; at += width) {
      entries.add(Arrays.copyOfRange(packed, at, at + width));
    }
    return entries;
  }

  private static List<byte[]> zipmap(byte[] packed) {
    List<byte[]> entries = new ArrayList<>();
    int at = 1;
    while ((packed[at] & 0xFF) != TERMINATOR) {
      int start = at;
      at = zipmapString(packed, at, 0);
      at = zipmapString(packed, at, 1);
      entries.add(Arrays.copyOfRange(packed, start, at));
    }
    return entries;
  }

  private static int zipmapString(byte[] packed, int at, int freeBytes) {
    int length = packed[at] & 0xFF;
    int next = at + 1;
    if (length >= ZIPMAP_LONGEST_COUNT) {
      length = (int) littleEndian(packed, next, 4);
      next += 4;
    }
    int free = freeBytes == 0 ? 0 : packed[next] & 0xFF;
    return next + freeBytes + length + free;
  }

  private static byte[] joinListpack(List<byte[]> entries) {
    var out = new ByteArrayOutputStream();
    int size = LISTPACK_HEADER + 1 + total(entries);
    putLittleEndian(out, size, 4);
    putLittleEndian(out, Math.min(entries.size(), UNKNOWN_COUNT), 2);
    entries.forEach(out::writeBytes);
    out.write(TERMINATOR);
    return out.toByteArray();
  }

  private static byte[] joinZiplist(List<byte[]> entries) {
    var body = new ByteArrayOutputStream();
    int tail = ZIPLIST_HEADER;
    int previous = 0;
    for (byte[] entry : entries) {
      tail = ZIPLIST_HEADER + body.size();
      if (previous < 0xFE) {
        body.write(previous);
      } else {
        body.write(0xFE);
        putLittleEndian(body, previous, 4);
      }
      body.writeBytes(entry);
      previous = ZIPLIST_HEADER + body.size() - tail;
    }
    var out = new ByteArrayOutputStream();
    putLittleEndian(out, ZIPLIST_HEADER + body.size() + 1, 4);
    putLittleEndian(out, tail, 4);
    putLittleEndian(out, Math.min(entries.size(), UNKNOWN_COUNT), 2);
    out.writeBytes(body.toByteArray());
    out.write(TERMINATOR);
    return out.toByteArray();
  }

  private static byte[] joinIntset(List<byte[]> entries, byte[] like) {
    var out = new ByteArrayOutputStream();
    out.write(like, 0, 4);
    putLittleEndian(out, entries.size(), 4);
    entries.forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static byte[] joinZipmap(List<byte[]> entries) {
    var out = new ByteArrayOutputStream();
    out.write(Math.min(entries.size(), ZIPMAP_LONGEST_COUNT));
    entries.forEach(out::writeBytes);
    out.write(TERMINATOR);
    return out.toByteArray();
  }

  private static int total(List<byte[]> entries) {
    return entries.stream().mapToInt(entry -> entry.length).sum();
  }

  static long littleEndian(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (bytes[at + i] & 0xFFL) << (8 * i);
    }
    return value;
  }

  static long bigEndian(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | bytes[at + i] & 0xFFL;
    }
    return value;
  }

  static void putLittleEndian(ByteArrayOutputStream out, long value, int count) {
    for (int i = 0; i < count; i++) {
      out.write((int) (value >>> (8 * i)));
    }
  }
}
