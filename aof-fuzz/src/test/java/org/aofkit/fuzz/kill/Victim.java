package org.aofkit.fuzz.kill;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A real process, a JVM of its own, that is killed with SIGKILL at a chosen moment, or runs to its
 * end before.
 */
public final class Victim {
  /** What a shell says of a process that was killed. */
  public static final int KILLED = 137;

  private static final long LOOK_NANOS = 100_000;
  private static final long LIMIT_NANOS = 60_000_000_000L;

  private Victim() {}

  /**
   * When it is killed.
   *
   * @param isBehindChange whether the time counts from its first change in the watched directories
   *     or its first word; else from its start
   * @param nanos how long after that
   */
  public record Moment(boolean isBehindChange, long nanos) {
    /** Not at all. */
    public static Moment never() {
      return new Moment(false, LIMIT_NANOS);
    }

    @Override
    public String toString() {
      return nanos / 1000 + " us behind its " + (isBehindChange ? "first change" : "start");
    }
  }

  /**
   * What became of it.
   *
   * @param exitCode {@link #KILLED} if it was killed
   * @param output what it wrote on standard output and standard error
   * @param changeNanos from its start to its first change that was seen; the whole time if none was
   * @param nanos the whole time
   */
  public record End(int exitCode, byte[] output, long changeNanos, long nanos) {
    /** What it wrote, as text. */
    public String text() {
      return new String(output, StandardCharsets.ISO_8859_1).replaceAll("[^ -~\n]+", "?");
    }

    /** Whether the kill came before its end. */
    public boolean wasKilled() {
      return exitCode == KILLED;
    }
  }

  /**
   * Runs a class with a {@code main} in a JVM of its own, on the class path of this one.
   *
   * @param watched directories whose entries it changes first when it begins to write
   */
  public static End run(Moment moment, List<Path> watched, String main, List<String> words)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(words);
    long before = lastChange(watched);
    long start = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    Drain drain = new Drain(process.getInputStream());
    drain.start();
    long changed = 0;
    while (process.isAlive()) {
      long now = System.nanoTime() - start;
      if (changed == 0 && (drain.hasRead || lastChange(watched) != before)) {
        changed = now;
      }
      boolean isDue =
          moment.isBehindChange()
              ? changed != 0 && now - changed >= moment.nanos()
              : now >= moment.nanos();
      if (isDue || now > LIMIT_NANOS) {
        // Not by the process itself, which would close the pipe with what is still in it.
        process.toHandle().destroyForcibly();
        break;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    try {
      int exitCode = process.waitFor();
      drain.join();
      long nanos = System.nanoTime() - start;
      if (nanos > LIMIT_NANOS) {
        throw new IOException("did not end within a minute");
      }
      return new End(exitCode, drain.bytes.toByteArray(), changed == 0 ? nanos : changed, nanos);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The sum of the times at which the directories were changed last. */
  private static long lastChange(List<Path> watched) throws IOException {
    long sum = 0;
    for (Path directory : watched) {
      try {
        sum += Files.getLastModifiedTime(directory).to(TimeUnit.NANOSECONDS);
      } catch (NoSuchFileException e) {
        sum++;
      }
    }
    return sum;
  }

  /** Reads what it writes, so that it is not held up by a full pipe. */
  private static final class Drain extends Thread {
    private final InputStream in;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private volatile boolean hasRead;

    Drain(InputStream in) {
      super("output of a process");
      setDaemon(true);
      this.in = in;
    }

    @Override
    public void run() {
      byte[] buffer = new byte[1 << 13];
      try (in) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          bytes.write(buffer, 0, n);
          hasRead = true;
        }
      } catch (IOException e) {
        bytes.writeBytes(e.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
