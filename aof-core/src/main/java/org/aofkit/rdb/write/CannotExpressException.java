package org.aofkit.rdb.write;

import java.io.IOException;

/**
 * A data set contains what the format of the target cannot express, and the caller has not agreed
 * to lose it. What was written so far is no image.
 */
public final class CannotExpressException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient RdbTarget target;
  private final RdbFeature feature;

  CannotExpressException(RdbTarget target, RdbFeature feature) {
    super(target.magic() + " cannot express " + feature.title());
    this.target = target;
    this.feature = feature;
  }

  /** For whom it was to be written. */
  public RdbTarget target() {
    return target;
  }

  /** What it cannot express. */
  public RdbFeature feature() {
    return feature;
  }
}
