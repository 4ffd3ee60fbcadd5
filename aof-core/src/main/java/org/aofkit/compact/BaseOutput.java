package org.aofkit.compact;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.aofkit.io.ByteSource;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.rdb.RdbKeyHeader;

/**
 * Takes the keys of a new base, in one form or another. For one thread.
 *
 * <p>Keys are written as they come: they {@linkplain Fitting fit} by then.
 */
interface BaseOutput {
  /** Begins the base. */
  void begin() throws IOException;

  /** Writes a function library. */
  void library(byte[] source) throws IOException;

  /** Says in which database the keys that follow are. */
  void database(int number) throws IOException;

  /** Writes a key. */
  void key(byte[] name, StoredKey key) throws IOException;

  /**
   * Writes a key that is a string.
   *
   * @param bytes has a command whose words are known
   * @param name the word that is the name; the value is the next one
   * @param expireAtMs as {@link org.aofkit.rdb.write.KeyHead} has it
   */
  void string(byte[] bytes, CommandBytes words, int name, long expireAtMs) throws IOException;

  /** Writes a key that is a string, copied from where it stands. */
  void string(StringPlace value) throws IOException;

  /** Whether records of images can be copied byte by byte, if they fit. */
  boolean takesRecords();

  /** Copies the record of a key. */
  void record(ByteSource source, RdbKeyHeader key, long end) throws IOException;

  /** Puts here what a {@link #part} has taken. */
  void put(MadeBytes made) throws IOException;

  /** Takes keys for this output; several are filled side by side. They are never begun or ended. */
  BaseOutput part(WritableByteChannel to);

  /** Whether what is put needs the checksum of {@link MadeBytes#sum()}. */
  default boolean needsSum() {
    return false;
  }

  /** How many keys were written; 0 if nobody wants to know. */
  default long keys() {
    return 0;
  }

  /** How many of these expire. */
  default long keysWithDeadline() {
    return 0;
  }

  /** Counts the keys in what was put. */
  default void count(long number, long withDeadline) {}

  /** Hands on what is held back. */
  void flush() throws IOException;

  /** Ends the base. */
  void end() throws IOException;
}
