package org.aofkit.fuzz.keyspace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.aofkit.server.Server;

/**
 * What a family makes its commands from: chance, and the rules of the workload. Text is taken as
 * ISO 8859-1, so that any byte can stand in it.
 */
public final class Draw {
  /** A deadline, in milliseconds since 1970, that no test lives to see. */
  public static final long FAR = 4_102_444_800_000L;

  /** Prefixes of the names of keys, one a family or type. */
  private static final String PREFIXES = "sblSzhxp";

  private static final int KEYS = 4;

  private final Random random;
  private final Server server;
  private final Forms forms;

  /** Draws from a seed. */
  Draw(long seed, Server server, Forms forms) {
    this.random = new Random(seed);
    this.server = server;
    this.forms = forms;
  }

  /** The server the commands are for. */
  public Server server() {
    return server;
  }

  /**
   * Whether relative times (EXPIRE, EX…) and commands that choose by chance (SPOP) or take the
   * server's clock (XADD with *) may be drawn.
   */
  public boolean mayBeUncertain() {
    return forms == Forms.LIVE;
  }

  /** Whether deadlines may lie in the past. */
  public boolean mayBePast() {
    return forms != Forms.DIRECT;
  }

  /** A number from 0 to below a bound. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** True one time of so many. */
  public boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  /** One of these. */
  public String pick(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  /**
   * The name of a key: mostly of this family, sometimes of another.
   *
   * @param prefix of the family: one of s (strings), b (bits), p (HyperLogLog), l (lists), S
   *     (sets), z (sorted sets), h (hashes), x (streams)
   */
  public String key(char prefix) {
    char at = oneIn(25) ? PREFIXES.charAt(random.nextInt(PREFIXES.length())) : prefix;
    return at + "" + random.nextInt(KEYS);
  }

  /** A database to copy or move to, mostly one that exists. */
  public String database() {
    return oneIn(20) ? pick("16", "-1", "x") : Integer.toString(random.nextInt(Workload.DATABASES));
  }

  /** Text of a value: short, long, binary, compressible, a number. */
  public String value() {
    return switch (random.nextInt(8)) {
      case 0 -> "";
      case 1 -> Integer.toString(random.nextInt(100));
      case 2 -> Long.toString(random.nextLong());
      case 3 -> "abc".repeat(random.nextInt(60));
      case 4 -> bytes(random.nextInt(80));
      case 5 -> member() + member();
      default -> member();
    };
  }

  /** Text of a member, a field or an element: one of few. */
  public String member() {
    return switch (random.nextInt(6)) {
      case 0 -> Integer.toString(random.nextInt(6));
      case 1 -> "m\u00e9\u0000" + random.nextInt(3);
      default -> "m" + random.nextInt(8);
    };
  }

  /** So many random bytes, a character each. */
  public String bytes(int count) {
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append((char) random.nextInt(256));
    }
    return text.toString();
  }

  /** Text of an integer: mostly small, sometimes at the ends of the range, or none. */
  public String integer() {
    return switch (random.nextInt(20)) {
      case 0 -> "9223372036854775807";
      case 1 -> "-9223372036854775808";
      case 2 -> pick("x", "", "1.5", " 1", "1 ", "+1", "01", "-0", "9223372036854775808");
      case 3 -> Long.toString(random.nextLong());
      default -> Integer.toString(random.nextInt(41) - 20);
    };
  }

  /** Text of a floating-point number: mostly short, sometimes odd, or none. */
  public String real() {
    return switch (random.nextInt(16)) {
      case 0 -> pick("inf", "-inf", "+inf", "nan", "x", "", " 1", "1 ", "1e400", "-1e400");
      case 1 -> pick("1e17", "1e308", "-1e308", "1e-300", "0x10", "3.0e3", "+5", ".5", "5.", "-0");
      case 2 -> Double.toString(random.nextDouble() * 1e9);
      case 3 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
      case 4 -> Long.toString(random.nextLong());
      case 5, 6 -> Integer.toString(random.nextInt(21) - 10);
      default -> (random.nextInt(2001) - 1000) + "." + random.nextInt(1000);
    };
  }

  /**
   * A deadline as text, in milliseconds since 1970: far ahead; where the workload allows it,
   * sometimes past.
   */
  public String deadlineMs() {
    return mayBePast() && oneIn(4)
        ? Long.toString(1_000_000_000_000L + random.nextInt(1000))
        : Long.toString(FAR + random.nextInt(1000));
  }

  /** The same in seconds. */
  public String deadlineSeconds() {
    return Long.toString(Long.parseLong(deadlineMs()) / 1000 + random.nextInt(10));
  }

  /** A time to live in seconds that lasts longer than any test; for uncertain workloads. */
  public String lifetimeSeconds() {
    return Integer.toString(100_000 + random.nextInt(1000));
  }

  /** A command's words: text, numbers, arrays of bytes, and arrays of any of these in between. */
  public byte[][] command(Object... words) {
    return Arrays.stream(words)
        .flatMap(
            word -> word instanceof Object[] several ? Arrays.stream(several) : Stream.of(word))
        .map(Draw::word)
        .toArray(byte[][]::new);
  }

  private static byte[] word(Object word) {
    return word instanceof byte[] bytes
        ? bytes
        : word.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
