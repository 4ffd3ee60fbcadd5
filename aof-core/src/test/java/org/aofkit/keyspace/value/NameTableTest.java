package org.aofkit.keyspace.value;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@link NameTable}. */
class NameTableTest {
  @Test
  void namesAreFoundUnderTheNumbersThatTheListHasForThem() {
    var random = new Random(1);
    var table = new NameTable();
    List<String> names = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      String name = "n".repeat(random.nextInt(3)) + random.nextInt(300);
      byte[] bytes = name.getBytes(ISO_8859_1);
      int number = names.indexOf(name);
      assertThat(table.find(bytes)).isEqualTo(number);
      if (number < 0) {
        table.add(bytes);
        names.add(name);
      } else if (random.nextBoolean()) {
        table.remove(number);
        String last = names.remove(names.size() - 1);
        if (number < names.size()) {
          names.set(number, last);
        }
      }
      assertThat(table.size()).isEqualTo(names.size());
    }
    var copy = table.copy();
    table.remove(0);
    assertThat(copy.size()).isEqualTo(names.size());
    for (int i = 0; i < names.size(); i++) {
      assertThat(new String(copy.name(i), ISO_8859_1)).isEqualTo(names.get(i));
    }
  }
}
