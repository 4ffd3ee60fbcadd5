package org.aofkit.fuzz.damage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.resp.RespEncoder;

/**
 * A command, or an annotation line, of a healthy log.
 *
 * @param file index of the file it is in, in load order
 * @param start its first byte in that file
 * @param kind what it is
 * @param database the database it is executed in; for a SELECT the one it selects
 * @param transaction number of the transaction it belongs to, or -1
 * @param words name and arguments, a character a byte; of an annotation the line without its end
 */
public record LogRecord(
    int file, int start, Kind kind, int database, int transaction, List<String> words) {
  private static final int LINE_END = 2;

  /** What a record is. */
  public enum Kind {
    /** Selects a database. */
    SELECT,
    /** Opens a transaction. */
    MULTI,
    /** Closes a transaction. */
    EXEC,
    /** Anything that works on keys. */
    DATA,
    /** A line that begins with {@code #}. */
    ANNOTATION
  }

  /** Where something lies in the file: {@code from} inclusive, {@code to} exclusive. */
  public record Range(int from, int to) {}

  /** Copies the words. */
  public LogRecord {
    words = List.copyOf(words);
  }

  /** Outside of any transaction? */
  public boolean isAlone() {
    return transaction < 0;
  }

  /** The record as it stands in the file. */
  public byte[] bytes() {
    if (kind == Kind.ANNOTATION) {
      return latin1(words.get(0) + "\r\n");
    }
    return RespEncoder.command(words.stream().map(LogRecord::latin1).toArray(byte[][]::new));
  }

  /** First byte behind it. */
  public int end() {
    int end = start;
    if (kind == Kind.ANNOTATION) {
      return end + words.get(0).length() + LINE_END;
    }
    end += RespEncoder.headerSize(words.size());
    for (String word : words) {
      end += RespEncoder.headerSize(word.length()) + word.length() + LINE_END;
    }
    return end;
  }

  /** The header lines, the count's first, each with its line end. Not for annotations. */
  public List<Range> headers() {
    List<Range> headers = new ArrayList<>();
    int at = start;
    headers.add(new Range(at, at += RespEncoder.headerSize(words.size())));
    for (String word : words) {
      headers.add(new Range(at, at += RespEncoder.headerSize(word.length())));
      at += word.length() + LINE_END;
    }
    return headers;
  }

  /** The arguments, the name's first, without their line ends. Not for annotations. */
  public List<Range> arguments() {
    List<Range> arguments = new ArrayList<>();
    int at = start + RespEncoder.headerSize(words.size());
    for (String word : words) {
      at += RespEncoder.headerSize(word.length());
      arguments.add(new Range(at, at += word.length()));
      at += LINE_END;
    }
    return arguments;
  }

  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
