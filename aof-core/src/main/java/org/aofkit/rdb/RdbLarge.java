package org.aofkit.rdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds members that come twice in collections too large for one table of them: the collection is
 * read again from the source as often as {@link RdbRepeats} asks for.
 */
final class RdbLarge implements RdbRepeats.Walk {
  private final RdbContext context;
  private RdbType type = RdbType.SET;
  private long base;
  private long count;

  RdbLarge(RdbContext context) {
    this.context = context;
  }

  /**
   * A member that comes twice.
   *
   * @param first where it begins, from where the count does
   * @param again where it begins once more
   */
  record Repeat(long first, long again) {}

  /**
   * Looks through a collection that was read whole.
   *
   * @param offset where its count begins in the source
   * @param elements how many it has
   * @return the first member that is found to come twice; null if there is none
   */
  @Nullable Repeat repeated(RdbType ofType, long offset, long elements)
      throws IOException, RdbStop {
    type = ofType;
    base = offset;
    count = elements;
    RdbLens same = new RdbLens(context.source(), 1 << 13);
    same.setBase(offset);
    List<Repeat> found = new ArrayList<>(1);
    RdbRepeats.ofCollection(count, context.members, same)
        .find(
            this,
            elements,
            false,
            (first, again) -> {
              found.add(new Repeat(first, again));
              return false;
            });
    return found.isEmpty() ? null : found.get(0);
  }

  @Override
  public void each(RdbRepeats.Sink sink) throws IOException, RdbStop {
    RdbInput in = context.lens().inputAt(base);
    RdbStrings strings = context.lens().strings();
    in.readLength();
    for (long i = 0; i != count; i++) {
      if (type == RdbType.HASH_DEADLINES || type == RdbType.HASH_DEADLINES_PRE_RELEASE) {
        in.readNumber();
      }
      strings.open();
      long hash = strings.hash(context.hash);
      boolean goOn = !sink.wants(hash) || sink.take(hash, strings.start() - base);
      strings.close();
      if (!goOn) {
        return;
      }
      switch (type) {
        case SORTED_SET -> in.skip(Double.BYTES);
        case SORTED_SET_TEXT -> {
          int length = in.readByte();
          in.skip(length < 253 ? length : 0);
        }
        case HASH_DEADLINES_VALKEY -> {
          strings.skip();
          in.skip(Long.BYTES);
        }
        case SET -> {}
        default -> strings.skip();
      }
    }
  }
}
