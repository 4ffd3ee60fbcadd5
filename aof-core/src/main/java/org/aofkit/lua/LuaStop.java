package org.aofkit.lua;

/** Ends the reading of a source from whatever depth it is at; never leaves the package. */
final class LuaStop extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;

  LuaStop(int line, String text) {
    super(text, null, false, false);
    this.line = line;
  }

  LuaProblem problem() {
    return new LuaProblem(line, getMessage());
  }
}
