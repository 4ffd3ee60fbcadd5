/**
 * RDB images: what their bytes mean, in both dialects. {@link org.aofkit.rdb.RdbStepper} walks an
 * image record by record without keeping its content.
 */
@NullMarked
package org.aofkit.rdb;

import org.jspecify.annotations.NullMarked;
