package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.aofkit.io.ByteSource;
import org.jspecify.annotations.Nullable;

/**
 * What an image whose magic or version is damaged began with, where that can be told: its checksum
 * proves it, or the field with the server's version tells.
 *
 * @param name the nine bytes, for example {@code REDIS0011}
 * @param isProven whether the checksum proves them
 */
public record RestoredHead(String name, boolean isProven) {
  /**
   * Tells what the image at an offset began with.
   *
   * @param source borrowed
   * @return null if its head is in order, or nothing tells what it was, or it may be of a version
   *     that is newer than those that are known
   * @throws IOException if the source can't be read
   * @throws java.util.concurrent.CancellationException once {@link SalvageOptions#cancelled()} says
   *     so
   */
  public static @Nullable RestoredHead of(ByteSource source, long start, SalvageOptions options)
      throws IOException {
    ByteWindow bytes = new ByteWindow(source, options.windowSize());
    String magic = Salvager.magic(bytes, start);
    if (Salvager.isKnown(magic)) {
      return null;
    }
    LostHead.Head head = LostHead.of(bytes, start, magic, options);
    return head == null
        ? null
        : new RestoredHead(new String(head.bytes(), StandardCharsets.US_ASCII), head.isProven());
  }

  /**
   * The image at this offset as if its head were in order; it borrows the source, whole as it is.
   */
  public ByteSource in(ByteSource source, long start) {
    return new PatchedSource(source, start, name.getBytes(StandardCharsets.US_ASCII));
  }
}
