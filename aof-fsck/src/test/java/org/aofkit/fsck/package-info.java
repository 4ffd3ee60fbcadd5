/** Commands run in this process, with captured streams and a library that answers as told. */
@NullMarked
package org.aofkit.fsck;

import org.jspecify.annotations.NullMarked;
