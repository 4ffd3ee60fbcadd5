package org.aofkit.compact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.ReadOptions;
import org.aofkit.aof.SetFile;
import org.aofkit.aof.Stop;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandTable;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbStepper;
import org.aofkit.rdb.packed.CanonicalInteger;
import org.aofkit.resp.ArgumentWalk;
import org.aofkit.resp.RespScanner;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/** One pass over all files in load order, which must be sound: tells what happens to keys. */
final class LogScan {
  private static final int PIECE = 1 << 16;

  /** Longer records are remembered: what they are in memory may be too much. */
  private static final int LARGE_RECORD = 1 << 18;

  private final CommandTable table = CommandTable.standard();
  private final Effects effects;
  private final IndexSink sink;
  private final List<byte[]> libraries = new ArrayList<>();
  private final List<Long> libraryCommands = new ArrayList<>();
  private final Images images = new Images();
  private final Places places;
  private final Server server;
  private final ReadOptions options;
  private final KeyHash hash;
  private final long end;
  private final NamedKeys named;
  private byte[] name = new byte[PIECE];
  private ByteBuffer nameBytes = little(name);
  private long read;

  /**
   * In front of the first file.
   *
   * @param end the place at which it ends, though the files may go on
   */
  LogScan(
      Places places,
      ReadOptions options,
      Server server,
      Effects effects,
      KeyHash hash,
      long end,
      IndexSink sink) {
    this.server = server;
    this.places = places;
    this.options = options;
    this.effects = effects;
    this.hash = hash;
    this.end = end;
    this.named = new NamedKeys(hash);
    this.sink = sink;
  }

  /**
   * Reads all files.
   *
   * @throws TailException at a command of which nobody can say which keys it reads or writes
   */
  void run() throws IOException {
    for (int i = 0; i < places.files().size() && places.start(i) < end; i++) {
      long start = places.start(i);
      SetFile file = places.files().get(i);
      records(file, start);
      commands(file, start);
    }
  }

  /** How many bytes were read. */
  long read() {
    return read;
  }

  /** The sources of the function libraries in images. */
  List<byte[]> libraries() {
    return libraries;
  }

  /** The places of the commands about function libraries. */
  List<Long> libraryCommands() {
    return libraryCommands;
  }

  /** Which places are those of records. */
  Images images() {
    return images;
  }

  private void records(SetFile file, long start) throws IOException {
    try (ByteSource source = FileSources.open(file.path(), options.mode())) {
      if (RdbStepper.looksLikeRdb(source, 0)) {
        var records = new ImageRecords(file.name().toString(), options.databases());
        RdbImage image =
            records.read(
                source,
                new ImageRecords.Sink() {
                  @Override
                  public void record(int database, byte[] key, long from) {
                    room(key.length);
                    System.arraycopy(key, 0, name, 0, key.length);
                    long first = hash.of(nameBytes, 0, key.length);
                    sink.whole(database, first, hash.second(), Head.place(start + from));
                  }

                  @Override
                  public void length(long from, long bytes) {
                    if (bytes > LARGE_RECORD) {
                      images.addLarge(start + from, bytes);
                    }
                  }
                });
        libraries.addAll(records.libraries());
        images.add(start, start + image.end(), records.dialect(), records.version());
      }
    }
  }

  private void commands(SetFile file, long start) throws IOException {
    try (AofReader reader = AofReader.open(List.of(file), options)) {
      while (reader.next()) {
        read = start + reader.offset();
        if (read >= end) {
          return;
        }
        command(reader, start);
      }
      requireSound(file, reader.stop());
    }
  }

  /** Half an annotation at the end of a file that others follow is no damage: servers go on. */
  static void requireSound(SetFile file, @Nullable Stop stop) throws CannotCompactException {
    if (stop != null && stop.how() != RespScanner.CUT_ANNOTATION) {
      throw new CannotCompactException(file.name() + " is damaged at " + stop.offset());
    }
  }

  private void command(AofReader reader, long start) throws IOException {
    int id = reader.command();
    long place = start + reader.offset();
    if (id >= 0 && table.isContainer(id)) {
      id = subcommand(reader, id);
    }
    if (id >= 0 && (table.acceptedBy(id, reader.argumentCount()) & server.bit()) == 0) {
      throw declined(reader, "a wrong number of arguments");
    }
    switch (effects.of(id)) {
      case NONE -> {
        if (table.kind(id) == CommandKind.DISCARD && reader.inTransaction()) {
          throw declined(reader, "a transaction that is discarded");
        }
      }
      case WHOLE, CHANGES, ONLY_CHANGES -> keyed(reader, id, place);
      case REMOVES -> remove(reader);
      case PAIRS -> pairs(reader, start);
      case TIES -> {
        if (!effects.namesAllItReads(reader, id)) {
          throw tail(reader, start, "it reads keys by a pattern");
        }
        tie(reader, id, place);
      }
      case FLUSH_DATABASE -> {
        if (isFlush(reader)) {
          sink.flush(reader.database());
        }
      }
      case FLUSH_ALL -> {
        if (isFlush(reader)) {
          sink.flushAll();
        }
      }
      case SWAPS -> swap(reader);
      case LIBRARIES -> libraryCommands.add(place);
      case UNKNOWN -> throw tail(reader, start, "nobody can tell which keys it changes");
    }
  }

  private CannotCompactException declined(AofReader reader, String why) {
    return new CannotCompactException(reader.file().name() + " @ " + reader.offset() + ": " + why);
  }

  private TailException tail(AofReader reader, long start, String why) throws IOException {
    boolean isQueued = reader.transactionStart() >= 0;
    long from = isQueued ? reader.transactionStart() : reader.offset();
    int file = places.file(start + reader.offset());
    String shown = word(reader, 0);
    return new TailException(new TailStart(start + from, file, from, shown, reader.offset(), why));
  }

  private boolean isFlush(AofReader reader) throws IOException {
    if (reader.argumentCount() == 1) {
      return true;
    }
    String option = word(reader, 1);
    return reader.argumentCount() == 2
        && (option.equalsIgnoreCase("ASYNC") || option.equalsIgnoreCase("SYNC"));
  }

  /** The first bytes of a word, as text. */
  private static String word(AofReader reader, int index) throws IOException {
    byte[] bytes = new byte[PlainSet.LONGEST_OPTION];
    int length = word(reader, index, bytes);
    return new String(bytes, 0, Math.min(length, bytes.length), StandardCharsets.ISO_8859_1);
  }

  /** The first bytes of a word; returns how many it has. */
  private static int word(AofReader reader, int index, byte[] bytes) throws IOException {
    ArgumentWalk words = reader.words();
    while (words.next()) {
      if (words.index() == index) {
        words.read(0, bytes);
        return (int) Math.min(words.length(), Integer.MAX_VALUE);
      }
    }
    return 0;
  }

  private int subcommand(AofReader reader, int container) throws IOException {
    ArgumentWalk words = reader.words();
    if (!words.next() || !words.next() || words.length() > 64) {
      return -1;
    }
    int length = words.read(0, name);
    return table.lookupSub(container, nameBytes, 0, length);
  }

  /** Whether a SET has nothing but a value and perhaps an absolute deadline. */
  private boolean isPlain(AofReader reader) throws IOException {
    int count = reader.argumentCount();
    if (count == 3) {
      return true;
    }
    if (count != 5) {
      return false;
    }
    byte[] option = new byte[PlainSet.LONGEST_OPTION];
    byte[] digits = new byte[PlainSet.LONGEST_OPTION];
    int optionLength = word(reader, 3, option);
    int length = word(reader, 4, digits);
    return PlainSet.deadline(option, 0, optionLength, digits, 0, length) != PlainSet.NONE;
  }

  private long hashOf(AofReader reader, int word) throws IOException {
    ArgumentWalk words = reader.words();
    while (words.next()) {
      if (words.index() == word) {
        return hashOf(words);
      }
    }
    throw declined(reader, "no key");
  }

  private long hashOf(ArgumentWalk words) throws IOException {
    int length = read(words);
    return hash.of(nameBytes, 0, length);
  }

  private int read(ArgumentWalk words) throws IOException {
    int length = Math.toIntExact(words.length());
    room(length);
    words.read(0, name);
    return length;
  }

  /** A command about one key. */
  private void keyed(AofReader reader, int id, long place) throws IOException {
    Effect effect = effects.of(id);
    int word = effect == Effect.WHOLE ? 1 : effects.firstKey(id);
    long first = hashOf(reader, word);
    if (effect == Effect.WHOLE && isPlain(reader)) {
      sink.whole(reader.database(), first, hash.second(), Head.place(place));
    } else {
      boolean needsKey = effect == Effect.ONLY_CHANGES;
      sink.change(reader.database(), first, hash.second(), place, needsKey);
    }
  }

  private void remove(AofReader reader) throws IOException {
    int database = reader.database();
    ArgumentWalk words = reader.words();
    words.next();
    while (words.next()) {
      long first = hashOf(words);
      sink.remove(database, first, hash.second());
    }
  }

  private void pairs(AofReader reader, long start) throws IOException {
    if (reader.argumentCount() % 2 == 0) {
      // A key without a value: servers refuse it as a whole.
      return;
    }
    int database = reader.database();
    ArgumentWalk words = reader.words();
    words.next();
    long header = words.offset() + words.length() + 2;
    while (words.next()) {
      long first = hashOf(words);
      sink.whole(database, first, hash.second(), Head.pair(start + header));
      words.next();
      header = words.offset() + words.length() + 2;
    }
  }

  private void tie(AofReader reader, int id, long place) throws IOException {
    List<Tie.Key> keys = named.read(reader, table.kind(id));
    for (Tie.Key key : keys) {
      if (key.database() < 0 || key.database() >= options.databases()) {
        // Servers answer that there is no such database, before anything else.
        return;
      }
    }
    sink.tie(new Tie(place, reader.database(), keys, effects.written(id)));
  }

  private void swap(AofReader reader) throws IOException {
    ArgumentWalk words = reader.words();
    int[] swapped = {-1, -1};
    while (words.next()) {
      if (words.index() > 0 && words.index() < 3) {
        int length = read(words);
        swapped[words.index() - 1] = databaseNumber(name, length);
      }
    }
    if (swapped[0] >= 0 && swapped[1] >= 0) {
      sink.swap(swapped[0], swapped[1]);
    }
  }

  /** The number of a database that a word is; -1 if the server has none of it. */
  private int databaseNumber(byte[] word, int length) {
    if (length == 0 || length > 9 || !CanonicalInteger.is(word, 0, length)) {
      return -1;
    }
    long number = CanonicalInteger.value(word, 0, length);
    return number < 0 || number >= options.databases() ? -1 : (int) number;
  }

  private void room(int length) {
    if (length > name.length) {
      name = new byte[Math.max(length, 2 * name.length)];
      nameBytes = little(name);
    }
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
