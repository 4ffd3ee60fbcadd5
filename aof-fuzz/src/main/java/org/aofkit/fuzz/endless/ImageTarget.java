package org.aofkit.fuzz.endless;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Arrays;
import org.aofkit.fuzz.rdb.ContentHandler;
import org.aofkit.fuzz.rdb.RdbCopy;
import org.aofkit.fuzz.rdb.RdbMutation;
import org.aofkit.fuzz.rdb.ReadPromises;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.rdb.write.CannotExpressException;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;

/**
 * Images are read as {@link ReadPromises} says; and what is in one that is whole and sound is still
 * in it when it has been read, written and read again.
 */
public final class ImageTarget implements FuzzTarget {
  private static final int SEALED = 4;

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
    ReadPromises.Reading reading =
        ReadPromises.read(image, Math.floorMod(input[0], ReadPromises.VARIANTS));
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
    }
    byte[] written = copy.toByteArray();
    var again = new ContentHandler();
    RdbImage reread =
        RdbReader.read(
            new MemorySource("copy", written), 0, RdbOptions.forDump(), RdbDepth.DEEP, again);
    if (reread.problem() != null || reread.damageCount() != 0) {
      throw new AssertionError("written with " + reread.problem() + " " + reread.damages());
    }
    var before = new ContentHandler();
    RdbReader.read(
        new MemorySource("image", image), 0, RdbOptions.forDump(), RdbDepth.DEEP, before);
    var difference = again.content().diff(before.content());
    if (!difference.isEmpty()) {
      throw new AssertionError("written and read: " + difference);
    }
  }
}
