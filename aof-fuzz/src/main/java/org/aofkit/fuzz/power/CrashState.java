package org.aofkit.fuzz.power;

import java.util.List;
import org.aofkit.fuzz.fs.DiskImage;

/**
 * One state that the disk may be in.
 *
 * @param image what is on it
 * @param after how many events of the history came before the power went
 * @param notes the notes among these
 * @param choices what became of each thing that was not durable
 */
public record CrashState(DiskImage image, int after, List<String> notes, List<String> choices) {
  @Override
  public String toString() {
    return "power lost after event " + after + ", notes " + notes + ": " + choices;
  }
}
