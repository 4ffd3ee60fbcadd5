package org.aofkit.lua;

import org.jspecify.annotations.Nullable;

/** The tokens of a source, with the one that is next in sight. */
final class LuaTokens {
  private final LuaLexer lexer;
  private LuaToken token = LuaToken.SOURCE_END;
  private String name = "";
  private @Nullable LuaToken ahead;
  private int lastLine = 1;

  LuaTokens(LuaLexer lexer) {
    this.lexer = lexer;
  }

  /** The token that is next. */
  LuaToken token() {
    return token;
  }

  /** The line that reading has come to; that of {@link #token} unless one was looked ahead. */
  int line() {
    return lexer.line();
  }

  /** The line of the token passed last. */
  int lastLine() {
    return lastLine;
  }

  /** Passes the token. */
  void pass() throws LuaStop {
    lastLine = lexer.line();
    if (ahead != null) {
      token = ahead;
      ahead = null;
    } else {
      token = lexer.next();
    }
    if (token == LuaToken.NAME) {
      name = lexer.name();
    }
  }

  /** The token behind the one that is next. */
  LuaToken ahead() throws LuaStop {
    if (ahead == null) {
      ahead = lexer.next();
    }
    return ahead;
  }

  boolean is(LuaToken wanted) {
    return token == wanted;
  }

  /** Passes a token if it is next. */
  boolean passes(LuaToken wanted) throws LuaStop {
    if (token != wanted) {
      return false;
    }
    pass();
    return true;
  }

  /** Passes a token that must be next. */
  void require(LuaToken wanted) throws LuaStop {
    if (!passes(wanted)) {
      throw expected(wanted.text());
    }
  }

  /** Passes a name. */
  String requireName() throws LuaStop {
    if (token != LuaToken.NAME) {
      throw expected(LuaToken.NAME.text());
    }
    String passed = name;
    pass();
    return passed;
  }

  LuaStop expected(String what) {
    return stop("expected " + what + ", found " + token.text());
  }

  LuaStop stop(String text) {
    return new LuaStop(lexer.line(), text);
  }
}
