package org.aofkit.aof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.aofkit.io.ByteSource;

/** Reads the time of an annotation line, {@code #TS:} and Unix seconds. */
final class AnnotationTime {
  private static final String MARK = "#TS:";
  private static final int LONGEST = 32;

  private AnnotationTime() {}

  /**
   * The time of the line between two offsets. Servers do not look into annotations: one that is no
   * time leaves the last known time in force.
   */
  static OptionalLong at(ByteSource source, long start, long end, OptionalLong before)
      throws IOException {
    if (end - start > LONGEST) {
      return before;
    }
    ByteBuffer line = ByteBuffer.allocate((int) (end - start));
    source.read(start, line);
    String text = new String(line.array(), StandardCharsets.ISO_8859_1).strip();
    if (!text.startsWith(MARK)) {
      return before;
    }
    try {
      return OptionalLong.of(Long.parseLong(text.substring(MARK.length())));
    } catch (NumberFormatException e) {
      // Some other kind of annotation.
      return before;
    }
  }
}
