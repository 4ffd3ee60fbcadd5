package org.aofkit.stats;

import java.util.List;
import org.aofkit.aof.SetFile;
import org.aofkit.aof.Stop;
import org.jspecify.annotations.Nullable;

/**
 * What is in one file.
 *
 * @param file which file
 * @param image its RDB image; null without one
 * @param commands its commands by name, those with the most bytes first
 * @param stop where its commands can't be read any more; null where nothing is wrong
 */
public record FileStats(
    SetFile file, @Nullable ImageStats image, List<CommandTotals> commands, @Nullable Stop stop) {

  /** Copies the list. */
  public FileStats {
    commands = List.copyOf(commands);
  }

  /** Whether all of the file was counted. */
  public boolean isWhole() {
    return stop == null && (image == null || image.image().isWhole());
  }
}
