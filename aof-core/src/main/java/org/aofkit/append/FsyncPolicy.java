package org.aofkit.append;

/**
 * When what was appended is made durable; the names are those of the servers' setting {@code
 * appendfsync}.
 */
public enum FsyncPolicy {
  /** Before an append returns. */
  ALWAYS,
  /** At most a second later, by a thread of the writer. A failure shows at the next append. */
  EVERYSEC,
  /** When the system sees fit, or {@link AofWriter#sync} is called. */
  NO
}
