package org.aofkit.fsck;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.CommandKeys;
import org.aofkit.aof.ImageListener;
import org.aofkit.aof.SetFile;
import org.aofkit.fsck.render.ShowLines;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKey;
import org.aofkit.rdb.RdbKeyListener;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbStepper;
import org.aofkit.resp.ArgumentWalk;
import org.jspecify.annotations.Nullable;

/** Reads commands one after the other, and hands on those that are wanted. */
final class ShowLoop implements ImageListener {
  /** Of longer keys this much is compared. */
  private static final int MOST_OF_KEY = 1 << 20;

  /** Up to so many bytes of heap it is remembered that a command has named a key before. */
  private static final int MOST_REMEMBERED = 16 << 20;

  /** What remembering a key costs beside its bytes, about. */
  private static final int COST_OF_KEY = 128;

  private static final int COMMANDS_BETWEEN_LOOKS = 1 << 10;

  private final ShowRequest request;
  private final ShowLines lines;
  private final ShowOutput output;
  private byte[] key = new byte[256];
  private long shown;
  private long read;
  private long withUnknownKeys;
  private boolean anyTime;
  private @Nullable OpenTransaction open;
  private @Nullable OpenTransaction firstOpen;

  /** A transaction whose EXEC was not met. */
  record OpenTransaction(SetFile file, long offset) {}

  /** As many lines are shown as were wanted. */
  private static final class EnoughException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  ShowLoop(ShowRequest request, ShowLines lines, ShowOutput output) {
    this.request = request;
    this.lines = lines;
    this.output = output;
  }

  /**
   * Reads to the end, to the first damage or up to the limit.
   *
   * @return whether the limit ended it
   * @throws IOException if a file can't be read, or the output can't be written
   */
  boolean run(AofReader reader) throws IOException {
    try {
      while (reader.next()) {
        command(reader);
      }
      return false;
    } catch (EnoughException e) {
      // As many as were asked for: no error.
      open = null;
      return true;
    }
  }

  /**
   * Reads an image that a reader has stopped at.
   *
   * @return whether the limit ended it
   * @throws IOException if it can't be read, or the output can't be written
   */
  boolean image(SetFile file, ByteSource source) throws IOException {
    RdbKeyListener listener = wantsKeys() ? found -> key(file, found) : null;
    try {
      image(file, RdbStepper.step(source, 0, RdbOptions.forAof(), listener));
      return false;
    } catch (EnoughException e) {
      return true;
    }
  }

  private void command(AofReader reader) throws IOException {
    read++;
    if (read % COMMANDS_BETWEEN_LOOKS == 0 && output.isDue()) {
      lines.flush();
    }
    anyTime |= reader.timestamp().isPresent();
    remember(reader);
    if (!request.wants(reader)) {
      return;
    }
    if (request.keys()) {
      keys(reader);
    } else if (!request.hasPattern() || namesWantedKey(reader)) {
      if (request.destructive()) {
        lines.destructive(reader);
      } else {
        lines.command(reader);
      }
      count();
    }
  }

  private void remember(AofReader reader) {
    if (open != null && open.file() != reader.file() && firstOpen == null) {
      firstOpen = open;
    }
    if (!reader.isTransactionOpen()) {
      open = null;
    } else if (open == null || open.offset() != reader.transactionStart()) {
      open = new OpenTransaction(reader.file(), reader.transactionStart());
    }
  }

  private void keys(AofReader reader) throws IOException {
    byte[] name = ShowRequest.name(reader);
    CommandKeys keys = reader.keys();
    noteUnknown(keys);
    int left = keys.count();
    Set<ByteBuffer> met = left > 1 ? new HashSet<>() : Set.of();
    long remembered = 0;
    ArgumentWalk words = reader.words();
    while (left > 0 && words.next()) {
      if (!keys.isKey(words.index())) {
        continue;
      }
      left--;
      int length = keyAt(words);
      if (!request.wantsKey(key, length)) {
        continue;
      }
      if (remembered < MOST_REMEMBERED && keys.count() > 1) {
        remembered += length + COST_OF_KEY;
        if (!met.add(ByteBuffer.wrap(Arrays.copyOf(key, length)))) {
          continue;
        }
      }
      lines.key(reader, name, words);
      count();
    }
  }

  private boolean namesWantedKey(AofReader reader) throws IOException {
    CommandKeys keys = reader.keys();
    noteUnknown(keys);
    int left = keys.count();
    if (left == 0 && request.destructive()) {
      // It takes them all away.
      return true;
    }
    ArgumentWalk words = reader.words();
    while (left > 0 && words.next()) {
      if (keys.isKey(words.index())) {
        left--;
        if (request.wantsKey(key, keyAt(words))) {
          return true;
        }
      }
    }
    return false;
  }

  private void noteUnknown(CommandKeys keys) {
    if (!keys.areKnown()) {
      withUnknownKeys++;
    }
  }

  /** Reads the key the walk stands at; its length, as far as it is compared. */
  private int keyAt(ArgumentWalk word) throws IOException {
    int length = (int) Math.min(word.length(), MOST_OF_KEY);
    if (key.length < length) {
      key = new byte[length];
    }
    return Math.min(word.read(0, key), length);
  }

  private void count() throws IOException {
    shown++;
    if (shown == request.limit()) {
      throw new EnoughException();
    }
  }

  @Override
  public boolean wantsKeys() {
    return request.wantsImageKeys();
  }

  @Override
  public void key(SetFile file, RdbKey found) throws IOException {
    if (request.wantsDatabase(found.database())
        && request.wantsKey(found.name(), found.name().length)) {
      lines.imageKey(file, found);
      count();
    }
  }

  @Override
  public void image(SetFile file, RdbImage image) throws IOException {
    if (request.wantsImages()) {
      lines.image(file, image);
      count();
    }
  }

  /** Lines handed on. */
  long shown() {
    return shown;
  }

  /** Commands read. */
  long read() {
    return read;
  }

  /** Commands of which it is not known which words are keys, where that mattered. */
  long withUnknownKeys() {
    return withUnknownKeys;
  }

  /** Whether a time was met. */
  boolean anyTime() {
    return anyTime;
  }

  /** The first transaction that its file does not close; null where there is none. */
  @Nullable OpenTransaction openTransaction() {
    return firstOpen == null ? open : firstOpen;
  }
}
