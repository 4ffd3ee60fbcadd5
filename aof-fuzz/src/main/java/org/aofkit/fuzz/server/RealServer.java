package org.aofkit.fuzz.server;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A real server process on a free loopback port. Whoever starts it closes it; when the process that
 * started it ends, the server is killed too.
 */
public final class RealServer implements AutoCloseable {
  private static final Duration REPLY_LIMIT = Duration.ofSeconds(30);
  private static final int PORT_ATTEMPTS = 5;

  /** What became of a start. */
  public enum State {
    /** The server has loaded its files and answers. */
    UP,
    /** The process has ended by itself: it refused, aborted or crashed. */
    EXITED,
    /** Neither within the time limit; the process was killed. */
    HUNG
  }

  private final Process process;
  private final Thread reader;
  private final int port;
  private final Path config;
  private final List<String> log;
  private State state = State.HUNG;

  private RealServer(Process process, int port, Path config) {
    this.process = process;
    this.port = port;
    this.config = config;
    this.log = new CopyOnWriteArrayList<>();
    this.reader = new Thread(this::readLog, "log of server on port " + port);
    this.reader.setDaemon(true);
    this.reader.start();
  }

  /**
   * Starts a server and waits until it answers, has ended, or the time is over. Settings that are
   * not given are the server's defaults but for: {@code appendonly yes}, no snapshots, no rewrites
   * by itself, DEBUG allowed.
   *
   * @param program the server's program
   * @param dir its data directory, which it may change
   * @param settings more settings, by name; each value is one argument
   * @param limit how long to wait
   */
  public static RealServer start(
      Path program, Path dir, Map<String, String> settings, Duration limit) throws IOException {
    for (int attempt = 1; ; attempt++) {
      RealServer server = launch(program, dir, settings);
      try {
        server.await(limit);
      } catch (IOException | RuntimeException e) {
        server.close();
        throw e;
      }
      boolean portTaken =
          server.state == State.EXITED
              && server.log.stream().anyMatch(line -> line.contains("Failed listening on port"));
      if (!portTaken || attempt == PORT_ATTEMPTS) {
        return server;
      }
      server.close();
    }
  }

  /** What became of the start. */
  public State state() {
    return state;
  }

  /** Whether the server has loaded its files and answers. */
  public boolean isUp() {
    return state == State.UP;
  }

  /** The port. */
  public int port() {
    return port;
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /**
   * The exit status of a process that has ended; 128 and the signal's number where a signal ended
   * it.
   */
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** The lines that the server has logged so far. */
  public List<String> log() {
    return List.copyOf(log);
  }

  /** A new connection; the caller closes it. */
  public RespClient connect() throws IOException {
    return RespClient.connect(port, REPLY_LIMIT);
  }

  /**
   * Ends the server in an orderly way, its AOF flushed, and waits for it. Throws if it refuses to.
   */
  public void shutdown() throws IOException {
    try (RespClient client = connect()) {
      Reply refusal = client.call("SHUTDOWN", "NOSAVE");
      throw new IOException("the server does not shut down: " + refusal.text());
    } catch (EOFException | SocketException e) {
      // The connection ends with the server: that is the answer hoped for.
      awaitEnd(REPLY_LIMIT);
    }
  }

  /**
   * Kills the server at once (SIGKILL), as a power cut or an out-of-memory kill would, and waits
   * for its end.
   */
  public void kill() {
    process.destroyForcibly();
    awaitEnd(REPLY_LIMIT);
  }

  /** Kills the server if it still runs. */
  @Override
  public void close() throws IOException {
    kill();
    Watchdog.release(process);
    Files.deleteIfExists(config);
  }

  private static RealServer launch(Path program, Path dir, Map<String, String> settings)
      throws IOException {
    int port = freePort();
    var all = new LinkedHashMap<String, String>();
    all.put("bind", "127.0.0.1");
    all.put("port", Integer.toString(port));
    all.put("dir", dir.toAbsolutePath().toString());
    all.put("daemonize", "no");
    all.put("logfile", "");
    all.put("save", "");
    all.put("appendonly", "yes");
    all.put("auto-aof-rewrite-percentage", "0");
    all.put("enable-debug-command", "yes");
    // Redis 8.0.6 may hang while it writes the report of a crash; that it aborts is logged anyway.
    all.put("crash-log-enabled", "no");
    all.putAll(settings);
    Path config = Files.createTempFile("aofkit-server-", ".conf");
    var text = new StringBuilder();
    all.forEach((name, value) -> text.append(name).append(' ').append(quoted(value)).append('\n'));
    Files.writeString(config, text, StandardCharsets.US_ASCII);
    Process process =
        new ProcessBuilder(program.toString(), config.toString())
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .start();
    Watchdog.guard(process);
    process.getOutputStream().close();
    return new RealServer(process, port, config);
  }

  private void await(Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        state = State.EXITED;
        awaitEnd(REPLY_LIMIT);
        return;
      }
      if (answers()) {
        state = State.UP;
        return;
      }
      pause();
    }
    state = State.HUNG;
    kill();
  }

  /** False as well while the server is loading, which it says by an error. */
  private boolean answers() {
    try (RespClient client = RespClient.connect(port, Duration.ofSeconds(2))) {
      return client.call("PING").text().equals("PONG") && ours(client);
    } catch (IOException e) {
      return false;
    }
  }

  /** Another server may have taken the port between our look at it and our server's bind. */
  private boolean ours(RespClient client) throws IOException {
    return client.call("INFO", "server").text().contains("process_id:" + process.pid() + "\r\n");
  }

  private void awaitEnd(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
      reader.join(limit.toMillis());
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a server was starting", e);
    }
  }

  private void readLog() {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.add(line);
      }
    } catch (IOException e) {
      log.add("(the log ends here: " + e + ")");
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static String quoted(String value) {
    var text = new StringBuilder("\"");
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (b < 0x20 || b == 0x7f || b == '"' || b == '\\') {
        text.append(String.format("\\x%02x", b & 0xff));
      } else {
        text.append((char) b);
      }
    }
    return text.append('"').toString();
  }
}
