package org.aofkit.keyspace.value;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@link ListValue}. */
class ListValueTest {
  @Test
  void whatIsDoneToItIsWhatIsDoneToAnOrdinaryList() {
    var random = new Random(1);
    var list = new ListValue();
    List<String> model = new ArrayList<>();
    for (int step = 0; step < 30_000; step++) {
      change(random, list, model);
      if (step % 50 == 0) {
        assertThat(texts(list)).isEqualTo(model);
      }
    }
    var copy = list.copy();
    list.addFirst(bytes("more"));
    assertThat(texts(copy)).isEqualTo(model);
  }

  @Test
  void aMillionElementsGoThroughWithoutMoving() {
    var list = new ListValue();
    byte[] element = bytes("x");
    for (int i = 0; i < 1_000_000; i++) {
      list.addFirst(element);
    }
    for (int i = 0; i < 500_000; i++) {
      list.removeLast();
      list.addFirst(element);
      list.removeFirstEqual(element, 1);
      list.insert(1, element);
    }
    assertThat(list.size()).isEqualTo(1_000_000);
    list.keep(999_999, 1);
    assertThat(texts(list)).containsExactly("x");
  }

  private static void change(Random random, ListValue list, List<String> model) {
    String text = Integer.toString(random.nextInt(9));
    int at = random.nextInt(model.size() + 1);
    switch (random.nextInt(9)) {
      case 0 -> {
        list.addFirst(bytes(text));
        model.add(0, text);
      }
      case 1, 2 -> {
        list.addLast(bytes(text));
        model.add(text);
      }
      case 3 -> {
        list.insert(at, bytes(text));
        model.add(at, text);
      }
      case 4 -> {
        if (!model.isEmpty()) {
          assertThat(text(list.removeFirst())).isEqualTo(model.remove(0));
        }
      }
      case 5 -> {
        if (!model.isEmpty()) {
          assertThat(text(list.removeLast())).isEqualTo(model.remove(model.size() - 1));
        }
      }
      case 6 -> {
        int most = 1 + random.nextInt(3);
        assertThat(list.removeFirstEqual(bytes(text), most)).isEqualTo(removed(model, text, most));
      }
      case 7 -> {
        int most = 1 + random.nextInt(3);
        Collections.reverse(model);
        assertThat(list.removeLastEqual(bytes(text), most)).isEqualTo(removed(model, text, most));
        Collections.reverse(model);
      }
      default -> {
        int to = at + random.nextInt(model.size() - at + 1);
        if (model.size() > 200) {
          list.keep(at, to - at);
          model.subList(to, model.size()).clear();
          model.subList(0, at).clear();
        }
        assertThat(list.indexOf(bytes(text))).isEqualTo(model.indexOf(text));
      }
    }
  }

  private static int removed(List<String> model, String text, int most) {
    int count = 0;
    while (count < most && model.remove(text)) {
      count++;
    }
    return count;
  }

  private static List<String> texts(ListValue list) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      texts.add(text(list.get(i)));
    }
    return texts;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
