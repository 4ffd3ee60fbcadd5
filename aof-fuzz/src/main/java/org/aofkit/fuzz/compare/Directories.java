package org.aofkit.fuzz.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.aofkit.fuzz.gen.Mutation;
import org.aofkit.fuzz.server.TestData;

/**
 * Makes data directories as servers, crashes, upgrades and people leave them: one for each seed,
 * always the same.
 */
public final class Directories {
  private static final String NAME = "appendonly.aof";
  private static final String AOF = "appendonlydir/";

  /** Images of all makes, some of them too new, damaged or foreign to some of the servers. */
  private static final List<String> IMAGES =
      List.of(
          "aof/redis-7.0.15/fresh/appendonlydir/appendonly.aof.1.base.rdb",
          "aof/redis-7.0.15/basic/appendonlydir/appendonly.aof.1.base.rdb",
          "aof/redis-7.2.6/fresh/appendonlydir/appendonly.aof.1.base.rdb",
          "aof/redis-7.4.1/fresh/appendonlydir/appendonly.aof.1.base.rdb",
          "aof/redis-8.0.6/fresh/appendonlydir/appendonly.aof.1.base.rdb",
          "aof/valkey-8.0.1/fresh/appendonlydir/appendonly.aof.1.base.rdb",
          "aof/valkey-9.1.2/fresh/appendonlydir/appendonly.aof.1.base.rdb",
          "acceptance-rdb/files/ok.rdb",
          "acceptance-rdb/files/lzf-ok.rdb",
          "acceptance-rdb/files/function-ok.rdb",
          "acceptance-rdb/files/stream19-ok.rdb",
          "acceptance-rdb/files/zset-lp-ok.rdb",
          "acceptance-rdb/files/checksum-zero.rdb",
          "acceptance-rdb/files/db-16.rdb",
          "acceptance-rdb/files/version-12.rdb",
          "acceptance-rdb/files/hash24.rdb",
          "acceptance-rdb/files/hash22-valkey.rdb");

  private final Random random;
  private final LogPieces pieces;
  private final SortedMap<String, byte[]> files = new TreeMap<>();
  private final List<String> folders = new ArrayList<>();
  private final List<String> manifest = new ArrayList<>();

  private Directories(long seed) {
    this.random = new Random(seed * 0x9e3779b97f4a7c15L);
    this.random.nextInt();
    this.pieces = new LogPieces(random);
  }

  /**
   * A directory to be made.
   *
   * @param files by path; folders above them are made too
   * @param folders empty folders
   */
  public record Made(Map<String, byte[]> files, List<String> folders) {
    /** Writes the files and folders into a directory that exists. */
    public void write(Path dir) throws IOException {
      for (String folder : folders) {
        Files.createDirectories(dir.resolve(folder));
      }
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path path = dir.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      folders.forEach(folder -> text.append(folder).append("/\n"));
      files.forEach(
          (name, bytes) -> text.append(name).append(": ").append(printable(bytes)).append('\n'));
      return text.toString();
    }

    private static String printable(byte[] bytes) {
      StringBuilder text = new StringBuilder();
      for (byte each : Arrays.copyOf(bytes, Math.min(bytes.length, 1500))) {
        boolean plain = each >= 0x20 && each < 0x7f;
        text.append(plain ? "" + (char) each : String.format("\\x%02x", each & 0xff));
      }
      return text + (bytes.length > 1500 ? "… " + bytes.length : "");
    }
  }

  /** The directory of a seed. */
  public static Made of(long seed) {
    Directories made = new Directories(seed);
    made.any();
    return new Made(new TreeMap<>(made.files), List.copyOf(made.folders));
  }

  private void any() {
    switch (random.nextInt(12)) {
      case 0 -> oldFile();
      case 1 -> withoutManifest();
      case 2, 3 -> {
        listed();
        writeManifest(messy());
      }
      case 4 -> oneLog();
      default -> {
        listed();
        writeManifest(joined(manifest));
      }
    }
    lyingAbout();
  }

  private void oneLog() {
    incr(1, pieces.log());
    writeManifest(joined(manifest));
  }

  private void listed() {
    boolean quiet = random.nextInt(3) != 0;
    if (random.nextInt(5) != 0) {
      base();
    }
    for (int i = random.nextInt(4) == 0 ? random.nextInt(3) : 0; i > 0; i--) {
      history(i);
    }
    int incrs = random.nextInt(4);
    for (int i = 1; i <= incrs; i++) {
      boolean last = i == incrs;
      incr(i, last || !quiet ? content() : random.nextInt(5) == 0 ? new byte[0] : pieces.sound());
    }
    if (files.isEmpty()) {
      return;
    }
    if (random.nextInt(25) == 0) {
      files.remove(files.firstKey());
    } else if (random.nextInt(30) == 0) {
      String name = files.firstKey();
      files.remove(name);
      folders.add(name);
    }
  }

  private byte[] content() {
    return switch (random.nextInt(10)) {
      case 0 -> new byte[0];
      case 1 -> LogPieces.join(image(), pieces.log());
      default -> pieces.log();
    };
  }

  private void base() {
    int seq = 1 + random.nextInt(3);
    boolean rdb = random.nextInt(3) != 0;
    byte[] content =
        switch (random.nextInt(8)) {
          case 0 -> new byte[0];
          case 1 -> LogPieces.join(image(), pieces.log());
          case 2 -> pieces.log();
          default -> rdb ? image() : pieces.sound();
        };
    add(NAME + "." + seq + ".base." + (rdb ? "rdb" : "aof"), seq, 'b', content);
  }

  private byte[] image() {
    String name = IMAGES.get(random.nextInt(random.nextInt(3) == 0 ? IMAGES.size() : 2));
    byte[] image;
    try {
      image = Files.readAllBytes(TestData.at(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return switch (random.nextInt(12)) {
      case 0 -> Arrays.copyOf(image, random.nextInt(image.length));
      case 1 -> Mutation.any(random).of(image);
      default -> image;
    };
  }

  private void history(int number) {
    byte[] content = random.nextBoolean() ? pieces.sound() : new byte[0];
    add(NAME + "." + (90 + number) + ".incr.aof", 90 + number, 'h', content);
    if (random.nextInt(3) == 0) {
      files.remove(AOF + NAME + "." + (90 + number) + ".incr.aof");
    }
  }

  private void incr(int seq, byte[] content) {
    add(NAME + "." + seq + ".incr.aof", seq, 'i', content);
  }

  private void add(String name, int seq, char type, byte[] content) {
    files.put(AOF + name, content);
    String offsets = type != 'b' && random.nextInt(6) == 0 ? " startoffset " + seq * 100 : "";
    manifest.add("file " + name + " seq " + seq + " type " + type + offsets);
  }

  private static byte[] joined(List<String> lines) {
    return LogPieces.ascii(lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
  }

  private void writeManifest(byte[] content) {
    files.put(AOF + NAME + ".manifest", content);
  }

  private byte[] messy() {
    List<String> lines = new ArrayList<>(manifest);
    byte[] text;
    switch (random.nextInt(14)) {
      case 0 -> Collections.shuffle(lines, random);
      case 1 -> lines.replaceAll(line -> line.replace("seq", "SEQ").replace("file ", "File "));
      case 2 -> lines.replaceAll(line -> line.replaceFirst("file (\\S+)", "file \"$1\""));
      case 3 -> lines.replaceAll(line -> line.replaceFirst("file (\\S+) (.*)", "$2 file '$1'"));
      case 4 -> lines.replaceAll(line -> line.replaceFirst("file a(\\S+)", "file \"a\"$1"));
      case 5 -> lines.add(random.nextInt(lines.size() + 1), "#" + "c".repeat(random.nextInt(1100)));
      case 6 -> lines.add(random.nextInt(lines.size() + 1), "");
      case 7 -> lines.addAll(List.copyOf(lines));
      case 8 -> lines.replaceAll(line -> " " + line + " \t\r");
      case 9 -> lines.replaceAll(line -> line + " x y");
      case 10 -> lines.replaceAll(line -> line.replaceFirst("seq \\d+", "seq " + oddNumber()));
      case 11 -> lines.removeIf(line -> random.nextInt(3) == 0);
      case 12 -> {
        text = joined(lines);
        return Arrays.copyOf(text, random.nextInt(text.length + 1));
      }
      default -> {
        return Mutation.any(random).of(joined(lines));
      }
    }
    return joined(lines);
  }

  private String oddNumber() {
    String[] odd = {"0", "-1", "+1", "1abc", "abc", "99999999999999999999", "2", "007", "3.5"};
    return odd[random.nextInt(odd.length)];
  }

  private void withoutManifest() {
    listed();
    switch (random.nextInt(6)) {
      case 0 -> writeManifest(new byte[0]);
      case 1 -> writeManifest(LogPieces.ascii("# nothing\n"));
      case 2 -> folders.add(AOF + NAME + ".manifest");
      case 3 -> writeManifest(joined(manifest.stream().filter(l -> l.contains("type h")).toList()));
      case 4 -> writeManifest(new byte[200]);
      default -> {}
    }
  }

  private void oldFile() {
    byte[] content =
        switch (random.nextInt(4)) {
          case 0 -> LogPieces.join(image(), pieces.log());
          case 1 -> image();
          default -> pieces.log();
        };
    files.put(NAME, content);
    switch (random.nextInt(7)) {
      case 0 -> folders.add("appendonlydir");
      case 1 -> writeManifest(LogPieces.ascii("file " + NAME + " seq 1 type b\n"));
      case 2 -> {
        writeManifest(LogPieces.ascii("file " + NAME + " seq 1 type b\n"));
        files.put(AOF + NAME, pieces.log());
      }
      case 3 -> files.put(AOF + NAME + ".1.incr.aof", pieces.log());
      case 4 -> {
        listed();
        writeManifest(joined(manifest));
      }
      case 5 -> files.put(AOF + NAME, pieces.sound());
      default -> {}
    }
  }

  private void lyingAbout() {
    if (random.nextInt(8) == 0) {
      files.put("dump.rdb", image());
    }
    if (random.nextInt(8) == 0) {
      files.putIfAbsent(AOF + "temp-" + NAME + ".manifest", pieces.sound());
    }
    if (random.nextInt(8) == 0) {
      files.put("temp-rewriteaof-123.aof", new byte[10]);
    }
    if (random.nextInt(6) == 0) {
      int seq = 1 + random.nextInt(4);
      files.putIfAbsent(AOF + NAME + "." + seq + ".incr.aof", pieces.sound());
    }
    if (random.nextInt(8) == 0) {
      files.putIfAbsent(AOF + NAME + "." + (1 + random.nextInt(3)) + ".base.rdb", image());
    }
    folders.removeIf(files::containsKey);
  }
}
