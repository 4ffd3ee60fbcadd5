package org.aofkit.fuzz.damage;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * A log without damage: what a server has written into the files of a set.
 *
 * @param files how many files there are, 1 or more
 * @param commandBase whether the first of them is the base; else all are incr files, or the old
 *     file
 * @param records in load order
 * @param head the image that the set begins with
 */
public record HealthyLog(int files, boolean commandBase, List<LogRecord> records, Head head) {
  /** A log without an image. */
  public HealthyLog(int files, boolean commandBase, List<LogRecord> records) {
    this(files, commandBase, records, Head.NONE);
  }

  /** Copies the records. */
  public HealthyLog {
    records = List.copyOf(records);
  }

  /** The records of one file. */
  public List<LogRecord> recordsOf(int file) {
    return records.stream().filter(record -> record.file() == file).toList();
  }

  /** The bytes of one file, without an image in front. */
  public byte[] bytesOf(int file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    recordsOf(file).forEach(record -> bytes.writeBytes(record.bytes()));
    return bytes.toByteArray();
  }
}
