/** Tests of the inner parts of the commit protocol that need a disk which loses its power. */
@NullMarked
package org.aofkit.commit;

import org.jspecify.annotations.NullMarked;
