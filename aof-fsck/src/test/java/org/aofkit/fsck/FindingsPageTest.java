package org.aofkit.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aofkit.check.FindingCode;
import org.junit.jupiter.api.Test;

class FindingsPageTest {
  private static final Path PAGE = Path.of("..", "src", "docs", "findings.md");

  @Test
  void thePageSaysWhatTheCodesSay() throws IOException {
    String text = FindingsPage.text();
    if (Boolean.getBoolean("aofkit.regenerate")) {
      Files.writeString(PAGE, text);
    }

    assertThat(Files.readString(PAGE))
        .as("src/docs/findings.md is not what the codes say; it tells how to write it anew")
        .isEqualTo(text);
  }

  @Test
  void everyCodeIsInAPart() {
    for (FindingCode code : FindingCode.values()) {
      assertThat(FindingsPage.text()).contains("| `" + code.id() + "` | ");
    }
  }

  @Test
  void everyCodeHasAPrefixAndAMeaning() {
    for (FindingCode code : FindingCode.values()) {
      assertThat(code.id()).matches("(AOF|RDB|MAN|DIR)(-[A-Z0-9]+)+");
      assertThat(code.meaning()).as(code.id()).endsWith(".");
    }
    assertThat(FindingCode.values()).extracting(FindingCode::id).doesNotHaveDuplicates();
  }
}
