package org.aofkit.fuzz.fs;

/**
 * One operation on the file system. What it takes to do it again is in {@link History}.
 *
 * @param kind what
 * @param path on which file; the new name for links and renames
 * @param bytes how many bytes it writes or reads; 0 for others
 * @param grows true: a write that goes behind the end of the file
 */
public record FileOperation(OperationKind kind, String path, long bytes, boolean grows) {}
