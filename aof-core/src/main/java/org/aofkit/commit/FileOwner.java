package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Mode, owner and group of a file as numbers: in a container there may be no names for them. Known
 * only where the provider has the {@code unix} attribute view.
 *
 * @param mode permission bits with set-id and sticky bits
 */
record FileOwner(int mode, int uid, int gid) {
  private static final int MODE_BITS = 07777;
  private static final int READ_WRITE = 6;

  /** What a file has; null where the provider can't tell. */
  static @Nullable FileOwner of(Path file) throws IOException {
    if (!hasUnixView(file)) {
      return null;
    }
    Map<String, Object> a =
        Files.readAttributes(file, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
    return new FileOwner(
        (Integer) value(a, "mode") & MODE_BITS,
        (Integer) value(a, "uid"),
        (Integer) value(a, "gid"));
  }

  /**
   * What a server gives a file that it creates in a directory of its own: mode 0644, as measured
   * with Redis 7.0.15; null where the provider can't tell.
   */
  static @Nullable FileOwner ofNewIn(Path directory) throws IOException {
    FileOwner owner = of(directory);
    return owner == null ? null : new FileOwner(0644, owner.uid, owner.gid);
  }

  /**
   * What a file gets that takes the place of others: it is open to nobody to whom one of them was
   * closed, and has their owner where they have the same one. Its owner may read and write it.
   *
   * @param olds of the others, null where they are not known
   */
  static @Nullable FileOwner ofNewIn(Path directory, List<@Nullable FileOwner> olds)
      throws IOException {
    FileOwner owner = ofNewIn(directory);
    FileOwner one = null;
    boolean isOne = true;
    for (FileOwner old : olds) {
      if (owner != null && old != null) {
        isOne &= one == null || one.uid == old.uid && one.gid == old.gid;
        one = old;
        owner = new FileOwner(0600 | owner.mode & old.mode, owner.uid, owner.gid);
      }
    }
    return owner != null && one != null && isOne
        ? new FileOwner(owner.mode, one.uid, one.gid)
        : owner;
  }

  /** Number of names of a file; 1 where the provider can't tell. */
  static int links(Path file) throws IOException {
    return hasUnixView(file)
        ? (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS)
        : 1;
  }

  /** Gives a file this mode, and group and owner as far as we may. */
  void applyTo(Path file) throws IOException {
    FileOwner now = of(file);
    if (now == null || now.equals(this)) {
      return;
    }
    if (now.gid != gid) {
      tryTo(file, "unix:gid", gid);
    }
    if (now.uid != uid) {
      tryTo(file, "unix:uid", uid);
    }
    // Last, since a change of the owner clears the set-id bits.
    Files.setAttribute(file, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Looks whether the one who owns the file this was taken from can read and write a new file as he
   * could the old one.
   *
   * @throws IOException if not: the server could not start on it
   */
  void requireAccessTo(Path file) throws IOException {
    FileOwner now = of(file);
    if (now != null && now.uid != uid && uid != 0) {
      int others = now.mode & 7;
      int granted = now.gid == gid ? now.mode >> 3 & 7 | others : others;
      if ((mode >> 6 & READ_WRITE & ~granted) != 0) {
        throw new IOException(
            file + ": a new file would lock out its owner, user " + uid + "; run as that user");
      }
    }
  }

  /** Only root may give files away: a refusal is no error, access is looked at afterwards. */
  private static void tryTo(Path file, String attribute, int value) {
    try {
      Files.setAttribute(file, attribute, value, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return;
    }
  }

  private static boolean hasUnixView(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  private static Object value(Map<String, Object> attributes, String name) throws IOException {
    Object value = attributes.get(name);
    if (value == null) {
      throw new IOException("the file system does not tell " + name);
    }
    return value;
  }
}
