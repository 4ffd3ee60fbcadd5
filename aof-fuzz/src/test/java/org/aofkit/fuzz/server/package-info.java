/** Tests of the harness, and the way of other tests to real servers. */
@NullMarked
package org.aofkit.fuzz.server;

import org.jspecify.annotations.NullMarked;
