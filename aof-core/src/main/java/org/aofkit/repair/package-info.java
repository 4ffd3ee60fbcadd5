/** A report in, a plan out (a value: what would change, why, what is lost), and its execution. */
@NullMarked
package org.aofkit.repair;

import org.jspecify.annotations.NullMarked;
