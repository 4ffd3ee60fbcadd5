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

  /** Adds what the files before had. */
  private record Progress(LongConsumer whole, long before) implements LongConsumer {
    @Override
    public void accept(long done) {
      whole.accept(before + done);
    }
  }

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
    return options.withProgress(new Progress(options.progress(), bytes));
  }

  Report.Stats stats() {
    return new Report.Stats(bytes, commands, transactions, annotations, rdbKeys);
  }
}
