package org.aofkit.fuzz.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.aofkit.rdb.packed.Intset;
import org.aofkit.rdb.packed.Listpack;
import org.aofkit.rdb.packed.PackedContainer;
import org.aofkit.rdb.packed.PackedDamage;
import org.aofkit.rdb.packed.PackedInput;
import org.aofkit.rdb.packed.PackedSink;
import org.aofkit.rdb.packed.Ziplist;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Walking packed containers that lie in one array, a thousand different ones one after the other,
 * 70 entries each: nanoseconds an entry.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PackedBenchmark {
  private static final int CONTAINERS = 1000;
  private static final int ENTRIES = 70;
  private static final int ALL = CONTAINERS * ENTRIES;

  /** What the entries are. */
  @Param({"WORDS", "NUMBERS", "HASH", "RANDOM"})
  public PackedStrings.Content content = PackedStrings.Content.WORDS;

  private final Images listpacks = new Images();
  private final Images ziplists = new Images();
  private final Images intsets = new Images();
  private final Listpack listpack = new Listpack();
  private final Ziplist ziplist = new Ziplist();
  private final Intset intset = new Intset();
  private final PackedInput input = new PackedInput();
  private final Sum sum = new Sum();

  /** Makes the containers. */
  @Setup
  public void make() {
    for (int i = 0; i < CONTAINERS; i++) {
      listpacks.add(PackedStrings.listpack(content, ENTRIES, i));
      ziplists.add(PackedStrings.ziplist(content, ENTRIES, i));
      intsets.add(PackedStrings.intset(4, ENTRIES));
    }
    listpacks.close();
    ziplists.close();
    intsets.close();
  }

  /** Listpacks, only verified. */
  @Benchmark
  @OperationsPerInvocation(ALL)
  public long listpackVerified() throws IOException, PackedDamage {
    return listpacks.walk(listpack, input, null);
  }

  /** Listpacks, each entry told. */
  @Benchmark
  @OperationsPerInvocation(ALL)
  public long listpackTold() throws IOException, PackedDamage {
    return listpacks.walk(listpack, input, sum) + sum.value;
  }

  /** Ziplists, only verified. */
  @Benchmark
  @OperationsPerInvocation(ALL)
  public long ziplistVerified() throws IOException, PackedDamage {
    return ziplists.walk(ziplist, input, null);
  }

  /** Ziplists, each entry told. */
  @Benchmark
  @OperationsPerInvocation(ALL)
  public long ziplistTold() throws IOException, PackedDamage {
    return ziplists.walk(ziplist, input, sum) + sum.value;
  }

  /** Intsets of 4 bytes a number, only verified. */
  @Benchmark
  @OperationsPerInvocation(ALL)
  public long intsetVerified() throws IOException, PackedDamage {
    return intsets.walk(intset, input, null);
  }

  /** Many containers in one array. */
  private static final class Images {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final int[] begins = new int[CONTAINERS + 1];
    private int count;
    private byte[] all = new byte[0];

    void add(byte[] container) {
      out.writeBytes(container);
      begins[++count] = out.size();
    }

    void close() {
      all = out.toByteArray();
    }

    long walk(PackedContainer walker, PackedInput input, @Nullable PackedSink sink)
        throws IOException, PackedDamage {
      long entries = 0;
      for (int i = 0; i < CONTAINERS; i++) {
        entries += walker.walk(input.wrap(all, begins[i], begins[i + 1] - begins[i]), sink);
      }
      return entries;
    }
  }

  /** Takes entries and does next to nothing with them. */
  private static final class Sum implements PackedSink {
    private long value;

    @Override
    public void integer(long number) {
      value += number;
    }

    @Override
    public void bytes(byte[] array, int index, int length) {
      value += array[index] + length;
    }

    @Override
    public void large(long offsetInString, long length) {
      value += length;
    }
  }
}
