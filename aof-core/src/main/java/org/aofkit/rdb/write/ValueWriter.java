package org.aofkit.rdb.write;

import java.io.IOException;
import org.aofkit.rdb.RdbType;
import org.aofkit.rdb.packed.PackedWriter;
import org.aofkit.rdb.packed.ZiplistWriter;

/** Writes values: chooses the type, has it written, and writes what follows. */
final class ValueWriter {
  private final RdbOutput out;
  private final RdbStringWriter strings;
  private final ListEncoder lists;
  private final SetEncoder sets;
  private final SortedSetEncoder sortedSets;
  private final HashEncoder hashes;
  private final StreamEncoder streams;

  ValueWriter(RdbOutput out, RdbTarget target, RdbWriterOptions options) {
    this.out = out;
    this.strings = new RdbStringWriter(out, options.compression());
    PackedWriter packed = target.hasListpacks() ? target.listpack() : new ZiplistWriter();
    var losses = new Losses(target, options.mayLose());
    this.lists = new ListEncoder(out, strings, target, packed);
    this.sets = new SetEncoder(out, strings, target, packed);
    this.sortedSets = new SortedSetEncoder(out, strings, target, packed);
    this.hashes = new HashEncoder(out, strings, target, packed, losses);
    this.streams = new StreamEncoder(out, strings, target, losses);
  }

  RdbStringWriter strings() {
    return strings;
  }

  void write(RecordStart start, RdbValue value) throws IOException {
    encoded(start, value).write();
  }

  /** A value of some type that is to be written. */
  @FunctionalInterface
  private interface Encoded {
    void write() throws IOException;
  }

  /**
   * Says who writes a value. It is called at one place for all types: so the JVM compiles the
   * writers one by one, and not all of them into whoever writes a key, again whenever one of them
   * turns out to do something new.
   */
  private Encoded encoded(RecordStart start, RdbValue value) {
    if (value instanceof RdbValue.Text text) {
      return () -> text(start, text.data());
    } else if (value instanceof RdbValue.ListValue list) {
      return () -> lists.write(start, list.elements());
    } else if (value instanceof RdbValue.SetValue set) {
      return () -> sets.write(start, set.members());
    } else if (value instanceof RdbValue.SortedSetValue sortedSet) {
      return () -> sortedSets.write(start, sortedSet.members());
    } else if (value instanceof RdbValue.HashValue hash) {
      return () -> hashes.write(start, hash.fields());
    } else if (value instanceof RdbValue.StreamValue stream) {
      return () -> streams.write(start, stream.data());
    } else if (value instanceof RdbValue.ModuleValue module) {
      return () -> module(start, module);
    }
    throw new IllegalStateException("a value of no known type");
  }

  private void module(RecordStart start, RdbValue.ModuleValue module) throws IOException {
    start.type(RdbType.MODULE);
    module.serialised().tellTo(out::put);
  }

  private void text(RecordStart start, RdbValue.StringData data) throws IOException {
    start.type(RdbType.STRING);
    one(data);
  }

  private void one(RdbValue.StringData data) throws IOException {
    long before = strings.strings();
    data.tellTo(strings);
    if (strings.strings() != before + 1) {
      throw new IllegalStateException("a string is told once");
    }
  }
}
