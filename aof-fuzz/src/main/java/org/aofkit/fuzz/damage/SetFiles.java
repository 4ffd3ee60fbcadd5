package org.aofkit.fuzz.damage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes the files of a set and reads which are listed, in the plainest way. */
public final class SetFiles {
  private static final String NAME = "appendonly.aof";

  private SetFiles() {}

  /**
   * Writes a set of commands with its manifest.
   *
   * @param data the server's directory, which is made
   * @param files in load order
   * @param commandBase whether the first is the base; else all are incr files
   */
  public static void write(Path data, List<byte[]> files, boolean commandBase) throws IOException {
    write(data, files, commandBase, Head.NONE);
  }

  /**
   * Writes a set with its manifest, or an old single file.
   *
   * @param data the server's directory, which is made
   * @param files in load order
   * @param commandBase whether the first is the base; else all are incr files
   * @param head the image that it begins with
   */
  public static void write(Path data, List<byte[]> files, boolean commandBase, Head head)
      throws IOException {
    if (head.place() == Head.Place.OLD_FILE) {
      Files.write(Files.createDirectories(data).resolve(NAME), behind(head, 0, files.get(0)));
      return;
    }
    Path folder = Files.createDirectories(data.resolve("appendonlydir"));
    StringBuilder manifest = new StringBuilder();
    if (head.place() == Head.Place.BASE) {
      Files.write(folder.resolve(NAME + ".1.base.rdb"), head.image());
      manifest.append("file ").append(NAME).append(".1.base.rdb seq 1 type b\n");
    }
    int number = 1;
    for (int file = 0; file < files.size(); file++) {
      boolean base = commandBase && file == 0;
      String form = head.originOf(file) > 0 ? "rdb" : "aof";
      String name = NAME + (base ? ".1.base." + form : "." + number + ".incr.aof");
      Files.write(folder.resolve(name), behind(head, file, files.get(file)));
      manifest.append("file ").append(name).append(" seq ").append(base ? 1 : number);
      manifest.append(" type ").append(base ? 'b' : 'i').append('\n');
      number += base ? 0 : 1;
    }
    Files.writeString(folder.resolve(NAME + ".manifest"), manifest);
  }

  private static byte[] behind(Head head, int file, byte[] commands) {
    int origin = head.originOf(file);
    byte[] all = Arrays.copyOf(head.image(), origin + commands.length);
    System.arraycopy(commands, 0, all, origin, commands.length);
    return all;
  }

  /** The files that the manifest lists, in load order; without one the old single file. */
  public static List<Path> listed(Path data) throws IOException {
    Path folder = data.resolve("appendonlydir");
    if (Files.exists(data.resolve(NAME))) {
      return List.of(data.resolve(NAME));
    }
    List<Path> incrs = new ArrayList<>();
    List<Path> all = new ArrayList<>();
    Path manifest = folder.resolve(NAME + ".manifest");
    for (String line : Files.readAllLines(manifest, StandardCharsets.US_ASCII)) {
      String[] words = line.split(" ");
      if (words.length >= 6 && words[5].equals("b")) {
        all.add(folder.resolve(words[1]));
      } else if (words.length >= 6 && words[5].equals("i")) {
        incrs.add(folder.resolve(words[1]));
      }
    }
    all.addAll(incrs);
    return all;
  }
}
