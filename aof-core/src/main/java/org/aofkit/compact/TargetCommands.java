package org.aofkit.compact;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.aofkit.command.CommandTable;

/** Which commands a target takes in a log. */
final class TargetCommands {
  private static final CommandTable TABLE = CommandTable.standard();

  /** Writing commands that came with Redis 7.0. */
  private static final Set<String> NEW_IN_7_0 =
      Set.of("blmpop", "lmpop", "bzmpop", "zmpop", "fcall", "function");

  /** Options of these came with Redis 7.0. */
  private static final Set<String> LONGER_SINCE_7_0 =
      Set.of("expire", "expireat", "pexpire", "pexpireat");

  private TargetCommands() {}

  /**
   * Whether a target knows a command, takes so many words of it, and a payload where it has one.
   */
  static boolean takes(CompactTarget target, byte[][] words) {
    ByteBuffer name = ByteBuffer.wrap(words[0]);
    int id = TABLE.lookup(name, 0, name.limit());
    if (id >= 0 && TABLE.isContainer(id) && words.length > 1) {
      ByteBuffer sub = ByteBuffer.wrap(words[1]);
      id = TABLE.lookupSub(id, sub, 0, sub.limit());
    }
    if (id < 0 || (TABLE.acceptedBy(id, words.length) & target.server().bit()) == 0) {
      return false;
    }
    String lower = new String(words[0], StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    return target != CompactTarget.REDIS_6_2 || isIn62(lower, words);
  }

  private static boolean isIn62(String name, byte[][] words) {
    return switch (name) {
      case "xsetid" -> words.length == 3;
      case "xgroup" -> words.length <= 6;
      default ->
          !NEW_IN_7_0.contains(name) && (words.length == 3 || !LONGER_SINCE_7_0.contains(name));
    };
  }
}
