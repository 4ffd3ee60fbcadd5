package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.Path;

/** A journal or the bytes kept beside it do not read as they were written. Nothing is changed. */
public final class QuarantineDamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  QuarantineDamagedException(Path file, String what) {
    super(file + ": " + what);
  }
}
