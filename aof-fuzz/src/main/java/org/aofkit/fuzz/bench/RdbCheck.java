package org.aofkit.fuzz.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.io.IoMode;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbPieces;

/**
 * Reads one dump closely and does nothing else: what a tool cannot be faster than. {@code RdbCheck
 * [THREADS] FILE}, with two threads by default; the exit status is 0 if nothing is wrong with it.
 */
public final class RdbCheck {
  private RdbCheck() {}

  /** Reads the file. */
  public static void main(String[] args) throws IOException {
    int threads = args.length > 1 ? Integer.parseInt(args[0]) : 2;
    Path file = Path.of(args[args.length - 1]);
    try (ByteSource source = FileSources.open(file, IoMode.READ)) {
      RdbImage image = RdbPieces.read(source, 0, RdbOptions.forDump(), threads);
      System.out.println(image.keys() + " keys, " + image.checksum() + ", " + image.problem());
      System.exit(image.isWhole() && image.damageCount() == 0 ? 0 : 1);
    }
  }
}
