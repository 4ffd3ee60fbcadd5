/** Tests of the laboratory's parts. */
@NullMarked
package org.aofkit.fuzz.lab;

import org.jspecify.annotations.NullMarked;
