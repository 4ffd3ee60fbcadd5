package org.aofkit.compact;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.aofkit.aof.ReadOptions;
import org.aofkit.aof.SetFile;
import org.aofkit.io.IoMode;
import org.aofkit.keyspace.Keyspace;
import org.aofkit.keyspace.Library;
import org.aofkit.keyspace.commands.Interpreter;
import org.aofkit.keyspace.commands.Outcome;
import org.aofkit.rdb.write.RdbOrigin;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;

/**
 * Writes the data set of a log as a new base, and as a residual log what is not modelled: loaded
 * one behind the other they give the same data set.
 *
 * <p>The files must be sound: who calls has had them checked. They are only read.
 */
public final class Compaction {
  private static final byte[] FUNCTION = "FUNCTION".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LOAD = "LOAD".getBytes(StandardCharsets.US_ASCII);

  private final Places places;
  private final Server server;
  private final int databases;
  private final int threads;
  private final OutputOptions output;
  private final CompactionMemory memory;

  /**
   * A compaction for the server that wrote the log, with the memory that this process has.
   *
   * @param log the files in load order
   * @param server whose rules hold, and who will load the result
   * @param databases how many it has, 1 or more
   * @param threads how many make records side by side, 1 or more
   */
  public Compaction(List<SetFile> log, Server server, int databases, int threads) {
    this(log, server, databases, threads, OutputOptions.DEFAULT);
  }

  /**
   * A compaction with the memory that this process has.
   *
   * @param log the files in load order
   * @param server whose rules hold for what is read: who wrote the log, or would load it
   * @param databases how many it has, 1 or more
   * @param threads how many make records side by side, 1 or more
   * @param output for whom, and in which form
   */
  public Compaction(
      List<SetFile> log, Server server, int databases, int threads, OutputOptions output) {
    this(log, server, databases, threads, output, CompactionMemory.ofThisProcess());
  }

  /**
   * A compaction.
   *
   * @param log the files in load order
   * @param server whose rules hold for what is read: who wrote the log, or would load it
   * @param databases how many it has, 1 or more
   * @param threads how many make records side by side, 1 or more
   * @param output for whom, and in which form
   * @param memory how much it may take
   */
  public Compaction(
      List<SetFile> log,
      Server server,
      int databases,
      int threads,
      OutputOptions output,
      CompactionMemory memory) {
    this.databases = databases;
    this.places = new Places(log);
    this.server = server;
    this.threads = threads;
    this.output = output;
    this.memory = memory;
  }

  /**
   * What was written.
   *
   * @param carried how many commands stand in the residual log, the SELECTs not counted
   * @param passes how often the files were gone through to index keys: once if memory does for all
   */
  public record Result(long carried, int passes) {}

  /**
   * Writes base and residual log.
   *
   * @param base takes an RDB image; borrowed, and it must block
   * @param residual takes commands, none if all are modelled; borrowed, and it must block
   * @throws CannotCompactException if a command stands in the way
   */
  public Result write(WritableByteChannel base, WritableByteChannel residual) throws IOException {
    RdbTarget target = output.targetOf(server).rdb();
    var out = new RdbWriter(base, target);
    out.begin(new RdbOrigin(server.id(), Clock.systemUTC(), 0, true));
    long commands = 0;
    var passes = new IndexPasses(places, options(), server, threads > 1, memory);
    long carried = pass(passes, out, target, residual);
    while (carried >= 0) {
      commands += carried;
      carried = pass(passes, out, target, residual);
    }
    out.end();
    return new Result(commands, passes.passes());
  }

  /**
   * Writes the keys of the next index. In a method of its own, so that nothing of one index is held
   * while the next one is built.
   *
   * @return how many commands were carried; -1 if there is no other index
   */
  private long pass(
      IndexPasses passes, RdbWriter out, RdbTarget target, WritableByteChannel residual)
      throws IOException {
    LogIndex index = passes.next();
    if (index == null) {
      return -1;
    }
    var writer = new BaseWriter(index, places, server, target, threads);
    if (passes.passes() == 1 && !libraries(index, out)) {
      writer.residual().libraries(index.libraryCommands());
    }
    writer.write(out);
    try (var reader = new PlaceReader(places, IoMode.MAP)) {
      writer.residual().write(residual, reader, writer.carriedNames());
    }
    return writer.residual().commands();
  }

  private ReadOptions options() {
    ReadOptions usual = ReadOptions.of(IoMode.MAP);
    return new ReadOptions(
        usual.mode(),
        databases,
        usual.windowSize(),
        usual.from(),
        usual.images(),
        usual.cancelled());
  }

  /**
   * Writes the libraries there are in the end; where a command about them is not modelled those of
   * the images, and all commands are carried.
   *
   * @return whether all commands are modelled
   */
  private boolean libraries(LogIndex index, RdbWriter out) throws IOException {
    var keyspace = new Keyspace(server, 1);
    var interpreter = new Interpreter(keyspace);
    for (byte[] source : index.libraries()) {
      interpreter.apply(0, FUNCTION, LOAD, source);
    }
    List<Library> ofImages = List.copyOf(keyspace.libraries().all());
    boolean areModelled = true;
    try (var reader = new PlaceReader(places, IoMode.MAP)) {
      for (long place : index.libraryCommands()) {
        areModelled &= isModelled(interpreter.apply(0, reader.words(place)));
      }
    }
    for (Library library : areModelled ? keyspace.libraries().all() : ofImages) {
      out.function(library.source());
    }
    return areModelled;
  }

  private static boolean isModelled(Outcome outcome) {
    return outcome.kind() != Outcome.Kind.NOT_MODELLED;
  }
}
