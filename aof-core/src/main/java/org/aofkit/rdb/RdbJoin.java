package org.aofkit.rdb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Joins stretches of an image, in their order, to what a reading of the whole gives. */
final class RdbJoin {
  private static final int MOST = 64;

  private final RdbServers servers = new RdbServers();
  private final Map<String, byte[]> aux = new LinkedHashMap<>();
  private final List<Integer> databases = new ArrayList<>();
  private final List<RdbDamage> damages = new ArrayList<>();
  private @Nullable RdbImage first;
  private long end;
  private long keys;
  private long keysWithExpiry;
  private long functions;
  private OptionalInt lastDatabase = OptionalInt.empty();
  private int maxDatabase;
  private final int[] ofKind = new int[RdbDamage.Kind.values().length];
  private long damageCount;
  private RdbRemarks remarks = RdbRemarks.NONE;
  private long sum;
  private RdbChecksum checksum = RdbChecksum.NOT_REACHED;
  private @Nullable RdbProblem problem;

  /** Takes the next stretch. */
  void add(RdbStretch stretch) {
    RdbImage image = stretch.image();
    if (first == null) {
      first = image;
    }
    image
        .aux()
        .forEach(
            (name, value) -> {
              if (aux.size() < MOST || aux.containsKey(name)) {
                aux.put(name, value);
              }
            });
    for (RdbObstacle obstacle : image.obstacles()) {
      servers.require(
          ~obstacle.servers(),
          ~obstacle.sanitizedServers(),
          obstacle.offset(),
          obstacle.text(),
          obstacle.isDamage());
    }
    for (int database : image.databases()) {
      if (databases.size() < MOST && !databases.contains(database)) {
        databases.add(database);
      }
    }
    for (RdbDamage damage : image.damages()) {
      if (ofKind[damage.kind().ordinal()] < MOST) {
        ofKind[damage.kind().ordinal()]++;
        damages.add(damage);
      }
    }
    remarks = remarks.with(image.remarks());
    damageCount += image.damageCount();
    end = image.end();
    keys += image.keys();
    keysWithExpiry += image.keysWithExpiry();
    functions += image.functions();
    lastDatabase = image.lastDatabase().isPresent() ? image.lastDatabase() : lastDatabase;
    maxDatabase = Math.max(maxDatabase, image.maxDatabase());
    problem = image.problem();
    sum = Crc64.combine(sum, stretch.sum(), Math.max(0, stretch.sumEnd() - image.start()));
    if (stretch.checksumAt() >= 0) {
      checksum = RdbChecksum.of(sum, stretch.stored());
      if (checksum == RdbChecksum.WRONG) {
        problem = RdbChecksum.wrong(stretch.checksumAt(), sum, stretch.stored());
      }
    } else if (image.checksum() == RdbChecksum.NONE_IN_VERSION) {
      checksum = RdbChecksum.NONE_IN_VERSION;
    }
  }

  /** Where the last stretch ended. */
  long end() {
    return end;
  }

  /** Whether a stretch had a problem; what follows does not count. */
  boolean isStopped() {
    return problem != null;
  }

  /**
   * The whole.
   *
   * @param otherProblem what was noticed behind the last stretch; null if nothing
   */
  RdbImage image(@Nullable RdbProblem otherProblem) {
    if (first == null) {
      throw new IllegalStateException("no stretch");
    }
    return new RdbImage(
        first.dialect(),
        first.version(),
        first.start(),
        end,
        aux,
        keys,
        keysWithExpiry,
        functions,
        lastDatabase,
        maxDatabase,
        databases,
        checksum,
        servers.accepting(),
        servers.obstacles(),
        problem == null ? otherProblem : problem,
        RdbDepth.DEEP,
        servers.acceptingSanitized(),
        damages,
        damageCount,
        remarks);
  }
}
