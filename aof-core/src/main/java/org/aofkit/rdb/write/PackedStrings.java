package org.aofkit.rdb.write;

import java.io.IOException;
import org.aofkit.rdb.packed.PackedWriter;

/** Puts strings into a container. */
final class PackedStrings extends ShortStrings {
  private final PackedWriter packed;

  PackedStrings(PackedWriter packed) {
    this.packed = packed;
  }

  @Override
  void string(byte[] array, int index, int length) {
    packed.bytes(array, index, length);
  }

  @Override
  void longString(Content content) throws IOException {
    if (content.length() > PackedWriter.MAX_SIZE) {
      throw new IllegalStateException("a string of " + content.length() + " bytes in a container");
    }
    byte[] together = new byte[(int) content.length()];
    Collected.into(together, content);
    packed.bytes(together, 0, together.length);
  }
}
