package org.aofkit.fuzz.endless;

import java.io.IOException;

/** Where Jazzer comes in. It finds these methods by their names, and they have to be static. */
public final class JazzerEntry {
  private static FuzzTarget target = input -> {};

  private JazzerEntry() {}

  /**
   * Is called once.
   *
   * @param arguments the name of the target
   */
  public static void fuzzerInitialize(String[] arguments) throws IOException {
    target = FuzzTargets.named(arguments[0]);
  }

  /**
   * Is called with each input; what comes out of it is a finding.
   *
   * @param input any bytes
   */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    target.accept(input);
  }
}
