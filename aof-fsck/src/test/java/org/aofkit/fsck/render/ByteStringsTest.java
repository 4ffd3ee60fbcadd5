package org.aofkit.fsck.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteStringsTest {
  private static final byte[] ODD = {'a', ' ', '\'', '\\', '\n', (byte) 0xff, '7', '"', '$'};

  @Test
  void otherThanPlainBytesAreEscaped() {
    assertThat(ByteStrings.toJson(ODD)).isEqualTo("a '\\\\\\x0a\\xff7\"$");
  }

  @Test
  void everyByteComesBack() {
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
    }
    assertThat(ByteStrings.unescape(ByteStrings.escape(all))).isEqualTo(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"b64:x", "zb64:x"})
  void whatLooksLikeBase64IsWrittenAsBase64(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(ByteStrings.toJson(bytes)).startsWith("b64:").isNotEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"/data/aof|/data/aof", "/my data|'/my data'", "it's|'it'\\''s'", "\u00e4|'\u00e4'"})
  void aNameIsQuotedForTheShellOnlyWhereItMustBe(String name, String quoted) {
    assertThat(ByteStrings.forShell(name.getBytes(StandardCharsets.UTF_8))).isEqualTo(quoted);
  }

  @Test
  void anEmptyNameIsStillAWord() {
    assertThat(ByteStrings.forShell(new byte[0])).isEqualTo("''");
  }

  @Test
  void aShellReadsTheQuotedNameBack() throws Exception {
    Process process =
        new ProcessBuilder("bash", "-c", "printf %s " + ByteStrings.forShell(ODD)).start();
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    process.getInputStream().transferTo(got);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();

    assertThat(got.toByteArray()).isEqualTo(ODD);
  }

  @Test
  void whatCouldFoolATerminalIsShownEscaped() {
    assertThat(ByteStrings.forPeople("a\u202eb".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("a\\xe2\\x80\\xaeb");
    assertThat(ByteStrings.forPeople(new byte[] {0x1b, '['})).isEqualTo("\\x1b[");
    assertThat(ByteStrings.forPeople("\u65e5\u672c".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("\u65e5\u672c");
  }

  @Test
  void aPathIsFoundByBytesInAnyLocale() {
    byte[] name = {'d', '/', (byte) 0xff, ' ', '%'};

    Path path = Names.resolve(Path.of("/base"), name);

    assertThat(path.toUri().getRawPath()).isEqualTo("/base/d/%FF%20%25");
  }

  @Test
  void anAbsoluteNameDoesNotNeedTheBase() {
    byte[] name = {'/', (byte) 0xc3, (byte) 0xa4};

    assertThat(Names.resolve(Path.of("/base"), name).toUri().getRawPath()).isEqualTo("/%C3%A4");
  }
}
