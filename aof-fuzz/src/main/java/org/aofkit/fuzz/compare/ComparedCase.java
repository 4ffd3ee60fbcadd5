package org.aofkit.fuzz.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.aofkit.fuzz.damage.DamagedLog;
import org.aofkit.fuzz.damage.DamagedLogs;
import org.aofkit.fuzz.damage.Head;
import org.aofkit.fuzz.damage.Head.Place;
import org.aofkit.fuzz.damage.HealthyLogs;
import org.aofkit.fuzz.damage.LogShape;
import org.aofkit.fuzz.damage.SetFiles;
import org.aofkit.fuzz.damage.Truth;
import org.aofkit.fuzz.rdb.GeneratedImages;
import org.aofkit.fuzz.rdb.SpotDamage;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * One directory of the comparison: always the same for a number and a server.
 *
 * @param number what it was made with
 * @param kind what was done to it
 * @param truth the log and its damages; null where nothing but the start is compared
 * @param spot the damage of the image at the head; null without one
 * @param lostFile index of the file of the log that is gone; -1 without one
 * @param what what was done to manifest and files, for people
 */
record ComparedCase(
    long number,
    Kind kind,
    @Nullable Truth truth,
    @Nullable SpotDamage spot,
    int lostFile,
    String what) {
  private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;
  private static final long FAR_FUTURE_MS = 4_102_444_800_000L;
  private static final int KINDS = 10;
  private static final String MANIFEST = "appendonlydir/appendonly.aof.manifest";

  /** What is done to a directory. */
  enum Kind {
    /** Anything that servers should not meet; nothing is known but what the server does. */
    ODD,
    /** Up to two damages of the commands, behind a healthy image or without one. */
    LOG,
    /** A damaged manifest, or a listed file that is gone. */
    MANIFEST,
    /** A damaged spot in the image at the head. */
    IMAGE
  }

  /** The case of a number. */
  static ComparedCase of(long number, Server server) throws IOException {
    Random random = new Random(number * GOLDEN_RATIO);
    random.nextInt();
    int dice = (int) Math.floorMod(number, (long) KINDS);
    if (dice < 4) {
      return new ComparedCase(number, Kind.ODD, null, null, -1, "");
    }
    LogShape shape = shape(random);
    if (dice < 8) {
      LogShape behind = random.nextBoolean() ? shape : shape.with(head(random, server, number));
      return new ComparedCase(number, Kind.LOG, log(random, behind), null, -1, "");
    }
    if (dice == 8) {
      LogShape behind =
          random.nextBoolean() ? shape : shape.with(headAt(Place.BASE, random, server, number));
      Truth truth = healthy(random, behind);
      int lost = random.nextInt(4) == 0 ? random.nextInt(truth.log().healthy().files()) : -1;
      String damage = manifestDamage(random);
      String what = also(number, 3).nextInt(4) == 0 ? "made history" : damage;
      return new ComparedCase(number, Kind.MANIFEST, truth, null, lost, what);
    }
    Head head = head(random, server, number);
    SpotDamage spot =
        also(number, 1).nextInt(3) == 0
            ? SpotDamage.mutation(head.image(), number)
            : SpotDamage.of(head.image(), random);
    Truth truth = healthy(random, shape.with(head));
    return new ComparedCase(number, Kind.IMAGE, truth, spot, -1, spot.kind() + " in the image");
  }

  /** Numbers for one more choice of a case, which leave those of the others as they are. */
  private static Random also(long number, int choice) {
    Random random = new Random((number + choice) * GOLDEN_RATIO ^ choice);
    random.nextInt();
    return random;
  }

  private static LogShape shape(Random random) {
    int records = random.nextInt(3) == 0 ? 40 : 2 + random.nextInt(8);
    return LogShape.plain(1 + random.nextInt(3), records, random.nextBoolean() ? 1 : 3);
  }

  private static Truth log(Random random, LogShape shape) {
    int hits = random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(2);
    return hits == 0 ? healthy(random, shape) : DamagedLogs.any(random, shape, hits);
  }

  private static Truth healthy(Random random, LogShape shape) {
    return DamagedLogs.truth(new DamagedLog(HealthyLogs.any(random, shape), List.of()))
        .orElseThrow();
  }

  private static Head head(Random random, Server server, long seed) throws IOException {
    Place[] places = {Place.BASE, Place.BASE, Place.PREAMBLE, Place.OLD_FILE};
    return headAt(places[random.nextInt(places.length)], random, server, seed);
  }

  private static Head headAt(Place place, Random random, Server server, long seed)
      throws IOException {
    int[] databases = random.nextBoolean() ? new int[] {0} : new int[] {0, 5};
    int libraries = Math.max(0, also(seed, 2).nextInt(4) - 1);
    var images =
        new GeneratedImages(RdbTarget.of(server), seed, FAR_FUTURE_MS).withLibraries(libraries);
    byte[] image = images.mixed(3 + random.nextInt(25), databases);
    Set<Integer> numbers = new TreeSet<>();
    Arrays.stream(databases).forEach(numbers::add);
    return new Head(place, image, numbers);
  }

  private static String manifestDamage(Random random) {
    String[] all = {"gone", "empty", "NULs", "torn", "NULs inside", "garbage inside", "line lost"};
    return all[random.nextInt(all.length)];
  }

  /** Writes it into a directory that is there. */
  void write(Path dir) throws IOException {
    if (truth == null) {
      Directories.of(number).write(dir);
      return;
    }
    Head healthy = truth.log().healthy().head();
    Head head =
        spot == null ? healthy : new Head(healthy.place(), spot.bytes(), healthy.databases());
    List<byte[]> files = new ArrayList<>();
    for (int file = 0; file < truth.log().healthy().files(); file++) {
      files.add(truth.log().bytesOf(file));
    }
    SetFiles.write(dir, files, truth.log().healthy().commandBase(), head);
    if (isRewritten()) {
      RewrittenSet.make(dir.resolve(MANIFEST), number);
    }
    if (kind == Kind.MANIFEST && lostFile < 0) {
      damageManifest(dir.resolve(MANIFEST));
    } else if (kind == Kind.MANIFEST) {
      Files.delete(logFiles(dir).get(lostFile));
    }
  }

  /** Whether the base is that of a rewrite, with a leftover of the log in front of it. */
  private boolean isRewritten() {
    boolean based =
        truth != null
            && (truth.log().healthy().commandBase()
                || truth.log().healthy().head().place() == Place.BASE);
    return based && kind == Kind.MANIFEST && also(number, 4).nextBoolean();
  }

  /** The files of the log without the one of an image. */
  private List<Path> logFiles(Path dir) throws IOException {
    List<Path> listed = SetFiles.listed(dir);
    boolean base = truthOrThrow().log().healthy().head().place() == Place.BASE;
    return base ? listed.subList(1, listed.size()) : listed;
  }

  Truth truthOrThrow() {
    if (truth == null) {
      throw new IllegalStateException("nothing is known of " + this);
    }
    return truth;
  }

  private void damageManifest(Path manifest) throws IOException {
    Random random = new Random(~number * GOLDEN_RATIO);
    byte[] text = Files.readAllBytes(manifest);
    int from = random.nextInt(text.length);
    int to = Math.min(text.length, from + 1 + random.nextInt(30));
    switch (what) {
      case "gone" -> Files.delete(manifest);
      case "empty" -> Files.write(manifest, new byte[0]);
      case "NULs" -> Files.write(manifest, new byte[text.length]);
      case "torn" -> Files.write(manifest, Arrays.copyOf(text, from));
      case "NULs inside" -> {
        Arrays.fill(text, from, to, (byte) 0);
        Files.write(manifest, text);
      }
      case "garbage inside" -> {
        for (int i = from; i < to; i++) {
          text[i] = (byte) (0x80 | random.nextInt(0x80));
        }
        Files.write(manifest, text);
      }
      case "made history" -> {
        List<String> lines = new ArrayList<>(Files.readAllLines(manifest));
        int line = random.nextInt(lines.size());
        lines.set(line, lines.get(line).replaceFirst("type [bi]", "type h"));
        Files.writeString(manifest, String.join("\n", lines) + "\n");
      }
      default -> {
        List<String> lines = new ArrayList<>(Files.readAllLines(manifest));
        lines.remove(random.nextInt(lines.size()));
        Files.writeString(manifest, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
      }
    }
  }

  @Override
  public String toString() {
    String text =
        number
            + " "
            + kind
            + " "
            + what
            + (isRewritten() ? " rewritten" : "")
            + (lostFile < 0 ? "" : " lost " + lostFile);
    return truth == null ? text + "\n" + odd() : text + "\n" + truth.log();
  }

  private String odd() {
    try {
      return Directories.of(number).toString();
    } catch (UncheckedIOException e) {
      return e.toString();
    }
  }
}
