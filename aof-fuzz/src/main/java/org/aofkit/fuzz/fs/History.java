package org.aofkit.fuzz.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All that was done to a directory and below it, through a {@link FaultyFileSystem}, in order and
 * with all that it takes to do it again. What failed is not in it, of what was done in part that
 * part. Owners are not in it. Safe for use by several threads.
 */
public final class History {
  private static final long OUTSIDE = -1;
  private static final int MOST_LINKS = 16;

  private final Path root;
  private final DiskImage start;
  private final DiskImage now;
  private final List<DiskEvent> events = new ArrayList<>();
  private long next;

  /**
   * @param root a real directory
   */
  History(Path root) throws IOException {
    this.root = root.toAbsolutePath().normalize();
    this.start = DiskImage.of(root);
    this.now = start.copy();
    this.next = start.nextNode();
  }

  /** The directory as it was when the recording began. */
  public DiskImage start() {
    return start.copy();
  }

  /** What has been done since, in order. */
  public synchronized List<DiskEvent> events() {
    return List.copyOf(events);
  }

  /** Puts a note between the events. */
  public synchronized void note(String text) {
    add(new DiskEvent.Noted(text));
  }

  private void add(DiskEvent event) {
    now.apply(event);
    events.add(event);
  }

  /** A place in the tree: a directory and the name in it, which may be free. */
  private record Place(long directory, String name) {}

  private @Nullable Place place(Path path) {
    Path plain = path.toAbsolutePath().normalize();
    if (!plain.startsWith(root) || plain.equals(root)) {
      return null;
    }
    return place(plain, 0);
  }

  private @Nullable Place place(Path plain, int links) {
    long directory = DiskImage.ROOT;
    Path below = root.relativize(plain);
    for (int i = 0; i < below.getNameCount() - 1; i++) {
      Long entry = now.entries(directory).get(below.getName(i).toString());
      if (entry == null || links > MOST_LINKS) {
        return null;
      }
      if (now.type(entry) == NodeType.LINK) {
        Path link = root.resolve(below.subpath(0, i + 1));
        Path target = link.resolveSibling(now.target(entry)).normalize();
        Path rest = below.subpath(i + 1, below.getNameCount());
        return target.startsWith(root) ? place(target.resolve(rest), links + 1) : null;
      }
      directory = entry;
    }
    return new Place(directory, below.getName(below.getNameCount() - 1).toString());
  }

  /** The number of what has a name, symbolic links followed; {@link #OUTSIDE} if it is not ours. */
  private long node(Path path) {
    Path at = path.toAbsolutePath().normalize();
    for (int i = 0; i < MOST_LINKS; i++) {
      if (at.equals(root)) {
        return DiskImage.ROOT;
      }
      Place place = place(at);
      Long node = place == null ? null : now.entries(place.directory()).get(place.name());
      if (node == null) {
        return OUTSIDE;
      }
      if (now.type(node) != NodeType.LINK) {
        return node;
      }
      at = at.resolveSibling(now.target(node)).normalize();
    }
    return OUTSIDE;
  }

  /** A file or directory was opened; what its number is from now on, whatever its name. */
  synchronized long opened(Path path, boolean isNew, boolean isCut) throws IOException {
    if (isNew) {
      made(path, NodeType.FILE);
    }
    long node = node(path);
    if (isCut && node != OUTSIDE) {
      add(new DiskEvent.Cut(node, 0, mtime(path)));
    }
    return node;
  }

  synchronized void made(Path path, NodeType type) throws IOException {
    Place place = place(path);
    if (place == null) {
      return;
    }
    long node = next++;
    String target = type == NodeType.LINK ? Files.readSymbolicLink(path).toString() : null;
    add(new DiskEvent.Made(node, type, DiskImage.mode(path), mtime(path), target));
    add(new DiskEvent.Named(place.directory(), place.name(), node));
  }

  synchronized void copied(Path path, boolean isNew) throws IOException {
    long node = opened(path, isNew, !isNew);
    if (node != OUTSIDE) {
      add(new DiskEvent.Written(node, 0, Files.readAllBytes(path), mtime(path)));
    }
  }

  synchronized void linked(Path path, Path existing) {
    Place place = place(path);
    long node = node(existing);
    if (place != null && node != OUTSIDE) {
      add(new DiskEvent.Named(place.directory(), place.name(), node));
    }
  }

  synchronized void moved(Path from, Path to) {
    Place old = place(from);
    Place place = place(to);
    if (old == null || place == null) {
      return;
    }
    Long node = now.entries(old.directory()).get(old.name());
    // Renaming to another name of the same file does nothing.
    if (node != null && !node.equals(now.entries(place.directory()).get(place.name()))) {
      add(
          new DiskEvent.Renamed(
              old.directory(), old.name(), place.directory(), place.name(), node));
    }
  }

  synchronized void removed(Path path) {
    Place place = place(path);
    Long node = place == null ? null : now.entries(place.directory()).get(place.name());
    if (place != null && node != null) {
      add(new DiskEvent.Removed(place.directory(), place.name(), node));
    }
  }

  synchronized void changed(Path path) throws IOException {
    long node = node(path);
    if (node != OUTSIDE && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      add(new DiskEvent.Set(node, DiskImage.mode(path), mtime(path)));
    }
  }

  synchronized void written(long file, Path path, long offset, byte[] bytes) throws IOException {
    if (file != OUTSIDE && bytes.length > 0) {
      add(new DiskEvent.Written(file, offset, bytes, mtime(file, path)));
    }
  }

  synchronized void cut(long file, Path path, long size) throws IOException {
    if (file != OUTSIDE && now.bytes(file).length > size) {
      add(new DiskEvent.Cut(file, size, mtime(file, path)));
    }
  }

  synchronized void synced(long node, boolean withAttributes) {
    if (node != OUTSIDE) {
      add(new DiskEvent.Synced(node, withAttributes));
    }
  }

  /** The time by the name that the file was opened with, or by another one that it has now. */
  private long mtime(long file, Path path) throws IOException {
    if (node(path) == file) {
      return mtime(path);
    }
    Path name = now.pathOf(root, file);
    return name == null ? now.mtime(file) + 1 : mtime(name);
  }

  private static long mtime(Path path) throws IOException {
    return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).to(TimeUnit.NANOSECONDS);
  }
}
