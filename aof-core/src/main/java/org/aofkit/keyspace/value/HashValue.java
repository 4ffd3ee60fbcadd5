package org.aofkit.keyspace.value;

import java.util.Arrays;
import org.aofkit.rdb.write.HashFields;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbValue;
import org.jspecify.annotations.Nullable;

/**
 * A hash, whose fields may have deadlines: in milliseconds since 1970, {@link #NEVER} without. A
 * field past its deadline stays: it is for commands to say what it then is.
 *
 * <p>Fields have numbers from 0 on, until one is removed: the last then takes its number.
 */
public final class HashValue implements Value {
  /** The deadline of a field that has none. */
  public static final long NEVER = KeyHead.NONE;

  private final NameTable fields;
  private @Nullable byte[][] values;

  /** Empty while no field has a deadline. */
  private long[] deadlines;

  /** An empty hash, which is no value for a key yet. */
  public HashValue() {
    this(new NameTable(), new byte[0][], new long[0]);
  }

  private HashValue(NameTable fields, @Nullable byte[][] values, long[] deadlines) {
    this.fields = fields;
    this.values = values;
    this.deadlines = deadlines;
  }

  @Override
  public ValueType type() {
    return ValueType.HASH;
  }

  @Override
  public boolean isEmpty() {
    return fields.size() == 0;
  }

  @Override
  public HashValue copy() {
    return new HashValue(fields.copy(), values.clone(), deadlines.clone());
  }

  @Override
  public long memory() {
    return Memory.OBJECT
        + fields.memory()
        + Memory.of(values)
        + (long) Long.BYTES * deadlines.length;
  }

  @Override
  public RdbValue toRdb() {
    return new RdbValue.HashValue(this::tellTo);
  }

  private void tellTo(HashFields.Sink sink) throws java.io.IOException {
    for (int i = 0; i < fields.size(); i++) {
      // No image can say 0, and who reads it must have missed that by decades anyway.
      sink.field(deadline(i) == 0 ? 1 : deadline(i)).bytes(fields.name(i));
      sink.value().bytes(value(i));
    }
  }

  /** How many fields there are. */
  public int size() {
    return fields.size();
  }

  /** The number of a field; -1 if there is none of that name. */
  public int find(byte[] field) {
    return fields.find(field);
  }

  /** The name of a field; not a copy. */
  public byte[] field(int number) {
    return fields.name(number);
  }

  /** The value of a field; not a copy. */
  public byte[] value(int number) {
    byte @Nullable [] value = values[number];
    if (value == null) {
      throw new IndexOutOfBoundsException("field " + number + " of " + fields.size());
    }
    return value;
  }

  /** When a field expires; {@link #NEVER}. */
  public long deadline(int number) {
    return number < deadlines.length ? deadlines[number] : NEVER;
  }

  /**
   * Gives a field a value; its deadline, if it was there, stays. Nothing is copied.
   *
   * @return the field's number
   */
  public int put(byte[] field, byte[] value) {
    int number = fields.find(field);
    if (number < 0) {
      number = fields.size();
      fields.add(field);
      if (values.length < fields.room()) {
        values = Arrays.copyOf(values, fields.room());
      }
      setDeadline(number, NEVER);
    }
    values[number] = value;
    return number;
  }

  /** Gives a field a deadline, or none. */
  public void setDeadline(int number, long deadline) {
    if (number >= deadlines.length) {
      if (deadline == NEVER && deadlines.length == 0) {
        return;
      }
      int before = deadlines.length;
      deadlines = Arrays.copyOf(deadlines, fields.room());
      Arrays.fill(deadlines, before, deadlines.length, NEVER);
    }
    deadlines[number] = deadline;
  }

  /** Removes a field; the last one takes its number. */
  public void remove(int number) {
    int last = fields.size() - 1;
    fields.remove(number);
    values[number] = values[last];
    values[last] = null;
    if (deadlines.length > 0) {
      setDeadline(number, deadline(last));
      setDeadline(last, NEVER);
    }
  }
}
