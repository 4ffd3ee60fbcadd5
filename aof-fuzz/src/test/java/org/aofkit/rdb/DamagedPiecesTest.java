package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.fuzz.rdb.RdbMutation;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.io.MemorySource;
import org.junit.jupiter.api.Test;

/**
 * Damaged files read in pieces by several threads are what they are to one. More, and others, with
 * {@code -Daofkit.rdb.pieces=100000 -Daofkit.rdb.seed=7}.
 */
class DamagedPiecesTest {
  private static final long SEED = Long.getLong("aofkit.rdb.seed", 20261123);
  private static final int COUNT = Integer.getInteger("aofkit.rdb.pieces", 4000);
  private static final int LONGEST = 8192;
  private static final int[] PIECES = {16, 100, 700};

  @Test
  void damagedFilesInPiecesAreWhatTheyAreInOne() throws IOException {
    List<Path> files = files();
    List<String> wrong = new ArrayList<>();
    for (long seed = SEED; seed < SEED + COUNT; seed++) {
      Path file = files.get(Math.floorMod(seed, files.size()));
      byte[] bytes = RdbMutation.of(Files.readAllBytes(file), seed).bytes();
      MemorySource source = new MemorySource("mutant", bytes);
      RdbOptions options = new RdbOptions(4096, seed % 3 == 0);
      RdbImage one = RdbReader.read(source, 0, options, RdbDepth.DEEP, null);
      int piece = PIECES[(int) (seed % PIECES.length)];
      RdbImage many = RdbPieces.read(source, 0, options, 2 + (int) (seed % 2), null, piece);
      if (!text(one).equals(text(many))) {
        wrong.add(file + ", seed " + seed + ":\n  " + text(one) + "\n  " + text(many));
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** All of an image but the values of auxiliary fields, which have no text. */
  private static String text(RdbImage image) {
    var names = new TreeMap<>(image.aux());
    names.replaceAll((name, value) -> new byte[0]);
    return image.toString().replace(image.aux().toString(), names.keySet().toString());
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(Servers.testdata("rdb"))) {
      return all.filter(file -> file.toString().endsWith(".rdb"))
          .filter(file -> file.toFile().length() <= LONGEST)
          .sorted()
          .toList();
    }
  }
}
