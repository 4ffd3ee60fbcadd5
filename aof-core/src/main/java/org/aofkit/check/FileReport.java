package org.aofkit.check;

import java.util.OptionalLong;
import org.aofkit.aof.FileType;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said of one file.
 *
 * @param name relative to the checked directory, escaped for printing
 * @param type what it is to the server
 * @param format what it holds
 * @param size in bytes, as seen at open
 * @param verdict our judgement of this file
 * @param validUpTo end of the last whole command or closed outermost transaction, whole annotations
 *     behind it included
 * @param serverCutsAt where the judged server would cut the file, where that is elsewhere than
 *     {@code validUpTo}
 * @param commands whole commands in it; for an RDB image those behind it
 * @param keys keys in its RDB image; empty without one
 * @param image what else is to be said of that image; null without one
 */
public record FileReport(
    String name,
    FileType type,
    FileFormat format,
    long size,
    Verdict verdict,
    long validUpTo,
    OptionalLong serverCutsAt,
    long commands,
    OptionalLong keys,
    @Nullable ImageReport image) {

  /** Of a file without an RDB image. */
  public FileReport(
      String name,
      FileType type,
      FileFormat format,
      long size,
      Verdict verdict,
      long validUpTo,
      OptionalLong serverCutsAt,
      long commands,
      OptionalLong keys) {
    this(name, type, format, size, verdict, validUpTo, serverCutsAt, commands, keys, null);
  }
}
