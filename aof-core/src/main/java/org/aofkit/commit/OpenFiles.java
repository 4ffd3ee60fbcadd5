package org.aofkit.commit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which other processes hold files open, as far as the system shows it: Linux, through {@code
 * /proc/PID/fd}. Processes of other users show nothing unless we are root, and processes of another
 * container only where the process name space is shared; elsewhere the answer is empty. Nobody is
 * found is therefore no proof.
 */
public final class OpenFiles {
  /** A process that has a file open. */
  public record Holder(long pid, String command, Path file) {}

  private OpenFiles() {}

  /**
   * The processes, other than this one, that hold any of the files open. Files that are not there
   * are passed over.
   *
   * @throws IOException if it can't be seen which file has such a name: then nobody knows
   */
  public static List<Holder> holders(Collection<Path> files) throws IOException {
    Map<Object, Path> byKey = new HashMap<>();
    for (Path file : files) {
      try {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        if (key != null) {
          byKey.put(key, file);
        }
      } catch (NoSuchFileException e) {
        // Nobody holds by this name what is not there.
        continue;
      }
    }
    if (byKey.isEmpty()) {
      return List.of();
    }
    Path proc = byKey.values().iterator().next().getFileSystem().getPath("/proc");
    List<Holder> found = new ArrayList<>();
    long self = ProcessHandle.current().pid();
    for (Path process : children(proc)) {
      String name = process.getFileName().toString();
      if (name.matches("[1-9][0-9]{0,9}") && Long.parseLong(name) != self) {
        for (Path file : heldBy(process, byKey)) {
          found.add(new Holder(Long.parseLong(name), command(process), file));
        }
      }
    }
    return List.copyOf(found);
  }

  /**
   * Does nothing if no process is seen to hold any of the files open.
   *
   * @throws HeldOpenException naming the processes otherwise
   */
  public static void requireNotHeld(Collection<Path> files) throws IOException {
    List<Holder> holders = holders(files);
    if (!holders.isEmpty()) {
      throw new HeldOpenException(holders);
    }
  }

  private static List<Path> heldBy(Path process, Map<Object, Path> byKey) {
    List<Path> held = new ArrayList<>();
    for (Path descriptor : children(process.resolve("fd"))) {
      try {
        // Sockets, pipes and the like have targets that are no paths; a stat of them is wasted.
        if (Files.readSymbolicLink(descriptor).isAbsolute()) {
          Object key = Files.readAttributes(descriptor, BasicFileAttributes.class).fileKey();
          Path file = key == null ? null : byKey.get(key);
          if (file != null && !held.contains(file)) {
            held.add(file);
          }
        }
      } catch (IOException e) {
        // Closed meanwhile, deleted, or not ours to see: then it is not visible, which is allowed.
        continue;
      }
    }
    return held;
  }

  /** The entries of a directory; none where it can't be listed (no such process, not ours). */
  private static List<Path> children(Path directory) {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    } catch (IOException | DirectoryIteratorException e) {
      return children;
    }
    return children;
  }

  private static String command(Path process) {
    try {
      byte[] name = Files.readAllBytes(process.resolve("comm"));
      return new String(name, StandardCharsets.ISO_8859_1).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
