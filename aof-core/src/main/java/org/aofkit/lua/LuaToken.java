package org.aofkit.lua;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a source is made of. */
enum LuaToken {
  AND("and"),
  BREAK("break"),
  DO("do"),
  ELSE("else"),
  ELSEIF("elseif"),
  END("end"),
  FALSE("false"),
  FOR("for"),
  FUNCTION("function"),
  IF("if"),
  IN("in"),
  LOCAL("local"),
  NIL("nil"),
  NOT("not"),
  OR("or"),
  REPEAT("repeat"),
  RETURN("return"),
  THEN("then"),
  TRUE("true"),
  UNTIL("until"),
  WHILE("while"),
  CONCAT(".."),
  DOTS("..."),
  EQUAL("=="),
  AT_LEAST(">="),
  AT_MOST("<="),
  UNEQUAL("~="),
  PLUS("+"),
  MINUS("-"),
  TIMES("*"),
  DIVIDE("/"),
  MODULO("%"),
  POWER("^"),
  LENGTH("#"),
  LESS("<"),
  MORE(">"),
  ASSIGN("="),
  OPEN("("),
  CLOSE(")"),
  OPEN_TABLE("{"),
  CLOSE_TABLE("}"),
  OPEN_INDEX("["),
  CLOSE_INDEX("]"),
  SEMICOLON(";"),
  COLON(":"),
  COMMA(","),
  DOT("."),
  NUMBER("a number"),
  STRING("a string"),
  NAME("a name"),
  SOURCE_END("the end of the source"),
  /** A byte that no statement can hold. */
  OTHER("a byte that means nothing");

  /** The words that are no names. */
  static final Map<String, LuaToken> WORDS =
      Stream.of(values())
          .filter(token -> token.compareTo(WHILE) <= 0)
          .collect(Collectors.toUnmodifiableMap(LuaToken::text, Function.identity()));

  private static final LuaToken[] SINGLE = new LuaToken[128];

  static {
    for (LuaToken token : values()) {
      if (token.text.length() == 1) {
        SINGLE[token.text.charAt(0)] = token;
      }
    }
  }

  private final String text;

  LuaToken(String text) {
    this.text = text;
  }

  /** What a byte stands for that is a token of its own. */
  static LuaToken ofByte(int value) {
    return value < SINGLE.length && SINGLE[value] != null ? SINGLE[value] : OTHER;
  }

  /** How it is written, or what it is. */
  String text() {
    return text;
  }

  /** Whether a block ends in front of it. */
  boolean endsBlock() {
    return switch (this) {
      case ELSE, ELSEIF, END, UNTIL, SOURCE_END -> true;
      default -> false;
    };
  }
}
