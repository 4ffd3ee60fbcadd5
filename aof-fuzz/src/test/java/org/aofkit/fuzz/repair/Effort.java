package org.aofkit.fuzz.repair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.aofkit.fuzz.damage.DamagedLogs;
import org.aofkit.fuzz.damage.LogShape;
import org.aofkit.fuzz.damage.Truth;
import org.aofkit.fuzz.server.TempTree;

/**
 * How much the properties try. {@code -Daofkit.fuzz.times=100} tries a hundred times as many logs;
 * {@code -Daofkit.fuzz.seed=7} other ones.
 */
final class Effort {
  private Effort() {}

  /** What a property does with a random source and an empty directory. */
  interface Try {
    void on(Random random, Path data) throws IOException;
  }

  /** Tries a seed, and as many others as are asked for; a failure says which. */
  static void run(long seed, Try body) throws IOException {
    int times = Integer.getInteger("aofkit.fuzz.times", 1);
    long other = Long.getLong("aofkit.fuzz.seed", 0);
    for (int i = 0; i < times; i++) {
      long one = seed + 1_000_003L * i + 7_919L * other;
      Path data = inMemory("aofkit-salvage-");
      try {
        body.on(new Random(one), data);
      } catch (AssertionError | RuntimeException | IOException e) {
        throw new AssertionError("seed " + one + ": " + e.getMessage(), e);
      } finally {
        TempTree.delete(data);
      }
    }
  }

  /** A directory in memory where there is such a volume: thousands of repairs, no disk. */
  static Path inMemory(String prefix) throws IOException {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory)
        ? Files.createTempDirectory(memory, prefix)
        : Files.createTempDirectory(prefix);
  }

  /** Plain logs, small and large, of one database and of three, with up to so many hits. */
  static Truth plain(Random random, int hits) {
    return DamagedLogs.any(random, shape(random), hits);
  }

  static LogShape shape(Random random) {
    int records = random.nextInt(3) == 0 ? 40 : 2 + random.nextInt(8);
    return LogShape.plain(1 + random.nextInt(3), records, random.nextBoolean() ? 1 : 3);
  }
}
