package org.aofkit.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.aofkit.io.FileName;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

class ManifestWriterTest {
  @Test
  void theBaseComesFirstThenHistoryThenIncrs() {
    var manifest =
        new Manifest(
            List.of(
                entry("a.1.incr.aof", 1, ManifestType.INCR),
                entry("h2", 2, ManifestType.HISTORY),
                entry("a.2.incr.aof", 2, ManifestType.INCR),
                entry("h1", 1, ManifestType.HISTORY),
                entry("a.3.base.rdb", 3, ManifestType.BASE)));
    assertThat(text(manifest, ExtraPairs.KEEP))
        .isEqualTo(
            """
            file a.3.base.rdb seq 3 type b
            file h2 seq 2 type h
            file h1 seq 1 type h
            file a.1.incr.aof seq 1 type i
            file a.2.incr.aof seq 2 type i
            """);
  }

  @Test
  void anEmptyManifestHasNoByte() {
    assertThat(text(new Manifest(List.of()), ExtraPairs.KEEP)).isEmpty();
  }

  @Test
  void otherPairsAreKeptOrDroppedAsAsked() {
    var pairs =
        List.of(
            new ManifestPair("startoffset", "0"),
            new ManifestPair("note", "a b"),
            new ManifestPair("EndOffset", "211"));
    var manifest =
        new Manifest(
            List.of(new ManifestEntry(FileName.of("a"), 1, ManifestType.INCR, pairs, 0, 0)));
    assertThat(text(manifest, ExtraPairs.KEEP))
        .isEqualTo("file a seq 1 type i startoffset 0 note \"a b\" EndOffset 211\n");
    assertThat(text(manifest, ExtraPairs.KEEP_BUT_OFFSETS))
        .isEqualTo("file a seq 1 type i note \"a b\"\n");
    assertThat(text(manifest, ExtraPairs.DROP)).isEqualTo("file a seq 1 type i\n");
  }

  /** Each of these was written so by Redis 7.0.15, Redis 8.0.6 and Valkey 9.1.2. */
  @Test
  void namesAreQuotedAsServersQuoteThem() {
    assertThat(written("appendonly.aof")).isEqualTo("appendonly.aof");
    assertThat(written("a!#$%&()*+,-.:;<=>?@[]^_`{|}~")).isEqualTo("a!#$%&()*+,-.:;<=>?@[]^_`{|}~");
    assertThat(written("tab\tq\"uote\u0001.aof")).isEqualTo("\"tab\\tq\\\"uote\\x01.aof\"");
    assertThat(written("a b")).isEqualTo("\"a b\"");
    assertThat(written("a\u0007\b\t\n\u000b\f\r\u001f\u007f"))
        .isEqualTo("\"a\\a\\b\\t\\n\\x0b\\x0c\\r\\x1f\\x7f\"");
    assertThat(written("é")).isEqualTo("\"\\xc3\\xa9\"");
  }

  @Test
  void namesThatServersWriteButCanNotReadAreQuoted() {
    assertThat(written("it's.aof")).isEqualTo("\"it's.aof\"");
    assertThat(written("")).isEqualTo("\"\"");
  }

  @Test
  void anyNameIsReadBackByEveryServer() {
    var random = new Random(7);
    var entries = new ArrayList<ManifestEntry>();
    for (int i = 1; i <= 2000; i++) {
      byte[] name = new byte[random.nextInt(60)];
      for (int j = 0; j < name.length; j++) {
        do {
          name[j] = (byte) random.nextInt(256);
        } while (name[j] == '/' || name[j] == 0 || name[j] == '\\');
      }
      entries.add(ManifestEntry.of(FileName.of(name), i, ManifestType.INCR));
    }
    byte[] bytes = ManifestWriter.write(entries);
    for (Server server : Server.values()) {
      var parsed = (ManifestResult.Parsed) ManifestParser.parse(bytes, server);
      assertThat(parsed.unusual()).isFalse();
      assertThat(parsed.manifest().entries())
          .map(ManifestEntry::name)
          .isEqualTo(entries.stream().map(ManifestEntry::name).toList());
    }
  }

  @Test
  void aLineThatNoServerReadsIsNotWritten() {
    byte[] name = new byte[250];
    Arrays.fill(name, (byte) 0xe9);
    assertThat(ManifestWriter.write(listed(name, 123))).hasSize(1023);
    assertThat(ManifestWriter.write(listed(name, 1234))).hasSize(1024);
    List<ManifestEntry> tooLong = listed(name, 12345);
    assertThatThrownBy(() -> ManifestWriter.write(tooLong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1025");
  }

  @Test
  void aManifestThatNoServerAcceptsCanNotBeMade() {
    ManifestEntry base = entry("b", 1, ManifestType.BASE);
    assertThatThrownBy(() -> new Manifest(List.of(base, base)))
        .isInstanceOf(IllegalArgumentException.class);
    ManifestEntry incr = entry("i", 1, ManifestType.INCR);
    assertThatThrownBy(() -> new Manifest(List.of(incr, incr)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Manifest(List.of(entry("i", -1, ManifestType.INCR))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> entry("i", 0, ManifestType.HISTORY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ManifestEntry entry(String name, long seq, ManifestType type) {
    return ManifestEntry.of(FileName.of(name), seq, type);
  }

  private static List<ManifestEntry> listed(byte[] name, long seq) {
    return List.of(ManifestEntry.of(FileName.of(name), seq, ManifestType.INCR));
  }

  private static String written(String name) {
    String line = text(new Manifest(List.of(entry(name, 1, ManifestType.BASE))), ExtraPairs.KEEP);
    return line.substring("file ".length(), line.length() - " seq 1 type b\n".length());
  }

  private static String text(Manifest manifest, ExtraPairs keep) {
    return new String(ManifestWriter.write(manifest, keep), StandardCharsets.ISO_8859_1);
  }
}
