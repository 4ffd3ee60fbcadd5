@NullMarked
package org.aofkit.fuzz.power;

import org.jspecify.annotations.NullMarked;
