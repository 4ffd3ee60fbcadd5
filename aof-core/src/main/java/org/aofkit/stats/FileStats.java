package org.aofkit.stats;

import java.util.List;
import org.aofkit.aof.SetFile;
import org.aofkit.aof.Stop;
import org.aofkit.rdb.salvage.RestoredHead;
import org.jspecify.annotations.Nullable;

/**
 * What is in one file.
 *
 * @param file which file
 * @param image its RDB image; null without one
 * @param head what the image began with before its first bytes were damaged; null where they are in
 *     order
 * @param commands its commands by name, those with the most bytes first
 * @param stop where its commands can't be read any more; null where nothing is wrong
 */
public record FileStats(
    SetFile file,
    @Nullable ImageStats image,
    @Nullable RestoredHead head,
    List<CommandTotals> commands,
    @Nullable Stop stop) {

  /** Copies the list. */
  public FileStats {
    commands = List.copyOf(commands);
  }

  /** Whether all of the file was counted, and nothing in it is known to be damaged. */
  public boolean isWhole() {
    return stop == null && head == null && (image == null || image.image().isWhole());
  }
}
