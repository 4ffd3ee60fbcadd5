package org.aofkit.fuzz.damage;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.aofkit.fuzz.damage.LogRecord.Kind;

/**
 * Writes healthy logs as servers do: a file begins with a SELECT, a SELECT stands wherever the
 * database changes, keys of a type have names of their own, and no two commands are alike.
 */
public final class HealthyLogs {
  private static final int[] DATABASES = {0, 5, 1, 15, 3};
  private static final int LONGEST_TRANSACTION = 4;

  private final RandomGenerator random;
  private final LogShape shape;
  private final Traffic traffic;
  private final List<LogRecord> records = new ArrayList<>();
  private final int[] databases;
  private int file;
  private int position;
  private int database;
  private int transactions;

  private HealthyLogs(RandomGenerator random, LogShape shape) {
    this.random = random;
    this.shape = shape;
    this.traffic = new Traffic(random, shape);
    int first = shape.databases() == 1 ? random.nextInt(2) : 0;
    this.databases = new int[shape.databases()];
    for (int i = 0; i < databases.length; i++) {
      databases[i] = DATABASES[first + i];
    }
  }

  /** Any log of a shape. */
  public static HealthyLog any(RandomGenerator random, LogShape shape) {
    return new HealthyLogs(random, shape).log();
  }

  private HealthyLog log() {
    int files = 1 + random.nextInt(shape.files());
    boolean commandBase = isFirstTheBase(files);
    for (file = 0; file < files; file++) {
      boolean behindIncr = file > (commandBase ? 1 : 0);
      position = 0;
      if (!(shape.continued() && behindIncr && random.nextBoolean())) {
        select(databases[random.nextInt(databases.length)]);
      }
      for (int left = 1 + random.nextInt(shape.records()); left > 0; left--) {
        step(commandBase && file == 0 && shape.head().originOf(file) == 0);
      }
    }
    return new HealthyLog(files, commandBase, records, shape.head());
  }

  private boolean isFirstTheBase(int files) {
    return switch (shape.head().place()) {
      case NOWHERE -> files > 1 && random.nextInt(5) == 0;
      case PREAMBLE -> true;
      case BASE, OLD_FILE -> false;
    };
  }

  private void step(boolean base) {
    if (databases.length > 1 && random.nextInt(7) == 0) {
      int next = databases[random.nextInt(databases.length)];
      if (next != database) {
        select(next);
      }
    }
    int dice = random.nextInt(100);
    if (dice < shape.annotations() && !base) {
      add(Kind.ANNOTATION, -1, List.of("#TS:" + (1_700_000_000 + random.nextInt(100_000_000))));
    } else if (dice < shape.annotations() + shape.transactions() && !base) {
      transaction();
    } else {
      add(Kind.DATA, -1, traffic.command());
    }
  }

  private void transaction() {
    int number = transactions++;
    add(Kind.MULTI, number, List.of("MULTI"));
    for (int i = random.nextInt(LONGEST_TRANSACTION); i >= 0; i--) {
      add(Kind.DATA, number, traffic.command());
    }
    add(Kind.EXEC, number, List.of("EXEC"));
  }

  private void select(int next) {
    database = next;
    add(Kind.SELECT, -1, List.of("SELECT", Integer.toString(next)));
  }

  private void add(Kind kind, int transaction, List<String> words) {
    LogRecord record = new LogRecord(file, position, kind, database, transaction, words);
    records.add(record);
    position = record.end();
  }
}
