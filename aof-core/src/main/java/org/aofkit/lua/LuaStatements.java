package org.aofkit.lua;

/** Reads statements: the grammar of Lua 5.1 from the top down. */
final class LuaStatements {
  /** How many values servers keep for a loop beside its own variables. */
  private static final int HIDDEN = 3;

  private final LuaTokens tokens;
  private final LuaExpressions expressions;
  private final LuaMain main = new LuaMain();
  private LuaScope scope = new LuaScope(null, true);
  private int level;

  LuaStatements(LuaTokens tokens) {
    this.tokens = tokens;
    this.expressions = new LuaExpressions(tokens, this);
  }

  /** Reads the whole source, and says what is run of it. */
  LuaMain source() throws LuaStop {
    tokens.pass();
    scope.open(false);
    statements();
    if (!tokens.is(LuaToken.SOURCE_END)) {
      throw tokens.expected("a statement");
    }
    return main;
  }

  LuaMain main() {
    return main;
  }

  LuaScope scope() {
    return scope;
  }

  /** Goes a level deeper; blocks and expressions share the levels. */
  void enter() throws LuaStop {
    level++;
    if (level > LuaExpressions.MOST_LEVELS) {
      throw tokens.stop("expected at most 200 levels, found more");
    }
  }

  void leave() {
    level--;
  }

  /** Reads a function from its parameters on. */
  void function(boolean isMethod) throws LuaStop {
    main.enterFunction();
    scope = new LuaScope(scope, false);
    scope.open(false);
    tokens.require(LuaToken.OPEN);
    if (isMethod) {
      declare("self");
      scope.activate();
    }
    parameters();
    tokens.require(LuaToken.CLOSE);
    statements();
    tokens.require(LuaToken.END);
    LuaScope outer = scope.outer();
    if (outer != null) {
      scope = outer;
    }
    main.leaveFunction();
  }

  private void parameters() throws LuaStop {
    if (!tokens.is(LuaToken.CLOSE)) {
      do {
        if (tokens.is(LuaToken.NAME)) {
          declare(tokens.requireName());
        } else if (tokens.passes(LuaToken.DOTS)) {
          declare("arg");
          scope.takeMore();
        } else {
          throw tokens.expected("a name or ...");
        }
      } while (!scope.takesMore() && tokens.passes(LuaToken.COMMA));
    }
    scope.activate();
  }

  private void statements() throws LuaStop {
    enter();
    boolean isLast = false;
    while (!isLast && !tokens.token().endsBlock()) {
      isLast = statement();
      tokens.passes(LuaToken.SEMICOLON);
    }
    leave();
  }

  private void block() throws LuaStop {
    scope.open(false);
    statements();
    scope.close();
  }

  /**
   * Reads a statement.
   *
   * @return whether it must be the last one of its block
   */
  private boolean statement() throws LuaStop {
    switch (tokens.token()) {
      case IF -> branch();
      case WHILE -> whileLoop();
      case DO -> {
        tokens.pass();
        block();
        tokens.require(LuaToken.END);
      }
      case FOR -> forLoop();
      case REPEAT -> repeatLoop();
      case FUNCTION -> namedFunction();
      case LOCAL -> local();
      case RETURN -> {
        tokens.pass();
        if (!tokens.token().endsBlock() && !tokens.is(LuaToken.SEMICOLON)) {
          expressions.list();
        }
        main.leave();
        return true;
      }
      case BREAK -> {
        tokens.pass();
        if (!scope.isInLoop()) {
          throw tokens.stop("expected a loop around break, found none");
        }
        return true;
      }
      default -> callOrAssignment();
    }
    return false;
  }

  private void branch() throws LuaStop {
    int conditions = 0;
    do {
      tokens.pass();
      expressions.expression();
      tokens.require(LuaToken.THEN);
      main.enterCondition();
      conditions++;
      block();
    } while (tokens.is(LuaToken.ELSEIF));
    if (tokens.passes(LuaToken.ELSE)) {
      block();
    }
    for (; conditions > 0; conditions--) {
      main.leaveCondition();
    }
    tokens.require(LuaToken.END);
  }

  private void whileLoop() throws LuaStop {
    tokens.pass();
    expressions.expression();
    scope.open(true);
    tokens.require(LuaToken.DO);
    main.enterCondition();
    block();
    main.leaveCondition();
    tokens.require(LuaToken.END);
    scope.close();
  }

  private void repeatLoop() throws LuaStop {
    tokens.pass();
    main.enterCondition();
    scope.open(true);
    scope.open(false);
    statements();
    tokens.require(LuaToken.UNTIL);
    expressions.expression();
    main.leaveCondition();
    scope.close();
    scope.close();
  }

  private void forLoop() throws LuaStop {
    tokens.pass();
    scope.open(true);
    String first = tokens.requireName();
    for (int i = 0; i < HIDDEN; i++) {
      declare("(hidden)");
    }
    declare(first);
    if (tokens.passes(LuaToken.ASSIGN)) {
      expressions.expression();
      tokens.require(LuaToken.COMMA);
      expressions.expression();
      if (tokens.passes(LuaToken.COMMA)) {
        expressions.expression();
      }
    } else if (tokens.is(LuaToken.COMMA) || tokens.is(LuaToken.IN)) {
      while (tokens.passes(LuaToken.COMMA)) {
        declare(tokens.requireName());
      }
      tokens.require(LuaToken.IN);
      expressions.list();
    } else {
      throw tokens.expected("= or in");
    }
    scope.activate();
    tokens.require(LuaToken.DO);
    main.enterCondition();
    block();
    main.leaveCondition();
    tokens.require(LuaToken.END);
    scope.close();
  }

  private void namedFunction() throws LuaStop {
    tokens.pass();
    String object = tokens.requireName();
    boolean isOffered = use(object) && LuaMain.isObject(object);
    while (tokens.passes(LuaToken.DOT)) {
      String field = tokens.requireName();
      if (isOffered) {
        main.field(object, field, false, tokens.lastLine());
      }
      isOffered = false;
    }
    boolean isMethod = tokens.passes(LuaToken.COLON);
    if (isMethod) {
      tokens.requireName();
    }
    function(isMethod);
  }

  private void local() throws LuaStop {
    tokens.pass();
    if (tokens.passes(LuaToken.FUNCTION)) {
      declare(tokens.requireName());
      scope.activate();
      function(false);
      return;
    }
    do {
      declare(tokens.requireName());
    } while (tokens.passes(LuaToken.COMMA));
    if (tokens.passes(LuaToken.ASSIGN)) {
      expressions.list();
    }
    scope.activate();
  }

  private void callOrAssignment() throws LuaStop {
    LuaExpressions.Kind kind = expressions.suffixed();
    if (kind == LuaExpressions.Kind.CALL) {
      return;
    }
    int targets = 1;
    while (true) {
      if (kind != LuaExpressions.Kind.VARIABLE) {
        throw tokens.expected("a variable in front, or a call");
      }
      if (!tokens.passes(LuaToken.COMMA)) {
        break;
      }
      kind = expressions.suffixed();
      if (targets > LuaExpressions.MOST_LEVELS - level) {
        throw tokens.stop("expected fewer variables in an assignment");
      }
      targets++;
    }
    tokens.require(LuaToken.ASSIGN);
    expressions.list();
  }

  private void declare(String name) throws LuaStop {
    scope.declare(name, tokens.line());
  }

  /** Notes that a variable is used; whether it is a global. */
  boolean use(String name) throws LuaStop {
    int line = tokens.lastLine();
    boolean isGlobal = !scope.use(name, tokens.line());
    if (isGlobal) {
      main.global(name, line);
    }
    return isGlobal;
  }
}
