package org.aofkit.rdb.write;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Arrays;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbStepper;

/** Writes images for tests and looks at them. */
final class WrittenImage {
  /** Strings as they are, so that they can be looked at. */
  static final RdbWriterOptions PLAIN =
      new RdbWriterOptions(false, true, RdbWriterOptions.DEFAULT.mayLose());

  private WrittenImage() {}

  /** What a test writes. */
  @FunctionalInterface
  interface Body {
    void write(RdbWriter writer) throws IOException;
  }

  static byte[] of(RdbTarget target, RdbWriterOptions options, Body body) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new RdbWriter(Channels.newChannel(bytes), target, options);
    writer.begin();
    body.write(writer);
    writer.end();
    return bytes.toByteArray();
  }

  static RdbImage read(byte[] image) throws IOException {
    return RdbStepper.step(new MemorySource("written", image), 0, RdbOptions.forDump());
  }

  /** Type and value alone. */
  static byte[] value(RdbTarget target, RdbValue value) throws IOException {
    byte[] payload = RdbWriter.payload(target, PLAIN, value);
    return Arrays.copyOf(payload, payload.length - 10);
  }
}
