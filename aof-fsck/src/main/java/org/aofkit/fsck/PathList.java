package org.aofkit.fsck;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aofkit.fsck.options.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * PATHs, one a line, as bytes; empty lines are passed over. A line is given out as soon as its line
 * end is read, so that a partner process may wait for the answer before it writes the next one.
 */
final class PathList implements Closeable {
  private static final int LONGEST = 1 << 16;

  private final InputStream in;
  private final boolean owned;
  private final Cancellation cancellation;

  private PathList(InputStream in, boolean owned, Cancellation cancellation) {
    this.in = in;
    this.owned = owned;
    this.cancellation = cancellation;
  }

  /** Opens the list; {@code -} is standard input, which stays open. */
  static PathList open(String name, Session session) throws UsageException, IOException {
    Environment environment = session.environment();
    Cancellation cancellation = environment.cancellation();
    if (name.equals("-")) {
      return new PathList(new BufferedInputStream(environment.in()), false, cancellation);
    }
    Path path = session.target(name).path();
    if (Files.isDirectory(path)) {
      throw new UsageException("--paths-from: '" + name + "' is a directory, not a list of PATHs");
    }
    InputStream file = Files.newInputStream(path);
    return new PathList(new BufferedInputStream(file), true, cancellation);
  }

  /** The next name; null at the end. */
  byte @Nullable [] next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    cancellation.waitingForInput(true);
    try {
      while (true) {
        int b = in.read();
        if (b == '\n' || b < 0) {
          if (line.size() > 0) {
            return line.toByteArray();
          }
          if (b < 0) {
            return null;
          }
          continue;
        }
        if (line.size() == LONGEST) {
          throw new IOException("a line of the list of PATHs is longer than " + LONGEST + " bytes");
        }
        line.write(b);
      }
    } finally {
      cancellation.waitingForInput(false);
    }
  }

  @Override
  public void close() throws IOException {
    if (owned) {
      in.close();
    }
  }
}
