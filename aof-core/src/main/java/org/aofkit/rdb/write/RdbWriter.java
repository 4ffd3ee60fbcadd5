package org.aofkit.rdb.write;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbOpcode;
import org.aofkit.rdb.RdbType;
import org.jspecify.annotations.Nullable;

/**
 * Writes one RDB image: {@link #begin}, then function libraries, then for each database {@link
 * #database} and its keys, then {@link #end}. Values come in the encodings that the target's
 * servers choose under their default settings.
 *
 * <p>Memory is bounded whatever is written, but for the entries of a stream, of which one node (of
 * 4096 bytes, or one entry) is held. Nothing is flushed to a device and nothing closed; an image
 * without {@link #end} is none. Keys are not looked at: a key written twice makes servers abort.
 *
 * <p>Not safe for use by several threads.
 */
public final class RdbWriter {
  private static final int BITS = 64;

  /** Where in the image we are. */
  private enum State {
    BEFORE,
    RECORDS,
    ENDED
  }

  private final RdbTarget target;
  private final RdbOutput out;
  private final ValueWriter values;
  private final Losses losses;
  private State state = State.BEFORE;
  private @Nullable SizeHints hints;
  private long keys;
  private long keysWithDeadline;

  /**
   * A writer in default settings.
   *
   * @param channel takes the image; borrowed, and it must block
   */
  public RdbWriter(WritableByteChannel channel, RdbTarget target) {
    this(channel, target, RdbWriterOptions.DEFAULT);
  }

  /**
   * A writer.
   *
   * @param channel takes the image; borrowed, and it must block
   */
  public RdbWriter(WritableByteChannel channel, RdbTarget target, RdbWriterOptions options) {
    this.target = target;
    this.out = new RdbOutput(channel, options.checksum());
    this.values = new ValueWriter(out, target, options);
    this.losses = new Losses(target, options.mayLose());
  }

  /**
   * A writer of records alone, without a beginning or a checksum: for parts of an image that are
   * made side by side and then put one behind the other by {@link #raw(byte[], int, int)}.
   *
   * @param channel takes the records; borrowed, and it must block
   */
  public static RdbWriter ofRecords(
      WritableByteChannel channel, RdbTarget target, RdbWriterOptions options) {
    var plain = new RdbWriterOptions(options.compression(), false, options.mayLose());
    var writer = new RdbWriter(channel, target, plain);
    writer.state = State.RECORDS;
    return writer;
  }

  /**
   * The payload of a RESTORE: type, value, version and checksum. It is built in memory.
   *
   * @throws CannotExpressException if the target cannot express the value
   */
  public static byte[] payload(RdbTarget target, RdbWriterOptions options, RdbValue value)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new RdbOutput(Channels.newChannel(bytes), true);
    new ValueWriter(out, target, options).write(type -> out.put(type.code()), value);
    out.putLittleEndian(target.version(), Short.BYTES);
    out.end(0);
    return bytes.toByteArray();
  }

  /**
   * Has the image say of each database how many keys it has. That is known only at the end, and
   * then written over what stood there: so the channel must be one that can go back, and is left at
   * the end. To be called before the image begins.
   */
  public void hintSizes(SeekableByteChannel channel) throws IOException {
    require(State.BEFORE);
    hints = new SizeHints(channel);
  }

  /** How many keys were written by {@link #key} or counted. */
  public long keys() {
    return keys;
  }

  /** How many of these expire. */
  public long keysWithDeadline() {
    return keysWithDeadline;
  }

  /**
   * Counts keys that came as they are.
   *
   * @param withDeadline how many of them expire
   */
  public void count(long number, long withDeadline) {
    keys += number;
    keysWithDeadline += withDeadline;
    if (hints != null) {
      hints.add(number, withDeadline);
    }
  }

  /** Where the next record will begin, in bytes from the beginning of the image. */
  public long position() {
    return out.position();
  }

  /** Begins the image with nothing but its name and version. */
  public void begin() throws IOException {
    require(State.BEFORE);
    state = State.RECORDS;
    byte[] magic = target.magic().getBytes(StandardCharsets.US_ASCII);
    out.put(magic, 0, magic.length);
  }

  /** Begins the image with the fields that servers write. */
  public void begin(RdbOrigin origin) throws IOException {
    begin();
    aux(target.isValkey() ? "valkey-ver" : "redis-ver", origin.serverVersion());
    aux("redis-bits", Integer.toString(BITS));
    aux("ctime", Long.toString(origin.clock().instant().getEpochSecond()));
    aux("used-mem", Long.toString(origin.usedMemory()));
    if (target.hasListpacks()) {
      aux("aof-base", origin.isAofBase() ? "1" : "0");
    } else {
      aux("aof-preamble", origin.isAofBase() ? "1" : "0");
    }
  }

  /** Writes an auxiliary field. Servers ignore those they do not know. */
  public void aux(String name, String value) throws IOException {
    aux(name.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes an auxiliary field. */
  public void aux(byte[] name, byte[] value) throws IOException {
    require(State.RECORDS);
    out.put(RdbOpcode.AUX.code());
    values.strings().bytes(name);
    values.strings().bytes(value);
  }

  /**
   * Writes a function library.
   *
   * @param source its source, which begins with {@code #!}
   * @throws CannotExpressException if the target has none and they may not be lost
   */
  public void function(byte[] source) throws IOException {
    require(State.RECORDS);
    if (losses.canExpress(RdbFeature.FUNCTIONS)) {
      out.put(RdbOpcode.FUNCTION.code());
      values.strings().bytes(source);
    }
  }

  /** Says in which database the keys that follow are. Before the first of these it is 0. */
  public void database(long number) throws IOException {
    require(State.RECORDS);
    out.put(RdbOpcode.SELECT_DATABASE.code());
    out.putLength(number);
    // Behind the opcode.
    if (hints != null && hints.database(number, out.position() + 1)) {
      out.put(RdbOpcode.RESIZE_DATABASE.code());
      byte[] room = SizeHints.placeholder();
      out.put(room, 0, room.length);
    }
  }

  /**
   * The same, with a hint how much will follow; servers make room for it.
   *
   * @param keys how many keys
   * @param withDeadline how many of them expire
   */
  public void database(long number, long keys, long withDeadline) throws IOException {
    if (hints != null) {
      throw new IllegalStateException("sizes are hinted when they are known");
    }
    database(number);
    out.put(RdbOpcode.RESIZE_DATABASE.code());
    out.putLength(keys);
    out.putLength(withDeadline);
  }

  /**
   * Writes a key.
   *
   * @throws CannotExpressException if the target cannot express something in the value, and it may
   *     not be lost; nothing of the key has been written then
   * @throws IllegalArgumentException if a collection is empty, a score not a number or the deadline
   *     of a field out of range; nothing of the key has been written then, either
   * @throws IllegalStateException if the value tells other parts the second time, or another number
   *     of parts than it said
   */
  public void key(KeyHead head, RdbValue value) throws IOException {
    require(State.RECORDS);
    values.write(type -> start(head, type.code()), value);
    count(1, head.expireAtMs() == KeyHead.NONE ? 0 : 1);
  }

  /**
   * Writes a key that is a string, whose name and value stand in an array, which is not kept.
   *
   * @param expireAtMs in milliseconds since 1970, {@link KeyHead#NONE} for never; lower ones as for
   *     {@link KeyHead}
   */
  public void string(
      byte[] bytes, int name, int nameLength, int value, int valueLength, long expireAtMs)
      throws IOException {
    require(State.RECORDS);
    deadline(expireAtMs);
    out.put(RdbType.STRING.code());
    values.strings().bytes(bytes, name, nameLength);
    values.strings().bytes(bytes, value, valueLength);
    count(1, expireAtMs == KeyHead.NONE ? 0 : 1);
  }

  /**
   * Copies records as they are, whatever they are.
   *
   * @param offset where the first begins: a byte of a type, or of an opcode before it
   * @throws IndexOutOfBoundsException if the source ends before that
   */
  public void raw(ByteSource source, long offset, long length) throws IOException {
    require(State.RECORDS);
    out.put(source, offset, length);
  }

  /** Puts records here that were made elsewhere, as they are. */
  public void raw(byte[] records, int index, int length) throws IOException {
    require(State.RECORDS);
    out.put(records, index, length);
  }

  /**
   * The same for records whose checksum is known.
   *
   * @param checksum as {@link org.aofkit.rdb.Crc64} tells it of these bytes alone
   */
  public void raw(byte[] records, int index, int length, long checksum) throws IOException {
    require(State.RECORDS);
    out.put(records, index, length, checksum);
  }

  /** Sends what is buffered. */
  public void flush() throws IOException {
    out.flush();
  }

  /** Ends the image and sends the rest of it. */
  public void end() throws IOException {
    require(State.RECORDS);
    state = State.ENDED;
    out.put(RdbOpcode.END.code());
    if (hints != null) {
      out.end(hints.changeOfChecksum(out.position()));
      hints.write();
    } else {
      out.end(0);
    }
  }

  private void start(KeyHead head, int type) throws IOException {
    deadline(head.expireAtMs());
    if (head.idleSeconds() != KeyHead.NONE) {
      out.put(RdbOpcode.IDLE.code());
      out.putLength(head.idleSeconds());
    }
    if (head.frequency() != KeyHead.NONE) {
      out.put(RdbOpcode.FREQUENCY.code());
      out.put(head.frequency());
    }
    out.put(type);
    values.strings().bytes(head.name());
  }

  private void deadline(long expireAtMs) throws IOException {
    if (expireAtMs != KeyHead.NONE) {
      out.put(RdbOpcode.EXPIRE_MILLISECONDS.code());
      out.putLittleEndian(Math.max(0, expireAtMs), Long.BYTES);
    }
  }

  private void require(State needed) {
    if (state != needed) {
      throw new IllegalStateException("the image is " + state + ", not " + needed);
    }
  }
}
