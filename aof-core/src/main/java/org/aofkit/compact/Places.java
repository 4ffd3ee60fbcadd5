package org.aofkit.compact;

import java.util.List;
import org.aofkit.aof.SetFile;

/**
 * Places in a row of files, counted in bytes over all of them. Immutable.
 *
 * @param files in load order
 */
record Places(List<SetFile> files) {
  Places {
    files = List.copyOf(files);
  }

  /** The place of the first byte of a file; places begin at 1, so that 0 is none. */
  long start(int file) {
    long start = 1;
    for (int i = 0; i < file; i++) {
      start += files.get(i).size();
    }
    return start;
  }

  /** Bytes of all files. */
  long bytes() {
    return start(files.size()) - 1;
  }

  /** The file a place is in. */
  int file(long place) {
    int file = files.size() - 1;
    while (file > 0 && start(file) > place) {
      file--;
    }
    return file;
  }
}
