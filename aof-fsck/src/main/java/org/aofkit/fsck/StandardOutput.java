package org.aofkit.fsck;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A stream of results that knows why it can't be written any more. Whoever reads them through a
 * pipe may have seen enough, and that is no error; a full disk is.
 */
final class StandardOutput extends PrintStream {
  private static final Path LINK = Path.of("/proc/self/fd/1");

  private final Target target;

  /** The stream behind, with the last failure remembered. */
  private static final class Target extends FilterOutputStream {
    private @Nullable IOException failure;

    Target(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      try {
        out.write(b);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }

  /** UTF-8 to {@code out}, which should have a buffer. */
  StandardOutput(OutputStream out) {
    this(new Target(out));
  }

  private StandardOutput(Target target) {
    super(target, false, StandardCharsets.UTF_8);
    this.target = target;
  }

  /** Whether nobody reads what is written to {@code out} any more. */
  static boolean readerIsGone(PrintStream out) {
    return out.checkError() && out instanceof StandardOutput output && output.pipeIsBroken();
  }

  private boolean pipeIsBroken() {
    IOException failure = target.failure;
    if (failure == null) {
      return false;
    }
    String words = String.valueOf(failure.getMessage());
    return words.contains("Broken pipe") || words.contains("Connection reset") || isPipe();
  }

  /** The words of a failure depend on the locale; that a pipe has no other does not. */
  private static boolean isPipe() {
    try {
      String to = Files.readSymbolicLink(LINK).toString();
      return to.startsWith("pipe:") || to.startsWith("socket:");
    } catch (IOException | UnsupportedOperationException e) {
      // Not on this system: the words have to do.
      return false;
    }
  }
}
