package org.aofkit.rdb.write;

import java.io.IOException;
import java.util.List;

/** The value of a key, to be written. It tells its parts when it is written and holds no bytes. */
public sealed interface RdbValue {
  /** A string that is told once, to the sink given. */
  @FunctionalInterface
  interface StringData {
    /** Tells one string. */
    void tellTo(StringSink sink) throws IOException;
  }

  /** A string. */
  record Text(StringData data) implements RdbValue {}

  /** A list of at least one element. */
  record ListValue(Elements elements) implements RdbValue {}

  /** A set of at least one member, each once. */
  record SetValue(Elements members) implements RdbValue {}

  /** A sorted set of at least one member, each once. */
  record SortedSetValue(ScoredMembers members) implements RdbValue {}

  /** A hash of at least one field, each once. */
  record HashValue(HashFields fields) implements RdbValue {}

  /** A stream, which may be empty. */
  record StreamValue(StreamData data) implements RdbValue {}

  /**
   * A value of a module, in its serialised form: the module's id and items up to the closing 0.
   * Only servers with the module load it.
   */
  record ModuleValue(Content serialised) implements RdbValue {}

  /** A string in memory; not copied. */
  static RdbValue string(byte[] bytes) {
    return new Text(sink -> sink.bytes(bytes));
  }

  /** A list in memory; not copied. */
  static RdbValue list(List<byte[]> elements) {
    return new ListValue(Elements.of(elements));
  }

  /** A set in memory; not copied. */
  static RdbValue set(List<byte[]> members) {
    return new SetValue(Elements.of(members));
  }
}
