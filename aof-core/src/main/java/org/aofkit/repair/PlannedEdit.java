package org.aofkit.repair;

import org.aofkit.check.EditClass;

/**
 * One change that a plan would make.
 *
 * @param kind how the file changes
 * @param editClass what it costs
 * @param file the file's name relative to the root of the report, escaped for printing
 * @param offset where the change begins, in bytes from the start of the file
 * @param length how many bytes it covers; 0 where something is only put in
 * @param lost what this edit gives up
 * @param reason why this edit mends the damage and is of that class, in one line
 */
public record PlannedEdit(
    EditKind kind,
    EditClass editClass,
    String file,
    long offset,
    long length,
    Lost lost,
    String reason) {}
