package org.aofkit.fuzz.fs;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What can be done to a file system, as far as faults are concerned. */
public enum OperationKind {
  /** Opening a file or directory that exists. */
  OPEN,
  /** Reading bytes. */
  READ,
  /** Memory-mapping. */
  MAP,
  /** Listing a directory. */
  LIST,
  /** Looking at attributes. */
  STAT,
  /** Making a file by opening it. */
  CREATE,
  /** Making a directory. */
  CREATE_DIRECTORY,
  /** Making a hard link. */
  LINK,
  /** Making a symbolic link. */
  SYMBOLIC_LINK,
  /** Writing bytes. */
  WRITE,
  /** Cutting a file. */
  TRUNCATE,
  /** Making a file durable. */
  FORCE,
  /** Making the names in a directory durable. */
  DIRECTORY_FORCE,
  /** Renaming. */
  MOVE,
  /** Removing a name. */
  DELETE,
  /** Changing mode, owner, group or times. */
  SET_ATTRIBUTE,
  /** Locking a file. */
  LOCK,
  /** Closing a file that was open for writing; it is closed even if that fails. */
  CLOSE;

  /** All that changes something, or makes a change durable. */
  public static final Set<OperationKind> CHANGING =
      Collections.unmodifiableSet(EnumSet.range(CREATE, LOCK));

  /** All that may need a free block. */
  public static final Set<OperationKind> NEEDING_SPACE =
      Collections.unmodifiableSet(EnumSet.of(CREATE, CREATE_DIRECTORY, LINK, SYMBOLIC_LINK, WRITE));
}
