@NullMarked
package org.aofkit.fuzz.proof;

import org.jspecify.annotations.NullMarked;
