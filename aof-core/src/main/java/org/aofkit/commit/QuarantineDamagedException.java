package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.Path;

/** A journal or the bytes kept beside it do not read as they were written. Nothing is changed. */
public final class QuarantineDamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  QuarantineDamagedException(Path file, String what) {
    super(file + ": " + what);
  }

  /** Of an operation that no run can settle: what to do about it. */
  QuarantineDamagedException(Quarantine.Place place, QuarantineDamagedException cause) {
    super(
        cause.getMessage()
            + "; nobody can tell how far that operation came: 'undo --abandon "
            + place.name()
            + "' leaves all files as they are, and what it has kept in "
            + place.folder(),
        cause);
  }
}
