package org.aofkit.fuzz.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A damaged RDB image, wherever one can be, and each option of a repair, as whole commands. */
class ImagesToolTest {
  private static final String SELECT = DamagedSet.command("SELECT", "0");
  private static final String A = DamagedSet.command("SET", "a", "some value");
  private static final String B = DamagedSet.command("SET", "b", "another value");
  private static final String LOG = SELECT + A + B;
  private static final String AOF = "appendonlydir/appendonly.aof.";
  private static final int KEYS = 30;
  private static final String FIRST = "key:10";

  /** A record's type, and twice a length of one byte and six bytes of text. */
  private static final int RECORD = 15;

  private static final int DONE = 1;
  private static final int LEFT = 4;

  @TempDir Path folder;

  /** Where an image can be. */
  enum Where {
    BASE(AOF + "1.base.rdb", ""),
    DUMP("dump.rdb", ""),
    PREAMBLE("appendonly.aof", LOG),
    HEAD_OF_AN_INCR(AOF + "2.incr.aof", LOG);

    final String file;
    final String behind;

    Where(String file, String behind) {
      this.file = file;
      this.behind = behind;
    }

    boolean isInSet() {
      return file.startsWith(AOF);
    }

    /** Makes a data directory with it, in which no time and no mode is the usual one. */
    Path fill(Path data, byte[] image) throws IOException {
      Files.createDirectory(data);
      if (isInSet()) {
        DamagedSet.TORN_TAIL.writeTo(data);
        text(data.resolve(AOF + "1.incr.aof"), SELECT + A);
      }
      if (this == HEAD_OF_AN_INCR) {
        String manifest = Files.readString(data.resolve(AOF + "manifest"));
        text(
            data.resolve(AOF + "manifest"),
            manifest + "file appendonly.aof.2.incr.aof seq 2 type i\n");
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(image);
      bytes.write(behind.getBytes(StandardCharsets.ISO_8859_1));
      Path path = Files.write(data.resolve(file), bytes.toByteArray());
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
      Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2025-01-02T03:04:05Z")));
      return data;
    }

    private static void text(Path path, String text) throws IOException {
      Files.writeString(path, text, StandardCharsets.ISO_8859_1);
    }

    Path named(Path data) {
      return this == DUMP ? data.resolve(file) : data;
    }
  }

  private static ToolRun run(Where where, Path data, String command, String... options) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of(options));
    words.add(where.named(data).toString());
    return ToolRun.of(FileSystems.getDefault(), Map.of(), words.toArray(new String[0]));
  }

  private Path damaged(Where where) throws IOException {
    byte[] image = image(true);
    int record = RECORD * (KEYS / 2) + find(image, FIRST);
    Arrays.fill(image, record, record + 9, (byte) 0xC7);
    return where.fill(folder.resolve("data"), image);
  }

  @ParameterizedTest
  @EnumSource
  void withoutLeaveNothingIsWritten(Where where) throws IOException {
    Path data = damaged(where);
    Map<String, String> before = Volumes.everything(data);
    List<List<String>> refused = new ArrayList<>();
    refused.add(List.of());
    refused.add(List.of("--policy=salvage", "--max-loss=29"));
    refused.add(List.of("--policy=salvage", "--dry-run", "--quarantine=" + folder.resolve("q")));
    if (where != Where.HEAD_OF_AN_INCR) {
      refused.add(List.of("--policy=prefix"));
    }
    assertThat(run(where, data, "check").exitCode()).isEqualTo(LEFT);
    for (List<String> options : refused) {
      ToolRun run = run(where, data, "repair", options.toArray(new String[0]));
      assertThat(run.exitCode()).as(run.said()).isEqualTo(LEFT);
      assertThat(Volumes.everything(data)).as("%s", options).isEqualTo(before);
    }
    assertThat(folder.resolve("q")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void aSalvageLosesWhatItSaysAndIsUndone(Where where) throws IOException {
    Path data = damaged(where);
    Map<String, String> before = Volumes.dataOnly(data);
    byte[] damaged = Files.readAllBytes(data.resolve(where.file));

    ToolRun run = run(where, data, "repair", "--policy=salvage", "--max-loss=30");

    assertThat(run.exitCode()).as(run.said()).isEqualTo(DONE);
    assertThat(run.out())
        .contains("28 keys kept, 2 keys lost")
        .contains("given up: 30 bytes, 2 keys.");
    ToolRun check = run(where, data, "check", "--json");
    assertThat(check.exitCode()).as(check.said()).isZero();
    assertThat(check.out()).contains("\"rdbKeys\":28");
    Path file = data.resolve(where.file);
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).endsWith(where.behind);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    assertThat(run(where, data, "repair", "--policy=salvage").exitCode()).isZero();

    Path aside = folder.resolve("aside");
    ToolRun original = run(where, data, "undo", "--to=" + aside);
    assertThat(original.exitCode()).as(original.said()).isZero();
    assertThat(aside.resolve(where.file)).hasBinaryContent(damaged);
    assertThat(run(where, data, "check").exitCode()).isZero();

    ToolRun undo = run(where, data, "undo");
    assertThat(undo.exitCode()).as(undo.said()).isZero();
    assertThat(Volumes.dataOnly(data)).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void aQuarantineElsewhereBringsItBack(Where where) throws IOException {
    Path data = damaged(where);
    Map<String, String> before = Volumes.dataOnly(data);
    String elsewhere = "--quarantine=" + folder.resolve("q");

    ToolRun run = run(where, data, "repair", "--policy=salvage", elsewhere);

    assertThat(run.exitCode()).as(run.said()).isEqualTo(DONE);
    assertThat(run(where, data, "check").exitCode()).isZero();
    ToolRun undo = run(where, data, "undo", elsewhere);
    assertThat(undo.exitCode()).as(undo.said()).isZero();
    assertThat(Volumes.dataOnly(data)).isEqualTo(before);
  }

  @Test
  void whatLoadsAndCrashesLaterIsDamageThatIsLeft() throws IOException {
    byte[] image =
        Files.readAllBytes(Servers.testdata("rdb/redis-8.0.6/hash-field-ttl-expired.rdb"));
    image[169] = 0x3F;
    Arrays.fill(image, image.length - Long.BYTES, image.length, (byte) 0);
    Path data = Where.DUMP.fill(folder.resolve("data"), image);

    ToolRun run = run(Where.DUMP, data, "check");

    assertThat(run.exitCode()).as(run.said()).isEqualTo(LEFT);
    assertThat(run.out())
        .contains("lossy. Redis 8.0 starts on these files, but values in them are damaged")
        .contains("RDB-CRASHES-LATER");
    assertThat(run(Where.DUMP, data, "init").exitCode()).isEqualTo(LEFT);
  }

  @Test
  void aPrefixEndsInFrontOfAnIncrThatBeginsWithADamagedImage() throws IOException {
    Where where = Where.HEAD_OF_AN_INCR;
    Path data = damaged(where);
    Map<String, String> before = Volumes.dataOnly(data);

    ToolRun run = run(where, data, "repair", "--policy=prefix", "--json");

    assertThat(run.exitCode()).as(run.said()).isEqualTo(DONE);
    assertThat(run.out()).contains("\"keysAtLeast\":true");
    assertThat(data.resolve(where.file)).doesNotExist();
    assertThat(run(where, data, "check").exitCode()).isZero();
    assertThat(run(where, data, "undo").exitCode()).isZero();
    assertThat(Volumes.dataOnly(data)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "true, 20, 'given up: 2 bytes, at least 10 keys', '\"keys\":10,\"keysAtLeast\":true'",
    "false, 20, 'given up: 2 bytes, at least 1 key', '\"keys\":1,\"keysAtLeast\":true'"
  })
  void aTornImageLosesAtLeastWhatItSays(boolean isCounted, int whole, String text, String json)
      throws IOException {
    byte[] image = image(isCounted);
    byte[] torn = Arrays.copyOf(image, find(image, FIRST) - 2 + RECORD * whole + 2);
    Path data = Where.BASE.fill(folder.resolve("data"), torn);

    ToolRun look = run(Where.BASE, data, "repair", "--policy=salvage", "--dry-run", "--json");
    ToolRun run = run(Where.BASE, data, "repair", "--policy=salvage");

    assertThat(look.out()).contains(json);
    assertThat(run.exitCode()).as(run.said()).isEqualTo(DONE);
    assertThat(run.out()).contains(text).contains(whole + " keys kept");
  }

  private static int find(byte[] image, String text) {
    return new String(image, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  /**
   * @param isCounted whether it says how many keys it has
   */
  private static byte[] image(boolean isCounted) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RdbWriter writer = new RdbWriter(Channels.newChannel(out), RdbTarget.of(Server.REDIS_7_0));
    writer.begin();
    if (isCounted) {
      writer.database(0, KEYS, 0);
    } else {
      writer.database(0);
    }
    for (int i = 10; i < 10 + KEYS; i++) {
      byte[] text = ("key:" + i).getBytes(StandardCharsets.US_ASCII);
      writer.key(KeyHead.of(text), RdbValue.string(text));
    }
    writer.end();
    return out.toByteArray();
  }
}
