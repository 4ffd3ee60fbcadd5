package org.aofkit.keyspace.commands;

/** Positions on Earth, which are sorted sets: the score is a hash of the position of 52 bits. */
final class GeoCommands {
  private static final double MAX_LONGITUDE = 180;

  /** Where the projection of web maps ends. */
  private static final double MAX_LATITUDE = 85.05112878;

  private static final double CELLS = 1 << 26;

  private GeoCommands() {}

  static void addTo(Actions actions) {
    actions.add("geoadd", GeoCommands::add);
  }

  private static Outcome add(Call call) throws RefusedException {
    boolean nx = false;
    boolean xx = false;
    int at = 2;
    for (; at < call.count(); at++) {
      if (call.is(at, "NX")) {
        nx = true;
      } else if (call.is(at, "XX")) {
        xx = true;
      } else if (!call.is(at, "CH")) {
        break;
      }
    }
    if ((call.count() - at) % 3 != 0 || (nx && xx)) {
      throw RefusedException.syntax();
    }
    double[] scores = new double[(call.count() - at) / 3];
    for (int i = 0; i < scores.length; i++) {
      double longitude = Scores.of(call.word(at + 3 * i), call.server());
      double latitude = Scores.of(call.word(at + 3 * i + 1), call.server());
      if (Math.abs(longitude) > MAX_LONGITUDE || Math.abs(latitude) > MAX_LATITUDE) {
        throw new RefusedException("ERR invalid longitude,latitude pair");
      }
      scores[i] = hash(longitude, latitude);
    }
    if (scores.length == 0) {
      // What is left of the command is a ZADD without members.
      throw RefusedException.syntax();
    }
    return SortedSetCommands.add(call, new AddOptions(nx, xx), scores, at + 2, 3);
  }

  /** The bits of both halves by turns, the longitude's first. */
  static long hash(double longitude, double latitude) {
    double x = (longitude + MAX_LONGITUDE) / (2 * MAX_LONGITUDE) * CELLS;
    double y = (latitude + MAX_LATITUDE) / (2 * MAX_LATITUDE) * CELLS;
    return spread((long) x) << 1 | spread((long) y);
  }

  /** Puts a 0 in front of each bit. */
  private static long spread(long bits) {
    long spread = bits;
    spread = (spread | spread << 16) & 0x0000ffff0000ffffL;
    spread = (spread | spread << 8) & 0x00ff00ff00ff00ffL;
    spread = (spread | spread << 4) & 0x0f0f0f0f0f0f0f0fL;
    spread = (spread | spread << 2) & 0x3333333333333333L;
    return (spread | spread << 1) & 0x5555555555555555L;
  }
}
