package org.aofkit.fuzz.endless;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.aofkit.rdb.packed.CanonicalInteger;
import org.aofkit.rdb.packed.Listpack;
import org.aofkit.rdb.packed.ListpackWriter;
import org.aofkit.rdb.packed.PackedContainer;
import org.aofkit.rdb.packed.PackedDamage;
import org.aofkit.rdb.packed.PackedInput;
import org.aofkit.rdb.packed.PackedSink;
import org.aofkit.rdb.packed.PackedWriter;
import org.aofkit.rdb.packed.Ziplist;
import org.aofkit.rdb.packed.ZiplistWriter;
import org.jspecify.annotations.Nullable;

/**
 * A packed container says the same whether somebody listens or not and whether it lies in memory or
 * comes a few bytes at a time; and one that is whole and not odd is, to the byte, what our writer
 * makes of its entries.
 */
public final class ContainerTarget implements FuzzTarget {
  private static final long ALLOCATED = 16 << 10;

  /** An entry of two bytes is told as an object by the sink of this target. */
  private static final long ALLOCATED_PER_BYTE = 200;

  private static final int PIECE = 3;
  private static final int FIXED = 1;
  private static final int TERMINATED = 2;

  private final PackedContainer container;
  private final Supplier<PackedWriter> writer;
  private final PackedInput inMemory = new PackedInput();
  private final PackedInput inPieces = new PackedInput();

  private ContainerTarget(PackedContainer container, Supplier<PackedWriter> writer) {
    this.container = container;
    this.writer = writer;
    // Its buffer is made now, so that it does not count.
    inPieces.open(new LzfTarget.Pieces(new byte[0], 1), 0);
  }

  /** For listpacks. */
  public static ContainerTarget listpack() {
    return new ContainerTarget(new Listpack(), () -> new ListpackWriter(false));
  }

  /** For ziplists. */
  public static ContainerTarget ziplist() {
    return new ContainerTarget(new Ziplist(), ZiplistWriter::new);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The first byte says whether the announced size is put right, and whether the end is: else
   * hardly any input would come further than that.
   */
  @Override
  public void accept(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    byte[] packed = Arrays.copyOfRange(input, 1, input.length);
    if ((input[0] & FIXED) != 0 && packed.length >= Integer.BYTES) {
      for (int i = 0; i < Integer.BYTES; i++) {
        packed[i] = (byte) (packed.length >>> 8 * i);
      }
    }
    if ((input[0] & TERMINATED) != 0 && packed.length > 0) {
      packed[packed.length - 1] = (byte) 0xFF;
    }
    check(packed);
  }

  private void check(byte[] packed) throws IOException {
    Promise.allocating(
        ALLOCATED + ALLOCATED_PER_BYTE * packed.length,
        () -> {
          walk(inMemory.wrap(packed, 0, packed.length), new Entries());
          walk(inPieces.open(new LzfTarget.Pieces(packed, PIECE), packed.length), null);
          outside(packed);
        });
    Entries entries = new Entries();
    String told = walk(inMemory.wrap(packed, 0, packed.length), entries);
    String quiet = walk(inMemory.wrap(packed, 0, packed.length), null);
    Entries fed = new Entries();
    String pieces = walk(inPieces.open(new LzfTarget.Pieces(packed, PIECE), packed.length), fed);
    String outside = outside(packed);
    Promise.same(quiet, told, () -> "without a listener");
    Promise.same(pieces, told, () -> "in pieces");
    // Of a damaged one more or less may be told: in memory its last byte is looked at first.
    boolean isWhole = told.startsWith("whole");
    Promise.that(!isWhole || fed.texts.equals(entries.texts), () -> "entries in pieces");
    boolean isOutsideWrong = told.startsWith("OUTSIDE");
    Promise.same(outside.isEmpty(), !isOutsideWrong, () -> "outside " + outside + ", all " + told);
    if (isWhole) {
      rebuild(packed, entries, told.equals("whole, as written"));
    }
  }

  private String walk(PackedInput in, @Nullable PackedSink sink) throws IOException {
    try {
      long count = container.walk(in, sink);
      Promise.same(in.remaining(), 0L, () -> "left over");
      boolean isAnnounced = container.announced() == count;
      boolean isUsual =
          container.oddAt() < 0 && container.onlyValkey9At() < 0 && isAnnounced && count > 0;
      return isUsual ? "whole, as written" : "whole, " + count + ", odd at " + container.oddAt();
    } catch (PackedDamage e) {
      Promise.that(e.offset() >= 0 && e.offset() <= in.size(), () -> "outside of it: " + e);
      return e.part() + " " + e.offset() + " " + e.getMessage();
    }
  }

  private String outside(byte[] packed) throws IOException {
    try {
      container.outside(inMemory.wrap(packed, 0, packed.length));
      return "";
    } catch (PackedDamage e) {
      return e.part() + " " + e.offset();
    }
  }

  private void rebuild(byte[] packed, Entries entries, boolean isAsWritten) throws IOException {
    PackedWriter rebuilt = writer.get();
    boolean hasNumbersAsText = false;
    for (Entry entry : entries.all) {
      if (entry.text() == null) {
        rebuilt.integer(entry.number());
      } else {
        hasNumbersAsText |= CanonicalInteger.is(entry.text(), 0, entry.text().length);
        rebuilt.bytes(entry.text(), 0, entry.text().length);
      }
    }
    byte[] bytes = Arrays.copyOf(rebuilt.finish(), rebuilt.size());
    Entries again = new Entries();
    String told = walk(inMemory.wrap(bytes, 0, bytes.length), again);
    Promise.that(told.startsWith("whole"), () -> "what was written is " + told);
    Promise.same(again.texts, entries.texts, () -> "entries of what was written");
    if (isAsWritten && !hasNumbersAsText) {
      Promise.that(
          Arrays.equals(bytes, packed),
          () -> "written otherwise from " + Arrays.mismatch(bytes, packed) + " on");
    }
  }

  /** An entry: a number, or bytes. */
  private record Entry(byte @Nullable [] text, long number) {}

  /** Keeps what it is told. Numbers and texts that look like them are the same to a server. */
  private static final class Entries implements PackedSink {
    final List<Entry> all = new ArrayList<>();
    final List<String> texts = new ArrayList<>();

    @Override
    public void integer(long value) {
      all.add(new Entry(null, value));
      texts.add(Long.toString(value));
    }

    @Override
    public void bytes(byte[] array, int index, int length) {
      byte[] copy = Arrays.copyOfRange(array, index, index + length);
      all.add(new Entry(copy, 0));
      texts.add(new String(copy, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void large(long offsetInString, long length) {
      throw new AssertionError("told an entry of " + length + " bytes as too large");
    }
  }
}
