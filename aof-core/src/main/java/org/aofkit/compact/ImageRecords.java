package org.aofkit.compact;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.server.Dialect;

/**
 * Tells the records of an image, and declines what would be lost or could not be copied byte by
 * byte: what modules store beside the keys, imports of slots, and records between whose deadline
 * and type another record stands, which no server writes.
 */
final class ImageRecords implements RdbHandler {
  private static final int MILLISECONDS = 1 + Long.BYTES;
  private static final int SECONDS = 1 + Integer.BYTES;
  private static final int FREQUENCY = 2;

  private final String file;
  private final int databases;
  private final List<byte[]> libraries = new ArrayList<>();
  private Dialect dialect = Dialect.REDIS;
  private int version;
  private Sink sink = (database, name, from) -> {};

  /** Is told the records. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes a record.
     *
     * @param name of its key
     * @param from where it begins in the source
     */
    void record(int database, byte[] name, long from) throws IOException;

    /**
     * Takes the length of the record told last.
     *
     * @param from where it begins in the source
     */
    default void length(long from, long bytes) {}
  }

  /**
   * Tells of one image.
   *
   * @param file its name, for messages
   * @param databases how many the server has
   */
  ImageRecords(String file, int databases) {
    this.file = file;
    this.databases = databases;
  }

  /** Reads the image at the beginning of a source. */
  RdbImage read(ByteSource source, Sink taker) throws IOException {
    sink = taker;
    RdbImage image = RdbReader.read(source, 0, RdbOptions.forAof(), RdbDepth.STEP, this);
    if (!image.isWhole()) {
      throw new CannotCompactException(file + " is damaged");
    }
    return image;
  }

  /** The sources of its function libraries. */
  List<byte[]> libraries() {
    return libraries;
  }

  Dialect dialect() {
    return dialect;
  }

  int version() {
    return version;
  }

  /**
   * The name of a key, in an array of its own.
   *
   * @throws CannotCompactException if it is longer than what is held
   */
  static byte[] copyOf(RdbBytes bytes) throws IOException {
    if (!bytes.hold()) {
      throw new CannotCompactException("a name or library of " + bytes.length() + " bytes");
    }
    return Arrays.copyOfRange(bytes.array(), bytes.index(), bytes.index() + (int) bytes.length());
  }

  @Override
  public void header(Dialect of, int number) {
    dialect = of;
    version = number;
  }

  @Override
  public void function(RdbBytes code) throws IOException {
    libraries.add(copyOf(code));
  }

  @Override
  public void moduleAuxiliary(long id, long offset, long end) throws IOException {
    throw declined(offset, "what a module stores beside the keys");
  }

  @Override
  public void slotImport(RdbBytes job) throws IOException {
    throw new CannotCompactException(file + ": an import of slots that was going on");
  }

  @Override
  public boolean key(RdbKeyHeader key) throws IOException {
    if (key.database() < 0 || key.database() >= databases) {
      throw declined(
          key.offset(), "database " + Long.toUnsignedString(key.database()) + " of " + databases);
    }
    if (!isInOnePiece(key)) {
      throw declined(key.from(), "a record that stands inside of another one");
    }
    sink.record((int) key.database(), copyOf(key.name()), key.from());
    return false;
  }

  @Override
  public void endOfKey(RdbKeyHeader key, long end, boolean isSound) throws IOException {
    sink.length(key.from(), end - key.from());
  }

  private CannotCompactException declined(long offset, String what) {
    return new CannotCompactException(file + " @ " + offset + ": " + what);
  }

  private static boolean isInOnePiece(RdbKeyHeader key) {
    long front = key.offset() - key.from();
    if (key.idleSeconds() >= 0) {
      front -= 1 + lengthOf(key.idleSeconds());
    }
    if (key.frequency() >= 0) {
      front -= FREQUENCY;
    }
    return key.hasDeadline() ? front == MILLISECONDS || front == SECONDS : front == 0;
  }

  /** How many bytes a length takes as servers write it. */
  private static int lengthOf(long length) {
    if (length >>> 6 == 0) {
      return 1;
    }
    if (length >>> 14 == 0) {
      return 2;
    }
    return length >>> 32 == 0 ? 5 : 9;
  }
}
