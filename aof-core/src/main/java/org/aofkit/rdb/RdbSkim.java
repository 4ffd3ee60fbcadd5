package org.aofkit.rdb;

import java.io.IOException;

/**
 * Passes keys without looking at anything but where they end, as long as they lie in the buffer of
 * an input whole. It knows the types that nearly all keys have, and how strings are written; it
 * stops in front of everything else, for {@link RdbRecords} to say what it is. Nothing is judged
 * here.
 */
final class RdbSkim {
  /** Every length, and every header of a string, fits into this many bytes. */
  private static final int ROOM = 20;

  /** What follows on a key. The index of a type's code in this is what follows on its keys. */
  private static final byte[] VALUES = values();

  private static final byte OTHER = 0;
  private static final byte STRING = 1;
  private static final byte STRINGS = 2;
  private static final byte PAIRS = 3;
  private static final byte SCORED = 4;
  private static final byte NODES = 5;

  /** A stream, plus the version of its layout. */
  private static final byte STREAM = 5;

  private static final int EXPIRE_MILLISECONDS = 0xFC;
  private static final int PACKED_NODE = 2;

  /** No index, nor with what may stand behind a string. */
  private static final int NOT_HERE = -1 - Long.BYTES;

  private final RdbInput in;
  private final RdbSkimStream streams = new RdbSkimStream();

  /** Where the bytes end that are looked at. */
  private int end;

  RdbSkim(RdbInput in) {
    this.in = in;
  }

  /**
   * Passes keys.
   *
   * @param to where to stop: at the first record that begins here or behind
   */
  void pass(long to) throws IOException {
    boolean isMore = true;
    while (isMore && in.position() < to) {
      int from = in.index();
      end = in.end();
      int stop = (int) Math.min(end, from + (to - in.position()));
      int keys = pass(in.array(), from, stop);
      int at = stream(in.array(), keys, stop);
      in.passHeld(at - from);
      isMore = at > keys || in.more();
    }
  }

  /** Passes a stream if it begins in front of an index; where it ends, or begins. */
  private int stream(byte[] a, int from, int stop) {
    int version = from < stop ? VALUES[a[from] & 0xFF] - STREAM : 0;
    if (version <= 0) {
      return from;
    }
    int at = string(a, from + 1);
    if (at >= 0) {
      at = strings(a, at, PAIRS);
    }
    if (at >= 0) {
      at = streams.pass(a, at, end, version);
    }
    return at < 0 || at > end ? from : at;
  }

  /**
   * Passes keys other than streams that begin in front of an index.
   *
   * @return where the first one begins that was not passed
   */
  private int pass(byte[] a, int from, int stop) {
    int begin = from;
    while (begin < stop && begin + ROOM <= end) {
      int at = begin;
      int code = a[at] & 0xFF;
      if (code == EXPIRE_MILLISECONDS) {
        at += 1 + Long.BYTES;
        code = a[at] & 0xFF;
      }
      int value = VALUES[code];
      if (value == OTHER || value > STREAM) {
        break;
      }
      at = string(a, at + 1);
      if (value == STRING) {
        at = string(a, at);
      } else if (at >= 0) {
        at = strings(a, at, value);
      }
      if (at < 0 || at > end) {
        break;
      }
      begin = at;
    }
    return begin;
  }

  /** Passes a length and so many strings, or whatever stands for an element. */
  private int strings(byte[] a, int from, int value) {
    if (from + ROOM > end) {
      return NOT_HERE;
    }
    int count = a[from] & 0xFF;
    int at = from + 1;
    if (count >= 0x80) {
      if (count > 0x80 || a[at] != 0) {
        return NOT_HERE;
      }
      count = bigEndian(a, at);
      at += Integer.BYTES;
    } else if (count >= 0x40) {
      count = (count & 0x3F) << 8 | a[at++] & 0xFF;
    }
    int behind = value == SCORED ? Long.BYTES : 0;
    for (int left = value == PAIRS ? 2 * count : count; left > 0 && at >= 0; left--) {
      if (value == NODES) {
        at = at < end && a[at] > 0 && a[at] <= PACKED_NODE ? at + 1 : NOT_HERE;
      }
      at = string(a, at) + behind;
    }
    return at;
  }

  /**
   * Passes a string.
   *
   * @param from where it begins; also negative
   * @return where it ends, which may be behind the end of what is here; negative if nothing is
   *     known of that
   */
  private int string(byte[] a, int from) {
    if (from < 0 || from > end - ROOM) {
      return NOT_HERE;
    }
    int first = a[from] & 0xFF;
    if (first < 0x40) {
      return from + 1 + first;
    }
    if (first < 0x80) {
      return from + 2 + ((first & 0x3F) << 8 | a[from + 1] & 0xFF);
    }
    return longer(a, from, first);
  }

  private static int longer(byte[] a, int from, int first) {
    switch (first) {
      case 0x80:
        int length = bigEndian(a, from + 1);
        return length < 0 || length > 1 << 30 ? NOT_HERE : from + 5 + length;
      case 0xC0:
        return from + 2;
      case 0xC1:
        return from + 3;
      case 0xC2:
        return from + 5;
      case 0xC3:
        int stored = a[from + 1] & 0xFF;
        int expanded = a[from + 2] & 0xFF;
        if (stored < 0x40) {
          return from + 2 + lengthBytes(expanded) + stored;
        }
        expanded = a[from + 3] & 0xFF;
        if (stored < 0x80) {
          stored = (stored & 0x3F) << 8 | a[from + 2] & 0xFF;
          return from + 3 + lengthBytes(expanded) + stored;
        }
        return NOT_HERE;
      default:
        return NOT_HERE;
    }
  }

  private static int lengthBytes(int first) {
    return first < 0x40 || first >= 0xC0 ? 1 : first < 0x80 ? 2 : first == 0x80 ? 5 : 9;
  }

  private static int bigEndian(byte[] a, int at) {
    return a[at] << 24 | (a[at + 1] & 0xFF) << 16 | (a[at + 2] & 0xFF) << 8 | a[at + 3] & 0xFF;
  }

  private static byte[] values() {
    byte[] values = new byte[256];
    for (RdbType type : RdbType.values()) {
      values[type.code()] =
          switch (type) {
            case STRING,
                HASH_ZIPMAP,
                LIST_ZIPLIST,
                SET_INTSET,
                SORTED_SET_ZIPLIST,
                HASH_ZIPLIST,
                HASH_LISTPACK,
                SORTED_SET_LISTPACK,
                SET_LISTPACK ->
                STRING;
            case LIST, SET, LIST_QUICKLIST -> STRINGS;
            case HASH -> PAIRS;
            case SORTED_SET -> SCORED;
            case LIST_QUICKLIST_2 -> NODES;
            case STREAM_1 -> STREAM + 1;
            case STREAM_2 -> STREAM + 2;
            case STREAM_3 -> STREAM + 3;
            default -> OTHER;
          };
    }
    return values;
  }
}
