package org.aofkit.rdb.write;

import java.time.Clock;

/**
 * What an image says about where it comes from, in the fields that servers write first. Loading
 * servers do not need them.
 *
 * @param serverVersion goes into {@code redis-ver} or {@code valkey-ver}
 * @param clock says the time of writing
 * @param usedMemory bytes of memory that the data took; 0 if not known
 * @param isAofBase whether the image is the base of an append-only file
 */
public record RdbOrigin(String serverVersion, Clock clock, long usedMemory, boolean isAofBase) {
  /**
   * Of the first server of a line, such as 8.0.0 for {@code redis-8.0} and 9.0.0 for {@code
   * valkey-9}: a later run judges an image by the version that it says.
   *
   * @param line the id of a server line, in the form of {@link org.aofkit.server.Server#id()}
   */
  public static RdbOrigin ofLine(String line, Clock clock, boolean isAofBase) {
    String version = line.substring(line.indexOf('-') + 1);
    return new RdbOrigin(
        version.contains(".") ? version + ".0" : version + ".0.0", clock, 0, isAofBase);
  }
}
