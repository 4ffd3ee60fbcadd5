package org.aofkit.fuzz.fs;

import org.jspecify.annotations.Nullable;

/**
 * One thing done to a disk, with all that it takes to do it again. Files, directories and symbolic
 * links are nodes with a number; names are entries of directories.
 */
public sealed interface DiskEvent {
  /**
   * A node without a name.
   *
   * @param target where a symbolic link points; null for others
   */
  record Made(long node, NodeType type, int mode, long mtime, @Nullable String target)
      implements DiskEvent {}

  /** A directory gets an entry: of a new node, or a second one of a file. */
  record Named(long directory, String name, long node) implements DiskEvent {}

  /** An entry gets another name or directory, and takes the place of what was there. */
  record Renamed(long from, String oldName, long to, String newName, long node)
      implements DiskEvent {}

  /** A directory loses an entry. */
  record Removed(long directory, String name, long node) implements DiskEvent {}

  /**
   * Bytes are written. The array must not be changed.
   *
   * @param mtime the time of the last change behind it, in nanoseconds since 1970
   */
  record Written(long file, long offset, byte[] bytes, long mtime) implements DiskEvent {}

  /** A file gets another size. */
  record Cut(long file, long size, long mtime) implements DiskEvent {}

  /** Mode or times are set. */
  record Set(long node, int mode, long mtime) implements DiskEvent {}

  /**
   * A file, or the entries of a directory, are made durable.
   *
   * @param withAttributes true: mode and times too
   */
  record Synced(long node, boolean withAttributes) implements DiskEvent {}

  /** Nothing on the disk: what the one who watches wants to remember of this moment. */
  record Noted(String text) implements DiskEvent {}
}
