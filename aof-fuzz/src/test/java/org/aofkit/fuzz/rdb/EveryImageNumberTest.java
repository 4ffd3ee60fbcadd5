package org.aofkit.fuzz.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.aofkit.fuzz.compare.Unlike;
import org.aofkit.fuzz.server.DumpProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.rdb.RdbImage;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/**
 * Every number of every kind of record, in a file that a server has written, at every limit and in
 * every form that holds it: lengths, counts and sizes of values, of compressed strings and packed
 * containers, databases, deadlines, parts of streams. All of them are read as {@link ReadPromises}
 * says; a part is shown to a server, all of them with {@code -Daofkit.rdb.numbers=1}.
 */
class EveryImageNumberTest {
  /** Every so manieth file is shown to a server. */
  private static final int STEP = Integer.getInteger("aofkit.rdb.numbers", 97);

  private static final int LONGEST = 4096;
  private static final int DATABASES = 16;

  /** More fields of one record are more of the same. */
  private static final int MOST_FIELDS = 40;

  private static final int[] POWERS = {0, 6, 7, 8, 14, 15, 16, 31, 32, 46, 62, 63};

  /** A file with one number in it changed. */
  private record Changed(String what, byte[] bytes) {}

  private static Set<Long> limits(long value) {
    Set<Long> limits = new LinkedHashSet<>(List.of(0L, -1L, value, value - 1, value + 1));
    for (int power : POWERS) {
      limits.addAll(List.of((1L << power) - 1, 1L << power, (1L << power) + 1));
    }
    return limits;
  }

  /** The smallest file for each type of record, by the type. */
  private static Map<Integer, RdbShape> shapes() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (Path file : CorpusFiles.all()) {
      if (Files.size(file) <= LONGEST) {
        files.add(Files.readAllBytes(file));
      }
    }
    files.sort(Comparator.comparingInt(bytes -> bytes.length));
    Map<Integer, RdbShape> shapes = new TreeMap<>();
    for (byte[] bytes : files) {
      RdbShape shape = RdbShape.of(bytes);
      for (RdbShape.Rec rec : shape.records()) {
        shapes.putIfAbsent(bytes[rec.from()] & 0xFF, shape);
      }
    }
    return shapes;
  }

  private static List<Changed> all() throws IOException {
    List<Changed> all = new ArrayList<>();
    for (Map.Entry<Integer, RdbShape> entry : shapes().entrySet()) {
      RdbShape shape = entry.getValue();
      for (RdbShape.Rec rec : shape.records()) {
        if ((shape.bytes()[rec.from()] & 0xFF) == entry.getKey()) {
          change(shape, rec, "type " + entry.getKey(), all);
          break;
        }
      }
    }
    return all;
  }

  private static void change(RdbShape shape, RdbShape.Rec rec, String type, List<Changed> all) {
    int count = 0;
    for (RdbShape.Field field : shape.fields()) {
      boolean isInside = field.from() >= rec.from() && field.to() <= rec.to();
      if (isInside && count < MOST_FIELDS) {
        String what = type + ", " + field;
        switch (field.role()) {
          case LENGTH, NUMBER -> {
            count++;
            numbers(shape, field, what, all);
          }
          case FIXED -> {
            count++;
            fixed(shape, field, what, all);
          }
          default -> {}
        }
      }
    }
    for (RdbShape.Container container : shape.containers()) {
      if (container.from() >= rec.from() && container.to() <= rec.to()) {
        container(shape, container, type + ", " + container.form(), all);
        break;
      }
    }
  }

  private static void numbers(
      RdbShape shape, RdbShape.Field field, String what, List<Changed> all) {
    for (long limit : limits(FieldDamage.value(shape.bytes(), field))) {
      Set<ByteBuffer> forms = new LinkedHashSet<>();
      forms.add(ByteBuffer.wrap(RdbNumbers.shortest(limit)));
      forms.add(ByteBuffer.wrap(RdbNumbers.long32(limit)));
      forms.add(ByteBuffer.wrap(RdbNumbers.longest(limit)));
      for (ByteBuffer form : forms) {
        add(shape, field.from(), form.array(), field.to(), what + " = " + limit, all);
      }
    }
    // The first byte alone: forms that there are not, and strings where a number belongs.
    for (int first : new int[] {0x3F, 0x40, 0x7F, 0x82, 0xBF, 0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xFF}) {
      byte[] one = {(byte) first};
      add(shape, field.from(), one, field.from() + 1, what + " begins with " + first, all);
    }
  }

  private static void fixed(RdbShape shape, RdbShape.Field field, String what, List<Changed> all) {
    int length = field.to() - field.from();
    for (long limit : limits(0)) {
      for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
        byte[] number = number(limit, Math.min(length, Long.BYTES), order);
        byte[] bytes = Arrays.copyOfRange(shape.bytes(), field.from(), field.to());
        System.arraycopy(number, 0, bytes, 0, number.length);
        add(shape, field.from(), bytes, field.to(), what + " = " + limit, all);
      }
    }
  }

  private static byte[] number(long value, int length, ByteOrder order) {
    byte[] all = ByteBuffer.allocate(Long.BYTES).order(order).putLong(value).array();
    return order == ByteOrder.LITTLE_ENDIAN
        ? Arrays.copyOf(all, length)
        : Arrays.copyOfRange(all, Long.BYTES - length, Long.BYTES);
  }

  /** The numbers in front of a packed container, and each of its bytes as the mark of an entry. */
  private static void container(
      RdbShape shape, RdbShape.Container container, String what, List<Changed> all) {
    int[] widths =
        switch (container.form()) {
          case LISTPACK -> new int[] {4, 2};
          case ZIPLIST -> new int[] {4, 4, 2};
          case INTSET -> new int[] {4, 4};
          case ZIPMAP -> new int[] {1};
        };
    int at = 0;
    for (int width : widths) {
      byte[] old = Arrays.copyOfRange(container.content(), at, at + width);
      long value = 0;
      for (int i = width - 1; i >= 0; i--) {
        value = value << 8 | old[i] & 0xFF;
      }
      for (long limit : limits(value)) {
        byte[] packed = container.content().clone();
        System.arraycopy(number(limit, width, ByteOrder.LITTLE_ENDIAN), 0, packed, at, width);
        add(shape, container, packed, what + " header at " + at + " = " + limit, all);
      }
      at += width;
    }
    int[] marks = {0, 1, 0x3F, 0x40, 0x7F, 0x80, 0xBF, 0xC0, 0xD0, 0xE0, 0xEF, 0xF0, 0xF1, 0xF4};
    for (int i = at; i < Math.min(container.content().length, at + 12); i++) {
      for (int mark : marks) {
        byte[] packed = container.content().clone();
        packed[i] = (byte) mark;
        add(shape, container, packed, what + " byte " + i + " = " + mark, all);
      }
      for (int mark = 0xF5; mark <= 0xFF; mark++) {
        byte[] packed = container.content().clone();
        packed[i] = (byte) mark;
        add(shape, container, packed, what + " byte " + i + " = " + mark, all);
      }
    }
  }

  private static void add(
      RdbShape shape, RdbShape.Container container, byte[] packed, String what, List<Changed> all) {
    byte[] length = RdbNumbers.shortest(packed.length);
    byte[] string = Arrays.copyOf(length, length.length + packed.length);
    System.arraycopy(packed, 0, string, length.length, packed.length);
    add(shape, container.from(), string, container.to(), what, all);
  }

  private static void add(
      RdbShape shape, int from, byte[] between, int to, String what, List<Changed> all) {
    byte[] bytes = RdbMutation.spliced(shape.bytes(), from, between, to);
    if (shape.hasChecksum()) {
      RdbMutation.seal(bytes);
    }
    all.add(new Changed(what, bytes));
  }

  @Test
  void everyNumberAtEveryLimitIsReadToAnEndInEveryWayTheSame() throws IOException {
    List<Changed> all = all();
    assertThat(all).hasSizeGreaterThan(10_000);
    int variant = 0;
    for (Changed changed : all) {
      ReadPromises.Reading reading =
          ReadPromises.read(changed.bytes(), variant++ % ReadPromises.VARIANTS);
      if (!reading.complaint().isEmpty()) {
        assertThat(reading.complaint()).as(changed.what()).isEmpty();
      }
    }
  }

  @Test
  void aServerStartsOnNumbersAtTheirLimitsAsPredicted() throws IOException {
    Server server = Server.REDIS_7_0;
    List<Changed> all = all();
    List<String> disagreements = new ArrayList<>();
    int asked = 0;
    int loaded = 0;
    try (var probe = new DumpProbe(Servers.program(server), server, true, DATABASES)) {
      for (int i = 0; i < all.size(); i += STEP) {
        byte[] bytes = all.get(i).bytes();
        RdbImage image = MutatedDumps.read(bytes, null);
        var unlike = new Unlike(Set.of());
        MutatedDumps.read(bytes, unlike);
        if (!unlike.reasons().isEmpty()) {
          continue;
        }
        boolean isPredicted =
            image.loadsSanitizedOn(server, DATABASES) && !MutatedDumps.hasDuplicates(bytes, image);
        DumpProbe.Answer<Object> answer = probe.ask(bytes);
        asked++;
        loaded += answer.loads() ? 1 : 0;
        if (answer.loads() != isPredicted) {
          disagreements.add(
              all.get(i).what()
                  + ": "
                  + answer.state()
                  + " ("
                  + MutatedDumps.telling(answer.log())
                  + "), predicted "
                  + isPredicted
                  + ": "
                  + image.problem()
                  + " "
                  + image.obstacles());
        }
      }
    }
    assertThat(disagreements).as("%d asked, %d load", asked, loaded).isEmpty();
    assertThat(asked).isGreaterThan(50);
    assertThat(loaded).isBetween(asked / 20, asked * 19 / 20);
  }
}
