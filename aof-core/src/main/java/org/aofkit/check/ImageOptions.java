package org.aofkit.check;

import org.jspecify.annotations.Nullable;

/**
 * What a check is told about RDB images.
 *
 * @param sanitized whether the servers are configured with {@code sanitize-dump-payload yes}. The
 *     third value, {@code clients}, is like {@code no} for the files that a server loads (measured
 *     with Redis 7.0.15 and 8.0.6), and Valkey 9.1.2 always looks closely.
 * @param clustered whether the server is configured with {@code cluster-enabled yes}; null if that
 *     is not known
 * @param duplicates whether the keys of an image are compared with each other
 */
public record ImageOptions(boolean sanitized, @Nullable Boolean clustered, Duplicates duplicates) {
  /** Where it is not known whether the server is in a cluster. */
  public ImageOptions(boolean sanitized, Duplicates duplicates) {
    this(sanitized, null, duplicates);
  }

  /** Whether keys are compared, which takes at most one more pass over an image of 17 million. */
  public enum Duplicates {
    /** In images of as many keys as one more pass is enough for. */
    AUTO,
    /** Always. */
    CHECK,
    /** Never. */
    SKIP
  }

  /** The servers' default, and {@link Duplicates#AUTO}. */
  public static ImageOptions defaults() {
    return new ImageOptions(false, Duplicates.AUTO);
  }
}
