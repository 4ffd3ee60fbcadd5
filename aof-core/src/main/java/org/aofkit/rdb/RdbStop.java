package org.aofkit.rdb;

/**
 * Ends the stepping from whatever depth it is at. It is raised at most once an image and never
 * leaves the package: to callers a problem is data, {@link RdbImage#problem()}.
 */
final class RdbStop extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient RdbProblem problem;

  RdbStop(RdbProblem.Kind kind, long offset, String text) {
    super(text, null, false, false);
    problem = new RdbProblem(kind, offset, text);
  }

  static RdbStop badFormat(long offset, String text) {
    return new RdbStop(RdbProblem.Kind.BAD_FORMAT, offset, text);
  }

  RdbProblem problem() {
    return problem;
  }
}
