package org.aofkit.lua;

import org.jspecify.annotations.Nullable;

/** Reads expressions, and what stands in front of an assignment. */
final class LuaExpressions {
  /** How deep blocks and expressions may lie in one another. */
  static final int MOST_LEVELS = 200;

  private static final int UNARY = 8;

  private final LuaTokens tokens;
  private final LuaStatements statements;

  /** The global that was read last, if it holds what servers offer to libraries. */
  private @Nullable String offered;

  LuaExpressions(LuaTokens tokens, LuaStatements statements) {
    this.tokens = tokens;
    this.statements = statements;
  }

  /** What an expression of names, fields and calls ends as. */
  enum Kind {
    /** Can be assigned to. */
    VARIABLE,
    CALL,
    VALUE
  }

  /** Reads one expression or more. */
  void list() throws LuaStop {
    do {
      expression();
    } while (tokens.passes(LuaToken.COMMA));
  }

  /** Reads an expression. */
  void expression() throws LuaStop {
    expression(0);
  }

  /** Reads an expression up to an operator that binds no tighter than this. */
  private void expression(int binding) throws LuaStop {
    statements.enter();
    switch (tokens.token()) {
      case NOT, MINUS, LENGTH -> {
        tokens.pass();
        expression(UNARY);
      }
      default -> simple();
    }
    while (left(tokens.token()) > binding) {
      LuaToken operator = tokens.token();
      boolean isCondition = operator == LuaToken.AND || operator == LuaToken.OR;
      tokens.pass();
      if (isCondition) {
        statements.main().enterCondition();
      }
      expression(right(operator));
      if (isCondition) {
        statements.main().leaveCondition();
      }
    }
    statements.leave();
  }

  /** How tight an operator binds what is left of it; 0 if it is none. */
  private static int left(LuaToken token) {
    return switch (token) {
      case OR -> 1;
      case AND -> 2;
      case LESS, MORE, AT_MOST, AT_LEAST, EQUAL, UNEQUAL -> 3;
      case CONCAT -> 5;
      case PLUS, MINUS -> 6;
      case TIMES, DIVIDE, MODULO -> 7;
      case POWER -> 10;
      default -> 0;
    };
  }

  /** Powers and concatenations are read from the right. */
  private static int right(LuaToken operator) {
    return switch (operator) {
      case CONCAT, POWER -> left(operator) - 1;
      default -> left(operator);
    };
  }

  private void simple() throws LuaStop {
    switch (tokens.token()) {
      case NUMBER, STRING, NIL, TRUE, FALSE -> tokens.pass();
      case DOTS -> {
        if (!statements.scope().takesMore()) {
          throw tokens.stop("expected a function that takes ... around it, found another");
        }
        tokens.pass();
      }
      case OPEN_TABLE -> table();
      case FUNCTION -> {
        tokens.pass();
        statements.function(false);
      }
      default -> suffixed();
    }
  }

  /** Reads a name or an expression in parentheses, and the fields and calls behind it. */
  Kind suffixed() throws LuaStop {
    Kind kind = first();
    String object = offered;
    while (true) {
      offered = null;
      switch (tokens.token()) {
        case DOT -> {
          tokens.pass();
          String field = tokens.requireName();
          if (object != null) {
            statements.main().field(object, field, isCalled(), tokens.lastLine());
          }
          kind = Kind.VARIABLE;
        }
        case OPEN_INDEX -> {
          index();
          kind = Kind.VARIABLE;
        }
        case COLON -> {
          tokens.pass();
          tokens.requireName();
          arguments();
          kind = Kind.CALL;
        }
        case OPEN, STRING, OPEN_TABLE -> {
          arguments();
          kind = Kind.CALL;
        }
        default -> {
          return kind;
        }
      }
      object = null;
    }
  }

  private boolean isCalled() {
    return switch (tokens.token()) {
      case OPEN, STRING, OPEN_TABLE -> true;
      default -> false;
    };
  }

  private Kind first() throws LuaStop {
    offered = null;
    if (tokens.passes(LuaToken.OPEN)) {
      expression();
      tokens.require(LuaToken.CLOSE);
      offered = null;
      return Kind.VALUE;
    }
    if (!tokens.is(LuaToken.NAME)) {
      throw tokens.expected("an expression");
    }
    String name = tokens.requireName();
    offered = statements.use(name) && LuaMain.isObject(name) ? name : null;
    return Kind.VARIABLE;
  }

  private void index() throws LuaStop {
    tokens.pass();
    expression();
    tokens.require(LuaToken.CLOSE_INDEX);
  }

  private void arguments() throws LuaStop {
    switch (tokens.token()) {
      case STRING -> tokens.pass();
      case OPEN_TABLE -> table();
      case OPEN -> {
        if (tokens.line() != tokens.lastLine()) {
          throw tokens.stop("expected the ( of a call in the line of the function");
        }
        tokens.pass();
        if (!tokens.is(LuaToken.CLOSE)) {
          list();
        }
        tokens.require(LuaToken.CLOSE);
      }
      default -> throw tokens.expected("arguments");
    }
  }

  private void table() throws LuaStop {
    tokens.pass();
    while (!tokens.is(LuaToken.CLOSE_TABLE)) {
      field();
      if (!tokens.passes(LuaToken.COMMA) && !tokens.passes(LuaToken.SEMICOLON)) {
        break;
      }
    }
    tokens.require(LuaToken.CLOSE_TABLE);
  }

  private void field() throws LuaStop {
    if (tokens.is(LuaToken.NAME) && tokens.ahead() == LuaToken.ASSIGN) {
      tokens.pass();
      tokens.pass();
    } else if (tokens.is(LuaToken.OPEN_INDEX)) {
      index();
      tokens.require(LuaToken.ASSIGN);
    }
    expression();
  }
}
