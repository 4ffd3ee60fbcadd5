package org.aofkit.fuzz.server;

import java.nio.file.Path;

/** Where the test data are. */
public final class TestData {
  private TestData() {}

  /**
   * A path below {@code testdata}: of the folder that the system property {@code aofkit.testdata}
   * names, else of the one beside this module.
   */
  public static Path at(String relative) {
    String root = System.getProperty("aofkit.testdata");
    return Path.of(root == null ? "../testdata" : root).resolve(relative);
  }
}
