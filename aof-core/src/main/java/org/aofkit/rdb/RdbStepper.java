package org.aofkit.rdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.aofkit.io.ByteSource;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Steps over an RDB image record by record, in both dialects:
 *
 * <pre>
 *   magic (9 bytes)   records   FF   CRC-64 of all before it (8 bytes; from version 5)
 * </pre>
 *
 * Values are walked as far as needed to find their end, and what servers refuse is noticed where it
 * is seen from there; {@link RdbImage} says what is not. The memory needed does not depend on the
 * image, nor on any number in it, and the time is proportional to its size.
 */
public final class RdbStepper {
  private static final int SLOT_IMPORT_NAME = 40;
  private static final int MOST_DATABASES = 64;

  private final RdbInput in;
  private final RdbOptions options;
  private final long start;
  private final RdbServers servers = new RdbServers();
  private final RdbStrings strings;
  private final RdbModules modules;
  private final RdbValues values;
  private final RdbLibraries libraries;
  private final RdbAux aux;
  private final RdbLastKey lastKey = new RdbLastKey();
  private final @Nullable RdbKeyListener listener;
  private final List<Integer> databases = new ArrayList<>();

  private Dialect dialect = Dialect.REDIS;
  private int version;
  private long recordStart;
  private long end;
  private long keys;
  private long keysWithExpiry;
  private long functions;
  private long database;
  private int maxDatabase;
  private OptionalInt lastDatabase = OptionalInt.empty();
  private boolean hasDeadline;

  /** In milliseconds since 1970, if there is one. */
  private long deadline;

  private RdbChecksum checksum = RdbChecksum.NOT_REACHED;
  private @Nullable RdbProblem problem;

  private RdbStepper(
      ByteSource source, long start, RdbOptions options, @Nullable RdbKeyListener listener) {
    this.listener = listener;
    this.in = new RdbInput(source, start, options.bufferSize());
    this.options = options;
    this.start = start;
    this.strings = new RdbStrings(in);
    this.modules = new RdbModules(in, strings, servers);
    this.values = new RdbValues(in, strings, servers, modules);
    this.libraries = new RdbLibraries(strings, servers);
    this.aux = new RdbAux(strings, servers);
    this.recordStart = start;
    this.end = start;
  }

  /**
   * Steps over the image that begins at an offset of a source. Damage is no error of this method:
   * it is in the image that is returned.
   *
   * @param source borrowed, not closed; read up to the size it had when it was opened
   * @param offset where the image begins, from 0 to the size of the source
   * @throws IOException if the source can't be read, or has shrunk
   */
  public static RdbImage step(ByteSource source, long offset, RdbOptions options)
      throws IOException {
    return step(source, offset, options, null);
  }

  /**
   * The same, and tells the keys.
   *
   * @param listener told of each key as soon as its record is passed; null for nobody
   * @throws IOException also what the listener throws
   */
  public static RdbImage step(
      ByteSource source, long offset, RdbOptions options, @Nullable RdbKeyListener listener)
      throws IOException {
    if (offset < 0 || offset > source.size()) {
      throw new IllegalArgumentException(
          source.name() + ": offset " + offset + " outside of 0 to " + source.size());
    }
    return new RdbStepper(source, offset, options, listener).run();
  }

  /**
   * Whether the bytes at an offset are the beginning of an RDB image for some server, that is
   * {@code REDIS} or {@code VALKEY}; what follows is not looked at.
   */
  public static boolean looksLikeRdb(ByteSource source, long offset) throws IOException {
    return dialectAt(source, offset) != null;
  }

  /**
   * Whether this server takes the bytes at an offset for the beginning of an RDB image: {@code
   * REDIS} for all of them, {@code VALKEY} for Valkey 9 only (measured with Redis 7.0.15, 8.0.6 and
   * Valkey 9.1.2).
   */
  public static boolean looksLikeRdb(ByteSource source, long offset, Server server)
      throws IOException {
    Dialect found = dialectAt(source, offset);
    return found == Dialect.REDIS || (found == Dialect.VALKEY && server == Server.VALKEY_9);
  }

  private static @Nullable Dialect dialectAt(ByteSource source, long offset) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(RdbMagic.LENGTH);
    int count = 0;
    while (count >= 0 && head.hasRemaining() && offset + head.position() < source.size()) {
      count = source.read(offset + head.position(), head);
    }
    return RdbMagic.dialectOf(head.array(), head.position());
  }

  private RdbImage run() throws IOException {
    try {
      header();
      boolean isMore = true;
      while (isMore) {
        recordStart = in.position();
        isMore = step();
        end = in.position();
      }
    } catch (RdbStop stop) {
      problem = stop.problem();
    }
    return new RdbImage(
        dialect,
        version,
        start,
        end,
        aux.fields(),
        keys,
        keysWithExpiry,
        functions,
        lastDatabase,
        maxDatabase,
        databases,
        checksum,
        servers.accepting(),
        servers.obstacles(),
        problem,
        RdbDepth.STEP,
        servers.acceptingSanitized(),
        List.of(),
        0);
  }

  private void header() throws IOException, RdbStop {
    byte[] head = new byte[RdbMagic.LENGTH];
    int length = (int) Math.min(head.length, in.remaining());
    in.readFully(head, 0, length);
    Dialect found = RdbMagic.dialectOf(head, length);
    if (found == null) {
      throw new RdbStop(RdbProblem.Kind.NOT_RDB, start, "expected REDIS or VALKEY, found neither");
    }
    dialect = found;
    if (length < head.length) {
      throw new RdbStop(
          RdbProblem.Kind.CUT,
          start,
          "expected " + head.length + " bytes of magic and version, found " + length);
    }
    RdbMagic magic = RdbMagic.parse(found, head);
    version = magic.version();
    String text = found + " version " + version;
    if (magic.isNewerThanKnown()) {
      throw new RdbStop(
          RdbProblem.Kind.UNSUPPORTED,
          start,
          "expected a version known to this tool, found " + text);
    }
    if (version < 1 || (found == Dialect.VALKEY && version != RdbMagic.VALKEY)) {
      throw RdbStop.badFormat(start, "expected a version that exists, found " + text);
    }
    servers.require(magic.acceptedBy(), start, text);
    end = in.position();
  }

  /** Passes one record; false behind the last one. */
  private boolean step() throws IOException, RdbStop {
    int code = in.readByte();
    RdbType type = RdbType.of(dialect, code);
    if (type != null && type.knownBy() != 0) {
      key(type);
      return true;
    }
    RdbOpcode opcode = RdbOpcode.of(dialect, code);
    if (opcode == null || opcode.knownBy() == 0) {
      throw RdbStop.badFormat(
          recordStart,
          "expected a value type or an opcode, found the byte 0x" + Integer.toHexString(code));
    }
    if (servers.isStoppedBy(opcode.knownBy())) {
      servers.require(opcode.knownBy(), recordStart, opcode.title());
    }
    if (opcode == RdbOpcode.END) {
      checksum();
      return false;
    }
    record(opcode);
    return true;
  }

  private void record(RdbOpcode opcode) throws IOException, RdbStop {
    switch (opcode) {
      case SELECT_DATABASE -> {
        database = in.readLength();
        maxDatabase = Math.max(maxDatabase, databaseNumber());
      }
      case EXPIRE_SECONDS -> {
        in.require(Integer.BYTES);
        deadline = 1000 * (long) (int) in.readLittleEndian(Integer.BYTES);
        hasDeadline = true;
      }
      case EXPIRE_MILLISECONDS -> {
        deadline = in.readLong();
        hasDeadline = deadline != -1;
      }
      case FREQUENCY -> in.skip(1);
      case IDLE -> in.readLength();
      case RESIZE_DATABASE -> lengths(2);
      case SLOT_INFO -> lengths(3);
      case AUX -> aux.field();
      case MODULE_AUX -> modules.auxiliary();
      case SLOT_IMPORT -> slotImport();
      case FUNCTION -> {
        strings.read();
        libraries.check();
        functions++;
      }
      default -> throw new IllegalStateException("not a record: " + opcode);
    }
  }

  private void lengths(int count) throws IOException, RdbStop {
    for (int i = 0; i < count; i++) {
      in.readLength();
    }
  }

  /**
   * Valkey 9.1.2 refuses a range whose ends are in the wrong order or above the last slot
   * (measured).
   */
  private void slotImport() throws IOException, RdbStop {
    strings.read();
    if (strings.length() != SLOT_IMPORT_NAME) {
      throw RdbStop.badFormat(
          strings.start(),
          "expected a job name of " + SLOT_IMPORT_NAME + " bytes, found " + strings.length());
    }
    long ranges = in.readLength();
    for (long i = 0; i != ranges; i++) {
      long at = in.position();
      long first = in.readLength();
      long last = in.readLength();
      boolean isOrdered = Long.compareUnsigned(first, last) <= 0;
      if (!isOrdered || Long.compareUnsigned(last, 1 << 14) >= 0) {
        throw RdbStop.badFormat(
            at,
            "expected a range of slots, found "
                + Long.toUnsignedString(first)
                + " to "
                + Long.toUnsignedString(last));
      }
    }
  }

  private void key(RdbType type) throws IOException, RdbStop {
    if (servers.isStoppedBy(type.knownBy())) {
      servers.require(type.knownBy(), recordStart, "values of type " + type.code());
    }
    // A master that loads a plain dump drops keys whose deadline has passed, so it may not be there
    // when its like comes.
    boolean isSurelyTaken = options.inAof() || !hasDeadline;
    strings.read();
    boolean isRepeated = isSurelyTaken && lastKey.is(strings, database);
    if (isSurelyTaken) {
      lastKey.remember(strings, database);
    }
    byte[] name = listener == null ? null : Arrays.copyOf(strings.head(), strings.headLength());
    long nameLength = strings.length();
    RdbValues.Outcome outcome = values.step(type);
    if (isRepeated && outcome == RdbValues.Outcome.KEPT) {
      throw new RdbStop(
          RdbProblem.Kind.DUPLICATE_KEY,
          recordStart,
          "expected another key, found the one before again");
    }
    if (!isSurelyTaken || outcome != RdbValues.Outcome.KEPT) {
      lastKey.forget();
    }
    keys++;
    int number = databaseNumber();
    if (listener != null && name != null) {
      OptionalLong expires = hasDeadline ? OptionalLong.of(deadline) : OptionalLong.empty();
      listener.key(new RdbKey(recordStart, number, type.title(), name, nameLength, expires));
    }
    if (hasDeadline) {
      keysWithExpiry++;
      hasDeadline = false;
    }
    if (lastDatabase.isEmpty() || lastDatabase.getAsInt() != number) {
      lastDatabase = OptionalInt.of(number);
      if (databases.size() < MOST_DATABASES && !databases.contains(number)) {
        databases.add(number);
      }
    }
  }

  /**
   * The selected database; whatever does not fit into an int is above any server's number all the
   * same.
   */
  private int databaseNumber() {
    boolean fits = Long.compareUnsigned(database, Integer.MAX_VALUE) < 0;
    return fits ? (int) database : Integer.MAX_VALUE;
  }

  private void checksum() throws IOException, RdbStop {
    if (version < RdbMagic.FIRST_WITH_CHECKSUM) {
      checksum = RdbChecksum.NONE_IN_VERSION;
      return;
    }
    long actual = in.checksum();
    long at = in.position();
    long stored = in.readLong();
    if (stored == 0) {
      checksum = RdbChecksum.DISABLED;
    } else if (stored == actual) {
      checksum = RdbChecksum.MATCHES;
    } else {
      checksum = RdbChecksum.WRONG;
      problem =
          new RdbProblem(
              RdbProblem.Kind.CHECKSUM,
              at,
              "expected " + Long.toHexString(actual) + ", found " + Long.toHexString(stored));
    }
  }
}
