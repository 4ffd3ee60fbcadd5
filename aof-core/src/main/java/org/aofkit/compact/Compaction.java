package org.aofkit.compact;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.aof.ReadOptions;
import org.aofkit.aof.SetFile;
import org.aofkit.check.Finding;
import org.aofkit.io.IoMode;
import org.aofkit.keyspace.Keyspace;
import org.aofkit.keyspace.Library;
import org.aofkit.keyspace.commands.Interpreter;
import org.aofkit.keyspace.commands.Outcome;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Writes the data set of a log as a new base, and as a residual log what is not modelled: loaded
 * one behind the other they give the same data set.
 *
 * <p>The files must be sound: who calls has had them checked. They are only read.
 */
public final class Compaction {
  private static final byte[] FUNCTION = "FUNCTION".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LOAD = "LOAD".getBytes(StandardCharsets.US_ASCII);

  /** Larger ones don't stay in the caches of a processor while they are looked at. */
  private static final int WINDOW = 1 << 20;

  private static final int MIB = 20;

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
   * @param tail those of them that stand at its end as they stood in the log; null if the log could
   *     be taken apart to its end
   * @param passes how often the files were gone through to index keys: once if memory does for all
   * @param dropped what was left out
   * @param refused the first thousand commands that a server answers with an error, of those that
   *     were carried out
   */
  public record Result(
      long carried,
      @Nullable CarriedTail tail,
      int passes,
      Dropped dropped,
      List<Finding> refused) {
    /** Copies the list. */
    public Result {
      refused = List.copyOf(refused);
    }
  }

  /**
   * Writes base and residual log. Where the target is another server than the one that wrote the
   * log, all of it is done twice: once to see what the target cannot express, which is told before
   * anything is written.
   *
   * @param base takes the keys; borrowed, and it must block. If it is a {@link
   *     java.nio.channels.SeekableByteChannel}, an image says how many keys each database has; it
   *     is written from where the channel stands
   * @param residual takes commands, none if all are modelled; borrowed, and it must block. Not the
   *     same as the base, beside which it is written
   * @throws CannotCompactException if a command stands in the way, or there is too little memory
   * @throws InputChangedException if somebody wrote to the files meanwhile
   * @throws org.aofkit.io.FileShrankException if one was cut meanwhile
   * @throws UnsupportedException if there is something that the target cannot express, and it is
   *     not to be dropped; nothing was written
   * @throws CarriedException if there is a command for the residual log, and the form is that of a
   *     dump
   */
  public Result write(WritableByteChannel base, WritableByteChannel residual) throws IOException {
    if (!Gather.canReach(places.bytes())) {
      throw new CannotCompactException("files of " + places.bytes() + " bytes are too large");
    }
    var states = new InputStates(places.files());
    try {
      survey();
      Result result = run(base, residual, found -> {});
      states.verify();
      return result;
    } catch (CannotCompactException e) {
      // What could not be understood may have been half of two things.
      states.verify();
      throw e;
    } catch (OutOfMemoryError e) {
      throw new CannotCompactException(
          "the "
              + (Runtime.getRuntime().maxMemory() >> MIB)
              + " MiB of memory that Java may take are too little, for one large name perhaps: give"
              + " it a larger heap, twice that to begin with");
    }
  }

  /** Tells what the target cannot express; writes nothing. */
  private void survey() throws IOException {
    if (Fitting.isForeign(server, output)) {
      var count = new UnsupportedCount(output.unsupported());
      run(new NowhereChannel(), new NowhereChannel(), count);
      if (count.count() > 0 && !output.dropUnsupported()) {
        throw new UnsupportedException(output.targetOf(server), count.count(), count.first());
      }
    }
  }

  private Result run(
      WritableByteChannel base, WritableByteChannel residual, UnsupportedListener listener)
      throws IOException {
    CompactTarget target = output.targetOf(server);
    var dropped = new Dropped.Count();
    var fitting = new Fitting(places, server, output, listener, dropped);
    BaseOutput out =
        output.form() == BaseForm.COMMANDS
            ? new CommandOutput(base, target)
            : new ImageOutput(base, target, output.form() == BaseForm.IMAGE);
    out.begin();
    long commands = 0;
    List<CarriedException.Carried> first = new ArrayList<>();
    var passes = new IndexPasses(places, options(), server, threads > 1, memory);
    long carried = pass(passes, out, fitting, residual, first);
    while (carried >= 0) {
      commands += carried;
      carried = pass(passes, out, fitting, residual, first);
    }
    if (commands > 0 && output.form() == BaseForm.DUMP) {
      throw new CarriedException(commands, first);
    }
    CarriedTail tail = null;
    TailStart start = passes.tail();
    if (start != null) {
      tail = new TailCopy(places, options(), start, fitting).write(residual);
      commands += tail.commands();
    }
    out.end();
    return new Result(
        commands, tail, passes.passes(), dropped.result(), passes.refused().findings());
  }

  /**
   * Writes the keys of the next index. In a method of its own, so that nothing of one index is held
   * while the next one is built.
   *
   * @param first takes the first commands that were carried
   * @return how many commands were carried; -1 if there is no other index
   */
  private long pass(
      IndexPasses passes,
      BaseOutput out,
      Fitting fitting,
      WritableByteChannel residual,
      List<CarriedException.Carried> first)
      throws IOException {
    LogIndex index = passes.next();
    if (index == null) {
      return -1;
    }
    TailStart tail = passes.tail();
    if (tail != null) {
      takeTail(tail, fitting);
    }
    var writer = new BaseWriter(index, places, server, fitting, threads, memory);
    if (passes.passes() == 1 && !libraries(index, out, fitting)) {
      carryLibraries(index, writer, fitting);
    }
    writer.write(out);
    try (var reader = new PlaceReader(places)) {
      writer.residual().write(residual, reader, writer.carriedNames());
      if (output.form() == BaseForm.DUMP) {
        writer.residual().tell(places, reader, first);
      }
    }
    return writer.residual().commands();
  }

  private void takeTail(TailStart tail, Fitting fitting) throws CannotCompactException {
    if (output.form() == BaseForm.DUMP) {
      throw new CannotCompactException(
          places.files().get(tail.file()).name()
              + " @ "
              + tail.commandOffset()
              + ": "
              + tail.command()
              + ", "
              + tail.reason()
              + ": a dump has no place for commands that are carried");
    }
    fitting.keepExpired();
  }

  private void carryLibraries(LogIndex index, BaseWriter writer, Fitting fitting)
      throws IOException {
    List<Long> carried = new ArrayList<>();
    try (var reader = new PlaceReader(places)) {
      for (long place : index.libraryCommands()) {
        byte[][] words = reader.words(place);
        if (fitting.takes(words)) {
          carried.add(place);
        } else {
          fitting.cannotCarry(-1, words[1], words[0], place);
        }
      }
    }
    writer.residual().libraries(carried);
  }

  private ReadOptions options() {
    ReadOptions usual = ReadOptions.of(IoMode.READ);
    return new ReadOptions(
        usual.mode(), databases, WINDOW, usual.from(), usual.images(), usual.cancelled());
  }

  /**
   * Writes the libraries there are in the end; where a command about them is not modelled those of
   * the images, and all commands are carried.
   *
   * @return whether all commands are modelled
   */
  private boolean libraries(LogIndex index, BaseOutput out, Fitting fitting) throws IOException {
    var keyspace = new Keyspace(server, 1);
    var interpreter = new Interpreter(keyspace);
    for (byte[] source : index.libraries()) {
      interpreter.apply(0, FUNCTION, LOAD, source);
    }
    List<Library> ofImages = List.copyOf(keyspace.libraries().all());
    boolean areModelled = true;
    try (var reader = new PlaceReader(places)) {
      for (long place : index.libraryCommands()) {
        areModelled &= isModelled(interpreter.apply(0, reader.words(place)));
      }
    }
    for (Library library : areModelled ? keyspace.libraries().all() : ofImages) {
      if (fitting.takes(library)) {
        out.library(library.source());
      }
    }
    return areModelled;
  }

  private static boolean isModelled(Outcome outcome) {
    return outcome.kind() != Outcome.Kind.NOT_MODELLED;
  }
}
