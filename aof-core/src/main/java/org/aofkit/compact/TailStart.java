package org.aofkit.compact;

/**
 * Where a log can't be taken apart any more.
 *
 * @param place of the first byte that is carried: of the command, or of the MULTI in front of it
 * @param file the number of its file
 * @param offset of that byte in its file
 * @param command the name of the command
 * @param commandOffset where the command stands in the file
 * @param reason why it can't be taken apart
 */
record TailStart(
    long place, int file, long offset, String command, long commandOffset, String reason) {}
