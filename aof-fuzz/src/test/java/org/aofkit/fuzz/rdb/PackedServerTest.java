package org.aofkit.fuzz.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.rdb.Crc64;
import org.aofkit.rdb.packed.Intset;
import org.aofkit.rdb.packed.Listpack;
import org.aofkit.rdb.packed.PackedContainer;
import org.aofkit.rdb.packed.PackedInput;
import org.aofkit.rdb.packed.PackedSink;
import org.aofkit.rdb.packed.Ziplist;
import org.aofkit.rdb.packed.Zipmap;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

/**
 * Containers out of real files, a byte or two of each replaced: Redis 7.0, told to sanitize, takes
 * those that are walked to their end, and no others. It is asked by RESTORE, which loads a value as
 * an RDB file does.
 */
class PackedServerTest {
  private static final int MUTANTS = Integer.getInteger("aofkit.packed.mutants", 800);

  @Test
  void redis7TakesWhatIsWalkedToItsEndAndNothingElse() throws Exception {
    Path dir = Files.createTempDirectory("aofkit-packed-");
    try (RealServer server =
            RealServer.start(
                Servers.program(Server.REDIS_7_0),
                dir,
                Map.of("appendonly", "no", "sanitize-dump-payload", "yes"),
                Duration.ofSeconds(20));
        RespClient client = server.connect()) {
      compare(client);
    } finally {
      TempTree.delete(dir);
    }
  }

  private static void compare(RespClient client) throws IOException {
    List<RdbShape.Container> containers = containers();
    var random = new Random(20261123);
    int taken = 0;
    for (int i = 0; i < MUTANTS; i++) {
      RdbShape.Container container = containers.get(i % containers.size());
      byte[] string = container.content().clone();
      for (int k = random.nextInt(3); k >= 0; k--) {
        int at = random.nextInt(random.nextBoolean() ? Math.min(12, string.length) : string.length);
        string[at] = (byte) (random.nextBoolean() ? random.nextInt() : string[at] ^ 1 << k);
      }
      boolean isWalked = isWalked(container.form(), string);
      boolean isTaken = isTaken(client, container.form(), string);
      assertThat(isWalked)
          .as(container.form() + " " + HexFormat.of().formatHex(string))
          .isEqualTo(isTaken);
      taken += isTaken ? 1 : 0;
    }
    assertThat(taken).isBetween(MUTANTS / 20, MUTANTS * 19 / 20);
  }

  /** Containers of up to 2,000 bytes that servers of all ages wrote, at most 20 of a form each. */
  private static List<RdbShape.Container> containers() throws IOException {
    List<RdbShape.Container> found = new ArrayList<>();
    for (Path file : CorpusFiles.all()) {
      if (Files.size(file) > 1 << 16) {
        continue;
      }
      for (RdbShape.Container container : RdbShape.of(Files.readAllBytes(file)).containers()) {
        long same = found.stream().filter(one -> one.form() == container.form()).count();
        if (container.content().length <= 2000 && same < 60) {
          found.add(container);
        }
      }
    }
    return found;
  }

  /** Whether it is walked to its end; an empty one does not make a key and is left out. */
  private static boolean isWalked(Packed.Form form, byte[] string) throws IOException {
    PackedContainer walker =
        switch (form) {
          case LISTPACK -> new Listpack();
          case ZIPLIST -> new Ziplist();
          case INTSET -> new Intset();
          case ZIPMAP -> new Zipmap();
        };
    var fields = new Fields();
    boolean isHash = form == Packed.Form.ZIPMAP;
    try {
      return walker.walk(new PackedInput().wrap(string, 0, string.length), isHash ? fields : null)
              > 0
          && !fields.isRepeated
          && walker.onlyValkey9At() < 0;
    } catch (org.aofkit.rdb.packed.PackedDamage e) {
      return false;
    }
  }

  /** Notes whether a field of a hash stands there twice, which servers refuse. */
  private static final class Fields implements PackedSink {
    private final Set<String> seen = new HashSet<>();
    private boolean isValue;
    private boolean isRepeated;

    @Override
    public void integer(long value) {
      throw new AssertionError("a zipmap has no numbers");
    }

    @Override
    public void bytes(byte[] array, int index, int length) {
      if (!isValue) {
        isRepeated |= !seen.add(new String(array, index, length, StandardCharsets.ISO_8859_1));
      }
      isValue = !isValue;
    }

    @Override
    public void large(long offsetInString, long length) {
      throw new AssertionError("nothing is large in an array");
    }
  }

  /** Lists do not mind duplicates, so they hold what can be a list; a zipmap can be a hash only. */
  private static boolean isTaken(RespClient client, Packed.Form form, byte[] string)
      throws IOException {
    var value = new ByteArrayOutputStream();
    switch (form) {
      case LISTPACK -> value.writeBytes(new byte[] {18, 1, 2});
      case ZIPLIST -> value.write(10);
      case INTSET -> value.write(11);
      case ZIPMAP -> value.write(9);
    }
    value.write(0x40 | string.length >> 8);
    value.write(string.length);
    value.writeBytes(string);
    value.write(10);
    value.write(0);
    byte[] all = value.toByteArray();
    long checksum = Crc64.update(0, all, 0, all.length);
    for (int i = 0; i < Long.BYTES; i++) {
      value.write((int) (checksum >>> (8 * i)));
    }
    String reply =
        client
            .call(ascii("RESTORE"), ascii("k"), ascii("0"), value.toByteArray(), ascii("REPLACE"))
            .text();
    return reply.equals("OK");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
