package org.aofkit.fuzz.rdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.rdb.salvage.PartialKey;
import org.aofkit.rdb.salvage.RdbSalvage;

/** Damages an image again and again, and counts what salvage makes of it. */
final class SalvageTally {
  /** Images whose keys are all kept but for those that the damage lies over. */
  int full;

  /** All others that could be salvaged. */
  int lossy;

  /** Images that differ in their checksum only: nothing is written unless somebody says so. */
  int unlocated;

  /** Keys that are kept with a part of their value, if that is asked for. */
  int parts;

  /** How many elements these have, and how many they had. */
  long elementsKept;

  long elementsHad;

  /** What must not be, in words. */
  final List<String> faults = new ArrayList<>();

  /** Tries and those that lost more than they had to, by the kind of damage. */
  final Map<SpotDamage.Kind, int[]> byKind = new TreeMap<>();

  /** Is shown each image that would be written. */
  interface Witness {
    void see(long seed, byte[] written) throws IOException;
  }

  /** Tries so many damages. */
  void run(String name, byte[] image, long seed, int tries, Witness witness) throws IOException {
    ImageKeys keys = ImageKeys.of(image);
    Set<String> all = new HashSet<>();
    keys.keys().forEach(key -> all.add(key.identity()));
    KeyContents contents = KeyContents.of(image, key -> true);
    for (int i = 0; i < tries; i++) {
      long one = seed + i;
      SpotDamage damage = SpotDamage.of(image, new Random(one));
      String what = name + ", seed " + one + ", " + damage.kind() + " at " + damage.from();
      RdbSalvage salvage = Salvages.look(damage.bytes());
      int[] count = byKind.computeIfAbsent(damage.kind(), kind -> new int[2]);
      count[0]++;
      switch (salvage.outcome()) {
        case HOPELESS -> {
          lossy++;
          count[1]++;
        }
        case WHOLE -> {
          // NULs over the checksum switch it off: no server can tell then.
          if (hasChecksum(image) && endsInSome(damage.bytes())) {
            faults.add(what + " is taken for whole");
          }
          unlocated++;
        }
        case CHECKSUM -> unlocated++;
        default -> {
          byte[] written = Salvages.written(damage.bytes(), salvage);
          int missing = compare(what, keys, all, damage, written);
          full += missing == 0 ? 1 : 0;
          lossy += missing == 0 ? 0 : 1;
          count[1] += missing == 0 ? 0 : 1;
          witness.see(one, written);
          byte[] more = compareParts(what, contents, all, damage);
          if (more.length > 0) {
            witness.see(one, more);
          }
        }
      }
    }
  }

  /** Without one nobody can notice a change of a value. */
  private static boolean hasChecksum(byte[] image) {
    return endsInSome(image) && RdbShape.of(image).hasChecksum();
  }

  private static boolean endsInSome(byte[] image) {
    boolean some = false;
    for (int i = Math.max(0, image.length - Long.BYTES); i < image.length; i++) {
      some |= image[i] != 0;
    }
    return some;
  }

  private int compare(
      String what, ImageKeys keys, Set<String> all, SpotDamage damage, byte[] written)
      throws IOException {
    RdbImage deep =
        RdbReader.read(Salvages.source(written), 0, RdbOptions.forAof(), RdbDepth.DEEP, null);
    if (!deep.isWhole() || Salvages.look(written).outcome() != RdbSalvage.Outcome.WHOLE) {
      faults.add(what + ": what is written is damaged: " + deep.problem());
      return 0;
    }
    Set<String> kept = new HashSet<>();
    for (ImageKeys.Entry key : ImageKeys.of(written).keys()) {
      kept.add(key.identity());
      if (!all.contains(key.identity())) {
        faults.add(what + ": a key came in that was not there, at " + key.from());
      }
    }
    int missing = 0;
    for (ImageKeys.Entry key : keys.keys()) {
      missing +=
          !key.overlaps(damage.from(), damage.to()) && !kept.contains(key.identity()) ? 1 : 0;
    }
    return missing;
  }

  /**
   * Salvages once more, with parts of values.
   *
   * @return what is written; nothing if no key has lost a part
   */
  private byte[] compareParts(String what, KeyContents contents, Set<String> all, SpotDamage damage)
      throws IOException {
    RdbSalvage salvage = Salvages.look(damage.bytes(), true);
    if (salvage.parts().isEmpty()) {
      return new byte[0];
    }
    byte[] written = Salvages.written(damage.bytes(), salvage);
    RdbImage deep =
        RdbReader.read(Salvages.source(written), 0, RdbOptions.forAof(), RdbDepth.DEEP, null);
    if (!deep.isWhole() || deep.keys() != salvage.kept()) {
      faults.add(what + ": what is written with parts is damaged: " + deep.problem());
      return written;
    }
    Set<String> names = new HashSet<>();
    for (PartialKey part : salvage.parts()) {
      names.add(part.database() + "|" + new String(part.name(), StandardCharsets.ISO_8859_1));
    }
    KeyContents now = KeyContents.of(written, names::contains);
    for (String name : names) {
      List<String> had = contents.elements(name);
      List<String> kept = now.elements(name);
      parts++;
      elementsHad += had.size() - 1;
      elementsKept += kept.size() - 1;
      if (!KeyContents.isPart(kept, had)) {
        faults.add(what + ": not a part of the value of " + name);
      }
    }
    int strange = 0;
    for (ImageKeys.Entry key : ImageKeys.of(written).keys()) {
      strange += all.contains(key.identity()) ? 0 : 1;
    }
    if (strange > names.size()) {
      faults.add(what + ": " + strange + " keys are not as they were, " + names.size() + " parts");
    }
    return written;
  }

  /**
   * The share of images that lost no more than they had to, or nothing: those that differ in the
   * checksum only have all their keys, and are written with {@code --accept-loss}.
   */
  double share() {
    return (double) (full + unlocated) / (full + unlocated + lossy);
  }

  /** The share of images that are written without more being said, and lost no more. */
  private double outright() {
    return (double) full / (full + unlocated + lossy);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(full + " kept in full, " + lossy + " not, ");
    text.append(unlocated + " differ in the checksum only");
    text.append(
        String.format(
            Locale.ROOT,
            " (%.2f %% kept outright, %.2f %% with --accept-loss);",
            100 * outright(),
            100 * share()));
    byKind.forEach((kind, n) -> text.append(" " + kind + " " + (n[0] - n[1]) + " of " + n[0]));
    text.append("; parts of " + parts + " keys: " + elementsKept + " of " + elementsHad);
    return text.toString();
  }
}
