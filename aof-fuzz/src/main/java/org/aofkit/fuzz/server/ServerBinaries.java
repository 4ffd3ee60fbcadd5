package org.aofkit.fuzz.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Where the programs of real servers are.
 *
 * <p>Redis 7.0.15 comes out of the jar of {@code org.signal:embedded-redis} on the class path,
 * unpacked once a process into a temporary folder that goes at its end. Through the name {@code
 * redis-check-aof} the same program acts as that tool. Redis 8, Valkey 8 and Valkey 9 are looked
 * for as {@code redis8-server}, {@code valkey8-server} and {@code valkey9-server} in the folder
 * that the system property {@value #FOLDER_PROPERTY} or the environment variable {@value
 * #FOLDER_VARIABLE} names, else in {@value #DEFAULT_FOLDER}; {@code src/lab/servers.sh} puts them
 * there. Only the {@linkplain #recordedVersion recorded version} of a server is taken.
 */
public final class ServerBinaries {
  /** System property: the folder of the newer servers. */
  public static final String FOLDER_PROPERTY = "aofkit.servers";

  /** Environment variable: the folder of the newer servers. */
  public static final String FOLDER_VARIABLE = "AOFKIT_SERVERS";

  /** Where the newer servers are by convention. */
  public static final String DEFAULT_FOLDER = "/opt/aofkit-servers/bin";

  private static final String EMBEDDED = "redis-server-7.0.15-";

  private static final Duration VERSION_LIMIT = Duration.ofSeconds(20);

  /** What programs have said of themselves. */
  private static final Map<Path, String> VERSIONS = new ConcurrentHashMap<>();

  private ServerBinaries() {}

  /** The tools that come with a server. */
  public enum Tool {
    /** The server itself. */
    SERVER("server"),
    /** The check tool for AOF files and manifests. */
    CHECK_AOF("check-aof"),
    /** The check tool for RDB files. */
    CHECK_RDB("check-rdb");

    private final String suffix;

    Tool(String suffix) {
      this.suffix = suffix;
    }
  }

  /** The server's program; empty if this machine has none. */
  public static Optional<Path> find(Server server) {
    return find(server, Tool.SERVER);
  }

  /** One of the server's programs; empty if this machine has none. */
  public static Optional<Path> find(Server server, Tool tool) {
    return switch (server) {
      case REDIS_7_0 ->
          Optional.ofNullable(Embedded.FOLDER).map(at -> at.resolve("redis-" + tool.suffix));
      case REDIS_8_0 -> inFolder(server, "redis8-", tool);
      case VALKEY_8 -> inFolder(server, "valkey8-", tool);
      case VALKEY_9 -> inFolder(server, "valkey9-", tool);
      case REDIS_7_2, REDIS_7_4 -> Optional.empty();
    };
  }

  /** The version that all measurements of a server were made with; empty where it was not run. */
  public static Optional<String> recordedVersion(Server server) {
    return switch (server) {
      case REDIS_7_0 -> Optional.of("7.0.15");
      case REDIS_8_0 -> Optional.of("8.0.6");
      case VALKEY_8 -> Optional.of("8.1.1");
      case VALKEY_9 -> Optional.of("9.1.2");
      case REDIS_7_2, REDIS_7_4 -> Optional.empty();
    };
  }

  private static Optional<Path> inFolder(Server server, String prefix, Tool tool) {
    String folder = System.getProperty(FOLDER_PROPERTY, System.getenv(FOLDER_VARIABLE));
    Path at = Path.of(folder == null || folder.isEmpty() ? DEFAULT_FOLDER : folder);
    Path program = at.resolve(prefix + tool.suffix);
    Path main = at.resolve(prefix + Tool.SERVER.suffix);
    boolean here = Files.isExecutable(program) && Files.isExecutable(main);
    return here && isRecorded(server, main) ? Optional.of(program) : Optional.empty();
  }

  private static boolean isRecorded(Server server, Path program) {
    return VERSIONS
        .computeIfAbsent(program, ServerBinaries::version)
        .contains(" v=" + recordedVersion(server).orElseThrow() + " ");
  }

  private static String version(Path program) {
    try {
      return CheckTool.run(program, VERSION_LIMIT, "--version").output();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot ask for the version of " + program, e);
    }
  }

  /** Unpacks on first use. */
  private static final class Embedded {
    static final @Nullable Path FOLDER = unpack();

    private static @Nullable Path unpack() {
      String name = EMBEDDED + platform();
      try (InputStream program = ServerBinaries.class.getResourceAsStream("/" + name)) {
        if (program == null) {
          return null;
        }
        Path folder = Files.createTempDirectory("aofkit-redis-7.0.15-");
        TempTree.deleteAtExit(folder);
        Path server = folder.resolve("redis-server");
        Files.copy(program, server);
        Files.setPosixFilePermissions(server, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (Tool tool : Tool.values()) {
          if (tool != Tool.SERVER) {
            Files.createSymbolicLink(folder.resolve("redis-" + tool.suffix), server.getFileName());
          }
        }
        return folder;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot unpack " + name, e);
      }
    }

    private static String platform() {
      String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
      String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
      String architecture =
          switch (machine) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> "386";
          };
      return (os.startsWith("mac") ? "darwin-" : "linux-") + architecture;
    }
  }
}
