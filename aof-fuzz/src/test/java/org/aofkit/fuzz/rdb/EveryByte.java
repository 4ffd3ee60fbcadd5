package org.aofkit.fuzz.rdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aofkit.fuzz.rdb.MutatedDumps.CorpusDump;
import org.aofkit.fuzz.rdb.MutatedDumps.DamagedDump;

/**
 * Healthy files with one byte changed, every byte once, or cut in front of every byte. What stands
 * in front of the first key, which is half of a small file and the same in all files of a server,
 * is taken of one of them. Nothing is left to chance: the same number makes the same file.
 */
final class EveryByte {
  /** So many numbers follow one another in the same file; a prime above that spreads a sample. */
  private static final long STRIDE = 1_000_003;

  private static final int AUX = 0xFA;
  private static final String HEX = "%s@%d %02x>%02x";

  private final int round;
  private final List<CorpusDump> dumps = new ArrayList<>();
  private final Set<String> heads = new HashSet<>();

  /** Where the first byte is that is damaged, by index. */
  private final List<Integer> starts = new ArrayList<>();

  /** How many bytes there are in the files up to and with the one of the same index. */
  private final List<Integer> ends = new ArrayList<>();

  private int count;

  /**
   * All bytes of some files, and the magic of others.
   *
   * @param round how a byte is changed: in round 0 one bit, which one depends on where the byte is;
   *     in round 1 all bits; in others some of them
   */
  EveryByte(List<CorpusDump> whole, List<CorpusDump> magic, int round) {
    this.round = round;
    for (CorpusDump dump : whole) {
      int head = head(dump.shape());
      boolean isNew = heads.add(folder(dump) + ' ' + head);
      add(dump, isNew ? 0 : head, dump.shape().bytes().length);
    }
    for (CorpusDump dump : magic) {
      if (heads.add(folder(dump))) {
        add(dump, 0, RdbShape.MAGIC_LENGTH);
      }
    }
  }

  private void add(CorpusDump dump, int from, int to) {
    dumps.add(dump);
    starts.add(from);
    count += to - from;
    ends.add(count);
  }

  /** Where the first record begins that says nothing of the server or the file as a whole. */
  private static int head(RdbShape shape) {
    return shape.records().stream()
        .filter(record -> (shape.bytes()[record.from()] & 0xFF) != AUX)
        .mapToInt(RdbShape.Rec::from)
        .findFirst()
        .orElse(shape.bodyEnd());
  }

  private static String folder(CorpusDump dump) {
    return dump.name().substring(0, dump.name().indexOf('/'));
  }

  /** How many bytes, and so how many different damages there are. */
  int count() {
    return count;
  }

  /** The file with one byte changed, by number; small numbers are spread over all files. */
  DamagedDump changed(int number) {
    int spread = spread(number);
    int index = index(spread);
    RdbShape shape = dumps.get(index).shape();
    int at = offset(spread, index);
    byte[] bytes = shape.bytes().clone();
    byte before = bytes[at];
    bytes[at] = (byte) (before ^ mask(at));
    String name = HEX.formatted(dumps.get(index).name(), at, before & 0xFF, bytes[at] & 0xFF);
    if (hasSum(shape) && at < bytes.length - Long.BYTES) {
      RdbMutation.seal(bytes);
    }
    return new DamagedDump(name, bytes, false);
  }

  /** The file cut in front of one byte, by number; small numbers are spread over all files. */
  DamagedDump cut(int number) {
    int spread = spread(number);
    int index = index(spread);
    int at = offset(spread, index);
    byte[] bytes = Arrays.copyOf(dumps.get(index).shape().bytes(), at);
    return new DamagedDump(dumps.get(index).name() + " cut at " + at, bytes, false);
  }

  /** Whether there is a checksum that a server looks at: one of 0 says that there is none. */
  private static boolean hasSum(RdbShape shape) {
    byte[] bytes = shape.bytes();
    return shape.hasChecksum()
        && !Arrays.equals(
            bytes, bytes.length - Long.BYTES, bytes.length, new byte[Long.BYTES], 0, Long.BYTES);
  }

  private int mask(int at) {
    return switch (round) {
      case 0 -> 1 << (at & 7);
      case 1 -> 0xFF;
      default -> 1 + Math.floorMod(31 * at + 101 * round, 255);
    };
  }

  private int spread(int number) {
    return count % STRIDE == 0 ? number : (int) (number * STRIDE % count);
  }

  private int index(int byteNumber) {
    int index = 0;
    while (ends.get(index) <= byteNumber) {
      index++;
    }
    return index;
  }

  private int offset(int byteNumber, int index) {
    return starts.get(index) + byteNumber - (index == 0 ? 0 : ends.get(index - 1));
  }
}
