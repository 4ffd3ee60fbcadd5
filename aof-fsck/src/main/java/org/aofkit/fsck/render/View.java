package org.aofkit.fsck.render;

import org.jspecify.annotations.Nullable;

/**
 * How text for people is to look.
 *
 * @param paint colours or none
 * @param quiet only one line a PATH
 * @param program what the tool is called with, for example {@code java -jar aof-fsck.jar}
 * @param carried options that were given and that a next command needs too, each with a blank in
 *     front; often empty
 * @param loadTruncated the server's {@code aof-load-truncated}; null where it is not known
 */
public record View(
    Paint paint, boolean quiet, String program, String carried, @Nullable Boolean loadTruncated) {

  /** A whole command line to type next. */
  public String command(String words, byte[] path) {
    String name = ByteStrings.forShell(path);
    return program + " " + words + carried + (name.startsWith("-") ? " -- " : " ") + name;
  }
}
