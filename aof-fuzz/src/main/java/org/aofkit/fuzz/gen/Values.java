package org.aofkit.fuzz.gen;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.aofkit.resp.RespEncoder;

/** Makes arguments: what applications store, and what looks like the format round them. */
final class Values {
  /** Lengths next to which windows, heads and lines end. */
  private static final int[] EDGES = {16, 32, 64, 100, 128, 1023, 1024, 4096};

  private static final String[] LIKE_FRAMES = {
    "*1\r\n$4\r\nPING\r\n",
    "\r\n*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPING\r\n",
    "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$99",
    "\r\n#TS:1700000000\r\n",
    "$3\r\n",
    "\r\n",
    "\n\r\n\r",
    "*",
    "#",
    "*1\r\n$4\r\nEXEC\r\n",
  };

  private Values() {}

  static byte[] any(RandomGenerator random) {
    return switch (random.nextInt(10)) {
      case 0 -> new byte[0];
      case 1 -> Long.toString(random.nextLong()).getBytes(StandardCharsets.US_ASCII);
      case 2 -> bytes(random, random.nextInt(200));
      case 3 -> new byte[1 + random.nextInt(300)];
      case 4 -> likeFrames(random);
      case 5 -> nearAnEdge(random);
      default -> text(random, 1 + random.nextInt(24));
    };
  }

  static byte[] small(RandomGenerator random) {
    return text(random, random.nextInt(4));
  }

  private static byte[] nearAnEdge(RandomGenerator random) {
    int length = EDGES[random.nextInt(EDGES.length)] - 8 + random.nextInt(16);
    return random.nextBoolean() ? text(random, length) : bytes(random, length);
  }

  private static byte[] likeFrames(RandomGenerator random) {
    if (random.nextInt(4) == 0) {
      return RespEncoder.command(small(random), any(random));
    }
    return LIKE_FRAMES[random.nextInt(LIKE_FRAMES.length)].getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] bytes(RandomGenerator random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] text(RandomGenerator random, int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) ('a' + random.nextInt(26));
    }
    return text;
  }
}
