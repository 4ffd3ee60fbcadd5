package org.aofkit.fuzz.rdb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbFeature;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;

/**
 * A key in two forms: as a writer takes it, and as commands that make a server hold the same.
 *
 * @param sameBytes the targets whose servers write the value in one way only, which is the one in
 *     which it is told here: no order of a hash table is in it
 * @param needs what a target must be able to express
 */
record WrittenKey(
    int database,
    KeyHead head,
    RdbValue value,
    List<byte[][]> commands,
    SameBytes sameBytes,
    Set<RdbFeature> needs) {

  /** Versions of the format, both included. */
  record SameBytes(int from, int to) {
    static final SameBytes ALWAYS = new SameBytes(0, Integer.MAX_VALUE);
    static final SameBytes NEVER = new SameBytes(1, 0);
    static final SameBytes REDIS_7_0_ONLY = new SameBytes(10, 10);
    static final SameBytes FROM_REDIS_7_2 = new SameBytes(11, Integer.MAX_VALUE);

    boolean in(RdbTarget target) {
      return target.version() >= from && target.version() <= to;
    }
  }

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
