package org.aofkit.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StepsTest {
  @Test
  void theyComeInTheOrderOfTheirPlacesEachOnce() {
    var random = new Random(1);
    var steps = new Steps(new Room(1 << 20));
    var expected = new TreeSet<Step>(Comparator.comparingLong(Step::place));
    for (int i = 0; i < 5000; i++) {
      long place = 1 + random.nextInt(3000);
      var step = new Step(place, (int) (place % 5), Head.place(place));
      steps.add(step);
      expected.add(step);
    }

    assertThat(all(steps)).containsExactlyElementsOf(expected);
    assertThat(all(steps)).containsExactlyElementsOf(expected);
  }

  @Test
  void noneAreNone() {
    assertThat(all(new Steps(new Room(0)))).isEmpty();
  }

  @Test
  void theyTakeNoMoreRoomThanTheyMay() {
    var steps = new Steps(new Room(100_000));

    assertThatThrownBy(
            () -> {
              for (int i = 1; i < 10_000; i++) {
                steps.add(new Step(i, 0, Head.place(i)));
              }
            })
        .isInstanceOf(IndexFullException.class);
    assertThat(steps.added()).isBetween(3000L, 4200L);
  }

  private static List<Step> all(Steps steps) {
    List<Step> found = new ArrayList<>();
    for (long i = steps.first(0); i < steps.added(); i = steps.behind(i)) {
      found.add(steps.get(i));
    }
    return found;
  }
}
