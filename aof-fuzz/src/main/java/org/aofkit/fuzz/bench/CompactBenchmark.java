package org.aofkit.fuzz.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.AofSetLocator;
import org.aofkit.aof.ReadOptions;
import org.aofkit.compact.Compaction;
import org.aofkit.compact.CompactionMemory;
import org.aofkit.compact.LiveBytes;
import org.aofkit.io.IoMode;
import org.aofkit.keyspace.Keyspace;
import org.aofkit.keyspace.commands.Interpreter;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;
import org.aofkit.server.Server;
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
 * A compaction and its parts, in a JVM that is warm: all of it without a disk to write to; an index
 * of all keys with a count of what is live; and carrying out the commands of one key and writing
 * it, as it is done for each key that is not a plain string.
 *
 * <p>The files are those of {@link ScannerBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 2)
@Measurement(iterations = 3)
public class CompactBenchmark {
  private static final int DATABASES = 16;
  private static final int KEYS = 1000;

  /** What the file is made of. */
  @Param({"MIX", "SMALL", "BIG"})
  public AofFiles.Shape shape = AofFiles.Shape.MIX;

  private final List<byte[][]> commands = new ArrayList<>();
  private final WritableByteChannel nowhere = Channels.newChannel(OutputStream.nullOutputStream());
  private Path file;

  /** For JMH, which then makes the file. */
  public CompactBenchmark() {
    this(Path.of(""));
  }

  CompactBenchmark(Path file) {
    this.file = file;
  }

  /** Makes the file unless it is there. */
  @Setup
  public void makeFile() throws IOException {
    file = AofFiles.forBenchmark(shape);
    var random = new SplittableRandom(3);
    for (int i = 0; i < KEYS; i++) {
      String text = "HSET user:" + i;
      for (int field = 0; field < 3; field++) {
        text += " field" + random.nextInt(20) + " " + Long.toHexString(random.nextLong());
      }
      String[] words = text.split(" ");
      byte[][] command = new byte[words.length][];
      for (int k = 0; k < words.length; k++) {
        command[k] = words[k].getBytes(StandardCharsets.US_ASCII);
      }
      commands.add(command);
    }
  }

  private AofSet set() throws IOException {
    return AofSetLocator.locate(
        file, new AofSetLocator.Settings(true, null, "appendonlydir", "dump.rdb"));
  }

  /** Index, replay and image; two threads. */
  @Benchmark
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public long whole() throws IOException {
    return new Compaction(set().log(), Server.REDIS_7_0, DATABASES, 2)
        .write(nowhere, nowhere)
        .carried();
  }

  /** The index, and one more pass over the file. */
  @Benchmark
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public long index() throws IOException {
    return LiveBytes.count(
            set().log(),
            Server.REDIS_7_0,
            ReadOptions.of(IoMode.READ),
            CompactionMemory.ofThisProcess())
        .live();
  }

  /** One key's command, and its record; the same for all files. */
  @Benchmark
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  @OperationsPerInvocation(KEYS)
  public long replay() throws IOException {
    var keyspace = new Keyspace(Server.REDIS_7_0, 1);
    var interpreter = new Interpreter(keyspace);
    RdbWriter writer =
        RdbWriter.ofRecords(nowhere, RdbTarget.of(Server.REDIS_7_0), RdbWriterOptions.DEFAULT);
    for (byte[][] command : commands) {
      interpreter.apply(0, command);
      for (var key : keyspace.database(0).keys().entrySet()) {
        writer.key(KeyHead.of(key.getKey().bytes()), key.getValue().value().toRdb());
      }
      keyspace.clear();
    }
    return writer.position();
  }
}
