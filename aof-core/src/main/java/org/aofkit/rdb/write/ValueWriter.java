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
    if (value instanceof RdbValue.Text text) {
      start.type(RdbType.STRING);
      one(text.data());
    } else if (value instanceof RdbValue.ListValue list) {
      lists.write(start, list.elements());
    } else if (value instanceof RdbValue.SetValue set) {
      sets.write(start, set.members());
    } else if (value instanceof RdbValue.SortedSetValue sortedSet) {
      sortedSets.write(start, sortedSet.members());
    } else if (value instanceof RdbValue.HashValue hash) {
      hashes.write(start, hash.fields());
    } else if (value instanceof RdbValue.StreamValue stream) {
      streams.write(start, stream.data());
    } else if (value instanceof RdbValue.ModuleValue module) {
      start.type(RdbType.MODULE);
      module.serialised().tellTo(out::put);
    }
  }

  private void one(RdbValue.StringData data) throws IOException {
    long before = strings.strings();
    data.tellTo(strings);
    if (strings.strings() != before + 1) {
      throw new IllegalStateException("a string is told once");
    }
  }
}
