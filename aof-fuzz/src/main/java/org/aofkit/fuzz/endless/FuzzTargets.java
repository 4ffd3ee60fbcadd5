package org.aofkit.fuzz.endless;

import java.io.IOException;
import java.util.List;

/** The targets by name. */
public final class FuzzTargets {
  /** All names; each is also the name of a folder in testdata/fuzz. */
  public static final List<String> NAMES =
      List.of("scanner", "manifest", "rdb", "lzf", "listpack", "ziplist", "journal");

  private FuzzTargets() {}

  /**
   * A target.
   *
   * @param name one of {@link #NAMES}
   * @throws IOException if it can't be made ready
   * @throws IllegalArgumentException if there is none of that name
   */
  public static FuzzTarget named(String name) throws IOException {
    return switch (name) {
      case "scanner" -> new ScannerTarget();
      case "manifest" -> new ManifestTarget();
      case "rdb" -> new ImageTarget();
      case "lzf" -> new LzfTarget();
      case "listpack" -> ContainerTarget.listpack();
      case "ziplist" -> ContainerTarget.ziplist();
      case "journal" -> new JournalTarget();
      default -> throw new IllegalArgumentException("no target " + name + "; there are " + NAMES);
    };
  }
}
