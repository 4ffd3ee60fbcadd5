package org.aofkit.repair;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A file that would have to change is a symbolic link. Nothing behind a link is changed. */
public final class SymbolicLinkException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  SymbolicLinkException(Path link) {
    super(
        link.toString(),
        null,
        "is a symbolic link; nothing behind a link is changed. Put the file itself in its place");
  }
}
