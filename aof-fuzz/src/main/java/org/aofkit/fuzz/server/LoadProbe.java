package org.aofkit.fuzz.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Asks a real server whether it starts on a directory, and what it then holds. The server gets a
 * copy; the directory itself is only read.
 */
public final class LoadProbe {
  /** A start that takes longer is called hung; healthy test data load in well under a second. */
  public static final Duration LIMIT = Duration.ofSeconds(20);

  private LoadProbe() {}

  /** The two ways to start that design and catalogue speak of. */
  public enum Mode {
    /** {@code aof-load-truncated no}. */
    STRICT("no"),
    /** {@code aof-load-truncated yes}, the servers' default. */
    DEFAULT("yes");

    private final String loadTruncated;

    Mode(String loadTruncated) {
      this.loadTruncated = loadTruncated;
    }
  }

  /**
   * What happened.
   *
   * @param state what became of the start
   * @param exitCode where the process ended by itself; 128 and the signal's number where a signal
   *     ended it
   * @param log what the server logged until then
   * @param data what the server then held; null if it did not come up
   * @param digest what DEBUG DIGEST then said; comparable between servers of the same version only;
   *     null if it did not come up
   */
  public record Result(
      RealServer.State state,
      OptionalInt exitCode,
      List<String> log,
      @Nullable DataSet data,
      @Nullable String digest) {
    /** Copies the log. */
    public Result {
      log = List.copyOf(log);
    }

    /** Whether the server came up. A crash, an abort and a hang are "no". */
    public boolean loads() {
      return state == RealServer.State.UP;
    }

    /** What the server held. Throws with its log if it did not come up. */
    public DataSet dataOrThrow() {
      if (data == null) {
        throw new IllegalStateException(
            "the server did not come up (" + state + "):\n" + String.join("\n", log));
      }
      return data;
    }
  }

  /** Starts the server on a copy of its data directory, otherwise in default settings. */
  public static Result probe(Path program, Path dir, Mode mode) throws IOException {
    return probe(program, dir, mode, Map.of());
  }

  /**
   * Starts the server on a copy of its data directory.
   *
   * @param settings more settings, for example {@code appendfilename}
   */
  public static Result probe(Path program, Path dir, Mode mode, Map<String, String> settings)
      throws IOException {
    Path copy = Files.createTempDirectory("aofkit-probe-");
    try {
      TempTree.copy(dir, copy);
      return probeInPlace(program, copy, mode, settings);
    } finally {
      TempTree.delete(copy);
    }
  }

  /**
   * Starts the server on this very directory, which it may change: it cuts torn ends and writes
   * manifests.
   */
  public static Result probeInPlace(Path program, Path dir, Mode mode, Map<String, String> settings)
      throws IOException {
    var all = new HashMap<>(settings);
    all.put("aof-load-truncated", mode.loadTruncated);
    try (RealServer server = RealServer.start(program, dir, all, LIMIT)) {
      DataSet data = server.isUp() ? DataSet.dump(server) : null;
      String digest = server.isUp() ? digest(server) : null;
      return new Result(server.state(), server.exitCode(), server.log(), data, digest);
    }
  }

  private static String digest(RealServer server) throws IOException {
    try (RespClient client = server.connect()) {
      return client.call("DEBUG", "DIGEST").orThrow().text();
    }
  }
}
