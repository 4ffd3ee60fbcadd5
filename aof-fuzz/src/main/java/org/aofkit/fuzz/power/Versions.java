package org.aofkit.fuzz.power;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A file since it was last durable: what was in it then, and behind each change since. The disk may
 * hold each sector as of any of these moments, and the size as of any, the one not bound to the
 * other; a size that was shrunk frees what lies behind it.
 */
final class Versions {
  static final int SECTOR = 512;
  static final int PAGE = 4096;

  /** What was in the file at a moment. */
  record Version(byte[] bytes, long mtime) {}

  private final List<Version> all = new ArrayList<>();

  Versions(byte[] durable, long mtime) {
    add(durable, mtime);
  }

  void add(byte[] bytes, long mtime) {
    all.add(new Version(bytes, mtime));
  }

  private int last() {
    return all.size() - 1;
  }

  /**
   * The states that are tried one by one, the durable one first and the last one last.
   *
   * @param most as {@link PowerLoss.Limits#borders}
   */
  Map<String, Version> outcomes(int most) {
    Map<String, Version> outcomes = new LinkedHashMap<>();
    for (int i = 0; i < last(); i++) {
      outcomes.put("change " + i + " of " + last(), all.get(i));
    }
    int last = last();
    int changed = firstChange();
    int end = Math.max(size(0), size(last));
    outcomes.put("last size, first bytes", mix(last, at -> 0));
    outcomes.put("first size, last bytes", mix(0, at -> last));
    for (int border : borders(changed, end, most)) {
      outcomes.put("torn at " + border, mix(last, at -> at < border ? last : 0));
      outcomes.put("torn before " + border, mix(last, at -> at < border ? 0 : last));
      if (border > size(0) && border < size(last)) {
        Version torn = mix(last, at -> last);
        outcomes.put(
            "ends at " + border, new Version(Arrays.copyOf(torn.bytes(), border), torn.mtime()));
      }
    }
    outcomes.put("last bytes, first time", new Version(all.get(last).bytes(), all.get(0).mtime()));
    outcomes.put("change " + last + " of " + last, all.get(last));
    return outcomes;
  }

  /** Sector borders inside of what has changed. */
  private static List<Integer> borders(int from, int end, int most) {
    List<Integer> borders = new ArrayList<>();
    int first = (from / SECTOR + 1) * SECTOR;
    if (end - first <= (long) most * SECTOR) {
      for (int border = first; border < end; border += SECTOR) {
        borders.add(border);
      }
      return borders;
    }
    int sector = (end - 1) / SECTOR * SECTOR;
    int page = (end - 1) / PAGE * PAGE;
    for (int border : new int[] {first, page, sector}) {
      if (border > from && border < end && !borders.contains(border)) {
        borders.add(border);
      }
    }
    return borders;
  }

  private int firstChange() {
    int first = Integer.MAX_VALUE;
    for (Version version : all) {
      int same = Arrays.mismatch(all.get(0).bytes(), version.bytes());
      first = same < 0 ? first : Math.min(first, same);
    }
    return first == Integer.MAX_VALUE ? 0 : first;
  }

  /** A state of which the moments are drawn, sector by sector. */
  Version random(Random random) {
    int size = random.nextInt(all.size());
    long seed = random.nextLong();
    Version mixed = mix(size, at -> new Random(seed + at / SECTOR).nextInt(all.size()));
    return random.nextInt(4) == 0 ? new Version(mixed.bytes(), all.get(0).mtime()) : mixed;
  }

  private int size(int version) {
    return all.get(version).bytes().length;
  }

  private interface Choice {
    /** The moment as of which the sector with this offset is on the disk. */
    int of(int offset);
  }

  private Version mix(int sizeOf, Choice choice) {
    byte[] mixed = new byte[size(sizeOf)];
    for (int from = 0; from < mixed.length; from += SECTOR) {
      int chosen = choice.of(from);
      int to = Math.min(mixed.length, from + SECTOR);
      // What was cut off before the size became this one has been freed: it reads as NULs.
      int kept = to;
      for (int i = chosen + 1; i <= sizeOf; i++) {
        kept = Math.min(kept, size(i));
      }
      copy(chosen, mixed, from, kept);
      if (chosen > sizeOf) {
        // A cut that came later than the size is not on the disk: neither is what it has freed.
        copy(sizeOf, mixed, Math.max(from, size(chosen)), to);
      }
    }
    int newest = Math.max(sizeOf, mixed.length == 0 ? 0 : choice.of(0));
    return new Version(mixed, all.get(newest).mtime());
  }

  private void copy(int version, byte[] to, int from, int end) {
    int n = Math.min(end, size(version)) - from;
    if (n > 0) {
      System.arraycopy(all.get(version).bytes(), from, to, from, n);
    }
  }
}
