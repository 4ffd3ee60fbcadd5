package org.aofkit.keyspace.value;

/** How many different elements a HyperLogLog has seen, as servers estimate it: Ertl's estimator. */
final class Cardinality {
  private static final double ALPHA = 0.721347520444481703680;

  private Cardinality() {}

  /**
   * The estimate.
   *
   * @param histogram how many registers have which value
   * @param count how many registers there are
   * @param bits how many bits of the hash the values come from
   */
  static long of(int[] histogram, int count, int bits) {
    double registers = count;
    double z = registers * tau((registers - histogram[bits + 1]) / registers);
    for (int j = bits; j >= 1; j--) {
      z += histogram[j];
      z *= 0.5;
    }
    z += registers * sigma(histogram[0] / registers);
    return Math.round(ALPHA * registers * registers / z);
  }

  private static double tau(double x) {
    if (x == 0 || x == 1) {
      return 0;
    }
    double root = x;
    double y = 1;
    double z = 1 - x;
    double former;
    do {
      root = Math.sqrt(root);
      former = z;
      y *= 0.5;
      z -= (1 - root) * (1 - root) * y;
    } while (former != z);
    return z / 3;
  }

  private static double sigma(double x) {
    if (x == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double power = x;
    double y = 1;
    double z = x;
    double former;
    do {
      power *= power;
      former = z;
      z += power * y;
      y += y;
    } while (former != z);
    return z;
  }
}
