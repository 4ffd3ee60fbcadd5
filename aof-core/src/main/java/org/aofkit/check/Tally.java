package org.aofkit.check;

import java.util.function.LongConsumer;
import org.aofkit.aof.LogState;

/** Adds up the counts of the files, and the bytes done for the progress. */
final class Tally {
  private long bytes;
  private long commands;
  private long transactions;
  private long annotations;
  private long rdbKeys;

  void add(FileLook look) {
    bytes += look.size();
    rdbKeys += look.image() == null ? 0 : look.image().keys();
    if (look.log() != null) {
      LogState state = look.log().state();
      commands += state.commands();
      transactions += state.transactions();
      annotations += state.annotations();
    }
  }

  /** The same options, with a progress that counts over all files. */
  CheckOptions progressFrom(CheckOptions options) {
    long before = bytes;
    LongConsumer whole = options.progress();
    return options.withProgress(done -> whole.accept(before + done));
  }

  Report.Stats stats() {
    return new Report.Stats(bytes, commands, transactions, annotations, rdbKeys);
  }
}
