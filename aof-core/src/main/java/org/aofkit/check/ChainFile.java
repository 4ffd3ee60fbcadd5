package org.aofkit.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestType;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbStepper;

/**
 * A file that a lost manifest may have listed. Times are unix seconds, -1 where none is known.
 *
 * @param entry its line, as it was or as it would be
 * @param path where it lies
 * @param confirmed whether a readable line of the lost manifest lists it
 * @param size bytes
 * @param changed when the file system says that it was last written
 * @param takenAt for a base: when the server took it
 * @param firstMark the time in the annotation at its head
 * @param lastMark the time in its last annotation
 * @param report what checking it alone has shown
 */
record ChainFile(
    ManifestEntry entry,
    Path path,
    boolean confirmed,
    long size,
    long changed,
    long takenAt,
    long firstMark,
    long lastMark,
    Report report) {
  private static final String MARK = "#TS:";
  private static final int MARK_LENGTH = 24;

  static ChainFile of(
      ManifestEntry entry, Path path, boolean confirmed, Report report, FileScans scans)
      throws IOException {
    long first = -1;
    long last = -1;
    FileScans.Log log = scans.log(path);
    if (log != null && log.result().state().annotations() > 0) {
      try (ByteSource source = FileSources.open(path, scans.ioMode())) {
        first = markAt(source, log.start());
        last = markAt(source, log.result().state().lastAnnotation());
      }
    }
    RdbImage image = scans.image(path);
    long taken = -1;
    if (entry.type() == ManifestType.BASE) {
      taken = image == null ? first : number(image.auxText("ctime").orElse(""));
    }
    return new ChainFile(
        entry,
        path,
        confirmed,
        report.stats().bytes(),
        Files.getLastModifiedTime(path).to(TimeUnit.SECONDS),
        taken,
        first,
        last,
        report);
  }

  /**
   * When a base was taken, unix seconds, by the word of the server that wrote it: in its image, or
   * in the annotation at its head; -1 where it says nothing.
   */
  static long takenAt(Path path, FileScans scans, CheckOptions options) throws IOException {
    try (ByteSource source = FileSources.open(path, scans.ioMode())) {
      if (!RdbStepper.looksLikeRdb(source, 0)) {
        return markAt(source, 0);
      }
      RdbImage image = scans.image(path, source, RdbOptions.forAof(), options).image();
      return number(image.auxText("ctime").orElse(""));
    }
  }

  /** The time in the annotation at the head of a file, unix seconds; -1 where there is none. */
  static long markAtHead(Path path, FileScans scans) throws IOException {
    try (ByteSource source = FileSources.open(path, scans.ioMode())) {
      return markAt(source, 0);
    }
  }

  long seq() {
    return entry.seq();
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Whether it brings no key and no command, as the base of a server that started empty. */
  boolean holdsNothing() {
    return report.stats().commands() == 0 && report.stats().rdbKeys() == 0;
  }

  String name() {
    return entry.name().toString();
  }

  private static long markAt(ByteSource source, long offset) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MARK_LENGTH);
    if (offset < 0 || source.read(offset, bytes) < MARK.length()) {
      return -1;
    }
    String line = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    int end = line.indexOf('\r');
    return line.startsWith(MARK) && end > 0 ? number(line.substring(MARK.length(), end)) : -1;
  }

  private static long number(String text) {
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || i > 17) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return text.isEmpty() ? -1 : number;
  }
}
