package org.aofkit.fuzz.endless;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.aofkit.fuzz.gen.Frames;
import org.aofkit.fuzz.gen.OddFrames;
import org.aofkit.rdb.packed.ListpackWriter;
import org.aofkit.rdb.packed.LzfCompressor;
import org.aofkit.rdb.packed.PackedWriter;
import org.aofkit.rdb.packed.ZiplistWriter;

/** What fuzzing of a target begins with where nothing is kept yet. */
final class Seeds {
  private static final int COUNT = 200;
  private static final int LONGEST = 2048;
  private static final long SEED = 20261123;

  private Seeds() {}

  /**
   * Inputs.
   *
   * @param target one of {@link FuzzTargets#NAMES}
   * @param testdata the folder with the real files
   */
  static List<byte[]> of(String target, Path testdata) throws IOException {
    Random random = new Random(SEED);
    return switch (target) {
      case "scanner" ->
          made(() -> random.nextBoolean() ? Frames.any(random) : OddFrames.any(random));
      case "manifest" -> files(testdata, "manifest", new byte[0]);
      case "rdb" -> files(testdata, ".rdb", new byte[] {4});
      case "lzf" -> made(() -> compressed(random));
      case "listpack" -> made(() -> packed(new ListpackWriter(false), random));
      case "ziplist" -> made(() -> packed(new ZiplistWriter(), random));
      case "journal" -> made(() -> new byte[] {(byte) random.nextInt(), (byte) random.nextInt(4)});
      default -> throw new IllegalArgumentException(target);
    };
  }

  private static List<byte[]> made(Supplier<byte[]> maker) {
    List<byte[]> made = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      byte[] input = maker.get();
      if (input.length <= LONGEST) {
        made.add(input);
      }
    }
    return made;
  }

  private static List<byte[]> files(Path testdata, String end, byte[] before) throws IOException {
    List<byte[]> files = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(testdata)) {
      for (Path path : paths.filter(p -> p.toString().endsWith(end)).sorted().toList()) {
        if (Files.isRegularFile(path) && Files.size(path) <= LONGEST) {
          files.add(join(before, Files.readAllBytes(path)));
        }
      }
    }
    return files;
  }

  private static byte[] compressed(Random random) {
    byte[] text = new byte[random.nextInt(200)];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) (i > 3 && random.nextInt(4) != 0 ? text[i - 3] : 'a' + random.nextInt(3));
    }
    byte[] stream = new byte[2 * text.length + 2];
    int length = new LzfCompressor().compress(text, 0, text.length, stream, 0, stream.length);
    return join(new byte[] {0}, Arrays.copyOf(stream, length));
  }

  private static byte[] packed(PackedWriter writer, Random random) {
    for (int i = random.nextInt(12); i > 0; i--) {
      if (random.nextBoolean()) {
        writer.integer(random.nextLong() >> random.nextInt(64));
      } else {
        byte[] text = "x".repeat(random.nextInt(300)).getBytes(StandardCharsets.US_ASCII);
        writer.bytes(text, 0, text.length);
      }
    }
    return join(new byte[] {3}, Arrays.copyOf(writer.finish(), writer.size()));
  }

  private static byte[] join(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }
}
