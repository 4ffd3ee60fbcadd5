package org.aofkit.fuzz.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A real server that is started as fast as that goes: it opens no port but a UNIX socket, and what
 * it logs tells whether it has come up. For thousands of starts.
 */
public final class QuickServer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Process process;
  private final Path folder;
  private final List<String> log = new ArrayList<>();
  private final boolean isUp;

  private QuickServer(Path program, Path dir, Map<String, String> settings) throws IOException {
    this.folder = Files.createTempDirectory("aofkit-quick-");
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--port",
                "0",
                "--unixsocket",
                socket().toString(),
                "--dir",
                dir.toString(),
                "--save",
                "",
                "--logfile",
                "",
                "--auto-aof-rewrite-percentage",
                "0",
                "--enable-debug-command",
                "yes",
                "--crash-log-enabled",
                "no",
                "--crash-memcheck-enabled",
                "no"));
    settings.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
    this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Watchdog.guard(process);
    Executor later =
        CompletableFuture.delayedExecutor(LIMIT.toMillis(), TimeUnit.MILLISECONDS, Runnable::run);
    var isReady = new CompletableFuture<Boolean>();
    later.execute(
        () -> {
          if (!isReady.isDone()) {
            process.destroyForcibly();
          }
        });
    try {
      this.isUp = comesUp();
      isReady.complete(true);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts a server and waits until it is ready, or has ended; after 20 seconds it is killed, and
   * has not come up.
   *
   * @param program the server's program
   * @param dir its data directory, which it may change
   * @param settings more settings, by name
   */
  public static QuickServer start(Path program, Path dir, Map<String, String> settings)
      throws IOException {
    return new QuickServer(program, dir, settings);
  }

  /** Whether it has loaded its files. A crash, an exit and a hang are "no". */
  public boolean isUp() {
    return isUp;
  }

  /** What it logged until it was ready, or had ended. */
  public List<String> log() {
    return List.copyOf(log);
  }

  /** A new connection to a server that is up; the caller closes it. */
  public RespClient connect() throws IOException {
    return RespClient.connect(socket());
  }

  /** Kills it if it still runs. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    Watchdog.release(process);
    TempTree.delete(folder);
  }

  private Path socket() {
    return folder.resolve("s");
  }

  private boolean comesUp() throws IOException {
    var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      log.add(line);
      if (line.contains("eady to accept connections")) {
        drain(lines);
        return true;
      }
    }
    return false;
  }

  /** A server whose log nobody reads stands still once the pipe is full. */
  private static void drain(BufferedReader lines) {
    Thread reader =
        new Thread(
            () -> {
              try (lines) {
                while (lines.readLine() != null) {
                  // Nobody asks for what it logs later.
                }
              } catch (IOException e) {
                // The pipe ends with the process.
              }
            },
            "log of a server");
    reader.setDaemon(true);
    reader.start();
  }
}
