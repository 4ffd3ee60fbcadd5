package org.aofkit.compact;

import java.util.List;

/**
 * A command that is about several keys.
 *
 * @param place where it stands
 * @param database the number of the database it is for
 * @param keys those it names
 * @param written the only word it writes to; 0 if it may write to all of its keys, -1 if the last
 *     of them is that word
 */
record Tie(long place, int database, List<Key> keys, int written) {
  /**
   * One of its keys.
   *
   * @param word which word of the command its name is
   * @param database the number of the database it is in
   * @param first its hash
   * @param second its hash
   */
  record Key(int word, int database, long first, long second) {}

  Tie {
    keys = List.copyOf(keys);
  }

  /** Whether it may write to one of its keys. */
  boolean writes(int key) {
    return written == 0 || written == keys.get(key).word() || written < 0 && key == keys.size() - 1;
  }
}
