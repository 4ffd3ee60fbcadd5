package org.aofkit.fuzz.rdb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The keys of a healthy image, each as the bytes that make it: what a salvaged image may hold, and
 * nothing else.
 *
 * @param keys in the order of the file
 */
public record ImageKeys(List<Entry> keys) {
  private static final int LIBRARY = 0xF5;
  private static final int DATABASE = 0xFE;
  private static final int MILLISECONDS = 0xFC;
  private static final int SECONDS = 0xFD;

  /**
   * A key.
   *
   * @param from where its record begins, with its deadline
   * @param to behind it
   * @param identity its database, deadline, type, name and value
   */
  public record Entry(int from, int to, String identity) {
    /** Whether a byte of it lies in a stretch of the file. */
    public boolean overlaps(int begin, int end) {
      return from < end && to > begin;
    }
  }

  /** The keys of a healthy image. */
  public static ImageKeys of(byte[] image) {
    RdbShape shape = RdbShape.of(image);
    List<Entry> keys = new ArrayList<>();
    String database = "\0";
    String deadline = "";
    int from = -1;
    for (RdbShape.Rec rec : shape.records()) {
      int code = image[rec.from()] & 0xFF;
      if (rec.isKey()) {
        String value = text(image, rec.from(), rec.to());
        keys.add(
            new Entry(
                from < 0 ? rec.from() : from, rec.to(), database + "|" + deadline + "|" + value));
        deadline = "";
        from = -1;
      } else if (code == DATABASE) {
        database = text(image, rec.from() + 1, rec.to());
      } else if (code == MILLISECONDS || code == SECONDS) {
        deadline = text(image, rec.from(), rec.to());
        from = from < 0 ? rec.from() : from;
      } else if (code == 0xF8 || code == 0xF9) {
        from = from < 0 ? rec.from() : from;
      }
    }
    return new ImageKeys(keys);
  }

  /** The function libraries of a healthy image; their identity is the record. */
  public static List<Entry> librariesOf(byte[] image) {
    return RdbShape.of(image).records().stream()
        .filter(rec -> (image[rec.from()] & 0xFF) == LIBRARY)
        .map(rec -> new Entry(rec.from(), rec.to(), text(image, rec.from(), rec.to())))
        .toList();
  }

  private static String text(byte[] image, int from, int to) {
    return new String(Arrays.copyOfRange(image, from, to), StandardCharsets.ISO_8859_1);
  }
}
