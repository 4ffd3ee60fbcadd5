package org.aofkit.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a line into words as servers do: those of their configuration, of manifests and of the
 * first lines of function libraries.
 *
 * <p>Words are separated by blanks, tabs, CR and LF; in front of a word VT and FF are skipped too,
 * but inside one they are ordinary bytes. A part in double quotes knows escapes, one in apostrophes
 * only {@code \'}; either may begin in the middle of a word. Behind a closing quote Redis wants a
 * separator, Valkey 9 lets the word go on. Valkey 9.1.2 also drops every byte 0xff that is not
 * written as an escape; Redis keeps it. (Each byte at each of these places was tried with Redis
 * 7.0.15, Redis 8.0.6 and Valkey 9.1.2.)
 */
public final class ServerWords {
  /** Why a line can't be split. */
  public enum Fault {
    /** A quote that is opened is not closed. */
    UNBALANCED_QUOTE,
    /** Redis only: something other than a separator stands behind a closing quote. */
    TEXT_BEHIND_QUOTE
  }

  private final byte[] line;
  private final int end;
  private final boolean valkey9;
  private final List<String> words = new ArrayList<>();
  private final ByteArrayOutputStream word = new ByteArrayOutputStream(64);
  private int at;

  private ServerWords(byte[] line, int start, int end, Server server) {
    this.line = line;
    this.at = start;
    this.end = end;
    this.valkey9 = isValkey9(server);
  }

  private static boolean isValkey9(Server server) {
    return server == Server.VALKEY_9;
  }

  /** Whether these two servers split every line the same way. */
  public static boolean splitAlike(Server one, Server other) {
    return isValkey9(one) == isValkey9(other);
  }

  /**
   * The words between two indexes, one character a byte, or why they can't be told apart.
   *
   * @param line borrowed
   * @param start where to begin
   * @param end where to end, exclusive
   */
  public static Split split(byte[] line, int start, int end, Server server) {
    var split = new ServerWords(line, start, end, server);
    Fault fault = null;
    while (fault == null && split.skipToWord()) {
      fault = split.readWord();
    }
    return new Split(split.words, fault);
  }

  /**
   * What a line gives.
   *
   * @param words the words, up to the fault if there is one
   * @param fault null where there is none
   */
  public record Split(List<String> words, @Nullable Fault fault) {
    /** Copies the list. */
    public Split {
      words = List.copyOf(words);
    }
  }

  private boolean skipToWord() {
    while (at < end && isSpace(line[at])) {
      at++;
    }
    return at < end;
  }

  private @Nullable Fault readWord() {
    word.reset();
    while (at < end && !isSeparator(line[at])) {
      byte b = line[at++];
      if (b == '"' || b == '\'') {
        if (!(b == '"' ? readQuoted() : readApostrophed())) {
          return Fault.UNBALANCED_QUOTE;
        }
        if (!valkey9) {
          // Redis takes VT and FF for a separator here, and only here, besides in front of a word.
          if (at < end && !isSpace(line[at])) {
            return Fault.TEXT_BEHIND_QUOTE;
          }
          break;
        }
      } else {
        append(b);
      }
    }
    words.add(word.toString(StandardCharsets.ISO_8859_1));
    return null;
  }

  /** Reads up to and over the closing quote; false if there is none. */
  private boolean readQuoted() {
    while (at < end) {
      byte b = line[at++];
      if (b == '"') {
        return true;
      }
      if (b == '\\' && at < end) {
        readEscape();
      } else {
        append(b);
      }
    }
    return false;
  }

  private void readEscape() {
    byte b = line[at++];
    if (b == 'x' && at + 1 < end && hex(line[at]) >= 0 && hex(line[at + 1]) >= 0) {
      word.write(hex(line[at]) << 4 | hex(line[at + 1]));
      at += 2;
      return;
    }
    switch (b) {
      case 'n' -> word.write('\n');
      case 'r' -> word.write('\r');
      case 't' -> word.write('\t');
      case 'a' -> word.write(7);
      case 'b' -> word.write('\b');
      default -> append(b);
    }
  }

  private boolean readApostrophed() {
    while (at < end) {
      byte b = line[at++];
      if (b == '\'') {
        return true;
      }
      if (b == '\\' && at < end && line[at] == '\'') {
        word.write('\'');
        at++;
      } else {
        append(b);
      }
    }
    return false;
  }

  private void append(byte b) {
    if (b != (byte) 0xff || !valkey9) {
      word.write(b);
    }
  }

  private static boolean isSeparator(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  /** Whether servers pass this byte over in front of a word: blank, tab, LF, VT, FF or CR. */
  public static boolean isSpace(int b) {
    return b == ' ' || b >= '\t' && b <= '\r';
  }

  private static int hex(byte b) {
    return b < 0 ? -1 : Character.digit(b, 16);
  }
}
