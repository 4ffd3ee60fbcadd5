package org.aofkit.fuzz.endless;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import org.aofkit.fuzz.rdb.ContentHandler;
import org.aofkit.fuzz.rdb.RdbContent;
import org.aofkit.fuzz.rdb.RdbCopy;
import org.aofkit.fuzz.rdb.RdbMutation;
import org.aofkit.fuzz.rdb.ReadPromises;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.rdb.write.CannotExpressException;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Images are read as {@link ReadPromises} says; and what is in one that is whole and sound is still
 * in it when it has been read, written and read again.
 */
public final class ImageTarget implements FuzzTarget {
  private static final int SEALED = 4;

  /**
   * What servers load and read well (tried with Redis 7.0.15, 8.0.6 and Valkey 9.1.2), but no
   * command makes, so that our writer refuses it: entries of streams without a field, or with the
   * id 0-0, and deadlines of fields later than any that Redis loads, which Valkey does.
   */
  private static final List<String> REFUSED =
      List.of("an entry without fields", "0-0 behind 0-0", "expire");

  /** A target. */
  public ImageTarget() {}

  /**
   * {@inheritDoc}
   *
   * <p>The two lowest bits of the first byte are the way of reading. The third says whether the
   * last eight bytes become the checksum, which no fuzzer would find.
   */
  @Override
  public void accept(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    byte[] image = Arrays.copyOfRange(input, 1, input.length);
    if ((input[0] & SEALED) != 0 && image.length > Long.BYTES) {
      RdbMutation.seal(image);
    }
    int variant = Math.floorMod(input[0], ReadPromises.VARIANTS);
    ReadPromises.Reading reading = ReadPromises.read(image, variant);
    if (!reading.complaint().isEmpty()) {
      // The first time classes are loaded, which counts as memory.
      reading = ReadPromises.read(image, variant);
    }
    if (!reading.complaint().isEmpty()) {
      throw new AssertionError(reading.complaint());
    }
    RdbImage deep = reading.deep();
    boolean isSound =
        deep.problem() == null && deep.damageCount() == 0 && deep.acceptedSanitized() != 0;
    if (isSound) {
      rewrite(image, deep);
    }
  }

  private static void rewrite(byte[] image, RdbImage read) throws IOException {
    RdbContent before;
    try {
      before = content(image, read);
    } catch (IllegalArgumentException keyTwice) {
      // Servers end at it, and there is no one content to compare.
      return;
    }
    boolean isValkey = read.dialect() == Dialect.VALKEY;
    RdbTarget target = RdbTarget.of(isValkey ? Server.VALKEY_9 : Server.REDIS_8_0);
    var copy = new ByteArrayOutputStream();
    try {
      RdbCopy.copy(
          new MemorySource("image", image),
          Channels.newChannel(copy),
          target,
          RdbWriterOptions.DEFAULT);
    } catch (CannotExpressException e) {
      return;
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      Promise.that(REFUSED.stream().anyMatch(why::contains), e::toString);
      return;
    }
    byte[] written = copy.toByteArray();
    RdbImage reread = read(written, null);
    if (reread.problem() != null || reread.damageCount() != 0) {
      throw new AssertionError("written with " + reread.problem() + " " + reread.damages());
    }
    List<String> difference =
        content(written, reread).asToldBy(before).diff(before).stream()
            .filter(line -> !isOnlyActivity(line) && !isOnlyLongPast(line))
            .toList();
    if (!difference.isEmpty()) {
      throw new AssertionError("written and read: " + difference);
    }
  }

  /** Images before Redis 7.2 don't say when a consumer was active: then it is when it was seen. */
  private static boolean isOnlyActivity(String difference) {
    String[] lines = difference.split("\n *(here|there) *");
    String there = lines[2].replaceAll("seenMs=(-?[0-9]+), activeMs=-1", "seenMs=$1, activeMs=$1");
    return lines[1].equals(there);
  }

  /** A deadline before 1970, on which Valkey ends, is written as 0; -1 is none. */
  private static boolean isOnlyLongPast(String difference) {
    String[] lines = difference.split("\n *(here|there) *");
    return lines[1].equals(lines[2].replaceAll("expireAtMs=-(?!1\\b)[0-9]+", "expireAtMs=0"));
  }

  /** What is in an image, without the empty collections that servers skip. */
  private static RdbContent content(byte[] image, RdbImage read) throws IOException {
    var handler = new ContentHandler();
    RdbImage again = read(image, handler);
    Promise.same(again.keys(), read.keys(), () -> "keys when it is read again");
    return handler.content().loadedAt(Long.MIN_VALUE);
  }

  private static RdbImage read(byte[] image, @Nullable RdbHandler handler) throws IOException {
    return RdbReader.read(
        new MemorySource("image", image), 0, RdbOptions.forDump(), RdbDepth.DEEP, handler);
  }
}
