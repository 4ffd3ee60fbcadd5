package org.aofkit.fuzz.gen;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.aofkit.command.CommandTable;
import org.aofkit.resp.RespEncoder;

/** Makes frames as servers write them: commands, transactions and annotations. */
public final class Frames {
  private static final int LONGEST_ANNOTATION = 1100;

  private Frames() {}

  /** One or a few frames, whole and sound as to their bytes. */
  public static byte[] any(RandomGenerator random) {
    return switch (random.nextInt(12)) {
      case 0 -> annotation(random);
      case 1 -> RespEncoder.select(random.nextInt(20));
      case 2 -> transaction(random);
      case 3 -> manyArguments(random);
      default -> command(random);
    };
  }

  /** A command of 1 to 8 arguments. */
  public static byte[] command(RandomGenerator random) {
    byte[][] arguments = new byte[1 + random.nextInt(8)][];
    arguments[0] = name(random);
    for (int i = 1; i < arguments.length; i++) {
      arguments[i] = Values.any(random);
    }
    return RespEncoder.command(arguments);
  }

  /** A command with one argument of a length. */
  public static byte[] commandWithValue(RandomGenerator random, int length) {
    return RespEncoder.command(name(random), Values.small(random), Values.bytes(random, length));
  }

  /** A line of 1 to 1100 bytes before its end; beyond 1020 bytes loaders may take it for two. */
  public static byte[] annotation(RandomGenerator random) {
    int length =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(LONGEST_ANNOTATION);
          case 1 -> 1015 + random.nextInt(12);
          default -> random.nextInt(20);
        };
    byte[] line = Values.bytes(random, length);
    boolean likeFrames = random.nextInt(4) == 0;
    for (int i = 0; i < length; i++) {
      if (likeFrames || line[i] == '\n') {
        line[i] = (byte) "#*#$".charAt(random.nextInt(4));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('#');
    out.writeBytes(line);
    out.writeBytes(ascii(random.nextInt(5) == 0 ? "\n" : "\r\n"));
    return out.toByteArray();
  }

  private static byte[] transaction(RandomGenerator random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(RespEncoder.command("MULTI"));
    for (int i = random.nextInt(4); i > 0; i--) {
      out.writeBytes(command(random));
    }
    out.writeBytes(RespEncoder.command("EXEC"));
    return out.toByteArray();
  }

  private static byte[] manyArguments(RandomGenerator random) {
    int most = random.nextInt(5) == 0 ? 1100 : 40;
    byte[][] arguments = new byte[9 + random.nextInt(most)][];
    arguments[0] = name(random);
    for (int i = 1; i < arguments.length; i++) {
      arguments[i] = Values.small(random);
    }
    return RespEncoder.command(arguments);
  }

  private static byte[] name(RandomGenerator random) {
    if (random.nextInt(8) == 0) {
      return Values.any(random);
    }
    CommandTable table = CommandTable.standard();
    String name = table.spec(random.nextInt(table.size())).name();
    return ascii(random.nextInt(4) == 0 ? name.toLowerCase(java.util.Locale.ROOT) : name);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
