package org.aofkit.fsck.render;

import org.aofkit.check.FileReport;
import org.aofkit.check.Report;

/**
 * What lies about and no server reads: history, leftovers, files that are not listed.
 *
 * @param files how many
 * @param bytes of them together
 */
record Unread(long files, long bytes) {
  static Unread of(Report report) {
    long files = 0;
    long bytes = 0;
    for (FileReport file : report.files()) {
      switch (file.type()) {
        case HISTORY, LEFTOVER, UNLISTED -> {
          files++;
          bytes += file.size();
        }
        default -> {
          // The server reads it.
        }
      }
    }
    return new Unread(files, bytes);
  }
}
