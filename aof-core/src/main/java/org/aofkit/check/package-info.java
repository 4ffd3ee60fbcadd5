/**
 * A directory in, a report out: findings, verdict, the prediction of the first start, statistics.
 * Looking never writes.
 */
@NullMarked
package org.aofkit.check;

import org.jspecify.annotations.NullMarked;
