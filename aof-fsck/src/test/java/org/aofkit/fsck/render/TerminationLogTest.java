package org.aofkit.fsck.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminationLogTest {
  @TempDir Path folder;

  @Test
  void aLongReportIsCutBetweenTwoCharacters() {
    for (int shift = 0; shift < 4; shift++) {
      byte[] cut = TerminationLog.cut("x".repeat(shift) + "\ud83d\ude00".repeat(2000));

      assertThat(cut).hasSizeBetween(TerminationLog.LIMIT - 3, TerminationLog.LIMIT);
      assertThat(new String(cut, StandardCharsets.UTF_8)).doesNotContain("\ufffd");
    }
  }

  @Test
  void aShortReportIsWhole() {
    assertThat(TerminationLog.cut("a".repeat(4096))).hasSize(4096);
  }

  @Test
  void whatTheFileHeldBeforeIsGone() throws Exception {
    Path file = Files.writeString(folder.resolve("log"), "something much longer");

    assertThat(TerminationLog.write(file, "short", false)).isTrue();

    assertThat(file).hasContent("short");
  }

  @Test
  void theDefaultFileIsNotMade() {
    assertThat(TerminationLog.write(folder.resolve("log"), "text", false)).isFalse();

    assertThat(folder.resolve("log")).doesNotExist();
  }

  @Test
  void aNamedFileIsMade() {
    assertThat(TerminationLog.write(folder.resolve("log"), "text", true)).isTrue();

    assertThat(folder.resolve("log")).hasContent("text");
  }

  @Test
  void aFileThatCannotBeWrittenIsPassedOver() {
    assertThat(TerminationLog.write(folder, "text", true)).isFalse();
    assertThat(TerminationLog.write(folder.resolve("no/such/log"), "text", true)).isFalse();
  }
}
