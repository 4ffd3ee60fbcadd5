package org.aofkit.commit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The new files of an operation that is being prepared: where they are written until they get their
 * names, and those that a {@link FileMaker} writes.
 */
final class MadeFiles {
  private final Quarantine quarantine;
  private final Quarantine.Place place;
  private final List<Change> changes;
  private final boolean isSwap;

  MadeFiles(Quarantine quarantine, Quarantine.Place place, List<Change> changes, boolean isSwap) {
    this.quarantine = quarantine;
    this.place = place;
    this.changes = changes;
    this.isSwap = isSwap;
  }

  /** Opens the new file of a change, which must not be there yet. */
  FileChannel create(int index) throws IOException {
    return FileChannel.open(
        path(index),
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.CREATE_NEW,
        LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Ends a new file: it gets the rights of the one it replaces, or of those, and is made durable.
   */
  JournalRecord complete(int index, FileChannel channel) throws IOException {
    Change change = changes.get(index);
    Path file = path(index);
    FileOwner owner =
        change.before().isAbsent()
            ? FileOwner.ofNewIn(Durable.parent(change.file()), replaced(change))
            : FileOwner.of(change.file());
    if (owner != null) {
      owner.applyTo(file);
      owner.requireAccessTo(file);
    }
    channel.force(true);
    return JournalRecord.of("prepared", "index", index).with(FileFingerprint.of(file));
  }

  /** Of the files whose content is in a new one by now. */
  private List<@Nullable FileOwner> replaced(Change change) throws IOException {
    List<@Nullable FileOwner> olds = new ArrayList<>();
    for (Change other : changes) {
      if (change instanceof Change.Made && other instanceof Change.Removal) {
        olds.add(FileOwner.of(other.file()));
      }
    }
    return olds;
  }

  /** Where it is until it gets its name. */
  private Path path(int index) {
    return isSwap
        ? LoggedFile.prepared(place.folder(), index)
        : LoggedFile.temporary(changes.get(index).file(), place.name(), index);
  }

  /** Has all files made that a maker has to make; returns what is to be noted of them. */
  List<JournalRecord> make(FileMaker maker) throws IOException {
    Map<Path, Integer> made = new LinkedHashMap<>();
    for (int i = 0; i < changes.size(); i++) {
      if (changes.get(i) instanceof Change.Made change) {
        made.put(change.file(), i);
      }
    }
    if (made.isEmpty()) {
      return List.of();
    }
    Map<Path, FileChannel> channels = new LinkedHashMap<>();
    try {
      for (Map.Entry<Path, Integer> each : made.entrySet()) {
        channels.put(each.getKey(), create(each.getValue()));
      }
      maker.make(new Making(channels));
      List<JournalRecord> records = new ArrayList<>();
      for (Map.Entry<Path, Integer> each : made.entrySet()) {
        records.add(complete(each.getValue(), channel(channels, each.getKey())));
      }
      quarantine.removeWorkspace(place);
      return records;
    } finally {
      close(channels.values());
    }
  }

  /** Closes all of them, also where one of them can't be. */
  private static void close(Collection<FileChannel> channels) throws IOException {
    @Nullable IOException failed = null;
    for (FileChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        if (failed != null) {
          e.addSuppressed(failed);
        }
        failed = e;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  private static FileChannel channel(Map<Path, FileChannel> channels, Path file) {
    FileChannel channel = channels.get(ChangePlan.plain(file));
    if (channel == null) {
      throw new IllegalArgumentException(file + " is none of the files to be made");
    }
    return channel;
  }

  private final class Making implements FileMaker.Making {
    private final Map<Path, FileChannel> channels;

    Making(Map<Path, FileChannel> channels) {
      this.channels = channels;
    }

    @Override
    public FileChannel open(Path file) {
      return channel(channels, file);
    }

    @Override
    public Path path(Path file) {
      Path plain = ChangePlan.plain(file);
      for (int i = 0; i < changes.size(); i++) {
        if (changes.get(i).file().equals(plain)) {
          return MadeFiles.this.path(i);
        }
      }
      throw new IllegalArgumentException(file + " is none of the files to be made");
    }

    @Override
    public Path old(Path file) {
      Path plain = ChangePlan.plain(file);
      for (int i = 0; i < changes.size(); i++) {
        Path kept = LoggedFile.kept(place.folder(), i);
        if (changes.get(i).file().equals(plain) && Files.exists(kept, LinkOption.NOFOLLOW_LINKS)) {
          return kept;
        }
      }
      return plain;
    }

    @Override
    public Path workspace() throws IOException {
      Path made = place.folder().resolve(Quarantine.WORKSPACE);
      if (!Files.isDirectory(made, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(made);
        quarantine.share(made, 0770);
      }
      return made;
    }
  }
}
