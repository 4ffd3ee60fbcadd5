package org.aofkit.fuzz.damage;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Thinks of damaged logs whose truth can be told. */
public final class DamagedLogs {
  private static final int ATTEMPTS = 500;

  private DamagedLogs() {}

  /** Any log of a shape with up to so many hits, at least one. */
  public static Truth any(RandomGenerator random, LogShape shape, int hits) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      HealthyLog healthy = HealthyLogs.any(random, shape);
      List<Hit> some = Hits.any(random, healthy, hits);
      Optional<Truth> truth =
          some.isEmpty() ? Optional.empty() : truth(new DamagedLog(healthy, some));
      if (truth.isPresent()) {
        return truth.get();
      }
    }
    throw new IllegalStateException("no damage of this shape can be told");
  }

  /** The truth of a log; empty if a damage can't be seen for what it is. */
  public static Optional<Truth> truth(DamagedLog log) {
    try {
      Truth truth = new Truth(log);
      SalvageModel.of(truth, true);
      SalvageModel.of(truth, false);
      return Optional.of(truth);
    } catch (UndetectableException e) {
      return Optional.empty();
    }
  }
}
