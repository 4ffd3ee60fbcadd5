package org.aofkit.rdb;

import java.io.IOException;
import org.aofkit.rdb.packed.PackedContainer;
import org.aofkit.rdb.packed.PackedDamage;
import org.aofkit.rdb.packed.PackedInput;
import org.aofkit.rdb.packed.PackedSink;

/**
 * Finds members that come twice in packed containers that have too many of them for one table, and
 * in intsets that are not in order. The string is walked again as often as {@link RdbRepeats} asks
 * for.
 */
final class RdbPackedRepeats {
  private static final int INTSET_HEADER = 8;

  private final RdbContext context;
  private final RdbPlace place;

  /**
   * @param place of the string opened last
   */
  RdbPackedRepeats(RdbContext context, RdbPlace place) {
    this.context = context;
    this.place = place;
  }

  /**
   * Looks through a listpack, ziplist or zipmap.
   *
   * @param walker walked it before
   * @param entries of an element; the first is the member
   * @param count of elements
   * @return where in the source a member is that comes twice; -1 if there is none
   */
  long inContainer(PackedContainer walker, int entries, long count, RdbMembers.Same same)
      throws IOException, RdbStop {
    return find(
        sink -> {
          place.begin(context.strings);
          try {
            walker.walk(place.input(), new Members(sink, entries));
          } catch (PackedDamage damage) {
            if (damage.part() != PackedDamage.Part.INSIDE) {
              throw RdbStop.badFormat(place.start(), damage.getMessage());
            }
          }
        },
        count,
        same);
  }

  /**
   * Looks through an intset.
   *
   * @return where in the source a number is that comes twice, whatever their order; -1 if there is
   *     none
   */
  long inIntset() throws IOException, RdbStop {
    place.begin(context.strings);
    PackedInput in = place.input();
    try {
      int width = (int) in.readLittleEndian(Integer.BYTES);
      long numbers = in.readLittleEndian(Integer.BYTES);
      RdbMembers.Same same =
          (one, other) ->
              RdbLens.isSame(
                  context.source(),
                  place.slice(INTSET_HEADER + one * width, width),
                  place.slice(INTSET_HEADER + other * width, width));
      return find(sink -> numbers(sink, width, numbers), numbers, same);
    } catch (PackedDamage damage) {
      throw RdbStop.badFormat(place.start(), damage.getMessage());
    }
  }

  private void numbers(RdbRepeats.Sink sink, int width, long numbers) throws IOException, RdbStop {
    place.begin(context.strings);
    PackedInput in = place.input();
    try {
      in.skip(INTSET_HEADER);
      boolean goOn = true;
      for (long i = 0; i < numbers && goOn; i++) {
        long hash = context.hash.number(in.readLittleEndian(width));
        goOn = !sink.wants(hash) || sink.take(hash, i);
      }
    } catch (PackedDamage damage) {
      throw RdbStop.badFormat(place.start(), damage.getMessage());
    }
  }

  private long find(RdbRepeats.Walk walk, long count, RdbMembers.Same same)
      throws IOException, RdbStop {
    long[] found = {-1};
    RdbRepeats.ofCollection(count, context.members, same)
        .find(
            walk,
            count,
            false,
            (first, again) -> {
              found[0] = place.inSource(place.input().position());
              return false;
            });
    return found[0];
  }

  /** Takes the members out of the entries. */
  private final class Members implements PackedSink {
    private final RdbRepeats.Sink sink;
    private final int entries;
    private long number;
    private boolean isOver;

    Members(RdbRepeats.Sink sink, int entries) {
      this.sink = sink;
      this.entries = entries;
    }

    @Override
    public void integer(long value) throws IOException {
      if (isMember()) {
        take(context.hash.number(value));
      }
      number++;
    }

    @Override
    public void bytes(byte[] array, int index, int length) throws IOException {
      if (isMember()) {
        take(context.hash.text(array, index, length));
      }
      number++;
    }

    @Override
    public void large(long offsetInString, long length) throws IOException, PackedDamage {
      if (isMember()) {
        RdbSlice slice = place.slice(offsetInString, length);
        take(context.strings.hash(slice.open(context.source())::read, length, context.hash));
      }
      number++;
    }

    private boolean isMember() {
      return !isOver && number % entries == 0;
    }

    private void take(long hash) throws IOException {
      try {
        isOver = sink.wants(hash) && !sink.take(hash, number);
      } catch (RdbStop stop) {
        throw new IllegalStateException("a string that was read before", stop);
      }
    }
  }
}
