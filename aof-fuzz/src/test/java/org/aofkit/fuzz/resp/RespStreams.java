package org.aofkit.fuzz.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;

/** Command streams, good and bad, made from a seed. */
final class RespStreams {
  private static final int[] LENGTHS = {
    0, 1, 2, 9, 10, 11, 55, 63, 64, 65, 99, 100, 101, 127, 128, 255, 256, 999, 1000, 1023, 1024,
    5000
  };
  private static final String[] NUMBERS = {
    "0",
    "-1",
    "",
    "abc",
    "+3",
    " 3",
    "\t3",
    "\r3",
    "003",
    "3 ",
    "3x",
    "3.9",
    "3\0",
    "\0",
    "-0",
    "- 3",
    "2147483647",
    "2147483648",
    "4294967297",
    "4294967299",
    "-4294967293",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "99999999999999999999",
    "-99999999999999999999",
    "1000000000000",
    "70368744177664",
    "140737488355327",
    "140737488355328",
    "1234567890",
    "999999999"
  };
  private static final String[] LINE_ENDS = {"\r\n", "\n", "\r", "", "\r\n\r\n", "\0\r\n"};
  private static final int[] LINE_LENGTHS = {
    126, 127, 128, 129, 1021, 1022, 1023, 1024, 1025, 2000
  };

  private final SplittableRandom random;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private RespStreams(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A stream as a server writes it, or damaged: mostly a little, so that the damage is reached. */
  static byte[] stream(long seed) {
    return new RespStreams(seed).make();
  }

  private byte[] make() {
    boolean odd = random.nextInt(3) == 0;
    int frames = random.nextInt(12);
    for (int i = 0; i < frames; i++) {
      if (odd && random.nextInt(4) == 0) {
        oddFrame();
      } else if (random.nextInt(6) == 0) {
        text("#TS:" + (1_700_000_000 + random.nextInt(1000)) + "\r\n");
      } else {
        command(random.nextInt(10) == 0 ? random.nextInt(1, 30) : random.nextInt(1, 6), -1);
      }
    }
    byte[] content = out.toByteArray();
    int damages = random.nextInt(3);
    for (int i = 0; i < damages; i++) {
      content = damaged(content);
    }
    return content;
  }

  private void text(String text) {
    out.writeBytes(text.getBytes(ISO_8859_1));
  }

  private int someLength() {
    return random.nextInt(3) == 0
        ? LENGTHS[random.nextInt(LENGTHS.length)]
        : random.nextInt(random.nextInt(20) == 0 ? 3000 : 30);
  }

  /** A command; one of its headers may be odd. */
  private void command(int arguments, int oddHeader) {
    header('*', Integer.toString(arguments), oddHeader == 0);
    for (int i = 1; i <= arguments; i++) {
      byte[] value = new byte[someLength()];
      boolean binary = random.nextBoolean();
      for (int k = 0; k < value.length; k++) {
        value[k] = (byte) (binary ? "\r\n$*#0123\0".charAt(random.nextInt(10)) : 'a' + k % 26);
      }
      header('$', Integer.toString(value.length), oddHeader == i);
      out.writeBytes(value);
      text(oddHeader == i && random.nextInt(3) == 0 ? "XX" : "\r\n");
    }
  }

  private void header(char mark, String number, boolean odd) {
    if (!odd) {
      text(mark + number + "\r\n");
      return;
    }
    switch (random.nextInt(4)) {
      case 0 -> text(mark + NUMBERS[random.nextInt(NUMBERS.length)] + lineEnd());
      case 1 -> text(mark + number + lineEnd());
      case 2 -> text(mark + longLine(number) + lineEnd());
      default -> text(mark + " ".repeat(random.nextInt(3)) + "+" + number + "\r\n");
    }
  }

  private String lineEnd() {
    return LINE_ENDS[random.nextInt(LINE_ENDS.length)];
  }

  /** A number stretched so that its line comes near a limit. */
  private String longLine(String number) {
    int length = LINE_LENGTHS[random.nextInt(LINE_LENGTHS.length)] - 1 - random.nextInt(3);
    String filler = random.nextBoolean() ? "x" : "$";
    int room = Math.max(0, length - number.length());
    return random.nextBoolean() ? number + filler.repeat(room) : "0".repeat(room) + number;
  }

  private void oddFrame() {
    switch (random.nextInt(4)) {
      case 0 -> text("#" + longLine("") + lineEnd());
      case 1 -> text("#" + "*#".repeat(random.nextInt(600)) + lineEnd());
      default -> {
        int arguments = random.nextInt(1, 5);
        command(arguments, random.nextInt(arguments + 1));
      }
    }
  }

  private byte[] damaged(byte[] content) {
    if (content.length == 0) {
      return content;
    }
    int place = random.nextInt(content.length);
    byte[] copy = content.clone();
    switch (random.nextInt(6)) {
      case 0 -> {
        copy[place] ^= (byte) (1 << random.nextInt(8));
        return copy;
      }
      case 1 -> {
        copy[place] = (byte) "\r\n$*#09\0 -".charAt(random.nextInt(10));
        return copy;
      }
      case 2 -> {
        return spliced(content, place, place, random.nextInt(1, 5));
      }
      case 3 -> {
        return spliced(content, place, Math.min(content.length, place + random.nextInt(1, 9)), 0);
      }
      case 4 -> {
        return spliced(content, place, content.length, 0);
      }
      default -> {
        int end = Math.min(content.length, place + random.nextInt(1, 3000));
        java.util.Arrays.fill(copy, place, end, (byte) 0);
        return copy;
      }
    }
  }

  /** Replaces a range by some bytes. */
  private byte[] spliced(byte[] content, int from, int to, int inserted) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    result.write(content, 0, from);
    for (int i = 0; i < inserted; i++) {
      result.write(random.nextInt(256));
    }
    result.write(content, to, content.length - to);
    return result.toByteArray();
  }
}
