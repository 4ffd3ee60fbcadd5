package org.aofkit.commit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The journal file of one operation. Records are lines; behind the last one lie NULs, room written
 * in advance so that a full volume can't keep us from recording that an operation is done or must
 * be rolled back.
 */
final class Journal implements AutoCloseable {
  static final String FILE_NAME = "journal";

  private static final int BLOCK = 4096;
  // A journal of a repair of 1000 pieces has some 200 KB; more than this is none of ours.
  private static final long MAX_SIZE = 32L << 20;

  /** What is left for the records of a decision, and for the room that is made for them. */
  private static final int LAST_ROOM = 1 << 20;

  private static final Set<String> DECISIONS =
      Set.of("commit", "abort", "undo-preparing", "undo", "undone", "abandoned");

  /**
   * What a journal holds, up to the first record that is torn.
   *
   * @param isTorn whether something else than NULs stands behind the last whole record
   */
  record Contents(List<JournalRecord> records, long validLength, boolean isTorn) {}

  private final FileChannel channel;
  private long end;

  /** Behind {@link #end} where records could not be written or made durable: up to there. */
  private long tried;

  private Journal(FileChannel channel, long end) {
    this.channel = channel;
    this.end = end;
    this.tried = end;
  }

  /** Makes an empty journal in the folder of an operation. */
  static Journal create(Path folder) throws IOException {
    Path file = folder.resolve(FILE_NAME);
    return new Journal(
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), 0);
  }

  /** Opens a journal to write behind the last whole record; what is left of a torn one goes. */
  static Journal reopen(Path folder, Contents contents) throws IOException {
    Path file = folder.resolve(FILE_NAME);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    try {
      long rest = channel.size() - contents.validLength();
      ByteBuffer torn = ByteBuffer.allocate((int) Math.min(Math.max(0, rest), MAX_SIZE));
      Durable.read(channel, torn, contents.validLength());
      if (!isZero(torn.array(), 0, torn.capacity())) {
        ByteBuffer zeros = ByteBuffer.allocate(torn.capacity());
        Durable.write(channel, zeros, contents.validLength());
        // So that a write over them, torn in its turn, does not bring them back.
        channel.force(true);
      }
      return new Journal(channel, contents.validLength());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Writes records of what is going to be decided, and makes them durable before it returns.
   *
   * @throws IOException also where the journal would be longer than what is read again; nothing is
   *     written then
   */
  void announce(List<JournalRecord> records) throws IOException {
    long size = end;
    for (JournalRecord record : records) {
      size += record.line().length;
    }
    if (size > MAX_SIZE - LAST_ROOM) {
      throw new IOException(
          "too many changes for one operation: their journal would take "
              + size
              + " bytes, and "
              + (MAX_SIZE - LAST_ROOM)
              + " are the most; nothing was changed");
    }
    add(records);
  }

  /**
   * Writes records and makes them durable before it returns. Where that fails the next records take
   * their place: behind them, a loss of power might leave the next ones and not these, and what
   * stands behind a damaged record can't be believed.
   */
  void add(List<JournalRecord> records) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (JournalRecord record : records) {
      lines.writeBytes(record.line());
    }
    wipe();
    tried = end + lines.size();
    Durable.write(channel, ByteBuffer.wrap(lines.toByteArray()), end);
    channel.force(true);
    end = tried;
  }

  /** Puts NULs in the place of records that were not made durable, durably. */
  private void wipe() throws IOException {
    long written = Math.min(tried, channel.size()) - end;
    if (written > 0) {
      Durable.write(channel, ByteBuffer.allocate(Math.toIntExact(written)), end);
      channel.force(true);
    }
    tried = end;
  }

  /** Writes one record and makes it durable before it returns. */
  void add(JournalRecord record) throws IOException {
    add(List.of(record));
  }

  /** Allocates room for at least so many bytes of later records. */
  void reserve(int bytes) throws IOException {
    long upTo = (end + bytes + BLOCK - 1) / BLOCK * BLOCK;
    Durable.write(channel, ByteBuffer.allocate(Math.toIntExact(upTo - end)), end);
  }

  /** The position behind the last record. */
  long position() {
    return end;
  }

  /** Takes records back that were written at or behind a position, durably. */
  void cutBack(long position) throws IOException {
    channel.truncate(position);
    end = position;
    tried = position;
    channel.force(true);
  }

  /** Never fails: what was recorded is durable already, whatever closing the file says. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      return;
    }
  }

  /**
   * Reads a journal; a missing one is empty.
   *
   * <p>Records are written over NULs or behind the end, and what is written at once is made durable
   * before the next is written. So sectors of NULs amidst records are what a loss of power has left
   * of the last write, of which nothing counts, wherever they begin. A decision is written by
   * itself: if one stands behind such a gap, it is another damage.
   *
   * @throws QuarantineDamagedException if whole records stand behind a damaged one
   */
  static Contents read(Path folder) throws IOException {
    Path file = folder.resolve(FILE_NAME);
    byte[] bytes;
    try {
      if (Files.size(file) > MAX_SIZE) {
        throw new QuarantineDamagedException(file, "too long for a journal");
      }
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return new Contents(List.of(), 0, false);
    }
    List<JournalRecord> records = new ArrayList<>();
    int valid = 0;
    boolean damaged = false;
    boolean torn = false;
    int at = 0;
    // Not up to the first NUL: one in place of a record's first byte would hide all behind it.
    while (!isZero(bytes, Math.min(at, bytes.length), bytes.length)) {
      int lf = at;
      while (lf < bytes.length && bytes[lf] != '\n') {
        lf++;
      }
      JournalRecord record = lf == bytes.length ? null : JournalRecord.parse(bytes, at, lf);
      int start = at;
      at = lf + 1;
      if (record == null) {
        torn = (torn || !damaged) && hasZero(bytes, start, lf);
        damaged = true;
      } else if (torn && !DECISIONS.contains(record.type())) {
        continue;
      } else if (damaged) {
        throw new QuarantineDamagedException(file, "record at " + valid + " is damaged");
      } else {
        records.add(record);
        valid = at;
      }
    }
    return new Contents(List.copyOf(records), valid, !isZero(bytes, valid, bytes.length));
  }

  /**
   * All records of a journal that are whole, wherever damaged ones stand between them: enough to
   * name what an operation was about, and nothing to decide by.
   */
  static List<JournalRecord> readable(Path folder) throws IOException {
    Path file = folder.resolve(FILE_NAME);
    List<JournalRecord> records = new ArrayList<>();
    byte[] bytes;
    try {
      if (Files.size(file) > MAX_SIZE) {
        return records;
      }
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return records;
    }
    int start = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        JournalRecord record = JournalRecord.parse(bytes, start, at);
        if (record != null) {
          records.add(record);
        }
        start = at + 1;
      }
    }
    return records;
  }

  private static boolean hasZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
