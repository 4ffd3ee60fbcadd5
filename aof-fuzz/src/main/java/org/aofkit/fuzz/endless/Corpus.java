package org.aofkit.fuzz.endless;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The inputs of a target that are kept: a folder with one text file of a line of base64 an input,
 * shortest first, and beside it a file of its own for each input that once broke a promise.
 */
public final class Corpus {
  /** The text file with what was found interesting. */
  public static final String INPUTS = "inputs.txt";

  private Corpus() {}

  /**
   * The inputs in a folder.
   *
   * @return name to bytes: the names of files, and for the lines of the text file their numbers
   */
  public static Map<String, byte[]> read(Path folder) throws IOException {
    Map<String, byte[]> inputs = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (!name.equals(INPUTS)) {
          inputs.put(name, Files.readAllBytes(file));
          continue;
        }
        int number = 0;
        for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
          inputs.put(INPUTS + ":" + ++number, Base64.getDecoder().decode(line));
        }
      }
    }
    return inputs;
  }

  /**
   * Unpacks kept inputs for a fuzzer, or packs what a fuzzer has found.
   *
   * @param arguments {@code unpack FOLDER DIRECTORY}, {@code pack DIRECTORY FOLDER}, or {@code seed
   *     TARGET DIRECTORY TESTDATA} to begin with
   */
  public static void main(String[] arguments) throws IOException {
    switch (arguments[0]) {
      case "unpack" -> {
        Path folder = Path.of(arguments[1]);
        if (Files.isDirectory(folder)) {
          write(new ArrayList<>(read(folder).values()), Path.of(arguments[2]));
        }
      }
      case "pack" -> pack(Path.of(arguments[1]), Path.of(arguments[2]));
      case "seed" -> write(Seeds.of(arguments[1], Path.of(arguments[3])), Path.of(arguments[2]));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void write(List<byte[]> inputs, Path directory) throws IOException {
    Files.createDirectories(directory);
    for (byte[] input : inputs) {
      Files.write(directory.resolve(name(input)), input);
    }
  }

  private static void pack(Path directory, Path folder) throws IOException {
    Map<Integer, List<String>> lines = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        byte[] input = Files.readAllBytes(file);
        lines
            .computeIfAbsent(input.length, length -> new ArrayList<>())
            .add(Base64.getEncoder().encodeToString(input));
      }
    }
    List<String> all = new ArrayList<>();
    lines.values().forEach(some -> some.stream().sorted().distinct().forEach(all::add));
    Files.createDirectories(folder);
    Files.write(folder.resolve(INPUTS), all, StandardCharsets.US_ASCII);
  }

  /** The name under which the fuzzer itself would keep an input. */
  private static String name(byte[] input) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(input);
      return String.format("%040x", new BigInteger(1, digest));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
