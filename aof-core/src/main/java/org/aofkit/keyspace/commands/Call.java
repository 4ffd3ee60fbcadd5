package org.aofkit.keyspace.commands;

import java.nio.charset.StandardCharsets;
import org.aofkit.keyspace.Database;
import org.aofkit.keyspace.Keyspace;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.keyspace.value.ByteString;
import org.aofkit.keyspace.value.StringValue;
import org.aofkit.keyspace.value.Value;
import org.aofkit.rdb.packed.CanonicalInteger;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/** A command that is being carried out: its words, and the data set it is carried out on. */
final class Call {
  private final Keyspace keyspace;
  private final int number;
  private final byte[][] words;

  Call(Keyspace keyspace, int number, byte[][] words) {
    this.keyspace = keyspace;
    this.number = number;
    this.words = words;
  }

  Keyspace keyspace() {
    return keyspace;
  }

  /** The number of the selected database. */
  int databaseNumber() {
    return number;
  }

  /** The selected database. */
  Database database() {
    return keyspace.database(number);
  }

  Server server() {
    return keyspace.server();
  }

  /** How many words there are, the command's name included. */
  int count() {
    return words.length;
  }

  /** A word; 0 is the command's name. Not a copy, and not to be changed. */
  byte[] word(int index) {
    return words[index];
  }

  /** A word as a name. */
  ByteString name(int index) {
    return ByteString.of(words[index]);
  }

  /** Whether a word is this one, whatever the case of its ASCII letters. */
  boolean is(int index, String upper) {
    byte[] word = words[index];
    if (word.length != upper.length()) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      int b = word[i] >= 'a' && word[i] <= 'z' ? word[i] - ('a' - 'A') : word[i];
      if (b != upper.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** What is stored under the name that a word is; null if there is no such key. */
  @Nullable StoredKey key(int index) {
    return database().get(name(index));
  }

  /**
   * The value under the name that a word is, which must be of a class if there is one.
   *
   * @throws RefusedException if it is of another
   */
  <V extends Value> @Nullable V value(int index, Class<V> type) throws RefusedException {
    StoredKey stored = key(index);
    if (stored == null) {
      return null;
    }
    if (!type.isInstance(stored.value())) {
      throw RefusedException.wrongType();
    }
    return type.cast(stored.value());
  }

  /** Stores a value under the name that a word is, without a deadline. */
  void store(int index, Value value) {
    database().put(name(index), new StoredKey(value, KeyHead.NONE));
  }

  /** Takes away the key whose name a word is; says whether there was one. */
  boolean remove(int index) {
    return database().remove(name(index)) != null;
  }

  /** Takes the key away if its value has become empty. */
  void removeIfEmpty(int index, Value value) {
    if (value.isEmpty()) {
      database().remove(name(index));
    }
  }

  /** A word for people. */
  String text(int index) {
    return new String(words[index], StandardCharsets.ISO_8859_1);
  }

  /** All words, the command's name included. Not a copy, and not to be changed. */
  byte[][] words() {
    return words;
  }

  /** The time at which the command is carried out, in milliseconds since 1970. */
  long nowMs() {
    return keyspace.clock().millis();
  }

  /**
   * A word as a signed 64-bit integer, in the one form that servers take: no plus, no leading
   * zeros, no blanks.
   */
  long integer(int index) throws RefusedException {
    return integer(index, "ERR value is not an integer or out of range");
  }

  /** The same; servers answer with these words if it is none. */
  long integer(int index, String answer) throws RefusedException {
    byte[] word = words[index];
    if (!CanonicalInteger.is(word, 0, word.length)) {
      throw new RefusedException(answer);
    }
    return CanonicalInteger.value(word, 0, word.length);
  }

  /** A word as a signed 32-bit integer; servers answer with these words if it is none. */
  int smallInteger(int index, String answer) throws RefusedException {
    long value = integer(index, answer);
    if (value != (int) value) {
      throw new RefusedException(answer);
    }
    return (int) value;
  }

  /** The value of a key as a string; null if there is no such key. */
  @Nullable StringValue string(int index) throws RefusedException {
    return value(index, StringValue.class);
  }
}
