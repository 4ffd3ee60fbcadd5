package org.aofkit.fuzz.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aofkit.fuzz.proof.Tally;
import org.aofkit.fuzz.server.DumpProbe;
import org.aofkit.fuzz.server.ServerBinaries;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Salvage of images with one damaged spot: no key and no value comes in that was not there, what is
 * written is sound to its bottom and loads, and all keys stay but those that the spot lies over.
 * More, and others, with {@code -Daofkit.rdb.damages=20000 -Daofkit.rdb.seed=7}.
 */
class SalvagedImagesTest {
  private static final long SEED = Long.getLong("aofkit.rdb.seed", 20261123);
  private static final int TRIES = Integer.getInteger("aofkit.rdb.damages", 1000);
  private static final int SAMPLE = 50;

  @Test
  void generatedImagesKeepTheirKeysAndTakeNoneIn() throws IOException {
    var seven = new GeneratedImages(RdbTarget.of(Server.REDIS_7_0), 1);
    Map<String, byte[]> images = new LinkedHashMap<>();
    images.put("small strings", seven.small(4000));
    images.put("mixed types", seven.mixed(2500));
    images.put("compressible", seven.compressible(500));
    SalvageTally tally = run(images, TRIES);
    assertThat(tally.faults).isEmpty();
    assertThat(tally.share()).as("%s", tally).isGreaterThanOrEqualTo(0.99);
    count("salvaged-images-generated", tally);
  }

  @Test
  void imagesOfOtherServersAndOfSeveralDatabasesTakeNothingIn() throws IOException {
    Map<String, byte[]> images = new LinkedHashMap<>();
    images.put(
        "three databases",
        new GeneratedImages(RdbTarget.of(Server.REDIS_7_0), 2).mixed(400, 0, 3, 7));
    images.put("redis 6", new GeneratedImages(RdbTarget.REDIS_5_TO_6, 3).mixed(700));
    images.put("redis 8", new GeneratedImages(RdbTarget.of(Server.REDIS_8_0), 4).mixed(700));
    images.put("valkey 9", new GeneratedImages(RdbTarget.of(Server.VALKEY_9), 5).mixed(700));
    SalvageTally tally = run(images, TRIES / 3);
    assertThat(tally.faults).isEmpty();
    assertThat(tally.share()).as("%s", tally).isGreaterThanOrEqualTo(0.95);
    count("salvaged-images-of-other-servers", tally);
  }

  @Test
  void imagesOfHashesWhoseFieldsHaveDeadlinesKeepTheirKeysAndTakeNoneIn() throws IOException {
    SalvageTally tally = run(fields(), TRIES / 5);
    assertThat(tally.faults).isEmpty();
    assertThat(tally.share()).as("%s", tally).isGreaterThanOrEqualTo(0.97);
    count("salvaged-images-of-field-deadlines", tally);
  }

  /** Where fields are named as keys are, only counts tell them apart: more is in doubt. */
  @Test
  void fieldsThatAreNamedAsKeysAreTakeNothingIn() throws IOException {
    SalvageTally tally = run(fieldsLikeKeys(), TRIES / 20);
    assertThat(tally.faults).isEmpty();
  }

  private static Map<String, byte[]> fields() throws IOException {
    Map<String, byte[]> images = new LinkedHashMap<>();
    images.put("fields of redis 8", generated(Server.REDIS_8_0, 6).withFields(2500));
    images.put("mostly fields of redis 8", generated(Server.REDIS_8_0, 7).mostlyFields(2500));
    images.put("fields of valkey 9", generated(Server.VALKEY_9, 9).withFields(2500));
    images.put("mostly fields of valkey 9", generated(Server.VALKEY_9, 10).mostlyFields(2500));
    return images;
  }

  private static Map<String, byte[]> fieldsLikeKeys() throws IOException {
    Map<String, byte[]> images = new LinkedHashMap<>();
    images.put("fields like keys", generated(Server.REDIS_8_0, 8).fieldsLikeKeys(1200));
    images.put("fields like keys of valkey", generated(Server.VALKEY_9, 11).fieldsLikeKeys(1200));
    return images;
  }

  private static GeneratedImages generated(Server server, long seed) {
    return new GeneratedImages(RdbTarget.of(server), seed);
  }

  @Test
  void realImagesTakeNothingIn() throws IOException {
    Map<String, byte[]> images = new LinkedHashMap<>();
    for (Path file : files()) {
      // Not by where the checkout is: the seeds come from the names.
      images.put(
          file.getParent().getFileName() + "/" + file.getFileName(), Files.readAllBytes(file));
    }
    SalvageTally tally = new SalvageTally();
    int each = Math.max(1, TRIES / images.size());
    for (Map.Entry<String, byte[]> image : images.entrySet()) {
      long seed = SEED + 31L * image.getKey().hashCode();
      tally.run(image.getKey(), image.getValue(), seed, each, (one, written) -> {});
    }
    System.out.println("real images: " + tally);
    assertThat(tally.faults).isEmpty();
    count("salvaged-images-real", tally);
  }

  /** Lost is what could not keep every key that the damage does not lie over. */
  private static void count(String name, SalvageTally tally) throws IOException {
    long tried = tally.full + tally.lossy + tally.unlocated;
    new Tally(name, tried, tried, tally.lossy).write();
  }

  /** Each seed has once let a key in: by its damage, the kind of which is said in words. */
  @ParameterizedTest
  @CsvSource({
    "redis-2.4.18/list-small.rdb, 38205108507, a list that NULs to the end of the file prolong",
    "redis-2.4.18/list-small.rdb, 38206808524, the same",
    "redis-6.2.16/compression-off.rdb, 14246823852, a value takes in the end of the image",
    "redis-6.2.16/compression-off.rdb, 14248523918, a value takes in the beginning of the end",
    "redis-8.0.6/compression-off.rdb, 19705629099, a value takes in more than the end",
    "redis-8.0.6/hash-field-ttl-big.rdb, -65695629660, a key between a damaged value and damage",
    "redis-4.0.14/one-of-each.rdb, -57390547377, the rest of a packed value looks like a string",
    "redis-7.4.1/one-of-each.rdb, -48450204854, a damaged value takes in a database",
    "redis-7.4.1/string-widths.rdb, 62670433765, a type is damaged and the value in front of it",
    "redis 6, 6001124, what is taken for a key takes in a deadline",
    "small strings, 7701057, a damaged value takes in keys",
    "mixed types, 7703643, what is taken for a key of a module takes in keys",
    "mixed types, 8800484, a damaged value takes in one key",
    "mixed types, 6002765, a key lost its deadline with the end of the value in front",
    "redis 6, 100000, damage ends in a type and makes another one of it",
    "fields of redis 8, 1332, a damaged length takes in fields of another hash",
    "fields of redis 8, 140, fields say that what is in front of them is a record",
    "compressible, 6001715, a compressed value of no bytes",
    "mostly fields of redis 8, 92000484, text of a field that reads as long members of a set",
    "few and mostly fields, 93000077, a field that reads as a string takes in keys",
    "several small databases, 94000154, a value takes in a database and ends at a few NULs",
    "small strings in a small image, 94000030, bytes that came in read as those of a slot",
    "three small databases, 96000075, NULs over a deadline read as members of a set",
    "mostly fields of redis 8, 100067, bytes that came in read as the end in front of commands"
  })
  void damageThatOnceLetKeysInTakesNoneIn(String name, long seed, String what) throws IOException {
    SalvageTally tally = new SalvageTally();
    tally.run(name, image(name), seed, 1, (one, written) -> {});
    assertThat(tally.faults).as(what).isEmpty();
  }

  private static byte[] image(String name) throws IOException {
    var seven = new GeneratedImages(RdbTarget.of(Server.REDIS_7_0), 1);
    Map<String, byte[]> images = new LinkedHashMap<>();
    images.put("small strings", seven.small(4000));
    images.put("mixed types", seven.mixed(2500));
    images.put("compressible", seven.compressible(500));
    images.put("redis 6", new GeneratedImages(RdbTarget.REDIS_5_TO_6, 3).mixed(700));
    images.putAll(fields());
    images.putAll(fieldsLikeKeys());
    images.put("few and mostly fields", generated(Server.REDIS_8_0, 42).mostlyFields(200));
    images.put("small strings in a small image", generated(Server.REDIS_7_0, 53).small(300));
    images.put("three small databases", generated(Server.REDIS_7_0, 51).mixed(60, 0, 1, 7));
    images.put("several small databases", generated(Server.REDIS_8_0, 52).mixed(100, 1, 3, 4));
    byte[] generated = images.get(name);
    return generated == null
        ? Files.readAllBytes(Servers.testdata("rdb").resolve(name))
        : generated;
  }

  /** Files that have more than one key, and are not too large. */
  private static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path file : CorpusFiles.all()) {
      if (Files.size(file) > 300 && Files.size(file) < 50_000) {
        files.add(file);
      }
    }
    return files;
  }

  private static SalvageTally run(Map<String, byte[]> images, int tries) throws IOException {
    SalvageTally tally = new SalvageTally();
    int each = Math.max(1, tries / images.size());
    Optional<Path> program = ServerBinaries.find(Server.REDIS_7_0);
    for (Map.Entry<String, byte[]> image : images.entrySet()) {
      boolean loads = image.getValue()[0] == 'R' && image.getValue()[8] <= '0';
      if (program.isEmpty() || !loads) {
        tally.run(image.getKey(), image.getValue(), SEED, each, (seed, written) -> {});
        continue;
      }
      try (DumpProbe probe = new DumpProbe(program.get(), Server.REDIS_7_0, true, 16)) {
        tally.run(
            image.getKey(),
            image.getValue(),
            SEED,
            each,
            (seed, written) -> {
              if (seed % SAMPLE == 0 && !probe.ask(written).loads()) {
                tally.faults.add(image.getKey() + ", seed " + seed + ": Redis does not load it");
              }
            });
      }
    }
    System.out.println(images.keySet() + ": " + tally);
    return tally;
  }
}
