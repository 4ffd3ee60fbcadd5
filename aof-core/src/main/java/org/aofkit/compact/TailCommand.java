package org.aofkit.compact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.aofkit.aof.AofReader;
import org.aofkit.resp.ArgumentWalk;

/**
 * A command on its way to another server: as many words as it has, of which only those are read
 * that tell whether the server takes it.
 */
final class TailCommand {
  private static final Set<String> WITH_PAYLOAD = Set.of("restore", "restore-asking", "function");

  /** Longer words are no name of a command. */
  private static final int LONGEST_NAME = 64;

  private static final int NAMES = 2;
  private static final byte[] NOT_READ = {};

  private final byte[][] words;
  private boolean hasPayload;

  TailCommand(AofReader reader) throws IOException {
    words = new byte[reader.argumentCount()][];
    Arrays.fill(words, NOT_READ);
    ArgumentWalk walk = reader.words();
    while (walk.next()) {
      if (walk.index() >= NAMES && !hasPayload) {
        break;
      }
      boolean isShort = walk.length() <= LONGEST_NAME;
      if (isShort || hasPayload) {
        words[walk.index()] = new byte[Math.toIntExact(walk.length())];
        walk.read(0, words[walk.index()]);
      }
      if (walk.index() == 0) {
        String name = new String(words[0], StandardCharsets.ISO_8859_1);
        hasPayload = WITH_PAYLOAD.contains(name.toLowerCase(Locale.ROOT));
      }
    }
  }

  /** The words; those that were not needed are empty. */
  byte[][] words() {
    return words;
  }

  /**
   * Whether it may carry a value or libraries in the form of an image; then all words are there.
   */
  boolean hasPayload() {
    return hasPayload;
  }
}
