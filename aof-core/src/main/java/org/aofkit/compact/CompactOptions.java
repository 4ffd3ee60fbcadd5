package org.aofkit.compact;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a compaction is told.
 *
 * @param destination where the new files go
 * @param quarantine where journal and old files are kept; empty for {@code .aof-fsck} in the data
 *     directory. Only for {@link Destination.InPlace}
 * @param keepsOld whether the old files are kept, so that {@link org.aofkit.commit.Commit#undo}
 *     brings them back; else they are deleted when the new ones are in place
 * @param output for whom, and in which form; {@link BaseForm#DUMP} is none for a log
 * @param threads how many make records side by side, 1 or more
 * @param clock gives the time in the name of the operation
 * @param toolVersion written into the journal
 * @param cancelled asked from time to time before anything changes; once it says yes the compaction
 *     ends with a {@link java.util.concurrent.CancellationException}, and nothing has changed
 */
public record CompactOptions(
    Destination destination,
    Optional<Path> quarantine,
    boolean keepsOld,
    OutputOptions output,
    int threads,
    Clock clock,
    String toolVersion,
    BooleanSupplier cancelled) {
  /**
   * @throws IllegalArgumentException without threads, with a quarantine that is not used, or for a
   *     dump
   */
  public CompactOptions {
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads");
    }
    if (quarantine.isPresent() && !(destination instanceof Destination.InPlace)) {
      throw new IllegalArgumentException("a quarantine is for a compaction in place");
    }
    if (output.form() == BaseForm.DUMP) {
      throw new IllegalArgumentException("a dump is no base of a log");
    }
  }

  /** In place, old files kept in the data directory, as many threads as there are processors. */
  public static CompactOptions of(Clock clock, String toolVersion) {
    return new CompactOptions(
        new Destination.InPlace(),
        Optional.empty(),
        true,
        OutputOptions.DEFAULT,
        Runtime.getRuntime().availableProcessors(),
        clock,
        toolVersion,
        () -> false);
  }

  /** The same to another destination. */
  public CompactOptions to(Destination other) {
    return new CompactOptions(
        other, quarantine, keepsOld, output, threads, clock, toolVersion, cancelled);
  }

  /** The same with another place for journal and old files. */
  public CompactOptions withQuarantine(Path directory) {
    return new CompactOptions(
        destination,
        Optional.of(directory),
        keepsOld,
        output,
        threads,
        clock,
        toolVersion,
        cancelled);
  }

  /** The same, but old files are deleted when the new ones are in place: there is no undo. */
  public CompactOptions withoutKeeping() {
    return new CompactOptions(
        destination, quarantine, false, output, threads, clock, toolVersion, cancelled);
  }

  /** The same for another server, or in another form. */
  public CompactOptions writing(OutputOptions other) {
    return new CompactOptions(
        destination, quarantine, keepsOld, other, threads, clock, toolVersion, cancelled);
  }

  /** The same with so many threads. */
  public CompactOptions withThreads(int number) {
    return new CompactOptions(
        destination, quarantine, keepsOld, output, number, clock, toolVersion, cancelled);
  }

  /** The same, ended when this says so. */
  public CompactOptions cancelledBy(BooleanSupplier other) {
    return new CompactOptions(
        destination, quarantine, keepsOld, output, threads, clock, toolVersion, other);
  }
}
