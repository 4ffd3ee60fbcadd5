package org.aofkit.fuzz.gen;

import java.io.ByteArrayOutputStream;
import java.util.random.RandomGenerator;

/** Makes commands with header lines that no server writes; loaders take some and refuse some. */
public final class OddFrames {
  private static final String[] NO_NUMBERS = {
    "", "abc", "-", "+", " ", "\r", "\0", "\0" + "3", "x3", "0", "-1", "-0", "+-3", "- 3", "0x3"
  };

  /** Round these numbers integers and allocations end. */
  private static final long[] EDGES = {
    1L << 31,
    1L << 32,
    1L << 46,
    1L << 47,
    1_234_567_890L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -(1L << 32),
    600_000_000L,
    1_000_000_000_000L,
    100_000
  };

  private static final String[] LINE_ENDS = {"\n", "\r", "", "x\r\n", " \r\n", "\r\r\n", ".9\r\n"};

  /** How long lines may be for the check tools, and for loaders. */
  private static final int[] LONG_LINES = {126, 1020};

  private OddFrames() {}

  /** A command with up to five arguments and at least one odd header or terminator. */
  public static byte[] any(RandomGenerator random) {
    byte[][] arguments = new byte[1 + random.nextInt(5)][];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = random.nextInt(3) == 0 ? Values.any(random) : Values.small(random);
    }
    return of(random, arguments);
  }

  /** A command with given arguments and at least one odd header or terminator. */
  public static byte[] of(RandomGenerator random, byte[]... arguments) {
    int odd = random.nextInt(arguments.length + 1);
    boolean onlyOne = random.nextInt(4) != 0;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    header(out, random, '*', arguments.length, odd == 0);
    for (int i = 1; i <= arguments.length; i++) {
      byte[] value = arguments[i - 1];
      boolean oddHere = odd == i || (!onlyOne && random.nextInt(3) == 0);
      boolean oddTerminator = oddHere && random.nextInt(4) == 0;
      header(out, random, '$', value.length, oddHere && !oddTerminator);
      out.writeBytes(value);
      out.writeBytes(oddTerminator ? terminator(random) : Frames.ascii("\r\n"));
    }
    return out.toByteArray();
  }

  private static byte[] terminator(RandomGenerator random) {
    String[] terminators = {"XX", "\n", "\r", "", "\n\n", "\0\0", "\r\r", "\n\r", "\r\nX"};
    return Frames.ascii(terminators[random.nextInt(terminators.length)]);
  }

  private static void header(
      ByteArrayOutputStream out, RandomGenerator random, char mark, int number, boolean odd) {
    String line = odd ? odd(random, mark, number) : mark + "" + number + "\r\n";
    out.writeBytes(Frames.ascii(line));
  }

  private static String odd(RandomGenerator random, char mark, int number) {
    return switch (random.nextInt(11)) {
      case 0 -> mark + NO_NUMBERS[random.nextInt(NO_NUMBERS.length)] + "\r\n";
      case 1 -> mark + nearAnEdge(random) + "\r\n";
      case 2 -> mark + Long.toString((1L << 32) + number) + "\r\n";
      case 3 -> mark + "9".repeat(15 + random.nextInt(20)) + number + "\r\n";
      case 4 -> longLine(random, mark, number);
      case 5 -> mark + "" + number + (char) random.nextInt(256) + "\r\n";
      case 6 -> (char) random.nextInt(256) + "" + number + "\r\n";
      case 7 -> mark + "" + (number - 3 + random.nextInt(7)) + "\r\n";
      case 8 -> mark + almostDigits(random, number) + "\r\n";
      default -> mark + before(random) + number + lineEnd(random);
    };
  }

  /** One digit becomes a character next to the digits, as a comparison by bits may miss it. */
  private static String almostDigits(RandomGenerator random, int number) {
    StringBuilder digits = new StringBuilder(Integer.toString(number));
    char neighbour = "/:;<=>?".charAt(random.nextInt(7));
    digits.setCharAt(random.nextInt(digits.length()), neighbour);
    return digits.toString();
  }

  private static String nearAnEdge(RandomGenerator random) {
    long edge = EDGES[random.nextInt(EDGES.length)];
    String near = Long.toString(edge - 4 + random.nextInt(8));
    return random.nextInt(4) == 0 ? "-" + near : near;
  }

  private static String before(RandomGenerator random) {
    String[] before = {
      "", "", "+", " ", "0", "00000000", "\t ", "\r", "\u000b\f+", "-", " -", "\0"
    };
    return before[random.nextInt(before.length)];
  }

  private static String lineEnd(RandomGenerator random) {
    return LINE_ENDS[random.nextInt(LINE_ENDS.length)];
  }

  private static String longLine(RandomGenerator random, char mark, int number) {
    int length = LONG_LINES[random.nextInt(LONG_LINES.length)] + random.nextInt(7);
    String end = random.nextInt(3) == 0 ? "\n" : "\r\n";
    String digits = Integer.toString(number);
    int fill = length - 1 - digits.length() - end.length();
    return switch (random.nextInt(4)) {
      case 0 -> mark + "0".repeat(fill) + digits + end;
      case 1 -> mark + " ".repeat(fill) + digits + end;
      case 2 -> mark + digits + "$".repeat(fill) + end;
      default -> mark + digits + "x".repeat(fill) + end;
    };
  }
}
