package org.aofkit.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder {@code testdata} of the project, wherever a test is started from. */
public final class Testdata {
  private Testdata() {}

  /** A path in it. */
  public static Path path(String relative) {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("testdata"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException(
            "no folder 'testdata' above " + Path.of("").toAbsolutePath());
      }
    }
    return folder.resolve("testdata").resolve(relative);
  }
}
