package org.aofkit.fuzz.server;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;

/**
 * Kills guarded processes when this JVM ends, by a SIGKILL too: a shell holds the other end of a
 * pipe and knows the ids. A process that has ended must be released, since its id may come to
 * belong to another one.
 */
final class Watchdog {
  private static final String SCRIPT =
      """
      live=
      while read -r action pid; do
        rest=
        for each in $live; do
          [ "$each" = "$pid" ] || rest="$rest $each"
        done
        live=$rest
        [ "$action" = release ] || live="$live $pid"
      done
      [ -z "$live" ] || kill -9 $live
      """;

  private static final Watchdog INSTANCE = new Watchdog();

  private final OutputStream pipe;

  private Watchdog() {
    try {
      this.pipe =
          new ProcessBuilder("sh", "-c", SCRIPT)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start()
              .getOutputStream();
    } catch (IOException e) {
      throw new IllegalStateException("no shell to watch over servers", e);
    }
  }

  /** From now on the process ends with this JVM. */
  static void guard(Process process) throws IOException {
    INSTANCE.tell("guard " + process.pid());
  }

  /** The process has ended. */
  static void release(Process process) throws IOException {
    INSTANCE.tell("release " + process.pid());
  }

  private synchronized void tell(String line) throws IOException {
    pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    pipe.flush();
  }
}
