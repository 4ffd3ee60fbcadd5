/** What the writers of logs and directories promise, with faults and with real servers. */
@NullMarked
package org.aofkit.fuzz.append;

import org.jspecify.annotations.NullMarked;
