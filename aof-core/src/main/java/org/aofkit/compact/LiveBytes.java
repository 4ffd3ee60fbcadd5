package org.aofkit.compact;

import java.io.IOException;
import java.util.List;
import org.aofkit.aof.ReadOptions;
import org.aofkit.aof.SetFile;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * How much of a log the data set still depends on. The rest is history: commands that later ones
 * made pointless, and what stands between commands (SELECT, MULTI, EXEC, annotations).
 *
 * <p>A command counts as a whole, if anything it does is still needed; of an MSET each pair counts
 * by itself, and its head not. Live bytes are not what a compaction would write: it writes what
 * comes of them.
 *
 * @param files in load order
 * @param types those of which there is something, in a fixed order
 * @param keys how many keys the data set has; expired ones included
 */
public record LiveBytes(List<OfFile> files, List<OfType> types, long keys) {

  /** Copies the lists. */
  public LiveBytes {
    files = List.copyOf(files);
    types = List.copyOf(types);
  }

  /**
   * Of one file.
   *
   * @param file which one
   * @param live bytes that still count
   * @param dead all others, so that both together are its size
   */
  public record OfFile(SetFile file, long live, long dead) {}

  /**
   * Of all records and commands that are about one type of value.
   *
   * @param type {@code string}, {@code list}, {@code set}, {@code zset}, {@code hash}, {@code
   *     stream}, {@code module}; {@code keys} for commands about keys of any type, {@code
   *     functions}, and {@code other} for what stands between
   * @param liveCount how many still count; of an MSET each pair is one
   * @param live their bytes
   * @param deadCount how many do not
   * @param dead their bytes
   */
  public record OfType(String type, long liveCount, long live, long deadCount, long dead) {}

  /** Bytes that still count, in all files. */
  public long live() {
    return files.stream().mapToLong(OfFile::live).sum();
  }

  /** Bytes that do not, in all files. */
  public long dead() {
    return files.stream().mapToLong(OfFile::dead).sum();
  }

  /**
   * Counts. The files must be sound, and are read twice; where memory does not do for all keys,
   * twice for some of them each.
   *
   * @param log the files in load order
   * @param server whose rules hold
   * @param options how to read; its {@code databases} is how many the server has
   * @param memory that may be taken
   * @throws CannotCompactException if a command stands in the way of a compaction
   */
  public static LiveBytes count(
      List<SetFile> log, Server server, ReadOptions options, CompactionMemory memory)
      throws IOException {
    var places = new Places(log);
    // Places need half of what the index takes, at most.
    var ofIndex =
        new CompactionMemory(
            memory.indexBytes() / 3 * 2, memory.tiedBytes() / 3 * 2, memory.valueBytes());
    var passes = new IndexPasses(places, options, server, true, ofIndex);
    var counter = new LiveCount(places, options);
    LivePlaces live = next(passes, counter);
    while (live != null) {
      counter.count(live);
      live = next(passes, counter);
    }
    return counter.result();
  }

  /** In a method of its own, so that nothing of an index is held while its places are counted. */
  private static @Nullable LivePlaces next(IndexPasses passes, LiveCount counter)
      throws IOException {
    LogIndex index = passes.next();
    if (index == null) {
      return null;
    }
    for (KeyTable table : index.tables()) {
      counter.keys(table.live());
    }
    boolean isFirst = passes.passes() == 1;
    TailStart tail = passes.tail();
    long from = tail == null || !isFirst ? Long.MAX_VALUE : tail.place();
    return LiveWalk.places(index, isFirst ? index.libraryCommands() : List.of(), from);
  }
}
