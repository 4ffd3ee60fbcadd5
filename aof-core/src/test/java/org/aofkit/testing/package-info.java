/** What tests of several packages share. */
@NullMarked
package org.aofkit.testing;

import org.jspecify.annotations.NullMarked;
