package org.aofkit.append;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.List;
import org.aofkit.commit.DirectoryClaim;
import org.aofkit.commit.ServerFiles;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestNames;
import org.aofkit.manifest.ManifestType;
import org.aofkit.manifest.ManifestWriter;
import org.aofkit.rdb.write.CannotExpressException;
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
 * smallest image. A key must not come twice, nor a member, field, group or consumer in its value,
 * nor a function library: servers abort or refuse such an image. That is not looked at here, but by
 * {@link org.aofkit.check.Checker} when the directory is finished.
 *
 * <p>Memory is bounded, however many keys there are. While it is open no other run of this library
 * writes to the directory.
 *
 * <p>Not safe for use by several threads. A thread that was interrupted before finishes its call
 * and stays interrupted. An interrupt in the midst of a call may end it with an {@link IOException}
 * and close the file; the directory can't be finished then, and {@link #close} removes what there
 * is of it.
 */
public final class AofDirectoryWriter implements Closeable {
  private static final String DIRECTORY = "appendonlydir";
  private static final String TEMPORARY = "temp-appendonlydir";

  private static final int USUAL_DATABASES = 16;

  private final Path dir;
  private final int databases;
  private final DirectoryClaim claim;
  private final Path directory;
  private final Path temporary;
  private final ManifestNames names = new ManifestNames(ManifestNames.DEFAULT_APPEND_FILE_NAME);
  private final FileChannel base;
  private final RdbWriter writer;
  private int database;
  private boolean hasKeys;
  private boolean isInPart;
  private boolean isFinished;
  private boolean isClosed;

  private AofDirectoryWriter(Path dir, Server server, int databases, DirectoryClaim claim)
      throws IOException {
    this.dir = dir;
    this.databases = databases;
    this.claim = claim;
    this.directory = dir.resolve(DIRECTORY);
    this.temporary = dir.resolve(TEMPORARY);
    requireFree();
    requireOnlyOurs();
    removeTemporary();
    ServerFiles.createDirectory(temporary);
    this.base = create(baseFile());
    this.writer = new RdbWriter(base, RdbTarget.of(server));
    boolean isBegun = false;
    try {
      writer.begin(RdbOrigin.ofLine(server.id(), Clock.systemUTC(), true));
      isBegun = true;
    } finally {
      if (!isBegun) {
        try {
          base.close();
        } finally {
          removeTemporary();
        }
      }
    }
  }

  private void requireFree() throws IOException {
    if (isThere(directory)) {
      throw new FileAlreadyExistsException(directory.toString());
    }
    Path old = ManifestNames.DEFAULT_APPEND_FILE_NAME.resolveIn(dir);
    if (isThere(old)) {
      throw new FileAlreadyExistsException(
          old.toString(), null, "a log, which beside a directory no server would read any more");
    }
  }

  /** Unlike {@link Files#exists} this fails where it can't be told. */
  private static boolean isThere(Path path) throws IOException {
    try {
      Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private FileChannel create(Path file) throws IOException {
    boolean isMade = false;
    try {
      FileChannel made = ServerFiles.create(file);
      isMade = true;
      return made;
    } finally {
      if (!isMade) {
        removeTemporary();
      }
    }
  }

  /**
   * Begins a new AOF directory of the usual name, {@code appendonlydir}.
   *
   * @param dir the server's {@code dir}, which is there
   * @param server what it is for; newer servers load it too
   * @throws FileAlreadyExistsException if there is one, or the single log of a server before 7.0,
   *     which would not be read any more
   * @throws org.aofkit.commit.LockedException if another run is at work
   */
  public static AofDirectoryWriter create(Path dir, Server server) throws IOException {
    return create(dir, server, USUAL_DATABASES);
  }

  /**
   * The same for a server of so many databases, 1 or more; it refuses an image with more.
   *
   * @throws FileAlreadyExistsException if there is one, or the single log of a server before 7.0,
   *     which would not be read any more, or something that is not ours in {@code
   *     temp-appendonlydir}, which it names
   * @throws org.aofkit.commit.LockedException if another run is at work
   */
  public static AofDirectoryWriter create(Path dir, Server server, int databases)
      throws IOException {
    if (databases < 1) {
      throw new IllegalArgumentException(databases + " databases");
    }
    return uninterrupted(() -> createNow(dir.toAbsolutePath(), server, databases));
  }

  private static AofDirectoryWriter createNow(Path plain, Server server, int databases)
      throws IOException {
    DirectoryClaim claim = DirectoryClaim.take(plain);
    boolean isMade = false;
    try {
      var made = new AofDirectoryWriter(plain, server, databases, claim);
      isMade = true;
      return made;
    } finally {
      if (!isMade) {
        claim.close();
      }
    }
  }

  /** Something that may fail. */
  private interface Call<T> {
    T run() throws IOException;
  }

  /** An interrupt that is pending would close the file; it waits until the call is done. */
  private static <T> T uninterrupted(Call<T> call) throws IOException {
    boolean wasInterrupted = Thread.interrupted();
    try {
      return call.run();
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Writes a key.
   *
   * @param number its database, from 0 to below the number of databases
   * @param key its name; not copied
   * @param value its value; collections must not be empty
   * @param expireAt when it expires, in milliseconds since 1970, 0 or more; {@link KeyHead#NONE}:
   *     never. A key whose time is past is gone when the server has loaded it
   * @throws CannotExpressException if the server has no such value; the key may be left out
   * @throws IllegalArgumentException if the value or the deadline is none that servers have, or the
   *     server has no such database; the key may be left out
   * @throws IllegalStateException if this is finished or closed, or a key before this one failed
   *     when it was written in part: the directory can't be finished
   */
  public AofDirectoryWriter put(int number, byte[] key, RdbValue value, long expireAt)
      throws IOException {
    if (number < 0 || number >= databases) {
      throw new IllegalArgumentException("database " + number + " of " + databases);
    }
    if (expireAt < KeyHead.NONE) {
      // No server writes one. Redis takes the key for expired, Valkey 9.1.2 crashes behind the
      // load.
      throw new IllegalArgumentException("a key cannot expire at " + expireAt);
    }
    return uninterrupted(() -> putNow(number, key, value, expireAt));
  }

  private AofDirectoryWriter putNow(int number, byte[] key, RdbValue value, long expireAt)
      throws IOException {
    write(
        () -> {
          if (number != database || !hasKeys) {
            writer.database(number);
            database = number;
            hasKeys = true;
          }
        });
    write(() -> writer.key(KeyHead.of(key, expireAt), value));
    return this;
  }

  /** A part of the image. */
  private interface Part {
    void write() throws IOException;
  }

  /** Writes a part; one that fails may do so before its first byte, and then nothing is broken. */
  private void write(Part part) throws IOException {
    requireWhole();
    long before = writer.position();
    isInPart = true;
    try {
      part.write();
      isInPart = false;
    } catch (CannotExpressException | IllegalArgumentException e) {
      isInPart = writer.position() != before;
      throw e;
    } catch (IOException e) {
      throw ServerFiles.named(baseFile(), e);
    }
  }

  private Path baseFile() {
    return names.base(1, true).resolveIn(temporary);
  }

  private void requireWhole() {
    if (isClosed || isFinished || isInPart) {
      throw new IllegalStateException(
          isInPart ? "a key before is there in part" : "finished or closed");
    }
  }

  /**
   * Writes a function library; best in front of the keys, as servers do. Its source is not looked
   * at: servers refuse an image with one that does not compile, or with two of one name.
   */
  public AofDirectoryWriter function(byte[] source) throws IOException {
    return uninterrupted(
        () -> {
          write(() -> writer.function(source));
          return this;
        });
  }

  /**
   * Ends the base, makes everything durable and gives the directory its name. If only the last step
   * fails, the directory is there, and a loss of power may take it away again.
   *
   * @throws IllegalStateException as {@link #put}
   * @throws FileAlreadyExistsException if something has taken the name meanwhile
   */
  public void finish() throws IOException {
    uninterrupted(
        () -> {
          finishNow();
          return this;
        });
  }

  private void finishNow() throws IOException {
    requireWhole();
    isInPart = true;
    try {
      writer.end();
      base.force(true);
      base.close();
    } catch (IOException e) {
      throw ServerFiles.named(baseFile(), e);
    }
    isInPart = false;
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
    requireFree();
    Files.move(temporary, directory, StandardCopyOption.ATOMIC_MOVE);
    isFinished = true;
    ServerFiles.forceDirectory(dir);
  }

  /** Closes the files; without {@link #finish} nothing is left of the directory. */
  @Override
  public void close() throws IOException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    uninterrupted(
        () -> {
          closeNow();
          return this;
        });
  }

  private void closeNow() throws IOException {
    try {
      base.close();
    } finally {
      try {
        if (!isFinished) {
          removeTemporary();
        }
      } finally {
        claim.close();
      }
    }
  }

  /**
   * Refuses what stands where the new directory is written, but is none that an earlier run has
   * left: it is not ours to remove.
   */
  private void requireOnlyOurs() throws IOException {
    if (!isThere(temporary)) {
      return;
    }
    if (!Files.isDirectory(temporary, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(
          temporary.toString(), null, "no directory, and its name is needed: move it away");
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(temporary)) {
      for (Path file : files) {
        if (!ours().contains(file) || Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          throw new FileAlreadyExistsException(
              file.toString(),
              null,
              "none of our files, where a new directory is written before it gets its name: move"
                  + " it away");
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** What is made in the temporary directory. */
  private List<Path> ours() {
    return List.of(
        baseFile(),
        names.incr(1).resolveIn(temporary),
        names.tempManifest().resolveIn(temporary),
        names.manifest().resolveIn(temporary));
  }

  /** Removes what an earlier run, or this one, has left. */
  private void removeTemporary() throws IOException {
    if (!Files.isDirectory(temporary, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    for (Path file : ours()) {
      Files.deleteIfExists(file);
    }
    Files.delete(temporary);
  }
}
