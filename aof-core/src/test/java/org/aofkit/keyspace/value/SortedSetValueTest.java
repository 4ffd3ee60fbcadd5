package org.aofkit.keyspace.value;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@link SortedSetValue} and the {@link RankOrder} in it. */
class SortedSetValueTest {
  @Test
  void ranksAreThoseOfAListSortedByScoreAndName() {
    var random = new Random(1);
    var set = new SortedSetValue();
    Map<String, Double> model = new HashMap<>();
    for (int step = 0; step < 6000; step++) {
      String member = "m" + random.nextInt(1500);
      int number = set.find(bytes(member));
      assertThat(number >= 0).isEqualTo(model.containsKey(member));
      if (number >= 0 && random.nextInt(3) == 0) {
        set.remove(number);
        model.remove(member);
      } else {
        double score = random.nextInt(100);
        set.put(bytes(member), score);
        model.put(member, score);
      }
      if (step % 100 == 99) {
        List<String> sorted = sorted(model);
        assertThat(texts(set, 0, set.size())).isEqualTo(sorted);
        int from = random.nextInt(sorted.size());
        int to = Math.min(sorted.size(), from + random.nextInt(random.nextInt(10) == 0 ? 900 : 20));
        set.removeRanks(from, to);
        sorted.subList(from, to).forEach(model::remove);
        int bound = random.nextInt(100);
        assertThat(set.rankOfFirstNot(each -> set.score(each) < bound))
            .isEqualTo(model.values().stream().filter(score -> score < bound).count());
      }
    }
    set.removeRanks(0, set.size());
    assertThat(set.isEmpty()).isTrue();
    set.put(bytes("b"), 1);
    set.put(bytes("a"), 1);
    assertThat(texts(set, 0, 2)).containsExactly("a", "b");
  }

  @Test
  void sixtyThousandMembersGoOneByOneFromEitherEnd() {
    var set = new SortedSetValue();
    for (int i = 0; i < 60_000; i++) {
      set.add(bytes("m" + i), i * 7919L % 60_013);
    }
    for (int i = 0; i < 27_000; i++) {
      set.removeRanks(0, 1);
      set.removeRanks(set.size() - 1, set.size());
    }
    assertThat(set.size()).isEqualTo(6000);
  }

  @Test
  void theSignOfZeroIsKeptInLargeSetsOnly() {
    var set = new SortedSetValue();
    set.add(bytes("a"), -0.0);
    assertThat(set.score(0)).isEqualTo(0.0);
    set.add(bytes("x".repeat(65)), 1);
    set.setScore(0, -0.0);
    assertThat(set.score(0)).isEqualTo(-0.0);
    set.remove(1);
    SortedSetValue copy = set.copy();
    copy.setScore(0, 1);
    copy.setScore(0, -0.0);
    assertThat(copy.score(0)).isEqualTo(-0.0);
    set.packIfSmall();
    assertThat(set.score(0)).isEqualTo(0.0);
  }

  private static List<String> sorted(Map<String, Double> model) {
    return model.entrySet().stream()
        .sorted(
            Map.Entry.<String, Double>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<String> texts(SortedSetValue set, int from, int to) {
    List<String> texts = new ArrayList<>();
    for (int number : set.ranks(from, to)) {
      texts.add(new String(set.member(number), ISO_8859_1));
    }
    return texts;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
