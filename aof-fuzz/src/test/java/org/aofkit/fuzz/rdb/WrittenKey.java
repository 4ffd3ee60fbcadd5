package org.aofkit.fuzz.rdb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbFeature;
import org.aofkit.rdb.write.RdbValue;

/**
 * A key in two forms: as a writer takes it, and as commands that make a server hold the same.
 *
 * @param sameBytesFrom the version of the format from which on a server writes the value in one way
 *     only, which is the one in which it is told here: no order of a hash table is in it
 * @param needs what a target must be able to express
 */
record WrittenKey(
    int database,
    KeyHead head,
    RdbValue value,
    List<byte[][]> commands,
    int sameBytesFrom,
    Set<RdbFeature> needs) {
  static final int ALWAYS = 0;
  static final int NEVER = Integer.MAX_VALUE;

  /** The commands, with that for the deadline. */
  List<byte[][]> allCommands() {
    List<byte[][]> all = new ArrayList<>(commands);
    if (head.expireAtMs() != KeyHead.NONE) {
      all.add(command("PEXPIREAT", head.name(), ascii(Long.toString(head.expireAtMs()))));
    }
    return all;
  }

  static byte[][] command(String name, byte[] key, byte[]... more) {
    byte[][] command = new byte[2 + more.length][];
    command[0] = ascii(name);
    command[1] = key;
    System.arraycopy(more, 0, command, 2, more.length);
    return command;
  }

  /** One command with all the arguments, in pieces of bounded size. */
  static List<byte[][]> commands(String name, byte[] key, List<byte[]> arguments) {
    List<byte[][]> commands = new ArrayList<>();
    for (int at = 0; at < arguments.size(); at += 512) {
      List<byte[]> part = arguments.subList(at, Math.min(arguments.size(), at + 512));
      commands.add(command(name, key, part.toArray(byte[][]::new)));
    }
    return commands;
  }

  static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
