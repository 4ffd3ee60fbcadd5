package org.aofkit.fuzz.keyspace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.aofkit.keyspace.Keyspace;
import org.aofkit.keyspace.KeyspaceWriter;
import org.aofkit.rdb.write.RdbFeature;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.rdb.write.RdbWriterOptions;

/** Makes data directories with the least that a server takes. */
final class DataDirectory {
  private static final String NAME = "appendonly.aof";

  /** Servers that have no such times in their images do not know them. */
  private static final RdbWriterOptions OPTIONS =
      RdbWriterOptions.DEFAULT.losing(Set.of(RdbFeature.CONSUMER_ACTIVE_TIMES));

  private DataDirectory() {}

  /** A directory whose base is an image of a data set. */
  static void write(Path dir, Keyspace keyspace) throws IOException {
    Path base = aof(dir).resolve(NAME + ".1.base.rdb");
    try (var channel =
        FileChannel.open(base, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var writer = new RdbWriter(channel, RdbTarget.of(keyspace.server()), OPTIONS);
      writer.begin();
      KeyspaceWriter.write(keyspace, writer);
      writer.end();
    }
    list(dir, "file " + NAME + ".1.base.rdb seq 1 type b\n");
  }

  /** A directory with an incr of these commands. */
  static void write(Path dir, List<Workload.Step> steps) throws IOException {
    var bytes = new ByteArrayOutputStream();
    int selected = -1;
    for (Workload.Step step : steps) {
      if (step.database() != selected) {
        selected = step.database();
        put(bytes, Words.ascii("SELECT"), Words.ascii(Integer.toString(selected)));
      }
      put(bytes, step.words());
    }
    Files.write(aof(dir).resolve(NAME + ".1.incr.aof"), bytes.toByteArray());
    list(dir, "file " + NAME + ".1.incr.aof seq 1 type i\n");
  }

  private static void put(ByteArrayOutputStream bytes, byte[]... words) {
    bytes.writeBytes(Words.ascii("*" + words.length + "\r\n"));
    for (byte[] word : words) {
      bytes.writeBytes(Words.ascii("$" + word.length + "\r\n"));
      bytes.writeBytes(word);
      bytes.writeBytes(Words.ascii("\r\n"));
    }
  }

  private static Path aof(Path dir) throws IOException {
    return Files.createDirectories(dir.resolve("appendonlydir"));
  }

  private static void list(Path dir, String lines) throws IOException {
    Files.writeString(aof(dir).resolve(NAME + ".manifest"), lines);
  }
}
