package org.aofkit.repair;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.SetFile;
import org.aofkit.commit.OpenFiles;

/**
 * Which of the files that no server reads may go, as far as their writers are concerned.
 *
 * @param removable those of which no process can be seen that needs them
 * @param staying the others, each with the reason, a clause
 */
public record Leftovers(List<SetFile> removable, Map<SetFile, String> staying) {
  /** Copies the collections. */
  public Leftovers {
    removable = List.copyOf(removable);
    staying = Map.copyOf(staying);
  }

  /**
   * Looks at files of a set.
   *
   * @param files leftovers, history or unlisted files of it
   * @throws IOException if it can't be seen who holds them open
   */
  public static Leftovers of(AofSet set, List<SetFile> files) throws IOException {
    Set<Path> open = new HashSet<>();
    List<Path> paths = files.stream().map(SetFile::path).toList();
    for (OpenFiles.Holder holder : OpenFiles.holders(paths)) {
      open.add(holder.file());
    }
    List<SetFile> removable = new ArrayList<>();
    Map<SetFile, String> staying = new LinkedHashMap<>();
    for (SetFile file : files) {
      String why =
          file.size() > 0 && file.name().toString().equals("temp-" + set.baseName() + ".incr")
              ? "a server logged these commands while its AOF was switched on, and they may be nowhere"
                  + " else"
              : whyStays(file, open);
      if (why.isEmpty()) {
        removable.add(file);
      } else {
        staying.put(file, why);
      }
    }
    return new Leftovers(removable, staying);
  }

  private static String whyStays(SetFile file, Set<Path> open) {
    if (file.symbolicLink()) {
      return "it is a symbolic link";
    }
    if (open.contains(file.path())) {
      return "a process holds it open";
    }
    OptionalLong writer = LeftoverEdits.writer(file.name().toString());
    return writer.isPresent() && ProcessHandle.of(writer.getAsLong()).isPresent()
        ? "process " + writer.getAsLong() + ", which its name tells as its writer, is alive"
        : "";
  }
}
