package org.aofkit.fuzz.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.AofSetLocator;
import org.aofkit.compact.Compaction;
import org.aofkit.io.DirectFile;
import org.aofkit.server.Server;

/** Compacts a directory with the engine alone: {@code CompactRun DIRECTORY OUTPUT [THREADS]}. */
public final class CompactRun {
  private static final int DATABASES = 16;

  private CompactRun() {}

  /** Writes {@code base.rdb} and {@code incr.aof} into a new directory. */
  public static void main(String[] args) throws IOException {
    AofSet set =
        AofSetLocator.locate(
            Path.of(args[0]), new AofSetLocator.Settings(true, null, "appendonlydir", "dump.rdb"));
    Path output = Files.createDirectories(Path.of(args[1]));
    int threads =
        args.length > 2 ? Integer.parseInt(args[2]) : Runtime.getRuntime().availableProcessors();
    Path path = output.resolve("base.rdb");
    try (FileChannel base = create(path);
        DirectFile direct = new DirectFile(base, path);
        FileChannel incr = create(output.resolve("incr.aof"))) {
      var compaction = new Compaction(set.log(), Server.REDIS_7_0, DATABASES, threads);
      System.out.println(compaction.write(direct, incr));
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }
}
