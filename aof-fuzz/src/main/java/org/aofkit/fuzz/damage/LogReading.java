package org.aofkit.fuzz.damage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.fuzz.reference.ReferenceFrame;
import org.aofkit.fuzz.reference.ReferenceParser;

/** Reads what a server would execute from a set, with the reference parser. */
public final class LogReading {
  private LogReading() {}

  /**
   * The commands of all listed files in load order, without SELECTs and without the PINGs of masks.
   *
   * @throws IOException if a file can't be read to its end
   */
  public static List<Executed> of(Path data) throws IOException {
    return of(data, Head.NONE);
  }

  /**
   * The same of a set that begins with an image.
   *
   * @param head the image, which is jumped over
   * @throws IOException if a file can't be read to its end, or the image is not there any more
   */
  public static List<Executed> of(Path data, Head head) throws IOException {
    List<Executed> executed = new ArrayList<>();
    boolean first = head.place() != Head.Place.NOWHERE;
    for (Path path : SetFiles.listed(data)) {
      byte[] file = Files.readAllBytes(path);
      int origin = first ? head.image().length : 0;
      if (first && !startsWith(file, head.image())) {
        throw new IOException(path.getFileName() + " does not begin with the image");
      }
      first = false;
      read(path, Arrays.copyOfRange(file, origin, file.length), executed);
    }
    return executed;
  }

  private static boolean startsWith(byte[] file, byte[] image) {
    return file.length >= image.length
        && Arrays.equals(file, 0, image.length, image, 0, image.length);
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
