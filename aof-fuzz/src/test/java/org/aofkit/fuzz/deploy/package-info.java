/** What is deployed, under the constraints it is deployed with. */
@NullMarked
package org.aofkit.fuzz.deploy;

import org.jspecify.annotations.NullMarked;
