package org.aofkit.repair;

import java.util.Locale;

/** How much a repair may give up. */
public enum Policy {
  /** Nothing that any server would have executed. Where more is needed nothing is written. */
  SAFE,
  /**
   * Everything behind the first damage that is not mended by a SAFE edit, across files: what stays
   * is a state that the server had at one point in time.
   */
  PREFIX,
  /** Located damage only; every intact command stays. */
  SALVAGE;

  /** The word on the command line and in JSON: lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
