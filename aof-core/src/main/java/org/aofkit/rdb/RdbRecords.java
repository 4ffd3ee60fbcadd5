package org.aofkit.rdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.aofkit.server.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * Reads an RDB image record by record, in both dialects:
 *
 * <pre>
 *   magic (9 bytes)   records   FF   CRC-64 of all before it (8 bytes; from version 5)
 * </pre>
 *
 * The memory needed does not depend on the image, nor on any number in it, and the time is
 * proportional to its size.
 */
final class RdbRecords {
  private static final int MOST_DATABASES = 64;

  private final RdbContext context;
  private final RdbInput in;
  private final RdbStrings strings;
  private final RdbServers servers;
  private final boolean keepsExpired;
  private final long start;
  private final RdbModules modules;
  private final RdbValues values;
  private final RdbLibraries libraries;
  private final RdbAux aux;
  private final RdbHints hints;
  private final RdbOddities oddities;
  private final RdbState state = new RdbState();
  private final RdbLastKey firstKey = new RdbLastKey();
  private final RdbLastKey lastKey = new RdbLastKey();
  private final RdbBytes name;
  private final RdbKeyHeader header;
  private final RdbPlainKeys plainKeys;
  private final List<Integer> databases = new ArrayList<>();

  private Dialect dialect = Dialect.REDIS;
  private int version;
  private long recordStart;
  private long end;
  private long keys;
  private long keysWithExpiry;
  private long functions;
  private int maxDatabase;
  private OptionalInt lastDatabase = OptionalInt.empty();
  private RdbChecksum checksum = RdbChecksum.NOT_REACHED;
  private @Nullable RdbProblem problem;
  private boolean isStretch;
  private long actual;
  private long stored;
  private long checksumAt = -1;
  private @Nullable RdbKeyWalk keyWalk;
  private RdbOutcome outcome = RdbOutcome.UNKNOWN;

  /**
   * @param keepsExpired whether the server that loads the image keeps keys whose deadline has
   *     passed
   */
  RdbRecords(RdbContext context, boolean keepsExpired) {
    this.context = context;
    this.in = context.in;
    this.strings = context.strings;
    this.servers = context.servers;
    this.keepsExpired = keepsExpired;
    context.keepsExpired = keepsExpired;
    this.start = in.position();
    this.modules = new RdbModules(context);
    this.values = new RdbValues(context, modules);
    this.libraries = new RdbLibraries(strings, servers);
    this.aux = new RdbAux(context);
    this.hints = new RdbHints(context);
    this.oddities = new RdbOddities(context.damages);
    this.name = new RdbBytes(context.source());
    this.header = new RdbKeyHeader(name);
    this.plainKeys = new RdbPlainKeys(context, lastKey, keepsExpired);
    this.recordStart = start;
    this.end = start;
  }

  /** Reads the image to its end, or to what stops it. */
  RdbImage read() throws IOException {
    try {
      magic();
      boolean isMore = true;
      while (isMore) {
        recordStart = in.position();
        isMore = step();
        if (isMore) {
          passPlain(Long.MAX_VALUE);
        }
        end = in.position();
      }
    } catch (RdbStop stop) {
      problem = stop.problem();
    }
    return image();
  }

  /**
   * Reads the records between two places, each the beginning of a record that belongs to no key
   * behind it.
   *
   * @param from what is known of the beginning; null if the image begins there
   * @param to where to stop: at the first record that begins here or behind and belongs to no key
   *     that has begun in front
   */
  RdbStretch read(@Nullable RdbBoundary from, long to) throws IOException {
    isStretch = true;
    try {
      if (from == null) {
        magic();
      } else {
        dialect = from.dialect();
        version = from.version();
        state.database = from.database();
      }
      boolean isMore = true;
      while (isMore && (in.position() < to || isKeyBegun())) {
        recordStart = in.position();
        isMore = step();
        if (isMore) {
          passPlain(to);
        }
        end = in.position();
      }
    } catch (RdbStop stop) {
      problem = stop.problem();
    }
    long sum = checksumAt < 0 && problem == null ? in.checksum() : actual;
    return new RdbStretch(image(), sum, checksumAt, stored, firstKey, lastKey);
  }

  /** Passes keys that nobody wants to know more of than that they are well. */
  private void passPlain(long to) throws IOException {
    if (keys == 0 || isKeyBegun() || context.hasHandler()) {
      return;
    }
    do {
      long passed = plainKeys.pass(to, state.database, context.notes);
      if (passed > 0) {
        keys += passed;
        keysWithExpiry += plainKeys.withDeadline();
        noteDatabase();
      }
    } while (in.position() < to && in.more());
  }

  /** The place behind the last record, if no record in front of it belongs to a key behind it. */
  RdbBoundary boundary() {
    return new RdbBoundary(in.position(), dialect, version, state.database);
  }

  /** Whether a record belongs to the next key. */
  boolean isKeyBegun() {
    return state.from >= 0;
  }

  /** The key a server took last in front of the stretch, which the first one must not repeat. */
  void follow(RdbLastKey before) {
    lastKey.copy(before);
  }

  /**
   * Begins to pass an image record by record.
   *
   * @param walk is told the keys, where values are only passed; null for nobody
   */
  void begin(@Nullable RdbKeyWalk walk) throws IOException, RdbStop {
    keyWalk = walk;
    magic();
  }

  /**
   * Passes a record.
   *
   * @param at where it begins
   * @return false behind the last one
   */
  boolean next(long at) throws IOException, RdbStop {
    recordStart = at;
    return step();
  }

  /**
   * What a server does with the last key.
   *
   * @param now the time of the loading, in ms since 1970
   */
  RdbOutcome outcome(long now) {
    return outcome == RdbOutcome.UNKNOWN && values.lastFieldDeadline() <= now
        ? RdbOutcome.SKIPPED
        : outcome;
  }

  private RdbImage image() {
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
        context.isDeep ? RdbDepth.DEEP : RdbDepth.STEP,
        servers.acceptingSanitized(),
        context.damages.kept(),
        context.damages.count(),
        context.remarks);
  }

  private void magic() throws IOException, RdbStop {
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
          "expected a version known to this tool, found " + text + magic.writer());
    }
    if (version < 1 || (found == Dialect.VALKEY && version != RdbMagic.VALKEY)) {
      throw RdbStop.badFormat(start, "expected a version that exists, found " + text);
    }
    servers.require(magic.acceptedBy(), start, text);
    if (context.hasHandler()) {
      context.handler().header(dialect, version);
    }
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
      oddities.end(state);
      checksum();
      return false;
    }
    record(opcode);
    return true;
  }

  private void record(RdbOpcode opcode) throws IOException, RdbStop {
    switch (opcode) {
      case SELECT_DATABASE -> {
        state.database = in.readLength();
        maxDatabase = Math.max(maxDatabase, state.databaseNumber());
        context.remarks = context.remarks.withDatabase(state.database, recordStart);
        if (context.hasHandler()) {
          context.handler().database(state.database);
        }
      }
      case EXPIRE_SECONDS -> {
        oddities.deadline(state, recordStart);
        in.require(Integer.BYTES);
        state.deadline(recordStart, 1000L * (int) in.readLittleEndian(Integer.BYTES), true);
      }
      case EXPIRE_MILLISECONDS -> {
        oddities.deadline(state, recordStart);
        long milliseconds = in.readLong();
        state.deadline(recordStart, milliseconds, milliseconds != -1);
      }
      case FREQUENCY -> {
        state.frequency = in.readByte();
        state.begin(recordStart);
      }
      case IDLE -> {
        state.idleSeconds = in.readLength();
        state.begin(recordStart);
      }
      case RESIZE_DATABASE -> hints.sizes(recordStart);
      case SLOT_INFO -> hints.slotInfo();
      case AUX -> aux.field();
      case MODULE_AUX -> modules.auxiliary(recordStart);
      case SLOT_IMPORT -> {
        context.remarks = context.remarks.withSlotImport(recordStart);
        hints.slotImport(name);
      }
      case FUNCTION -> function();
      default -> throw new IllegalStateException("not a record: " + opcode);
    }
  }

  private void function() throws IOException, RdbStop {
    long at = in.position();
    strings.read();
    context.lens().inputAt(at);
    RdbStrings again = context.lens().strings();
    again.open();
    again.show(name);
    if (libraries.check(name)) {
      context.remarks = context.remarks.withLibrary(at);
    }
    functions++;
    if (context.hasHandler()) {
      context.handler().function(name);
    }
  }

  private void key(RdbType type) throws IOException, RdbStop {
    if (servers.isStoppedBy(type.knownBy())) {
      servers.require(type.knownBy(), recordStart, "values of type " + type.code());
    }
    if (context.isSkimmed) {
      skim(type);
      return;
    }
    context.damages.beginKey(recordStart);
    if (keepsExpired && state.hasDeadline && state.deadline < 0) {
      context.remarks = context.remarks.withNegativeDeadline(state.deadlineAt, recordStart);
    }
    // A master that loads a plain dump drops keys whose deadline has passed, so it may not be there
    // when its like comes.
    boolean isSurelyTaken = keepsExpired || !state.hasDeadline;
    long savedBefore = strings.saved();
    strings.open();
    boolean isRepeated = isSurelyTaken && lastKey.remember(strings, state.database);
    if (keys == 0) {
      firstKey.forget();
      if (isSurelyTaken) {
        firstKey.copy(lastKey);
      }
    }
    if (context.notes != null) {
      context.notes.add(strings, state.database);
    }
    if (context.hasHandler()) {
      strings.show(name);
      header.set(type, state.from < 0 ? recordStart : state.from, recordStart, state);
      context.isTold = context.handler().key(header);
    }
    strings.close();
    outcome = values.read(type);
    if (isRepeated && outcome == RdbOutcome.KEPT) {
      throw oddities.repeated(type, recordStart, in.position());
    }
    if (outcome == RdbOutcome.SKIPPED) {
      oddities.dropped(type, recordStart);
    }
    if (!isSurelyTaken || outcome != RdbOutcome.KEPT) {
      lastKey.forget();
    }
    keys++;
    if (state.hasDeadline) {
      keysWithExpiry++;
    }
    if (context.hasHandler()) {
      context.isTold = false;
      header.setSaved(strings.saved() - savedBefore);
      context.handler().endOfKey(header, in.position(), context.damages.isSound());
    }
    context.damages.endKey();
    state.clear();
    noteDatabase();
  }

  /** Passes a key and its value; the value is read if somebody wants to know what comes of it. */
  private void skim(RdbType type) throws IOException, RdbStop {
    boolean isWanted = false;
    if (keyWalk == null) {
      strings.skip();
    } else {
      strings.open();
      isWanted = keyWalk.key(strings, state);
      strings.close();
    }
    context.isSkimmed = !isWanted;
    outcome = values.read(type);
    context.isSkimmed = true;
    state.clear();
  }

  private void noteDatabase() {
    int number = state.databaseNumber();
    if (lastDatabase.isEmpty() || lastDatabase.getAsInt() != number) {
      lastDatabase = OptionalInt.of(number);
      if (databases.size() < MOST_DATABASES && !databases.contains(number)) {
        databases.add(number);
      }
    }
  }

  private void checksum() throws IOException, RdbStop {
    if (version < RdbMagic.FIRST_WITH_CHECKSUM) {
      checksum = RdbChecksum.NONE_IN_VERSION;
      return;
    }
    actual = in.checksum();
    long at = in.position();
    stored = in.readLong();
    checksumAt = at;
    if (isStretch) {
      return;
    }
    checksum = RdbChecksum.of(actual, stored);
    if (checksum == RdbChecksum.WRONG) {
      problem = RdbChecksum.wrong(checksumAt, actual, stored);
    }
  }
}
