package org.aofkit.rdb.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.Crc64;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.rdb.salvage.RdbSalvage.Outcome;
import org.junit.jupiter.api.Test;

/** Values that can be walked and that no server would have written. */
class DamagedValuesTest {
  private static final int KEYS = 40;
  private static final byte[] MIX = set("mix", "member-a", "member-b", "member-c");
  private static final byte[] RANK = ranks("rank", 1, 2, 3);

  @Test
  void aValueThatIsReadWronglyGoesAndTheRestStays() throws IOException {
    byte[] image = image(true, RANK, MIX);
    int at = find(image, "ranked-a") + 9;
    image[at] = 9;
    image[at + 12] = 5;
    assertGivenUp(image, "rank", image(true, MIX));
  }

  @Test
  void aValueWithAMemberTwiceGoesAndTheRestStays() throws IOException {
    byte[] image = image(true, RANK, MIX);
    System.arraycopy(ascii("member-a"), 0, image, find(image, "member-b"), 8);
    image[find(image, "the value number 3")] ^= 1;
    byte[] left = image(true, RANK);
    left[find(left, "the value number 3")] ^= 1;
    assertGivenUp(image, "mix", sealed(left));
  }

  @Test
  void manyDamagedValuesAllGo() throws IOException {
    byte[][] values = new byte[300][];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          i % 3 == 0
              ? set("mix:" + i, "same", "same")
              : ranks("rank:" + i, i % 3 == 1 ? 9 : 1, 5, 6);
    }
    byte[] image = image(true, values);
    Arrays.fill(image, image.length - 8, image.length, (byte) 7);
    RdbSalvage salvage = look(image);
    assertThat(salvage.lost()).hasValue(200);
    assertThat(salvage.kept()).isEqualTo(KEYS + 100);
    assertSound(written(image, salvage));
  }

  @Test
  void besideDamageThatIsLocatedAKeyIsGivenUpAndNotTheRepair() throws IOException {
    byte[] image = image(true, RANK, MIX);
    System.arraycopy(ascii("member-a"), 0, image, find(image, "member-b"), 8);
    Arrays.fill(image, find(image, "user:1010"), find(image, "user:1012"), (byte) 0);
    RdbSalvage salvage = look(image);
    assertThat(salvage.outcome()).isEqualTo(Outcome.DAMAGED);
    assertThat(salvage.kept()).isEqualTo(KEYS + 2 - 4);
    assertThat(salvage.lost()).hasValue(4);
    assertThat(names(salvage)).contains("mix").doesNotContain("rank");
    assertSound(written(image, salvage));
  }

  @Test
  void whatServersLoadStaysWhereTheChecksumProvesThatItWasWritten() throws IOException {
    byte[] image = image(true, ranks("rank", 9, 5, 6));
    assertThat(look(image).outcome()).isEqualTo(Outcome.WHOLE);
    byte[] flipped = image.clone();
    flipped[find(image, "user:1010")] ^= 1;
    RdbSalvage mended = look(flipped);
    assertThat(mended.outcome()).isEqualTo(Outcome.MENDED);
    assertThat(written(flipped, mended)).isEqualTo(image);
    assertThat(look(image(false, ranks("rank", 9, 5, 6))).outcome()).isEqualTo(Outcome.DAMAGED);
  }

  @Test
  void whatNoServerLoadsGoesWhateverTheChecksumSays() throws IOException {
    byte[] image = image(true, set("mix", "same", "same"));
    RdbSalvage salvage = look(image);
    assertThat(salvage.outcome()).isEqualTo(Outcome.DAMAGED);
    assertThat(written(image, salvage)).isEqualTo(image(true));
  }

  @Test
  void withAKeyTheFieldsOfReplicasGo() throws IOException {
    byte[] image = image(false, set("mix", "same", "same"));
    byte[] field = join(new byte[] {(byte) 0xFA}, text("repl-offset"), text("x"));
    byte[] both = join(Arrays.copyOf(image, 9), field, Arrays.copyOfRange(image, 9, image.length));
    assertThat(written(both, look(both))).isEqualTo(image(true));
  }

  private static void assertGivenUp(byte[] image, String name, byte[] left) throws IOException {
    RdbSalvage salvage = look(image);
    assertThat(salvage.outcome()).isEqualTo(Outcome.DAMAGED);
    assertThat(salvage.kept()).isEqualTo(KEYS + 1);
    assertThat(salvage.lost()).hasValue(1);
    assertThat(salvage.doubtful()).isZero();
    assertThat(names(salvage)).containsExactly(name);
    assertThat(salvage.keys()).noneMatch(LeftOutKey::doubtful);
    assertThat(written(image, salvage)).isEqualTo(left);
    List<String> lost = new ArrayList<>();
    SalvagedKeys.tell(
        source(image),
        salvage,
        key -> {
          if (key.state() == SalvagedKey.State.LOST) {
            lost.add(new String(key.name(), StandardCharsets.US_ASCII));
          }
        });
    assertThat(lost).containsExactly(name);
  }

  private static void assertSound(byte[] image) throws IOException {
    RdbImage read = RdbReader.read(source(image), 0, RdbOptions.forAof(), RdbDepth.DEEP, null);
    assertThat(read.problem()).isNull();
    assertThat(read.damageCount()).isZero();
  }

  private static List<String> names(RdbSalvage salvage) {
    return salvage.keys().stream()
        .map(key -> new String(key.name(), StandardCharsets.US_ASCII))
        .toList();
  }

  private static byte[] image(boolean hasChecksum, byte[]... more) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(ascii("REDIS0010"));
    out.writeBytes(new byte[] {(byte) 0xFE, 0, (byte) 0xFB});
    PieceList.length(out, KEYS + more.length);
    out.write(0);
    for (int i = 0; i < KEYS; i++) {
      out.write(0);
      out.writeBytes(text("user:" + (1000 + i)));
      out.writeBytes(text("the value number " + i));
    }
    for (byte[] each : more) {
      out.writeBytes(each);
    }
    out.writeBytes(new byte[] {(byte) 0xFF, 0, 0, 0, 0, 0, 0, 0, 0});
    return hasChecksum ? sealed(out.toByteArray()) : out.toByteArray();
  }

  /** The same with the checksum of its bytes. */
  private static byte[] sealed(byte[] image) {
    int end = image.length - Long.BYTES;
    ByteBuffer.wrap(image)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(end, Crc64.update(0, image, 0, end));
    return image;
  }

  private static byte[] set(String name, String... members) {
    var out = new ByteArrayOutputStream();
    out.write(2);
    out.writeBytes(text(name));
    out.write(members.length);
    for (String member : members) {
      out.writeBytes(text(member));
    }
    return out.toByteArray();
  }

  /** A sorted set in a listpack: {@code ranked-a} and so on, with scores under 128. */
  private static byte[] ranks(String name, int... scores) {
    var entries = new ByteArrayOutputStream();
    for (int i = 0; i < scores.length; i++) {
      entries.write(0x80 | 8);
      entries.writeBytes(ascii("ranked-" + (char) ('a' + i)));
      entries.write(9);
      entries.write(scores[i]);
      entries.write(1);
    }
    int length = 6 + entries.size() + 1;
    var out = new ByteArrayOutputStream();
    out.write(17);
    out.writeBytes(text(name));
    out.write(length);
    out.writeBytes(new byte[] {(byte) length, 0, 0, 0, (byte) (2 * scores.length), 0});
    out.writeBytes(entries.toByteArray());
    out.write(0xFF);
    return out.toByteArray();
  }

  private static byte[] text(String text) {
    return join(new byte[] {(byte) text.length()}, ascii(text));
  }

  private static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static RdbSalvage look(byte[] image) throws IOException {
    return Salvager.look(source(image), 0, SalvageOptions.defaults());
  }

  private static MemorySource source(byte[] image) {
    return new MemorySource("image", image);
  }

  private static byte[] written(byte[] image, RdbSalvage salvage) {
    var out = new ByteArrayOutputStream();
    for (SalvagePiece piece : salvage.pieces()) {
      if (piece instanceof SalvagePiece.Copy copy) {
        out.write(image, (int) copy.offset(), (int) copy.length());
      } else if (piece instanceof SalvagePiece.Literal literal) {
        out.writeBytes(literal.bytes());
      }
    }
    assertThat(out.size()).isEqualTo((int) salvage.length());
    return out.toByteArray();
  }

  private static int find(byte[] image, String text) {
    int at = new String(image, StandardCharsets.ISO_8859_1).indexOf(text);
    assertThat(at).as(text).isNotNegative();
    return at;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
