package org.aofkit.keyspace.commands;

/** What can be made of a command without a server. */
public enum CommandSupport {
  /**
   * What it does is known; only some of its forms may be {@link Outcome.Kind#NOT_MODELLED}, such as
   * those with relative times.
   */
  MODELLED,
  /** It changes no data. */
  HARMLESS,
  /** What it does is not known, but the keys it may change are. */
  CARRIED,
  /** Neither what it does nor which keys it may change is known. */
  DECLINED
}
