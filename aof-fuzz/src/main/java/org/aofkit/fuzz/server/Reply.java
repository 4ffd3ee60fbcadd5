package org.aofkit.fuzz.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server's reply (RESP2). */
public sealed interface Reply {

  /** A status line, for example {@code OK}. */
  record Status(String text) implements Reply {}

  /** An error line, for example {@code MISCONF Errors writing to the AOF file}. */
  record Failure(String text) implements Reply {}

  /** An integer. */
  record Number(long value) implements Reply {}

  /** A byte string; null for the null bulk. */
  record Bulk(byte @Nullable [] content) implements Reply {}

  /** An array; null for the null array. */
  record Items(@Nullable List<Reply> list) implements Reply {}

  /** Whether this is an error line. */
  default boolean isFailure() {
    return this instanceof Failure;
  }

  /** The bytes of a byte string or status; "(nil)" for null. */
  default byte[] bytes() {
    if (this instanceof Bulk bulk && bulk.content != null) {
      return bulk.content;
    }
    return text().getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * The text of a status, an error, an integer or a byte string (as ISO 8859-1); "(nil)" for null.
   */
  default String text() {
    if (this instanceof Status status) {
      return status.text;
    }
    if (this instanceof Failure failure) {
      return failure.text;
    }
    if (this instanceof Number number) {
      return Long.toString(number.value);
    }
    if (this instanceof Bulk bulk) {
      return bulk.content == null ? "(nil)" : new String(bulk.content, StandardCharsets.ISO_8859_1);
    }
    return toString();
  }

  /** The value of an integer. */
  default long number() {
    if (this instanceof Number number) {
      return number.value;
    }
    throw new IllegalStateException("not an integer: " + text());
  }

  /** The parts of an array; empty for the null array. */
  default List<Reply> items() {
    if (this instanceof Items items) {
      return items.list == null ? List.of() : items.list;
    }
    throw new IllegalStateException("not an array: " + text());
  }

  /** This reply. Throws if it is an error. */
  default Reply orThrow() {
    if (this instanceof Failure failure) {
      throw new IllegalStateException("the server answered: " + failure.text);
    }
    return this;
  }
}
