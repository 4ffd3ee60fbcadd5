package org.aofkit.fuzz.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.aofkit.fuzz.server.DataSet.Entry;
import org.junit.jupiter.api.Test;

class DataSetTest {
  private static final Entry ONE = new Entry("string", "1", -1);

  @Test
  void equalSetsHaveNoDifference() {
    assertThat(set(0, "a", ONE).diff(set(0, "a", ONE))).isEmpty();
    assertThat(set(0, "a", ONE)).isEqualTo(set(0, "a", ONE));
  }

  @Test
  void keyInAnotherDatabaseIsTwoDifferences() {
    assertThat(set(0, "a", ONE).diff(set(5, "a", ONE)))
        .containsExactly("db0 a: only here: string 1", "db5 a: only there: string 1");
  }

  @Test
  void typeValueAndExpiryAreCompared() {
    assertThat(set(0, "a", ONE).diff(set(0, "a", new Entry("string", "2", -1)))).hasSize(1);
    assertThat(set(0, "a", ONE).diff(set(0, "a", new Entry("list", "1", -1)))).hasSize(1);
    assertThat(set(0, "a", ONE).diff(set(0, "a", new Entry("string", "1", 7))))
        .containsExactly("db0 a: here string 1, there string 1 until 7");
  }

  @Test
  void functionsAreCompared() {
    var without = new DataSet(new TreeMap<>(), List.of());
    assertThat(without.diff(new DataSet(new TreeMap<>(), List.of("lib")))).hasSize(1);
  }

  @Test
  void manyDifferencesAreCounted() {
    var keys = new TreeMap<String, Entry>();
    for (int i = 0; i < 50; i++) {
      keys.put("k" + i, ONE);
    }
    var databases = new TreeMap<Integer, SortedMap<String, Entry>>();
    databases.put(0, keys);

    assertThat(new DataSet(databases, List.of()).diff(new DataSet(new TreeMap<>(), List.of())))
        .hasSize(31)
        .last()
        .isEqualTo("and 20 more differences");
  }

  @Test
  void keysCanBeLeftOut() {
    assertThat(set(0, "a", ONE).without(0, List.of("a")).keys()).isZero();
    assertThat(set(0, "a", ONE).without(1, List.of("a")).keys()).isEqualTo(1);
  }

  @Test
  void longContentIsKeptAsLengthAndHash() {
    assertThat(ValueText.bounded("x".repeat(5000)))
        .contains("5000 characters")
        .hasSizeLessThan(200)
        .isNotEqualTo(ValueText.bounded("x".repeat(4999) + "y"));
  }

  @Test
  void escapedTextIsUnambiguous() {
    assertThat(ValueText.escape(new byte[] {'\\', 'x', '0', '0', 0, (byte) 0xff}))
        .isEqualTo("\\\\x00\\x00\\xff");
  }

  private static DataSet set(int database, String key, Entry entry) {
    var keys = new TreeMap<String, Entry>();
    keys.put(key, entry);
    var databases = new TreeMap<Integer, SortedMap<String, Entry>>();
    databases.put(database, keys);
    return new DataSet(databases, List.of());
  }
}
