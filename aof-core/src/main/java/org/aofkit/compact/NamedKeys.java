package org.aofkit.compact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.CommandKeys;
import org.aofkit.command.CommandKind;
import org.aofkit.rdb.packed.CanonicalInteger;
import org.aofkit.resp.ArgumentWalk;

/**
 * The keys that a command of several keys names, each with the database it is in: of a MOVE the
 * same key twice, of a COPY the second one where the command says.
 */
final class NamedKeys {
  /** XREADGROUP GROUP group consumer. */
  private static final int GROUP_WORDS = 4;

  private final KeyHash hash;
  private final List<Tie.Key> keys = new ArrayList<>();

  NamedKeys(KeyHash hash) {
    this.hash = hash;
  }

  /** The keys of the command a reader stands at; the list lasts until the next call. */
  List<Tie.Key> read(AofReader reader, CommandKind kind) throws IOException {
    keys.clear();
    CommandKeys which = reader.keys();
    List<byte[]> all = new ArrayList<>();
    ArgumentWalk words = reader.words();
    while (words.next()) {
      boolean isKey = which.isKey(words.index());
      boolean isOption = kind == CommandKind.COPY || kind == CommandKind.MOVE;
      if (isKey || isOption) {
        byte[] word = new byte[Math.toIntExact(words.length())];
        words.read(0, word);
        if (isOption) {
          all.add(word);
        }
        if (isKey) {
          add(word, words.index(), reader.database());
        }
      }
    }
    if (!which.areKnown()) {
      streams(reader);
    }
    if (kind == CommandKind.MOVE) {
      Tie.Key moved = keys.get(0);
      keys.add(new Tie.Key(moved.word(), number(all.get(2)), moved.first(), moved.second()));
    } else if (kind == CommandKind.COPY) {
      for (int i = 3; i + 1 < all.size(); i++) {
        if (text(all.get(i)).equalsIgnoreCase("DB")) {
          Tie.Key copy = keys.get(1);
          int database = number(all.get(i + 1));
          keys.set(1, new Tie.Key(copy.word(), database, copy.first(), copy.second()));
        }
      }
    }
    return keys;
  }

  /** Of XREADGROUP the keys are the first half of what stands behind the word STREAMS. */
  private void streams(AofReader reader) throws IOException {
    List<byte[]> all = new ArrayList<>();
    ArgumentWalk words = reader.words();
    int behind = 0;
    while (words.next()) {
      byte[] word = new byte[Math.toIntExact(words.length())];
      words.read(0, word);
      all.add(word);
      if (behind == 0 && all.size() > GROUP_WORDS && text(word).equalsIgnoreCase("STREAMS")) {
        behind = all.size();
      }
    }
    int end = behind == 0 ? 0 : behind + (all.size() - behind) / 2;
    for (int i = behind; i < end; i++) {
      add(all.get(i), i, reader.database());
    }
  }

  private void add(byte[] name, int word, int database) {
    ByteBuffer bytes = ByteBuffer.wrap(name).order(ByteOrder.LITTLE_ENDIAN);
    long first = hash.of(bytes, 0, name.length);
    keys.add(new Tie.Key(word, database, first, hash.second()));
  }

  /** -1 for what is no number of a database. */
  private static int number(byte[] word) {
    return word.length > 0 && word.length < 10 && CanonicalInteger.is(word, 0, word.length)
        ? (int) CanonicalInteger.value(word, 0, word.length)
        : -1;
  }

  private static String text(byte[] word) {
    return new String(word, StandardCharsets.ISO_8859_1);
  }
}
