/**
 * How files change safely: edits with a journal and pre-images, quarantine, undo, finishing after a
 * crash. The only package that changes existing files, for everybody.
 */
@NullMarked
package org.aofkit.commit;

import org.jspecify.annotations.NullMarked;
