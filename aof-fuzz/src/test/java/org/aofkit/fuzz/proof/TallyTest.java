package org.aofkit.fuzz.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TallyTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadAgainByName() throws IOException {
    Tally second = new Tally("sweep-undo.kill", 12, 11, 0);
    Tally first = new Tally("comparison-redis-7.0", 500, 0, 1);
    second.writeTo(folder);
    first.writeTo(folder);
    Files.writeString(folder.resolve("notes.txt"), "not ours");

    assertThat(Tally.readAll(folder)).containsExactly(first, second);
    assertThat(folder.resolve("sweep-undo.kill.properties"))
        .hasContent("fired=11\nlost=0\ntried=12\n");
    assertThat(Tally.readAll(folder.resolve("nothing"))).isEmpty();
  }

  @Test
  void aFileWithoutItsCountsIsNotTakenForNone() throws IOException {
    Files.writeString(folder.resolve("sweep.properties"), "tried=3\n");

    assertThatThrownBy(() -> Tally.readAll(folder)).isInstanceOf(IOException.class);
  }

  @Test
  void whatCanNotBeACountIsRefused() {
    assertThatThrownBy(() -> new Tally("a b", 1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Tally("a", 1, 2, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
