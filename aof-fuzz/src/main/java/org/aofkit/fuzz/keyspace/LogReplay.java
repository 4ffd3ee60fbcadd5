package org.aofkit.fuzz.keyspace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.AofSetLocator;
import org.aofkit.aof.ImageListener;
import org.aofkit.aof.ReadOptions;
import org.aofkit.aof.SetFile;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandTable;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileName;
import org.aofkit.io.FileSources;
import org.aofkit.io.IoMode;
import org.aofkit.keyspace.Keyspace;
import org.aofkit.keyspace.KeyspaceLoader;
import org.aofkit.keyspace.commands.Interpreter;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKey;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.resp.ArgumentWalk;
import org.aofkit.server.Server;

/** Builds the data set of a healthy directory: loads its base and carries out its commands. */
public final class LogReplay {
  private static final CommandTable TABLE = CommandTable.standard();

  private final Keyspace keyspace;
  private final Tallied tallied;
  private Map<String, String> names = Map.of();

  private LogReplay(Keyspace keyspace) {
    this.keyspace = keyspace;
    this.tallied = new Tallied(new Interpreter(keyspace));
  }

  /**
   * Reads a directory.
   *
   * @param dir a data directory
   * @param databases how many the server has
   * @throws IOException if it can't be read, or is damaged
   */
  public static LogReplay of(Path dir, Server server, int databases) throws IOException {
    var replay = new LogReplay(new Keyspace(server, databases));
    AofSet set =
        AofSetLocator.locate(
            dir, new AofSetLocator.Settings(true, null, "appendonlydir", "dump.rdb"));
    replay.names = names(dir, set);
    replay.read(set, databases);
    return replay;
  }

  /** The settings that tell a server where a directory's files are. */
  public static Map<String, String> names(Path dir) throws IOException {
    return names(
        dir,
        AofSetLocator.locate(
            dir, new AofSetLocator.Settings(true, null, "appendonlydir", "dump.rdb")));
  }

  private static Map<String, String> names(Path dir, AofSet set) {
    return Map.of(
        "appendfilename",
        set.baseName(),
        "appenddirname",
        set.root().equals(dir) ? "appendonlydir" : name(set.root()));
  }

  private static String name(Path path) {
    return FileName.of(path).toString();
  }

  /** The settings that tell a server where the directory's files are. */
  public Map<String, String> names() {
    return names;
  }

  /** What was built. */
  public Keyspace keyspace() {
    return keyspace;
  }

  /** What came of the commands. */
  public Tallied tallied() {
    return tallied;
  }

  private void read(AofSet set, int databases) throws IOException {
    var options =
        new ReadOptions(
            IoMode.READ, databases, 1 << 20, OptionalLong.empty(), new Bases(), () -> false);
    try (AofReader reader = AofReader.open(set.log(), options)) {
      while (reader.next()) {
        if (isData(reader.command())) {
          tallied.apply(reader.database(), words(reader.words()));
        }
      }
      if (reader.stop() != null) {
        throw new IOException(set.root() + " is damaged: " + reader.stop());
      }
    }
  }

  /** The reader takes care of the others. */
  private static boolean isData(int command) {
    CommandKind kind = command < 0 ? CommandKind.ORDINARY : TABLE.kind(command);
    return kind != CommandKind.SELECT && kind != CommandKind.MULTI && kind != CommandKind.EXEC;
  }

  private static byte[][] words(ArgumentWalk walk) throws IOException {
    List<byte[]> words = new ArrayList<>();
    while (walk.next()) {
      byte[] word = new byte[Math.toIntExact(walk.length())];
      int read = walk.read(0, word);
      if (read < word.length) {
        throw new IOException("a word of " + word.length + " bytes ends behind " + read);
      }
      words.add(word);
    }
    return words.toArray(byte[][]::new);
  }

  /** Loads the images at the heads of files. */
  private final class Bases implements ImageListener {
    @Override
    public boolean wantsKeys() {
      return false;
    }

    @Override
    public void key(SetFile file, RdbKey key) {
      // Not wanted.
    }

    @Override
    public void image(SetFile file, RdbImage image) throws IOException {
      try (ByteSource source = FileSources.open(file.path(), IoMode.READ)) {
        var loader = new KeyspaceLoader(keyspace, source);
        RdbReader.read(source, 0, RdbOptions.forAof(), RdbDepth.DEEP, loader);
      }
    }
  }
}
