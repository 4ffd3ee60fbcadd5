package org.aofkit.fuzz.deploy;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the parts of the checkout are. */
public final class Project {
  private Project() {}

  /** The root of the checkout. */
  public static Path root() {
    String root = System.getProperty("aofkit.root");
    return Path.of(root == null ? ".." : root).toAbsolutePath().normalize();
  }

  /**
   * The self-contained jar. `mvn verify` has made it before the tests of this module run; where it
   * is missing the test is reported as skipped, and fails where the environment says {@code
   * CI=true}.
   */
  public static Path jar() {
    Path jar = root().resolve("aof-fsck/target/aof-fsck.jar");
    if (!Files.exists(jar)) {
      String message = jar + " is missing: mvn verify, or mvn package, makes it";
      return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
    }
    return jar;
  }
}
