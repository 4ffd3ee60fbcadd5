package org.aofkit.keyspace.commands;

import org.aofkit.keyspace.value.HashValue;

/** Under which condition a field gets a deadline: NX, XX, GT, LT. Valkey takes several. */
final class DeadlineCondition {
  private boolean nx;
  private boolean xx;
  private boolean gt;
  private boolean lt;
  private int behind;

  /** Reads it from a word on. */
  DeadlineCondition(Call call, int from) throws RefusedException {
    boolean isValkey = call.server().isValkey();
    behind = from;
    while (behind < call.count()
        && (isValkey || behind == from)
        && !call.is(behind, "FIELDS")
        && take(call)) {
      behind++;
    }
    if (!isValkey) {
      return;
    }
    if (behind < call.count() && !call.is(behind, "FIELDS")) {
      throw new RefusedException("ERR Unsupported option " + call.text(behind));
    }
    if (nx && (xx || gt || lt)) {
      throw new RefusedException(
          "ERR NX and XX, GT or LT options at the same time are not compatible");
    }
    if (gt && lt) {
      throw new RefusedException("ERR GT and LT options at the same time are not compatible");
    }
  }

  private boolean take(Call call) {
    if (call.is(behind, "NX")) {
      nx = true;
    } else if (call.is(behind, "XX")) {
      xx = true;
    } else if (call.is(behind, "GT")) {
      gt = true;
    } else if (call.is(behind, "LT")) {
      lt = true;
    } else {
      return false;
    }
    return true;
  }

  /** The word behind it. */
  int behind() {
    return behind;
  }

  /** Whether one deadline may take the place of another; none counts as later than all. */
  boolean allows(long before, long deadline) {
    boolean hasNone = before == HashValue.NEVER;
    return !(nx && !hasNone)
        && !(xx && hasNone)
        && !(gt && (hasNone || deadline <= before))
        && !(lt && !hasNone && deadline >= before);
  }
}
