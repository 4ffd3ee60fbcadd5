package org.aofkit.fuzz.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.aofkit.fuzz.server.Servers;
import org.junit.jupiter.api.Test;

class RdbShapeTest {
  @Test
  void everyRealFileIsTakenApartToItsEndAndItsContainersJoinToThemselves() throws IOException {
    int containers = 0;
    for (Path file : CorpusFiles.all()) {
      byte[] bytes = Files.readAllBytes(file);
      RdbShape shape = RdbShape.of(bytes);
      assertThat(shape.bodyEnd() + 1 + (shape.hasChecksum() ? 8 : 0))
          .as(file.toString())
          .isEqualTo(bytes.length);
      for (RdbShape.Container container : shape.containers()) {
        byte[] content = container.content();
        byte[] joined =
            Packed.join(container.form(), Packed.entries(container.form(), content), content);
        assertThat(Packed.entries(container.form(), joined))
            .as(file.toString())
            .usingElementComparator(Arrays::compare)
            .isEqualTo(Packed.entries(container.form(), content));
        if (container.form() != Packed.Form.ZIPLIST) {
          // A ziplist may hold lengths of previous entries that are wider than necessary.
          assertThat(joined).as(file.toString()).isEqualTo(content);
        }
        containers++;
      }
    }
    assertThat(containers).isGreaterThan(1000);
  }

  @Test
  void theSameSeedGivesTheSameDamage() throws IOException {
    byte[] file = Files.readAllBytes(Servers.testdata("rdb/redis-7.0.15/one-of-each.rdb"));
    for (long seed = 0; seed < 200; seed++) {
      RdbMutation.Mutant one = RdbMutation.of(file, seed);
      RdbMutation.Mutant two = RdbMutation.of(file, seed);
      assertThat(one.bytes()).isEqualTo(two.bytes());
      assertThat(one.kinds()).isEqualTo(two.kinds()).isNotEmpty();
    }
  }
}
