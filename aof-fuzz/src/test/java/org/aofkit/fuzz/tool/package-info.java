/** The whole tool, in this process and as the jar, on damaged, faulty and hostile directories. */
@NullMarked
package org.aofkit.fuzz.tool;

import org.jspecify.annotations.NullMarked;
