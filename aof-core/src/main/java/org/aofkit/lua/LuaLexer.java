package org.aofkit.lua;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Cuts a source into tokens as the Lua 5.1 of the servers does, in the C locale. Facts that are
 * theirs alone, measured with FUNCTION LOAD of Redis 7.0.15: a byte of NUL behind a number counts
 * as its exponent, and one behind a dot as a dot.
 */
final class LuaLexer {
  private static final int END = -1;
  private static final Pattern NUMBER =
      Pattern.compile("(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?|0[xX]\\p{XDigit}+(?:[pP]\\d+)?");

  private final byte[] source;
  private final int end;
  private final boolean nestsBrackets;
  private int at;
  private int line = 1;
  private int tokenStart;
  private int tokenEnd;

  /**
   * @param nestsBrackets whether [[ may stand in a long string that began with one
   */
  LuaLexer(byte[] source, int from, int to, boolean nestsBrackets) {
    this.source = source;
    this.at = from;
    this.end = to;
    this.nestsBrackets = nestsBrackets;
  }

  /** The line that reading has come to. */
  int line() {
    return line;
  }

  /** The name read last. */
  String name() {
    return new String(source, tokenStart, tokenEnd - tokenStart, StandardCharsets.ISO_8859_1);
  }

  /** The bytes of the token read last, quotes included, each as one character. */
  String text() {
    return new String(source, tokenStart, at - tokenStart, StandardCharsets.ISO_8859_1);
  }

  /** Reads on. */
  LuaToken next() throws LuaStop {
    while (true) {
      int c = current();
      switch (c) {
        case '\n', '\r' -> newLine();
        case ' ', '\t', '\f', 0x0B -> at++;
        case '-' -> {
          at++;
          if (current() != '-') {
            return LuaToken.MINUS;
          }
          at++;
          comment();
        }
        default -> {
          return token(c);
        }
      }
    }
  }

  private LuaToken token(int c) throws LuaStop {
    tokenStart = at;
    switch (c) {
      case END:
        return LuaToken.SOURCE_END;
      case '[':
        return bracket();
      case '=':
        return twice(LuaToken.EQUAL, LuaToken.ASSIGN);
      case '<':
        return twice(LuaToken.AT_MOST, LuaToken.LESS);
      case '>':
        return twice(LuaToken.AT_LEAST, LuaToken.MORE);
      case '~':
        return twice(LuaToken.UNEQUAL, LuaToken.OTHER);
      case '"', '\'':
        at++;
        string(c);
        return LuaToken.STRING;
      case '.':
        return dots();
      default:
        if (isDigit(c)) {
          return number();
        }
        if (isWord(c)) {
          return word();
        }
        at++;
        return LuaToken.ofByte(c);
    }
  }

  private LuaToken twice(LuaToken withEquals, LuaToken alone) {
    at++;
    if (current() != '=') {
      return alone;
    }
    at++;
    return withEquals;
  }

  private LuaToken word() {
    while (isWord(current()) || isDigit(current())) {
      at++;
    }
    tokenEnd = at;
    return LuaToken.WORDS.getOrDefault(name(), LuaToken.NAME);
  }

  private LuaToken dots() throws LuaStop {
    at++;
    if (passes('.', '.')) {
      return passes('.', '.') ? LuaToken.DOTS : LuaToken.CONCAT;
    }
    return isDigit(current()) ? number() : LuaToken.DOT;
  }

  private LuaToken number() throws LuaStop {
    while (isDigit(current()) || current() == '.') {
      at++;
    }
    if (passes('e', 'E')) {
      passes('+', '-');
    }
    while (isWord(current()) || isDigit(current())) {
      at++;
    }
    int stop = tokenStart;
    while (stop < at && source[stop] != 0) {
      stop++;
    }
    String text = new String(source, tokenStart, stop - tokenStart, StandardCharsets.ISO_8859_1);
    if (!NUMBER.matcher(text).matches()) {
      throw stop("expected a number, found " + (text.length() > 40 ? "a long one" : text));
    }
    return LuaToken.NUMBER;
  }

  private LuaToken bracket() throws LuaStop {
    int level = level('[');
    if (level >= 0) {
      longString(level);
      return LuaToken.STRING;
    }
    if (level == -1) {
      return LuaToken.OPEN_INDEX;
    }
    throw stop("expected a second [ behind the equals signs, found none");
  }

  private void comment() throws LuaStop {
    if (current() == '[') {
      int level = level('[');
      if (level >= 0) {
        longString(level);
        return;
      }
    }
    while (current() != END && !isLineEnd(current())) {
      at++;
    }
  }

  /**
   * Passes a bracket and the equals signs behind it.
   *
   * @return their number if the same bracket follows, which is not passed; else less than 0: -1 if
   *     there were none
   */
  private int level(int bracket) {
    at++;
    int count = 0;
    while (current() == '=') {
      count++;
      at++;
    }
    return current() == bracket ? count : -count - 1;
  }

  private void longString(int level) throws LuaStop {
    int begin = line;
    at++;
    if (isLineEnd(current())) {
      newLine();
    }
    while (true) {
      switch (current()) {
        case END -> throw stop("expected the end of the text or comment begun in line " + begin);
        case '[' -> {
          if (level('[') == level && level == 0 && !nestsBrackets) {
            throw stop("expected no [[ within another, found one");
          }
        }
        case ']' -> {
          if (level(']') == level) {
            at++;
            return;
          }
        }
        case '\n', '\r' -> newLine();
        default -> at++;
      }
    }
  }

  private void string(int quote) throws LuaStop {
    while (current() != quote) {
      switch (current()) {
        case END, '\n', '\r' -> throw stop("expected the end of a string, found that of the line");
        case '\\' -> {
          at++;
          escape();
        }
        default -> at++;
      }
    }
    at++;
  }

  private void escape() throws LuaStop {
    int c = current();
    if (isLineEnd(c)) {
      newLine();
    } else if (isDigit(c)) {
      int value = 0;
      for (int i = 0; i < 3 && isDigit(current()); i++) {
        value = 10 * value + current() - '0';
        at++;
      }
      if (value > 0xFF) {
        throw stop("expected a byte of at most 255, found " + value);
      }
    } else if (c != END) {
      at++;
    }
  }

  /** CR LF and LF CR are one end of a line. */
  private void newLine() {
    int first = current();
    at++;
    if (isLineEnd(current()) && current() != first) {
      at++;
    }
    line++;
  }

  private boolean passes(int one, int other) {
    int c = current();
    if (c == one || c == other || c == 0) {
      at++;
      return true;
    }
    return false;
  }

  private int current() {
    return at < end ? source[at] & 0xFF : END;
  }

  private static boolean isLineEnd(int c) {
    return c == '\n' || c == '\r';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWord(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }

  private LuaStop stop(String text) {
    return new LuaStop(line, text);
  }
}
