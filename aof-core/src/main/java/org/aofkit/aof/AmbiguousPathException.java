package org.aofkit.aof;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A path stands for several sets of files, and nothing says which one is meant. */
public final class AmbiguousPathException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  AmbiguousPathException(Path path, String reason) {
    super(path.toString(), null, reason);
  }
}
