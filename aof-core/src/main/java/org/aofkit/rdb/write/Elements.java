package org.aofkit.rdb.write;

import java.io.IOException;
import java.util.List;

/**
 * The elements of a list, in order, or the members of a set, in any order but each once. The writer
 * asks twice: the number of elements and the encoding stand before them.
 */
@FunctionalInterface
public interface Elements {
  /** Tells all elements, the same in the same order each time. */
  void tellTo(StringSink sink) throws IOException;

  /** Elements in memory; the list is not copied. */
  static Elements of(List<byte[]> elements) {
    return sink -> {
      for (byte[] element : elements) {
        sink.bytes(element);
      }
    };
  }
}
