package org.aofkit.fsck.options;

import java.util.OptionalLong;

/**
 * How much of a volume is to be free.
 *
 * @param percent of the whole volume; -1 where bytes are said
 * @param bytes as they are; -1 where a share is said
 */
public record MinFree(int percent, long bytes) {
  private static final int ALL = 100;

  /** Reads {@code 20%} or {@code 5gb}; empty words are none of the two. */
  static MinFree parse(Arguments arguments) throws UsageException {
    String text = String.valueOf(arguments.text(Opt.MIN_FREE));
    if (text.matches("[0-9]{1,2}%")) {
      return new MinFree(Integer.parseInt(text.substring(0, text.length() - 1)), -1);
    }
    OptionalLong bytes = ByteSize.parse(text);
    if (bytes.isEmpty()) {
      throw arguments.wrong(Opt.MIN_FREE, "a share such as 20%, or bytes such as 500mb or 5gb");
    }
    return new MinFree(-1, bytes.getAsLong());
  }

  /** How many bytes are to be free on a volume of this size. */
  public long on(long total) {
    return percent < 0 ? bytes : (long) (total * (percent / (double) ALL));
  }
}
