package org.aofkit.fuzz.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Damage inside of packed containers, which are stored uncompressed then. */
final class PackedDamage {
  private static final int[] COUNTS = {0, 1, 2, 254, 255, 256, 65534, 65535};

  private final RdbShape shape;
  private final Random random;

  PackedDamage(RdbShape shape, Random random) {
    this.shape = shape;
    this.random = random;
  }

  /** A damaged copy; the file itself if it has no containers. */
  byte[] apply(RdbMutation.Kind kind) {
    if (shape.containers().isEmpty()) {
      return shape.bytes();
    }
    RdbShape.Container container =
        shape.containers().get(random.nextInt(shape.containers().size()));
    byte[] content = damaged(kind, container);
    var out = new ByteArrayOutputStream();
    out.writeBytes(RdbNumbers.shortest(content.length));
    out.writeBytes(content);
    return RdbMutation.spliced(shape.bytes(), container.from(), out.toByteArray(), container.to());
  }

  private byte[] damaged(RdbMutation.Kind kind, RdbShape.Container container) {
    byte[] content = container.content().clone();
    int header = Packed.headerLength(container.form());
    switch (kind) {
      case PACKED_BYTE -> {
        int at =
            content.length > header
                ? header + random.nextInt(content.length - header)
                : random.nextInt(content.length);
        content[at] =
            random.nextBoolean()
                ? (byte) (content[at] ^ 1 << random.nextInt(8))
                : PlainDamage.telling(random);
        return content;
      }
      case PACKED_HEADER -> {
        header(container.form(), content);
        return content;
      }
      default -> {
        List<byte[]> entries =
            new ArrayList<>(Packed.entries(container.form(), container.content()));
        if (!entries.isEmpty()) {
          change(kind, container.form(), entries);
        }
        return Packed.join(container.form(), entries, content);
      }
    }
  }

  private void header(Packed.Form form, byte[] content) {
    int header = Packed.headerLength(form);
    switch (form) {
      case LISTPACK -> small(content, random.nextInt(3) == 0 ? 0 : 4, 2);
      case ZIPLIST -> small(content, new int[] {0, 4, 8, 8}[random.nextInt(4)], 2);
      case INTSET -> small(content, random.nextInt(3) == 0 ? 0 : 4, 4);
      case ZIPMAP -> content[0] = (byte) COUNTS[random.nextInt(COUNTS.length)];
    }
    if (random.nextInt(4) == 0) {
      content[random.nextInt(header)] = PlainDamage.telling(random);
    }
  }

  private void small(byte[] content, int at, int length) {
    long value =
        random.nextBoolean()
            ? COUNTS[random.nextInt(COUNTS.length)]
            : Packed.littleEndian(content, at, length) + random.nextInt(5) - 2;
    for (int i = 0; i < length; i++) {
      content[at + i] = (byte) (value >>> (8 * i));
    }
  }

  private void change(RdbMutation.Kind kind, Packed.Form form, List<byte[]> entries) {
    int one = random.nextInt(entries.size());
    int two = random.nextInt(entries.size());
    boolean isPair = random.nextBoolean() && one + 1 < entries.size();
    switch (kind) {
      case PACKED_TWICE -> {
        // As a pair, a field comes twice with a value and the number of entries stays even.
        if (isPair) {
          entries.add(entries.get(one & ~1));
          entries.add(entries.get(one | 1));
        } else {
          entries.add(two, entries.get(one));
        }
      }
      case PACKED_GONE -> {
        entries.remove(one);
        if (isPair) {
          entries.remove(one);
        }
      }
      case PACKED_SWAPPED -> Collections.swap(entries, one, two);
      default -> entries.set(one, odd(form, entries.get(two)));
    }
  }

  private byte[] odd(Packed.Form form, byte[] like) {
    return switch (form) {
      case LISTPACK -> oddListpack(like);
      case ZIPLIST -> oddZiplist(like);
      default -> like;
    };
  }

  private byte[] oddListpack(byte[] like) {
    return switch (random.nextInt(9)) {
      case 0 -> bytes(0x01, 1);
      case 1 -> bytes(0xC0, 1, 2);
      case 2 -> bytes(0xF1, 1, 0, 3);
      case 3 -> bytes(0xF2, 1, 0, 0, 4);
      case 4 -> bytes(0xF3, 1, 0, 0, 0, 5);
      case 5 -> bytes(0xF4, 1, 0, 0, 0, 0, 0, 0, 0, 9);
      case 6 -> listpackText(new String[] {"nan", "1", "-0", "1e400", "x", "", "inf", "-inf"});
      case 7 -> bytes(0xE0, 1, 'a', 3);
      default -> like;
    };
  }

  private byte[] listpackText(String[] texts) {
    byte[] text = texts[random.nextInt(texts.length)].getBytes(ISO_8859_1);
    var out = new ByteArrayOutputStream();
    out.write(0x80 | text.length);
    out.writeBytes(text);
    out.write(1 + text.length);
    return out.toByteArray();
  }

  private byte[] oddZiplist(byte[] like) {
    return switch (random.nextInt(8)) {
      case 0 -> bytes(0xC0, 1, 0);
      case 1 -> bytes(0xD0, 1, 0, 0, 0);
      case 2 -> bytes(0xE0, 1, 0, 0, 0, 0, 0, 0, 0);
      case 3 -> bytes(0xF0, 1, 0, 0);
      case 4 -> bytes(0xF1 + random.nextInt(15));
      case 5 -> bytes(0x40, 1, 'a');
      case 6 -> bytes(0x80, 0, 0, 0, 1, 'a');
      default -> like;
    };
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
