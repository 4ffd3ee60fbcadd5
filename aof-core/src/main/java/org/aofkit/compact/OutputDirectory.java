package org.aofkit.compact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aofkit.aof.SetFile;
import org.aofkit.commit.ChangedUnderUsException;
import org.aofkit.commit.Content;
import org.aofkit.commit.DirectoryClaim;
import org.aofkit.commit.FileFingerprint;
import org.aofkit.commit.ServerFiles;

/**
 * Writes a compaction into another directory. It is made under a temporary name beside, checked,
 * and given its name at once; what an interrupted run leaves there, the next one removes.
 */
final class OutputDirectory {
  private static final String WORK = "work";

  private final CompactPlan plan;
  private final Path dir;
  private final Path target;
  private final Path temporary;

  OutputDirectory(CompactPlan plan) {
    this.plan = plan;
    this.dir = plan.dataDirectory();
    this.target = plan.isSingleFile() ? plan.base() : parent(plan.base());
    this.temporary = dir.resolve("temp-" + target.getFileName());
  }

  /**
   * Writes it.
   *
   * @throws FileAlreadyExistsException if there is a log already, or something that is not ours in
   *     the temporary directory
   * @throws ChangedUnderUsException if the input has changed meanwhile
   */
  void write(NewFiles made) throws IOException {
    boolean isNew = Files.notExists(dir);
    if (isNew) {
      ServerFiles.createDirectory(dir);
      ServerFiles.forceDirectory(parent(dir));
    }
    boolean isDone = false;
    try {
      claimed(made);
      isDone = true;
    } finally {
      if (isNew && !isDone && entries(dir).isEmpty()) {
        Files.delete(dir);
      }
    }
  }

  private void claimed(NewFiles made) throws IOException {
    DirectoryClaim claim = DirectoryClaim.take(dir);
    boolean isDone = false;
    try {
      requireFree();
      removeTemporary();
      make(made);
      isDone = true;
    } finally {
      try {
        if (!isDone) {
          removeTemporary();
        }
      } finally {
        claim.close();
      }
    }
  }

  private void make(NewFiles made) throws IOException {
    ServerFiles.createDirectory(temporary);
    Path work = Files.createDirectory(temporary.resolve(WORK));
    Map<Path, Path> files = new LinkedHashMap<>();
    files.put(plan.base(), inTemporary(plan.base()));
    files.put(plan.residual(), inTemporary(plan.residual()));
    try (FileChannel base = ServerFiles.create(inTemporary(plan.base()));
        FileChannel residual =
            plan.isSingleFile() ? null : ServerFiles.create(inTemporary(plan.residual()))) {
      for (Path file : files.values()) {
        ServerFiles.narrow(file, plan.report().set().log().stream().map(SetFile::path).toList());
      }
      made.write(
          plan.report().set().log(),
          base,
          inTemporary(plan.base()),
          residual == null ? base : residual,
          work);
      base.force(true);
      if (residual != null) {
        residual.force(true);
      }
    }
    if (!plan.isSingleFile()) {
      write(inTemporary(plan.manifest()), plan.manifestContent());
    }
    made.check(work, files);
    remove(work);
    ServerFiles.forceDirectory(temporary);
    requireUnchanged();
    requireFree();
    if (plan.isSingleFile()) {
      Files.move(inTemporary(plan.base()), target, StandardCopyOption.ATOMIC_MOVE);
      ServerFiles.forceDirectory(dir);
      removeTemporary();
    } else {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    }
    ServerFiles.forceDirectory(dir);
  }

  private Path inTemporary(Path file) {
    return temporary.resolve(String.valueOf(file.getFileName()));
  }

  private static void write(Path file, Content content) throws IOException {
    if (!(content instanceof Content.Bytes bytes)) {
      throw new IllegalStateException("a manifest is held as it is");
    }
    try (FileChannel channel = ServerFiles.create(file)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes.bytes());
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private void requireUnchanged() throws IOException {
    for (Map.Entry<Path, FileFingerprint> each : plan.fingerprints().entrySet()) {
      if (!each.getValue().matches(FileFingerprint.ofOrAbsent(each.getKey()))) {
        throw new ChangedUnderUsException(each.getKey(), "has changed while it was read");
      }
    }
  }

  /** A server with two logs would read one of them. */
  private void requireFree() throws IOException {
    List<Path> logs = new ArrayList<>(List.of(target));
    if (plan.options().output().form() != BaseForm.DUMP) {
      logs.add(dir.resolve("appendonlydir"));
      logs.add(dir.resolve("appendonly.aof"));
    }
    for (Path log : logs) {
      if (Files.exists(log, LinkOption.NOFOLLOW_LINKS)) {
        boolean isDump = plan.options().output().form() == BaseForm.DUMP;
        throw new FileAlreadyExistsException(
            log.toString(),
            null,
            isDump ? "is there, and nothing is written over" : "there is a log already");
      }
    }
  }

  /** Removes what an earlier run, or this one, has left, and refuses what is none of it. */
  private void removeTemporary() throws IOException {
    if (!Files.exists(temporary, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Set<Path> ours = new HashSet<>();
    ours.add(temporary.resolve(WORK));
    for (Path file : List.of(plan.base(), plan.residual(), plan.manifest())) {
      ours.add(inTemporary(file));
    }
    for (Path entry : entries(temporary)) {
      if (!ours.contains(entry)) {
        throw new FileAlreadyExistsException(
            entry.toString(),
            null,
            "none of our files, where a new log is written before it gets its name: move it away");
      }
    }
    remove(temporary);
  }

  /** Removes a tree that this class has made. */
  private static void remove(Path tree) throws IOException {
    List<Path> found = new ArrayList<>(List.of(tree));
    for (int i = 0; i < found.size(); i++) {
      if (Files.isDirectory(found.get(i), LinkOption.NOFOLLOW_LINKS)) {
        found.addAll(entries(found.get(i)));
      }
    }
    for (int i = found.size() - 1; i >= 0; i--) {
      Files.delete(found.get(i));
    }
  }

  private static List<Path> entries(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " has no parent");
    }
    return parent;
  }
}
