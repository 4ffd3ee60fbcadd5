/** What was tried, how often, and what was lost: counts that proofs leave for a report. */
@NullMarked
package org.aofkit.fuzz.proof;

import org.jspecify.annotations.NullMarked;
