package org.aofkit.fuzz.rdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the bytes of a healthy RDB file are: found by a small parser of its own that shares nothing
 * with the one it helps to prove, and trusts the file.
 *
 * @param bytes the file; not to be changed
 * @param version the version behind the magic
 * @param isValkey whether the magic is {@code VALKEY}
 * @param bodyEnd where the opcode of the end is
 * @param records everything between the magic and the end, one behind the other
 * @param fields all pieces that mean something by themselves
 * @param sequences all counts with the items counted
 * @param containers all strings that hold a packed container
 */
record RdbShape(
    byte[] bytes,
    int version,
    boolean isValkey,
    int bodyEnd,
    List<Rec> records,
    List<Field> fields,
    List<Sequence> sequences,
    List<Container> containers) {

  /** The first version whose files end with a checksum. */
  static final int FIRST_WITH_CHECKSUM = 5;

  /** The length of the magic with its version. */
  static final int MAGIC_LENGTH = 9;

  /** What a piece is. */
  enum Role {
    /** The magic and the version. */
    MAGIC,
    /** The first byte of a record. */
    TYPE,
    /** A length of variable size, which counts or measures something. */
    LENGTH,
    /** A number of variable size that counts nothing. */
    NUMBER,
    /** Bytes of fixed meaning and size: times, scores, ids. */
    FIXED,
    /** The bytes of a string, as they are in the file. */
    TEXT
  }

  /** A stretch of the file, the end not included. */
  record Span(int from, int to) {}

  /** A piece that means something by itself. */
  record Field(Role role, int from, int to) {}

  /** A record: a key, or something else. */
  record Rec(int from, int to, boolean isKey) {}

  /** A count and what it counts. */
  record Sequence(Span count, List<Span> items) {}

  /**
   * A string that holds a packed container.
   *
   * @param from where its length begins
   * @param to behind its last byte
   * @param content the container, expanded
   */
  record Container(Packed.Form form, int from, int to, byte[] content) {}

  /** Takes a healthy file apart. */
  static RdbShape of(byte[] bytes) {
    return new Parser(bytes).parse();
  }

  /** Whether a checksum belongs at the end. */
  boolean hasChecksum() {
    return isValkey || version >= FIRST_WITH_CHECKSUM;
  }

  private static final class Parser {
    private final byte[] bytes;
    private final boolean isValkey;
    private final List<Rec> records = new ArrayList<>();
    private final List<Field> fields = new ArrayList<>();
    private final List<Sequence> sequences = new ArrayList<>();
    private final List<Container> containers = new ArrayList<>();
    private int at;

    Parser(byte[] bytes) {
      this.bytes = bytes;
      this.isValkey = bytes[0] == 'V';
    }

    RdbShape parse() {
      at = MAGIC_LENGTH;
      fields.add(new Field(Role.MAGIC, 0, at));
      int digits = isValkey ? 6 : 5;
      int version = 0;
      for (int i = digits; i < MAGIC_LENGTH; i++) {
        version = 10 * version + bytes[i] - '0';
      }
      while (bytes[at] != -1) {
        int start = at;
        int code = bytes[at++] & 0xFF;
        fields.add(new Field(Role.TYPE, start, at));
        boolean isKey = code < 0x80;
        if (isKey) {
          string();
          value(code);
        } else {
          opcode(code);
        }
        records.add(new Rec(start, at, isKey));
      }
      return new RdbShape(bytes, version, isValkey, at, records, fields, sequences, containers);
    }

    private void opcode(int code) {
      switch (code) {
        case 0xFE -> number(Role.LENGTH);
        case 0xFD -> fixed(4);
        case 0xFC -> fixed(8);
        case 0xFB -> numbers(2);
        case 0xFA -> strings(2);
        case 0xF9 -> fixed(1);
        case 0xF8 -> number(Role.NUMBER);
        case 0xF7 -> {
          numbers(3);
          moduleItems();
        }
        case 0xF5 -> string();
        case 0xF4 -> numbers(3);
        case 0xF3 -> {
          string();
          sequence(() -> numbers(2));
        }
        default -> throw new IllegalArgumentException("no opcode: " + code + " at " + at);
      }
    }

    private void value(int type) {
      switch (type) {
        case 0 -> string();
        case 1, 2 -> sequence(this::string);
        case 3 -> sequence(this::textScore);
        case 4 -> sequence(() -> strings(2));
        case 5 ->
            sequence(
                () -> {
                  string();
                  fixed(8);
                });
        case 7 -> {
          number(Role.NUMBER);
          moduleItems();
        }
        case 9 -> container(Packed.Form.ZIPMAP);
        case 10, 12, 13 -> container(Packed.Form.ZIPLIST);
        case 11 -> container(Packed.Form.INTSET);
        case 14 -> sequence(() -> container(Packed.Form.ZIPLIST));
        case 16, 17, 20, 23 -> container(Packed.Form.LISTPACK);
        case 18 -> sequence(this::listNode);
        case 15 -> stream(1);
        case 19 -> stream(2);
        case 21 -> stream(3);
        case 22 -> sequence(this::fieldOfType22);
        case 24 -> {
          fixed(8);
          sequence(this::fieldWithDeadline);
        }
        case 25 -> {
          fixed(8);
          container(Packed.Form.LISTPACK);
        }
        default -> throw new IllegalArgumentException("no type: " + type + " at " + at);
      }
    }

    private void listNode() {
      if (number(Role.NUMBER) == 1) {
        string();
      } else {
        container(Packed.Form.LISTPACK);
      }
    }

    private void fieldOfType22() {
      if (isValkey) {
        strings(2);
        fixed(8);
      } else {
        fieldWithDeadline();
      }
    }

    private void fieldWithDeadline() {
      number(Role.NUMBER);
      strings(2);
    }

    private void textScore() {
      string();
      int length = bytes[at] & 0xFF;
      fixed(1);
      fixed(length < 253 ? length : 0);
    }

    private void stream(int version) {
      sequence(
          () -> {
            string();
            container(Packed.Form.LISTPACK);
          });
      numbers(version == 1 ? 3 : 8);
      sequence(() -> group(version));
    }

    private void group(int version) {
      string();
      numbers(version == 1 ? 2 : 3);
      sequence(
          () -> {
            fixed(16);
            fixed(8);
            number(Role.NUMBER);
          });
      sequence(
          () -> {
            string();
            fixed(version < 3 ? 8 : 16);
            sequence(() -> fixed(16));
          });
    }

    private void moduleItems() {
      for (long tag = number(Role.NUMBER); tag != 0; tag = number(Role.NUMBER)) {
        switch ((int) tag) {
          case 1, 2 -> number(Role.NUMBER);
          case 3 -> fixed(4);
          case 4 -> fixed(8);
          case 5 -> string();
          default -> throw new IllegalArgumentException("no tag: " + tag + " at " + at);
        }
      }
    }

    private void sequence(Runnable item) {
      int start = at;
      long count = number(Role.LENGTH);
      Span counted = new Span(start, at);
      List<Span> items = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        int from = at;
        item.run();
        items.add(new Span(from, at));
      }
      sequences.add(new Sequence(counted, List.copyOf(items)));
    }

    private void strings(int count) {
      for (int i = 0; i < count; i++) {
        string();
      }
    }

    private void container(Packed.Form form) {
      int start = at;
      byte[] content = string();
      containers.add(new Container(form, start, at, content));
    }

    private byte[] string() {
      int first = bytes[at] & 0xFF;
      if (first < 0xC0) {
        return text(Math.toIntExact(number(Role.LENGTH)));
      } else if (first < 0xC3) {
        fields.add(new Field(Role.LENGTH, at, at + 1));
        at++;
        return text(1 << (first - 0xC0));
      } else {
        fields.add(new Field(Role.LENGTH, at, at + 1));
        at++;
        int packed = Math.toIntExact(number(Role.LENGTH));
        int length = Math.toIntExact(number(Role.LENGTH));
        return expand(text(packed), length);
      }
    }

    private byte[] text(int length) {
      fields.add(new Field(Role.TEXT, at, at + length));
      at += length;
      return Arrays.copyOfRange(bytes, at - length, at);
    }

    private void fixed(int length) {
      fields.add(new Field(Role.FIXED, at, at + length));
      at += length;
    }

    private void numbers(int count) {
      for (int i = 0; i < count; i++) {
        number(Role.NUMBER);
      }
    }

    private long number(Role role) {
      int start = at;
      int first = bytes[at] & 0xFF;
      int more = first < 0x40 ? 0 : first < 0x80 ? 1 : first == 0x80 ? 4 : 8;
      long value = first < 0x80 ? first & 0x3F : 0;
      for (int i = 1; i <= more; i++) {
        value = value << 8 | bytes[at + i] & 0xFF;
      }
      at += 1 + more;
      fields.add(new Field(role, start, at));
      return value;
    }

    private static byte[] expand(byte[] packed, int length) {
      byte[] out = new byte[length];
      int to = 0;
      int from = 0;
      while (from < packed.length) {
        int control = packed[from++] & 0xFF;
        if (control < 32) {
          System.arraycopy(packed, from, out, to, control + 1);
          from += control + 1;
          to += control + 1;
        } else {
          int count = control >>> 5;
          if (count == 7) {
            count += packed[from++] & 0xFF;
          }
          int back = ((control & 31) << 8 | packed[from++] & 0xFF) + 1;
          for (int i = 0; i < count + 2; i++) {
            out[to] = out[to - back];
            to++;
          }
        }
      }
      return out;
    }
  }
}
