package org.aofkit.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.aofkit.io.MemorySource;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/** Collections with more in them than one table holds. */
class RdbLargeTest {
  private static final int MANY = RdbMembers.MOST + 1000;
  private static final int MANY_PENDING = (1 << 18) + 1000;

  @Test
  void aMemberThatComesTwiceInALargeSetIsRefused() throws IOException {
    assertThat(read(set(MANY, -1)).problem()).isNull();
    for (int repeated : new int[] {0, 7, MANY - 2}) {
      RdbImage image = read(set(MANY, repeated));
      assertThat(image.problem()).isNotNull();
      assertThat(image.problem().kind()).isEqualTo(RdbProblem.Kind.BAD_FORMAT);
    }
  }

  @Test
  void largeHashesAndSortedSetsAreComparedByTheirMembersOnly() throws IOException {
    for (RdbType type : new RdbType[] {RdbType.HASH, RdbType.SORTED_SET}) {
      assertThat(read(pairs(type, MANY, -1)).problem()).isNull();
      assertThat(read(pairs(type, MANY, 3)).problem()).isNotNull();
    }
  }

  /** Valkey 9.1.2 loads the second one: it drops the field of 1970 before it compares. */
  @Test
  void aFieldThatComesTwiceInALargeHashOfValkeyIsLoadedIfItMayHaveExpired() throws IOException {
    assertThat(read(valkeyHash(-1)).problem()).isNotNull();
    byte[] expired = valkeyHash(1);
    RdbImage image = read(expired);
    assertThat(image.loadsOn(Server.VALKEY_9, 1)).isTrue();
    assertThat(image.damages())
        .extracting(RdbDamage::kind)
        .containsExactly(RdbDamage.Kind.WRONG_READS);
    assertThat(read(expired, RdbOptions.forAof()).problem()).isNotNull();
  }

  @Test
  void ownersOfVeryManyPendingIdsAreCountedInParts() throws IOException {
    RdbImage swapped = read(group(MANY_PENDING, false));
    assertThat(swapped.problem()).isNull();
    assertThat(swapped.damages()).extracting(RdbDamage::kind).containsOnly(RdbDamage.Kind.ODD);
    RdbImage image = read(group(MANY_PENDING, true));
    assertThat(image.problem()).isNull();
    assertThat(image.damages()).extracting(RdbDamage::kind).contains(RdbDamage.Kind.CRASHES_LATER);
    assertThat(image.loadsOn(Server.REDIS_7_0, 1)).isTrue();
    assertThat(image.loadsSanitizedOn(Server.REDIS_7_0, 1)).isFalse();
  }

  @Test
  void aGroupOrConsumerOrNodeThatComesTwiceAmongVeryManyIsRefused() throws IOException {
    for (int repeated : new int[] {-1, 0, MANY / 2}) {
      boolean isRefused = repeated >= 0;
      assertThat(read(groups(MANY, repeated)).problem() != null).isEqualTo(isRefused);
      assertThat(read(consumers(MANY, repeated)).problem() != null).isEqualTo(isRefused);
      assertThat(read(nodes(MANY, repeated)).problem() != null).isEqualTo(isRefused);
    }
  }

  @Test
  void aMemberThatComesTwiceInALargePackedValueIsFound() throws IOException {
    for (int repeated : new int[] {-1, 5, MANY - 2}) {
      boolean isFound = repeated >= 0;
      RdbImage numbers = read(intset(MANY, repeated));
      assertThat(numbers.problem() != null || numbers.acceptedBy() == 0).isEqualTo(isFound);
      RdbImage fields = read(packedHash(MANY, repeated));
      assertThat(fields.problem() != null).isEqualTo(isFound);
    }
  }

  /** The first field comes once more at the end, with a deadline. */
  private static byte[] valkeyHash(long deadline) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeBytes("VALKEY080");
    out.writeByte(RdbType.HASH_DEADLINES_VALKEY.code());
    out.write(new byte[] {1, 'k'});
    count(out, MANY);
    for (int i = 0; i < MANY; i++) {
      number(out, i % (MANY - 1));
      out.write(new byte[] {1, 'v'});
      out.writeLong(i == MANY - 1 ? deadline : -1);
    }
    return end(bytes);
  }

  private static byte[] groups(int count, int repeated) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    begin(out, RdbType.STREAM_2.code());
    out.write(new byte[9]);
    count(out, count);
    for (int i = 0; i < count; i++) {
      number(out, i == count - 1 && repeated >= 0 ? repeated : i);
      out.write(new byte[5]);
    }
    return end(bytes);
  }

  private static byte[] consumers(int count, int repeated) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    begin(out, RdbType.STREAM_2.code());
    out.write(new byte[9]);
    out.write(new byte[] {1, 1, 'g', 0, 0, 0, 0});
    count(out, count);
    for (int i = 0; i < count; i++) {
      number(out, i == count - 1 && repeated >= 0 ? repeated : i);
      out.write(new byte[9]);
    }
    return end(bytes);
  }

  /** Nodes in descending order but for the last one, each with one entry. */
  private static byte[] nodes(int count, int repeated) throws IOException {
    byte[] node = {
      32,
      0,
      0,
      0,
      10,
      0,
      1,
      1,
      0,
      1,
      1,
      1,
      (byte) 0x81,
      'f',
      2,
      0,
      1,
      2,
      1,
      0,
      1,
      0,
      1,
      (byte) 0x81,
      'v',
      2,
      4,
      1,
      (byte) 0xFF
    };
    node[0] = (byte) node.length;
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    begin(out, RdbType.STREAM_2.code());
    count(out, count);
    for (int i = 0; i < count; i++) {
      out.writeByte(16);
      out.writeLong(0);
      out.writeLong(2L * count - (i == count - 1 && repeated >= 0 ? repeated : i));
      out.writeByte(node.length);
      out.write(node);
    }
    count(out, count);
    out.write(new byte[] {0, 0});
    out.write(new byte[5]);
    out.writeByte(0);
    return end(bytes);
  }

  /** Numbers in descending order. */
  private static byte[] intset(int count, int repeated) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    begin(out, RdbType.SET_INTSET.code());
    count(out, 8 + 4 * count);
    out.writeInt(Integer.reverseBytes(4));
    out.writeInt(Integer.reverseBytes(count));
    for (int i = 0; i < count; i++) {
      out.writeInt(Integer.reverseBytes(-(i == count - 1 && repeated >= 0 ? repeated : i)));
    }
    return end(bytes);
  }

  private static byte[] packedHash(int count, int repeated) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    begin(out, RdbType.HASH_LISTPACK.code());
    int size = 7 + 8 * count;
    count(out, size);
    out.writeInt(Integer.reverseBytes(size));
    out.writeShort(-1);
    for (int i = 0; i < count; i++) {
      int field = (1 << 23) - 1 - (i == count - 1 && repeated >= 0 ? repeated : i);
      out.write(new byte[] {(byte) 0xF2, (byte) field, (byte) (field >> 8), (byte) (field >> 16)});
      out.write(new byte[] {4, (byte) 0xC1, 0, 2});
    }
    out.writeByte(0xFF);
    return end(bytes);
  }

  private static void begin(DataOutputStream out, int type) throws IOException {
    out.writeBytes("REDIS0010");
    out.writeByte(type);
    out.write(new byte[] {1, 'k'});
  }

  private static void count(DataOutputStream out, int count) throws IOException {
    out.writeByte(0x80);
    out.writeInt(count);
  }

  /** A set of numbers, the last of which is the one at an index; -1 if it is none of them. */
  private static byte[] set(int count, int repeated) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    begin(out, 2, count);
    for (int i = 0; i < count; i++) {
      number(out, i == count - 1 && repeated >= 0 ? repeated : i);
    }
    return end(bytes);
  }

  private static byte[] pairs(RdbType type, int count, int repeated) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    begin(out, type.code(), count);
    for (int i = 0; i < count; i++) {
      number(out, i == count - 1 && repeated >= 0 ? repeated : i);
      if (type == RdbType.HASH) {
        number(out, 1);
      } else {
        out.writeLong(0);
      }
    }
    return end(bytes);
  }

  /** A stream without entries and a group whose ids do not ascend. */
  private static byte[] group(int pending, boolean isLastUnowned) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeBytes("REDIS0010");
    out.writeByte(RdbType.STREAM_2.code());
    out.write(new byte[] {1, 'k', 0});
    out.write(new byte[8]);
    out.write(new byte[] {1, 1, 'g', 0, 0, 0});
    out.writeByte(0x80);
    out.writeInt(pending);
    for (int i = 0; i < pending; i++) {
      id(out, i);
      out.writeLong(0);
      out.writeByte(1);
    }
    out.write(new byte[] {1, 1, 'c'});
    out.writeLong(0);
    out.writeByte(0x80);
    int owned = isLastUnowned ? pending - 1 : pending;
    out.writeInt(owned);
    for (int i = 0; i < owned; i++) {
      id(out, i);
    }
    return end(bytes);
  }

  private static void id(DataOutputStream out, int i) throws IOException {
    out.writeLong(1 + (i ^ 1));
    out.writeLong(0);
  }

  private static void begin(DataOutputStream out, int type, int count) throws IOException {
    out.writeBytes("REDIS0010");
    out.writeByte(type);
    out.write(new byte[] {1, 'k'});
    out.writeByte(0x80);
    out.writeInt(count);
  }

  private static void number(DataOutputStream out, int value) throws IOException {
    out.writeByte(0xC2);
    out.writeInt(Integer.reverseBytes(value));
  }

  private static byte[] end(ByteArrayOutputStream bytes) {
    bytes.write(0xFF);
    bytes.writeBytes(new byte[8]);
    return bytes.toByteArray();
  }

  private static RdbImage read(byte[] bytes) throws IOException {
    return read(bytes, RdbOptions.forDump());
  }

  private static RdbImage read(byte[] bytes, RdbOptions options) throws IOException {
    return RdbReader.read(new MemorySource("rdb", bytes), 0, options, RdbDepth.DEEP, null);
  }
}
