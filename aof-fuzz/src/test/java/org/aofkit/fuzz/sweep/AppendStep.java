package org.aofkit.fuzz.sweep;

import java.io.IOException;
import org.aofkit.append.AofWriter;
import org.aofkit.append.CommandBatch;

/** What is done with a writer, one after the other. */
enum AppendStep {
  FIRST {
    @Override
    void run(AofWriter writer) throws IOException {
      writer.append(
          new CommandBatch().add(0, "SET", "a", "1").add(3, "RPUSH", "list", "x", BIG, "y"));
    }
  },
  TRANSACTION {
    @Override
    void run(AofWriter writer) throws IOException {
      writer.append(new CommandBatch().multi(3).add(3, "SET", "b", BIG).add(0, "INCR", "a").exec());
    }
  },
  ROTATION {
    @Override
    void run(AofWriter writer) throws IOException {
      writer.rotate();
    }
  },
  LAST {
    @Override
    void run(AofWriter writer) throws IOException {
      writer.append(new CommandBatch().add(0, "APPEND", "a", "2"));
    }
  },
  SYNC {
    @Override
    void run(AofWriter writer) throws IOException {
      writer.sync();
    }
  };

  private static final String BIG = "v".repeat(CommandBatch.LONGEST_COPIED + 1000);

  abstract void run(AofWriter writer) throws IOException;
}
