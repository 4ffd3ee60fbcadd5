package org.aofkit.repair;

import org.aofkit.check.EditClass;

/**
 * A damage that the policy does not allow to be mended.
 *
 * @param editClass what mending it would cost; never {@link EditClass#SAFE} under the policy {@code
 *     safe}, except where an edit is not available in this version
 * @param file the file's name relative to the root of the report, escaped for printing; empty for
 *     the directory itself
 * @param offset where the damage begins, in bytes from the start of the file
 * @param length how many bytes it covers
 * @param reason why it is refused, in one line
 */
public record Refusal(EditClass editClass, String file, long offset, long length, String reason) {}
