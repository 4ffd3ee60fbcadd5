package org.aofkit.commit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aofkit.commit.LoggedFile.Kept;
import org.aofkit.commit.LoggedFile.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The first half of an operation: writes down what will be done and all that is needed to do it and
 * to take it back, then the decision. Nothing of the data has changed when it returns; if it fails,
 * nothing is left.
 */
final class Preparer {
  private static final int BLOCK = 4096;
  // Room in the journal for what is recorded later: a line of some 150 bytes a file, and notes.
  private static final int RESERVE = 4096;
  private static final int RESERVE_PER_FILE = 256;

  private final Quarantine quarantine;
  private final List<Change> changes;
  private final Map<Path, FileFingerprint> fingerprints;
  private final CommitOptions options;
  private final FileMaker maker;
  private final List<JournalRecord> intents = new ArrayList<>();

  Preparer(
      Quarantine quarantine,
      List<Change> changes,
      Map<Path, FileFingerprint> fingerprints,
      CommitOptions options,
      FileMaker maker) {
    this.quarantine = quarantine;
    this.changes = changes;
    this.fingerprints = fingerprints;
    this.options = options;
    this.maker = maker;
  }

  /** Looks at all files that fingerprints were given for. */
  static void verify(Map<Path, FileFingerprint> fingerprints) throws IOException {
    for (Map.Entry<Path, FileFingerprint> entry : fingerprints.entrySet()) {
      Path file = entry.getKey();
      String difference = entry.getValue().difference(FileFingerprint.ofOrAbsent(file));
      if (!difference.isEmpty()) {
        throw new ChangedUnderUsException(file, difference);
      }
    }
  }

  /** Does it; the operation is then decided and can be applied. */
  Quarantine.Place prepare() throws IOException {
    Quarantine.Place place = quarantine.create(options.clock());
    try (Journal journal = Journal.create(place.folder())) {
      quarantine.share(place.folder().resolve(Journal.FILE_NAME), 0660);
      journal.announce(heads());
      Durable.forceDirectory(place.folder());
      place = note(place, journal);
      writeImages(place);
      for (int i = 0; i < changes.size(); i++) {
        keep(place, i, changes.get(i));
      }
      MadeFiles made = new MadeFiles(quarantine, place, changes, options.isSwap());
      for (int i = 0; i < changes.size(); i++) {
        if (changes.get(i) instanceof Change.Swap swap) {
          intents.add(writeNew(made, i, swap));
        }
      }
      intents.addAll(made.make(maker));
      for (Path parent : parents()) {
        Durable.forceDirectory(parent);
      }
      Durable.forceDirectory(place.folder());
      intents.add(JournalRecord.of("ready"));
      journal.announce(intents);
      journal.reserve(RESERVE + RESERVE_PER_FILE * changes.size());
      verify(fingerprints);
      decide(place, journal);
      return place;
    } catch (InterruptedOperationException undecided) {
      throw undecided;
    } catch (IOException | RuntimeException e) {
      giveUp(place, e);
      throw e;
    }
  }

  private static void decide(Quarantine.Place place, Journal journal) throws IOException {
    long position = journal.position();
    try {
      journal.add(JournalRecord.of("commit"));
    } catch (IOException e) {
      // The record may have reached the disk all the same: what it refers to may go only when it
      // has been taken back.
      try {
        journal.cutBack(position);
      } catch (IOException again) {
        e.addSuppressed(again);
        throw new InterruptedOperationException(
            place.name(), "may be decided or not; the next run will settle it", e);
      }
      throw e;
    }
  }

  private void giveUp(Quarantine.Place place, Exception reason) {
    try {
      quarantine.discard(
          place, LoggedOperation.read(quarantine.dir(), place.folder(), place.name()));
    } catch (IOException e) {
      // It is not decided, so that the next run removes what is left.
      reason.addSuppressed(e);
    }
  }

  private Quarantine.Place note(Quarantine.Place place, Journal journal) throws IOException {
    try {
      return quarantine.link(place);
    } catch (IOException | UnsupportedOperationException e) {
      journal.add(
          JournalRecord.of(
              "warning",
              "text",
              "no note of the quarantine could be left in "
                  + quarantine.home()
                  + "; to undo, give it again: "
                  + quarantine.root()));
      return place;
    }
  }

  private List<JournalRecord> heads() throws IOException {
    List<JournalRecord> records = new ArrayList<>();
    records.add(LoggedOperation.head(quarantine.dir(), options, changes.size()));
    options
        .attributes()
        .forEach(
            (name, value) ->
                records.add(JournalRecord.of("attribute", "name", name, "value", value)));
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      String name = Names.encode(quarantine.dir(), change.file());
      long finalSize = change instanceof Change.InPlace inPlace ? inPlace.finalSize() : 0;
      JournalRecord record =
          LoggedOperation.file(i, kind(change), name, finalSize).with(change.before());
      FileOwner owner = owner(change);
      if (owner != null) {
        record =
            record.with("mode", owner.mode()).with("uid", owner.uid()).with("gid", owner.gid());
      }
      records.add(record);
    }
    return records;
  }

  private static @Nullable FileOwner owner(Change change) throws IOException {
    return change.before().isAbsent() ? null : FileOwner.of(change.file());
  }

  private static Kind kind(Change change) {
    if (change instanceof Change.InPlace) {
      return Kind.IN_PLACE;
    }
    if (change instanceof Change.Removal) {
      return Kind.REMOVE;
    }
    return change.before().isAbsent() ? Kind.CREATE : Kind.REPLACE;
  }

  private void writeImages(Quarantine.Place place) throws IOException {
    if (changes.stream().noneMatch(c -> c instanceof Change.InPlace)) {
      return;
    }
    Path file = place.folder().resolve(ImageWriter.FILE_NAME);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      quarantine.share(file, 0660);
      ImageWriter images = new ImageWriter(channel);
      for (int i = 0; i < changes.size(); i++) {
        if (changes.get(i) instanceof Change.InPlace change) {
          intents.addAll(images(i, change, images));
        }
      }
      images.finish();
      channel.force(true);
    }
  }

  private static List<JournalRecord> images(int index, Change.InPlace change, ImageWriter images)
      throws IOException {
    List<JournalRecord> records = new ArrayList<>();
    long size = change.before().size();
    try (FileChannel file = Sink.open(change.file())) {
      for (Change.Write write : change.writes()) {
        if (write.offset() < change.cutAt()) {
          long length = write.content().length();
          images.begin();
          Sink.emit(change.file(), file, write.offset(), length, images);
          records.add(LoggedOperation.extent("old", index, images.end(write.offset(), 0)));
        }
      }
      if (change.cutAt() < size) {
        images.begin();
        Sink.emit(change.file(), file, change.cutAt(), size - change.cutAt(), images);
        records.add(LoggedOperation.extent("old", index, images.end(change.cutAt(), 0)));
      }
    }
    for (Change.Write write : change.writes()) {
      images.begin();
      Sink.emit(write.content(), images);
      Extent extent = images.end(write.offset(), write.tailOptional());
      records.add(LoggedOperation.extent("new", index, extent));
    }
    return records;
  }

  /**
   * Keeps an old file. One that is only removed need not be kept where nothing is to be: it goes
   * when all that is new is in place, and from then on there is only a way forward.
   */
  private void keep(Quarantine.Place place, int index, Change change) throws IOException {
    boolean isLost = change instanceof Change.Removal && !options.keepsOld();
    if (!(change instanceof Change.InPlace) && !change.before().isAbsent() && !isLost) {
      Kept kept = keep(change.file(), LoggedFile.kept(place.folder(), index));
      intents.add(JournalRecord.of("kept", "index", index, "how", kept));
    }
  }

  /**
   * A second name is all that is needed to keep a file; where that can't be had (another volume, a
   * file system without hard links, a file of somebody else), a copy. If it was for lack of space,
   * the copy fails for the same reason.
   */
  private Kept keep(Path file, Path kept) throws IOException {
    try {
      Files.createLink(kept, file);
      return Kept.LINK;
    } catch (IOException | UnsupportedOperationException e) {
      Durable.copy(file, kept, null, null);
      quarantine.share(kept, 0660);
      return Kept.COPY;
    }
  }

  private static JournalRecord writeNew(MadeFiles made, int index, Change.Swap swap)
      throws IOException {
    try (FileChannel channel = made.create(index)) {
      FileWriterSink sink = new FileWriterSink(channel);
      for (FileEdit.Part part : swap.parts()) {
        if (part instanceof FileEdit.Part.Literal literal) {
          Sink.emit(literal.content(), sink);
        } else if (part instanceof FileEdit.Part.Copy copy) {
          Sink.emit(swap.file(), copy.offset(), copy.length(), sink);
        }
      }
      sink.flush();
      return made.complete(index, channel);
    }
  }

  private Set<Path> parents() {
    Set<Path> parents = new LinkedHashSet<>();
    for (Change change : changes) {
      boolean isNew = change instanceof Change.Swap || change instanceof Change.Made;
      if (isNew && !options.isSwap()) {
        parents.add(Durable.parent(change.file()));
      }
    }
    return parents;
  }

  /** Bytes that preparing and applying needs on all volumes together, in whole blocks. */
  long bytesNeeded() throws IOException {
    // .aof-fsck, the folder in it, and a block of slack.
    long needed = 3L * BLOCK;
    long journal = RESERVE + (long) RESERVE_PER_FILE * changes.size();
    for (JournalRecord record : heads()) {
      journal += record.line().length;
    }
    ImageWriter images = new ImageWriter(null);
    for (int i = 0; i < changes.size(); i++) {
      if (changes.get(i) instanceof Change.InPlace change) {
        for (JournalRecord record : images(i, change, images)) {
          journal += record.line().length;
        }
        needed += Failure.blocks(Math.max(0, change.finalSize() - change.before().size()));
      } else {
        long size = changes.get(i) instanceof Change.Swap swap ? swap.size() : 0;
        long copied = quarantine.isElsewhere() ? Math.max(0, changes.get(i).before().size()) : 0;
        needed += Failure.blocks(size) + Failure.blocks(copied);
      }
    }
    return needed + Failure.blocks(journal) + Failure.blocks(images.finish());
  }
}
