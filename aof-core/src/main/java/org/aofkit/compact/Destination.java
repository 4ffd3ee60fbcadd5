package org.aofkit.compact;

import java.nio.file.Path;

/** Where the files of a compaction go. */
public sealed interface Destination {
  /** In place of the old files, which are kept in the quarantine or deleted at the end. */
  record InPlace() implements Destination {}

  /**
   * Into another directory, which becomes the {@code dir} of a server; the input is only read. What
   * is written there appears at once, when all of it is there.
   *
   * @param directory made if it does not exist; it must hold no log yet
   */
  record Output(Path directory) implements Destination {}

  /**
   * In place of the old files, by way of a directory on another volume, where all new files are
   * written and the old ones kept before the first old one goes: for a volume with no block free.
   * An interrupted run is finished by the next one that is told of this directory, or finds the
   * link to it.
   *
   * @param directory made if it does not exist
   */
  record Scratch(Path directory) implements Destination {}
}
