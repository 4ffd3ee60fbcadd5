package org.aofkit.fuzz.fs;

/** What a node of a {@link DiskImage} is. */
public enum NodeType {
  /** A regular file. */
  FILE,
  /** A directory. */
  DIRECTORY,
  /** A symbolic link. */
  LINK
}
