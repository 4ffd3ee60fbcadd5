package org.aofkit.compact;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Clock;
import java.util.Set;
import org.aofkit.io.ByteSource;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbFeature;
import org.aofkit.rdb.write.RdbOrigin;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.jspecify.annotations.Nullable;

/** A base that is an RDB image. */
final class ImageOutput implements BaseOutput {
  /**
   * What {@link Fitting} tells of is not here any more. The rest are counters and times that
   * servers without them have no use for, and that newer ones estimate.
   */
  static final RdbWriterOptions OPTIONS =
      RdbWriterOptions.DEFAULT.losing(
          Set.of(RdbFeature.STREAM_COUNTERS, RdbFeature.CONSUMER_ACTIVE_TIMES));

  private final RdbTarget target;
  private final RdbOrigin origin;
  private final RdbWriter writer;
  private int selected = -1;
  private final @Nullable SeekableByteChannel file;

  /**
   * An image.
   *
   * @param channel takes it; borrowed
   * @param isAofBase whether it says that it is the base of a log
   */
  ImageOutput(WritableByteChannel channel, CompactTarget target, boolean isAofBase) {
    this.target = target.rdb();
    this.origin = RdbOrigin.ofLine(target.id(), Clock.systemUTC(), isAofBase);
    this.writer = new RdbWriter(channel, target.rdb(), OPTIONS);
    this.file = channel instanceof SeekableByteChannel seekable ? seekable : null;
  }

  private ImageOutput(ImageOutput whole, WritableByteChannel to) {
    this.target = whole.target;
    this.origin = whole.origin;
    this.writer = RdbWriter.ofRecords(to, target, OPTIONS);
    this.file = null;
  }

  @Override
  public void begin() throws IOException {
    if (file != null) {
      writer.hintSizes(file);
    }
    writer.begin(origin);
  }

  @Override
  public void library(byte[] source) throws IOException {
    writer.function(source);
  }

  @Override
  public void database(int number) throws IOException {
    // One stretch of keys a database where possible, as servers write.
    if (number != selected) {
      writer.database(number);
      selected = number;
    }
  }

  @Override
  public void key(byte[] name, StoredKey key) throws IOException {
    writer.key(KeyHead.of(name, key.expireAtMs()), key.value().toRdb());
  }

  @Override
  public void string(byte[] bytes, CommandBytes words, int name, long expireAtMs)
      throws IOException {
    writer.string(
        bytes,
        words.offset(name),
        words.length(name),
        words.offset(name + 1),
        words.length(name + 1),
        expireAtMs);
  }

  @Override
  public void string(StringPlace value) throws IOException {
    writer.key(
        KeyHead.of(value.name(), value.expireAtMs()),
        new RdbValue.Text(sink -> sink.content(value)));
  }

  @Override
  public long keys() {
    return writer.keys();
  }

  @Override
  public long keysWithDeadline() {
    return writer.keysWithDeadline();
  }

  @Override
  public void count(long number, long withDeadline) {
    writer.count(number, withDeadline);
  }

  @Override
  public boolean takesRecords() {
    return true;
  }

  @Override
  public void record(ByteSource source, RdbKeyHeader key, long end) throws IOException {
    writer.raw(source, key.from(), end - key.from());
    writer.count(1, key.hasDeadline() ? 1 : 0);
  }

  @Override
  public void put(MadeBytes made) throws IOException {
    writer.raw(made.array(), 0, made.size(), made.checksum());
  }

  @Override
  public boolean needsSum() {
    return true;
  }

  @Override
  public BaseOutput part(WritableByteChannel to) {
    return new ImageOutput(this, to);
  }

  @Override
  public void flush() throws IOException {
    writer.flush();
  }

  @Override
  public void end() throws IOException {
    writer.end();
  }
}
