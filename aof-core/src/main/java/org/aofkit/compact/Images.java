package org.aofkit.compact;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aofkit.rdb.RdbBoundary;
import org.aofkit.server.Dialect;
import org.jspecify.annotations.Nullable;

/** Which places are those of records of RDB images. */
final class Images {
  private record Image(long start, long end, Dialect dialect, int version) {}

  private final List<Image> images = new ArrayList<>();
  private final Map<Long, Long> large = new HashMap<>();

  /** Adds an image at the head of a file, behind those that are there. */
  void add(long start, long end, Dialect dialect, int version) {
    images.add(new Image(start, end, dialect, version));
  }

  /** Notes that the record at a place has so many bytes. */
  void addLarge(long place, long bytes) {
    large.put(place, bytes);
  }

  /** Bytes of the record at a place; 0 if they are not many. */
  long large(long place) {
    return large.getOrDefault(place, 0L);
  }

  /** Whether a place is that of a record. */
  boolean has(long place) {
    for (Image image : images) {
      if (place >= image.start && place < image.end) {
        return true;
      }
    }
    return false;
  }

  /** How to read the record at a place; null if it is in no image. */
  @Nullable RdbBoundary record(long place, int database) {
    for (Image image : images) {
      if (place >= image.start && place < image.end) {
        return new RdbBoundary(place - image.start, image.dialect, image.version, database);
      }
    }
    return null;
  }
}
