package org.aofkit.append;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import org.aofkit.commit.ServerFiles;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestNames;
import org.aofkit.manifest.ManifestType;
import org.aofkit.manifest.ManifestWriter;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbOrigin;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;

/**
 * Fills a new AOF directory: a base that is an RDB image, an empty incr and a manifest. Nothing is
 * seen of it under its name until {@link #finish}: it is written in a directory {@code
 * temp-appendonlydir} beside, which is then renamed.
 *
 * <p>Keys come in any order of databases; those of one database one behind the other make the
 * smallest image. A key must not come twice, which makes servers abort; this is not looked at.
 *
 * <p>Not safe for use by several threads.
 */
public final class AofDirectoryWriter implements Closeable {
  private static final String DIRECTORY = "appendonlydir";
  private static final String TEMPORARY = "temp-appendonlydir";

  private final Path dir;
  private final Path directory;
  private final Path temporary;
  private final ManifestNames names = new ManifestNames(ManifestNames.DEFAULT_APPEND_FILE_NAME);
  private final FileChannel base;
  private final RdbWriter writer;
  private int database;
  private boolean hasKeys;
  private boolean isFinished;

  private AofDirectoryWriter(Path dir, Server server) throws IOException {
    this.dir = dir;
    this.directory = dir.resolve(DIRECTORY);
    this.temporary = dir.resolve(TEMPORARY);
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(directory.toString());
    }
    removeTemporary();
    Files.createDirectory(temporary);
    this.base = ServerFiles.create(names.base(1, true).resolveIn(temporary));
    this.writer = new RdbWriter(base, RdbTarget.of(server));
    boolean isBegun = false;
    try {
      writer.begin(new RdbOrigin(version(server), Clock.systemUTC(), 0, true));
      isBegun = true;
    } finally {
      if (!isBegun) {
        base.close();
      }
    }
  }

  /**
   * Begins a new AOF directory of the usual name, {@code appendonlydir}.
   *
   * @param dir the server's {@code dir}, which is there
   * @param server what it is for; newer servers load it too
   * @throws FileAlreadyExistsException if there is one
   */
  public static AofDirectoryWriter create(Path dir, Server server) throws IOException {
    return new AofDirectoryWriter(dir, server);
  }

  /** The first version of the line. */
  private static String version(Server server) {
    String line = server.id().substring(server.id().indexOf('-') + 1);
    return line.contains(".") ? line + ".0" : line + ".0.0";
  }

  /**
   * Writes a key.
   *
   * @param number its database, 0 or more
   * @param key its name; not copied
   * @param value its value; collections must not be empty
   * @param expireAt when it expires, in milliseconds since 1970; {@link KeyHead#NONE}: never
   * @throws org.aofkit.rdb.write.CannotExpressException if the server has no such value
   * @throws IllegalArgumentException if the value is none that servers have
   */
  public AofDirectoryWriter put(int number, byte[] key, RdbValue value, long expireAt)
      throws IOException {
    if (number < 0) {
      throw new IllegalArgumentException("database " + number);
    }
    if (number != database || !hasKeys) {
      writer.database(number);
      database = number;
      hasKeys = true;
    }
    writer.key(KeyHead.of(key, expireAt), value);
    return this;
  }

  /** Writes a function library; best in front of the keys, as servers do. */
  public AofDirectoryWriter function(byte[] source) throws IOException {
    writer.function(source);
    return this;
  }

  /**
   * Ends the base, makes everything durable and gives the directory its name.
   *
   * @throws FileAlreadyExistsException if something has taken the name meanwhile
   */
  public void finish() throws IOException {
    writer.end();
    base.force(true);
    ServerFiles.create(names.incr(1).resolveIn(temporary)).close();
    Manifest manifest =
        new Manifest(
            List.of(
                ManifestEntry.of(names.base(1, true), 1, ManifestType.BASE),
                ManifestEntry.of(names.incr(1), 1, ManifestType.INCR)));
    ServerFiles.replace(
        names.manifest().resolveIn(temporary),
        names.tempManifest().resolveIn(temporary),
        ManifestWriter.write(manifest.entries()));
    ServerFiles.forceDirectory(temporary);
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(directory.toString());
    }
    Files.move(temporary, directory, StandardCopyOption.ATOMIC_MOVE);
    isFinished = true;
    ServerFiles.forceDirectory(dir);
  }

  /** Closes the files; without {@link #finish} nothing is left of the directory. */
  @Override
  public void close() throws IOException {
    base.close();
    if (!isFinished) {
      removeTemporary();
    }
  }

  /** Removes what an earlier run has left; nothing else has this name. */
  private void removeTemporary() throws IOException {
    if (!Files.isDirectory(temporary, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.deleteIfExists(names.base(1, true).resolveIn(temporary));
    Files.deleteIfExists(names.incr(1).resolveIn(temporary));
    Files.deleteIfExists(names.tempManifest().resolveIn(temporary));
    Files.deleteIfExists(names.manifest().resolveIn(temporary));
    Files.delete(temporary);
  }
}
