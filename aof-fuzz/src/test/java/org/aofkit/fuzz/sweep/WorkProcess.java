package org.aofkit.fuzz.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.aofkit.fuzz.tool.ToolRun;

/** A work of the library as a process of its own. */
public final class WorkProcess {
  private WorkProcess() {}

  /**
   * Does it.
   *
   * @param args the work, the folder, and how much more than needed there is
   */
  public static void main(String[] args) throws IOException {
    Place place = Place.existing(Path.of(args[1]), Integer.parseInt(args[2]));
    ToolRun run = work(args[0]).run(place);
    System.out.print(run.said());
    System.exit(run.exitCode());
  }

  private static Work work(String name) {
    return Stream.<Work>concat(Stream.of(LibraryWork.values()), Stream.of(CompactWork.values()))
        .filter(work -> work.toString().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
