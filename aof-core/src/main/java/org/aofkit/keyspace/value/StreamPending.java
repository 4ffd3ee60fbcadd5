package org.aofkit.keyspace.value;

import org.jspecify.annotations.Nullable;

/**
 * That an entry was delivered and not acknowledged.
 *
 * @param consumer to whom; null only while an image is loaded that tells it later
 * @param deliveredMs when it was last delivered, in milliseconds since 1970
 * @param deliveries how often, without sign
 */
public record StreamPending(@Nullable StreamConsumer consumer, long deliveredMs, long deliveries) {}
