package org.aofkit.check;

/** How much a finding matters. */
public enum Severity {
  /** Worth knowing; nothing is wrong. */
  NOTE,
  /** Wrong, but the server accepts it. */
  WARNING,
  /** The server refuses it, or data is lost by it. */
  ERROR;

  /** The name in JSON: lower case. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
