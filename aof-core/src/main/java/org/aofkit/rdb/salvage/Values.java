package org.aofkit.rdb.salvage;

import java.io.IOException;
import org.aofkit.server.Dialect;

/** Jumps over the values of keys, by their types; a collection is passed element by element. */
final class Values {
  private static final int STREAM_ID = 16;

  private final ByteWindow bytes;
  private final Dialect dialect;
  private final Parts parts;

  /** The type of the value. */
  private int code;

  Values(ByteWindow bytes, Dialect dialect, Parts parts) {
    this.bytes = bytes;
    this.dialect = dialect;
    this.parts = parts;
  }

  /** Jumps over the value of a key of the type; -1 if it is none. */
  long behind(int type, long position) throws IOException {
    code = type;
    switch (code) {
      case 0:
        return parts.behindString(position);
      case 9, 10, 11, 12, 13, 16, 17, 20, 23:
        return parts.packed(position, StringCheck.Role.of(code));
      case 25:
        long packed = parts.skip(position, 8);
        return packed < 0 ? -1 : parts.packed(packed, StringCheck.Role.of(code));
      case 24:
        long pairs = parts.skip(position, 8);
        return pairs < 0 ? -1 : elements(pairs);
      case 7:
        long id = parts.length(position);
        return id < 0 ? -1 : behindItems(id);
      case 15, 19, 21:
        return stream(position, streamVersion(code));
      default:
        return elements(position);
    }
  }

  /** Which of its three layouts a stream of the type has. */
  static int streamVersion(int type) {
    return type == 15 ? 1 : type == 19 ? 2 : 3;
  }

  /** Whether a value of the type is a stream. */
  static boolean isStream(int type) {
    return type == 15 || type == 19 || type == 21;
  }

  /** Whether the elements of a value of the type begin with a deadline. */
  boolean hasDeadlineInFront(int type) {
    return type == 24 || type == 22 && dialect == Dialect.REDIS;
  }

  private long elements(long position) throws IOException {
    long at = parts.length(position);
    long count = parts.length();
    if (at < 0 || count < 0 || count > bytes.limit() - at) {
      return at >= 0 ? parts.cutHere() : -1;
    }
    int empty = emptyLength(code);
    for (long i = 0; i < count && at >= 0; i++) {
      if (empty > 0 && i + 1 < count && bytes.nuls(at, 2 * empty) == 2 * empty) {
        return -1;
      }
      at = element(code, at);
    }
    return at;
  }

  /**
   * How many NULs read as an element, of which a collection can't have two; 0 where it may. NULs
   * that are damage would be passed as elements otherwise, and the value end too early.
   */
  private int emptyLength(int type) {
    return switch (type) {
      case 2 -> 1;
      case 3, 4 -> 2;
      case 5 -> 9;
      case 22 -> dialect == Dialect.VALKEY ? 10 : 3;
      case 24 -> 3;
      default -> 0;
    };
  }

  /** Jumps over an element of a value of the type, which is one of many strings. */
  long element(int type, long position) throws IOException {
    switch (type) {
      case 1, 2:
        return parts.behindString(position);
      case 14:
        return parts.packed(position, StringCheck.Role.ZIPLIST);
      case 4:
        return parts.strings(position, 2);
      case 3:
        long text = parts.behindString(position);
        int size = text < 0 ? -1 : bytes.at(text);
        return size < 0 ? -1 : parts.skip(text + 1, size >= 253 ? 0 : size);
      case 5:
        long member = parts.behindString(position);
        return member < 0 ? -1 : parts.skip(member, 8);
      case 18:
        long container = parts.length(position);
        if (container < 0 || parts.length() < 1 || parts.length() > 2) {
          return -1;
        }
        return parts.packed(
            container, parts.length() == 1 ? StringCheck.Role.PLAIN : StringCheck.Role.LISTPACK);
      case 22:
        if (dialect == Dialect.VALKEY) {
          long pair = parts.strings(position, 2);
          return pair < 0 ? -1 : parts.skip(pair, 8);
        }
        return deadlineAndPair(position);
      default:
        return deadlineAndPair(position);
    }
  }

  private long deadlineAndPair(long position) throws IOException {
    long pair = parts.length(position);
    return pair < 0 ? -1 : parts.strings(pair, 2);
  }

  /** Jumps over what a module has written, up to its end mark. */
  long behindItems(long position) throws IOException {
    long at = position;
    while (at >= 0) {
      parts.charge();
      at = parts.length(at);
      if (at < 0 || parts.length() == 0) {
        return at;
      }
      if (parts.length() == 1 || parts.length() == 2) {
        at = parts.length(at);
      } else if (parts.length() == 3 || parts.length() == 4) {
        at = parts.skip(at, parts.length() == 3 ? 4 : 8);
      } else if (parts.length() == 5) {
        at = parts.behindString(at);
      } else {
        return -1;
      }
    }
    return at;
  }

  private long stream(long position, int version) throws IOException {
    long at = parts.length(position);
    long nodes = parts.length();
    for (long i = 0; i < nodes && at >= 0; i++) {
      at = streamNode(at);
    }
    return at < 0 || nodes < 0 ? -1 : behindNodes(at, version);
  }

  /** Jumps over a node of a stream: the id it begins with, and its entries. */
  long streamNode(long position) throws IOException {
    long at = parts.length(position);
    if (at < 0 || parts.length() != STREAM_ID) {
      return -1;
    }
    at = parts.skip(at, STREAM_ID);
    return at < 0 ? at : parts.packed(at, StringCheck.Role.LISTPACK);
  }

  /** Jumps over what stands behind the nodes of a stream: its counters and its groups. */
  long behindNodes(long position, int version) throws IOException {
    long at = parts.lengths(position, version == 1 ? 3 : 8);
    at = at < 0 ? at : parts.length(at);
    long groups = parts.length();
    for (long i = 0; i < groups && at >= 0; i++) {
      at = group(at, version);
    }
    return groups < 0 ? -1 : at;
  }

  private long group(long position, int version) throws IOException {
    long at = parts.behindString(position);
    at = at < 0 ? at : parts.lengths(at, version == 1 ? 3 : 4);
    long pending = parts.length();
    for (long i = 0; i < pending && at >= 0; i++) {
      parts.charge();
      at = parts.skip(at, STREAM_ID + 8);
      at = at < 0 ? at : parts.length(at);
    }
    at = at < 0 || pending < 0 ? -1 : parts.length(at);
    long consumers = parts.length();
    for (long i = 0; i < consumers && at >= 0; i++) {
      at = parts.behindString(at);
      at = at < 0 ? at : parts.skip(at, version < 3 ? 8 : 16);
      at = at < 0 ? at : parts.length(at);
      at =
          at < 0 || parts.length() < 0 || parts.length() > bytes.limit()
              ? -1
              : parts.skip(at, STREAM_ID * parts.length());
    }
    return consumers < 0 ? -1 : at;
  }
}
