package org.aofkit.fuzz.server;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import org.aofkit.server.Server;

/** Real servers for tests, and where the test data are. */
public final class Servers {
  private Servers() {}

  /**
   * The program of a server. Without it the test is reported as skipped; Redis 7.0 comes as a
   * dependency, so where the environment says {@code CI=true} its absence is a failure.
   */
  public static Path program(Server server) {
    return ServerBinaries.find(server)
        .orElseGet(
            () -> {
              String message = server.title() + " is not on this machine";
              if (server == Server.REDIS_7_0 && "true".equals(System.getenv("CI"))) {
                return fail(message);
              }
              return abort(message);
            });
  }

  /** A path below {@code testdata}. */
  public static Path testdata(String relative) {
    return TestData.at(relative);
  }
}
