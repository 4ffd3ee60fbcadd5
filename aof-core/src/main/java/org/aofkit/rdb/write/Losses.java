package org.aofkit.rdb.write;

import java.util.Set;

/** What the target cannot express, and what of that the caller has agreed to lose. */
record Losses(RdbTarget target, Set<RdbFeature> mayLose) {
  /**
   * Whether the target can express this.
   *
   * @throws CannotExpressException if it can't, and the caller has not agreed to lose it
   */
  boolean canExpress(RdbFeature feature) throws CannotExpressException {
    if (!target.cannotExpress().contains(feature)) {
      return true;
    }
    if (!mayLose.contains(feature)) {
      throw new CannotExpressException(target, feature);
    }
    return false;
  }
}
