package org.aofkit.fuzz.damage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.fuzz.reference.ReferenceFrame;
import org.aofkit.fuzz.reference.ReferenceParser;

/** Reads what a server would execute from a set, with the reference parser. */
public final class LogReading {
  private LogReading() {}

  /**
   * The commands of all listed files in load order, without SELECTs and without the PINGs of masks.
   * An RDB image is jumped over, file and all.
   *
   * @throws IOException if a file can't be read to its end
   */
  public static List<Executed> of(Path data) throws IOException {
    List<Executed> executed = new ArrayList<>();
    for (Path path : SetFiles.listed(data)) {
      byte[] file = Files.readAllBytes(path);
      if (file.length < 5 || !LogRecord.latin1(file).startsWith("REDIS")) {
        read(path, file, executed);
      }
    }
    return executed;
  }

  private static void read(Path path, byte[] file, List<Executed> executed) throws IOException {
    int database = 0;
    for (ReferenceFrame frame : new ReferenceParser(file).frames()) {
      switch (frame.outcome()) {
        case COMMAND -> {
          List<String> words = Truth.wordsOf(frame, file);
          if (words.get(0).equalsIgnoreCase("SELECT")) {
            database = Integer.parseInt(words.get(1));
          } else if (!words.get(0).equalsIgnoreCase("PING")) {
            executed.add(new Executed(database, words));
          }
        }
        case ANNOTATION, END -> {
          // Not executed.
        }
        default -> throw new IOException(path.getFileName() + " can't be read: " + frame);
      }
    }
  }
}
