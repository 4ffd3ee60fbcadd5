package org.aofkit.fsck;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.time.Clock;
import org.aofkit.fsck.render.ByteStrings;

/** The process: its streams, its signals and its end. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] words) {
    PrintStream out = new StandardOutput(buffered(FileDescriptor.out));
    if (Version.isAsked(words)) {
      // Before anything else is loaded: scripts ask this often, and it may take 60 ms with the
      // JVM's own 40.
      out.print(Version.text());
      System.exit(out.checkError() ? ExitCode.OPERATIONAL : ExitCode.CLEAN);
    }
    Cancellation cancellation = new Cancellation();
    PrintStream err = new PrintStream(buffered(FileDescriptor.err), false, StandardCharsets.UTF_8);
    Environment environment =
        new Environment(
            System.in,
            out,
            err,
            System.getenv(),
            new ProcessTerminals(),
            FileSystems.getDefault(),
            Clock.systemUTC(),
            program(),
            cancellation);
    Runtime.getRuntime().addShutdownHook(new Signals(cancellation));
    int code = ExitCode.OPERATIONAL;
    try {
      code = new Fsck().run(words, environment);
    } finally {
      // Else the shutdown would wait for ever for a run that is over.
      cancellation.finished(code);
    }
    System.exit(code);
  }

  private static OutputStream buffered(FileDescriptor descriptor) {
    return new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 14);
  }

  /** What was typed to get here, so that it can be typed again. */
  private static String program() {
    String path = System.getProperty("java.class.path", "");
    String command = System.getProperty("sun.java.command", "");
    boolean isJar = path.endsWith(".jar") && command.startsWith(path);
    return isJar
        ? "java -jar " + ByteStrings.forShell(path.getBytes(StandardCharsets.UTF_8))
        : "aof-fsck";
  }

  /**
   * SIGINT and SIGTERM begin the JVM's shutdown. This hook holds it up until the run has come to a
   * place where the files are whole, and gives the run's own exit code in place of the signal's.
   */
  private static final class Signals extends Thread {
    private final Cancellation cancellation;

    Signals(Cancellation cancellation) {
      super("signals");
      this.cancellation = cancellation;
    }

    @Override
    public void run() {
      try {
        // Also where the run is over and ended the JVM itself: a signal may have come just before,
        // and its exit code
        // would win.
        Runtime.getRuntime().halt(cancellation.cancelAndWait());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
