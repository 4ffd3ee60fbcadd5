package org.aofkit.fuzz.rdb;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damage to the items of collections, of streams and of their groups. */
final class ItemDamage {
  private final RdbShape shape;
  private final Random random;

  ItemDamage(RdbShape shape, Random random) {
    this.shape = shape;
    this.random = random;
  }

  /** A damaged copy; the file itself if it has no items. The count fits in most cases. */
  byte[] apply(RdbMutation.Kind kind) {
    byte[] bytes = shape.bytes();
    List<RdbShape.Sequence> sequences =
        shape.sequences().stream().filter(s -> !s.items().isEmpty()).toList();
    if (sequences.isEmpty()) {
      return bytes;
    }
    RdbShape.Sequence sequence = sequences.get(random.nextInt(sequences.size()));
    List<RdbShape.Span> items = sequence.items();
    RdbShape.Span one = items.get(random.nextInt(items.size()));
    RdbShape.Span two = items.get(random.nextInt(items.size()));
    byte[] copy = Arrays.copyOfRange(bytes, one.from(), one.to());
    return switch (kind) {
      case ITEM_COPIED -> RdbMutation.spliced(bytes, two.from(), copy, two.to());
      case ITEM_GONE ->
          counted(
              RdbMutation.spliced(bytes, one.from(), new byte[0], one.to()),
              sequence,
              items.size() - 1);
      default ->
          counted(RdbMutation.spliced(bytes, two.to(), copy, two.to()), sequence, items.size() + 1);
    };
  }

  private byte[] counted(byte[] bytes, RdbShape.Sequence sequence, int count) {
    if (random.nextInt(8) == 0) {
      return bytes;
    }
    RdbShape.Span at = sequence.count();
    return RdbMutation.spliced(bytes, at.from(), RdbNumbers.shortest(count), at.to());
  }
}
