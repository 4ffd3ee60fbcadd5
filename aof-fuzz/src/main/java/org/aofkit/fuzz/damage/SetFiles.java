package org.aofkit.fuzz.damage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the files of a set and reads which are listed, in the plainest way. */
public final class SetFiles {
  private static final String NAME = "appendonly.aof";

  private SetFiles() {}

  /**
   * Writes a set with its manifest.
   *
   * @param data the server's directory, which is made
   * @param files in load order
   * @param commandBase whether the first is the base; else all are incr files
   */
  public static void write(Path data, List<byte[]> files, boolean commandBase) throws IOException {
    Path folder = Files.createDirectories(data.resolve("appendonlydir"));
    StringBuilder manifest = new StringBuilder();
    int number = 1;
    for (int file = 0; file < files.size(); file++) {
      boolean base = commandBase && file == 0;
      String name = NAME + (base ? ".1.base.aof" : "." + number + ".incr.aof");
      Files.write(folder.resolve(name), files.get(file));
      manifest.append("file ").append(name).append(" seq ").append(base ? 1 : number);
      manifest.append(" type ").append(base ? 'b' : 'i').append('\n');
      number += base ? 0 : 1;
    }
    Files.writeString(folder.resolve(NAME + ".manifest"), manifest);
  }

  /** The files that the manifest lists, in load order. */
  public static List<Path> listed(Path data) throws IOException {
    Path folder = data.resolve("appendonlydir");
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
