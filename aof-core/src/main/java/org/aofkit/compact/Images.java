package org.aofkit.compact;

import java.util.ArrayList;
import java.util.List;
import org.aofkit.rdb.RdbBoundary;
import org.aofkit.server.Dialect;
import org.jspecify.annotations.Nullable;

/** Which places are those of records of RDB images. */
final class Images {
  private record Image(long start, long end, Dialect dialect, int version) {}

  private final List<Image> images = new ArrayList<>();

  /** Adds an image at the head of a file, behind those that are there. */
  void add(long start, long end, Dialect dialect, int version) {
    images.add(new Image(start, end, dialect, version));
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
