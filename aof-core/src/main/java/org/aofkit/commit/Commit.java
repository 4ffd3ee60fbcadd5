package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes the files of a directory safely: an operation, which is a list of edits, takes effect as
 * a whole or not at all, whatever fails and whenever the process dies, and can be taken back.
 *
 * <p>All methods that write take a lock, so that two runs of the tool exclude each other, and first
 * settle what an interrupted run has left. Whether a server is running is not looked at here: see
 * {@link OpenFiles}. Not meant to be used by several threads on one directory: the second gets a
 * {@link LockedException}. A thread must not be interrupted in here: that closes files, and the
 * operation is then finished by the next run.
 *
 * <p>The protocol is described in src/docs/adr/0002-commit-protocol.md.
 */
public final class Commit {
  private Commit() {}

  /**
   * Carries out edits as one operation.
   *
   * @param dir the directory; all edited files lie in it or below
   * @param edits what to change; none, or only such that change nothing: nothing is written
   * @param fingerprints what each edited file looked like when the edits were planned; files that
   *     are not edited may be added, they must not have changed either
   * @return the finished operation
   * @throws ChangedUnderUsException if a file no longer matches; nothing has been switched
   * @throws NoSpaceException if the volume is full; everything has been undone
   * @throws ReadOnlyVolumeException if nothing can be written there
   * @throws LockedException if another run is at work
   * @throws KeptElsewhereException if an interrupted run is kept elsewhere, and it is not said
   *     where
   * @throws InterruptedOperationException if it stopped half-way and could not be rolled back
   * @throws IOException if anything else fails; everything has been undone
   * @throws IllegalArgumentException if the edits contradict each other
   */
  public static CommitOutcome run(
      Path dir,
      List<FileEdit> edits,
      Map<Path, FileFingerprint> fingerprints,
      CommitOptions options)
      throws IOException {
    return run(dir, edits, fingerprints, options, FileMaker.NONE);
  }

  /**
   * The same with files that are made while the operation is prepared. What the maker reads is
   * looked at again behind it, if it has a fingerprint.
   *
   * @param maker writes the files of the {@link FileEdit.Make} edits
   */
  public static CommitOutcome run(
      Path dir,
      List<FileEdit> edits,
      Map<Path, FileFingerprint> fingerprints,
      CommitOptions options,
      FileMaker maker)
      throws IOException {
    Path plain = ChangePlan.plain(dir);
    Map<Path, FileFingerprint> expected = new LinkedHashMap<>();
    fingerprints.forEach((file, print) -> expected.put(ChangePlan.plain(file), print));
    List<Change> changes = ChangePlan.of(plain, edits, expected);
    if (changes.isEmpty()) {
      return new CommitOutcome(null, List.of());
    }
    if (options.isSwap()) {
      ChangePlan.requireSwap(changes);
    }
    Quarantine quarantine = new Quarantine(plain, options.quarantine());
    requireNoStray(quarantine);
    Preparer preparer = new Preparer(quarantine, changes, expected, options, maker);
    try (DirectoryLock lock = DirectoryLock.acquire(quarantine)) {
      settleInterrupted(quarantine, lock);
      Preparer.verify(expected);
      Quarantine.Place place = preparer.prepare();
      Operation operation = Execution.ofDecided(quarantine, place).apply(true);
      return new CommitOutcome(operation, operation.warnings());
    } catch (IOException e) {
      throw explained(e, quarantine, Failure.isNoSpace(e, plain) ? needed(preparer, e) : 0);
    }
  }

  /**
   * Whether a file has another name, a hard link. Such a file is never changed in place, since the
   * other name may be a backup: {@link #run} puts a changed copy in its place. False where the
   * provider can't tell.
   *
   * @throws IOException if the file's attributes can't be read
   */
  public static boolean isShared(Path file) throws IOException {
    return FileOwner.links(file) > 1;
  }

  /**
   * Settles what interrupted runs have left: finishes what was decided, removes what was not. To be
   * called by each writing command before it looks at the files. Writes nothing if there is nothing
   * to settle.
   *
   * @return the operations settled; those that were rolled back have the status {@link
   *     OperationStatus#PREPARING} or {@link OperationStatus#ROLLING_BACK} and no longer exist
   * @throws KeptElsewhereException if one is kept elsewhere, and it is not said where
   */
  public static List<Operation> finishInterrupted(Path dir, CommitOptions options)
      throws IOException {
    Quarantine quarantine = new Quarantine(ChangePlan.plain(dir), options.quarantine());
    if (!isInterrupted(quarantine)) {
      return List.of();
    }
    requireNoStray(quarantine);
    try (DirectoryLock lock = DirectoryLock.acquire(quarantine)) {
      return settleInterrupted(quarantine, lock);
    } catch (IOException e) {
      throw explained(e, quarantine, 0);
    }
  }

  /**
   * Whether an interrupted run has left something to settle. Only looks, and takes no lock.
   *
   * @throws IOException if that can't be seen
   */
  public static boolean isInterrupted(Path dir, CommitOptions options) throws IOException {
    return isInterrupted(new Quarantine(ChangePlan.plain(dir), options.quarantine()));
  }

  private static boolean isInterrupted(Quarantine quarantine) throws IOException {
    boolean any = false;
    for (Quarantine.Place place : quarantine.places()) {
      any |= Operations.read(quarantine.dir(), place).status().isInterrupted();
    }
    return any;
  }

  /**
   * Whether a place is seen where operations of a directory may be kept. False also where that
   * can't be seen.
   */
  public static boolean hasQuarantine(Path dir, CommitOptions options) {
    Quarantine quarantine = new Quarantine(ChangePlan.plain(dir), options.quarantine());
    return Files.exists(quarantine.home()) || Files.exists(quarantine.root());
  }

  /**
   * Takes the last finished operation back: every byte, name and mode. So it does with one that is
   * half done or half undone, and of which the record that told so is damaged.
   *
   * @return the operation, undone
   * @throws NothingToUndoException if no operation is finished and not undone
   * @throws ChangedUnderUsException naming the file, if one has changed since: a server has run.
   *     {@link #undoTo} still gives the original files
   * @throws NoSpaceException if there is no room for the bytes that were taken out; the operation
   *     stays as it was
   */
  public static Operation undo(Path dir, CommitOptions options) throws IOException {
    Quarantine quarantine = new Quarantine(ChangePlan.plain(dir), options.quarantine());
    Set<OperationStatus> open = EnumSet.of(OperationStatus.FINISHED);
    open.add(OperationStatus.FINISHED_FOR_GOOD);
    for (OperationStatus status : OperationStatus.values()) {
      if (status.isInterrupted()) {
        open.add(status);
      }
    }
    last(quarantine, open);
    requireNoStray(quarantine);
    long needed = 0;
    try (DirectoryLock lock = DirectoryLock.acquire(quarantine)) {
      Quarantine.Place last = last(quarantine, open);
      if (isHalfDone(quarantine, last)) {
        return new Execution(quarantine, last).takeBack();
      }
      settleInterrupted(quarantine, lock);
      requireNotAbandoned(quarantine, last);
      Execution execution =
          new Execution(quarantine, lastKept(quarantine, EnumSet.of(OperationStatus.FINISHED)));
      needed = execution.operation().bytesToRestore();
      return execution.undo();
    } catch (IOException e) {
      throw explained(e, quarantine, needed);
    }
  }

  /**
   * Puts the files as they were before the last operation that stands (finished, stuck or damaged
   * half-way, or abandoned) into another directory; the directory itself and the state of the
   * operation stay. For when a server has run since. A file changed in place is put together from
   * what is kept and from the file as it is now, which must still begin with the bytes that were
   * not changed, as it does if it has only grown.
   *
   * @param target made if it does not exist; no file in it is written over, and one that holds the
   *     original already is left: a run that was interrupted may be made again
   * @return the files written
   * @throws ChangedUnderUsException if an original can't be put together any more
   * @throws QuarantineDamagedException if the journal of a later operation can't be read, or what
   *     is kept is damaged
   */
  public static List<Path> undoTo(Path dir, Path target, CommitOptions options) throws IOException {
    Quarantine quarantine = new Quarantine(ChangePlan.plain(dir), options.quarantine());
    Quarantine.Place place =
        lastKept(
            quarantine,
            EnumSet.of(
                OperationStatus.FINISHED,
                OperationStatus.APPLYING,
                OperationStatus.ROLLING_BACK,
                OperationStatus.UNDOING,
                OperationStatus.HALF_DONE,
                OperationStatus.DAMAGED,
                OperationStatus.ABANDONED));
    return new OriginalFiles(LoggedOperation.read(quarantine.dir(), place.folder(), place.name()))
        .writeTo(ChangePlan.plain(target));
  }

  /**
   * Adds attributes to the journal of a finished operation, such as the verdict of the check that
   * followed it.
   *
   * @param name of the operation
   */
  public static Operation annotate(
      Path dir, String name, Map<String, String> attributes, CommitOptions options)
      throws IOException {
    List<JournalRecord> records = new ArrayList<>();
    attributes.forEach(
        (key, value) -> records.add(JournalRecord.of("attribute", "name", key, "value", value)));
    return note(dir, name, records, options);
  }

  /**
   * Gives up an operation that can be neither finished nor rolled back, because somebody has
   * changed its files meanwhile: it no longer stands in the way of others, the files stay as they
   * are, and what was kept stays in the quarantine. So it does with one whose journal is damaged,
   * of which nobody can tell how far it came; {@link Operations#kept} names what it has kept.
   *
   * @param name of the operation
   * @return the operation, abandoned
   */
  public static Operation abandon(Path dir, String name, CommitOptions options) throws IOException {
    return note(dir, name, List.of(JournalRecord.of("abandoned")), options);
  }

  private static Operation note(
      Path dir, String name, List<JournalRecord> records, CommitOptions options)
      throws IOException {
    Quarantine quarantine = new Quarantine(ChangePlan.plain(dir), options.quarantine());
    try (DirectoryLock lock = DirectoryLock.acquire(quarantine)) {
      for (Quarantine.Place place : quarantine.places()) {
        if (!place.name().equals(name) || !place.isReachable()) {
          continue;
        }
        boolean givesUp = records.stream().anyMatch(each -> each.type().equals("abandoned"));
        Operation operation = Operations.read(quarantine.dir(), place);
        boolean isDamaged = operation.status() == OperationStatus.DAMAGED;
        if (givesUp && (isDamaged || Quarantine.isGivenUp(place.folder()))) {
          quarantine.giveUp(place);
          return Operations.read(quarantine.dir(), place);
        }
        return new Execution(quarantine, place).note(records);
      }
      throw new IOException(lock.file() + ": no operation " + name + " beside it");
    } catch (IOException e) {
      throw explained(e, quarantine, 0);
    }
  }

  /**
   * @param held the lock, which the caller keeps
   */
  private static List<Operation> settleInterrupted(Quarantine quarantine, DirectoryLock held)
      throws IOException {
    List<Operation> settled = new ArrayList<>();
    for (Quarantine.Place place : quarantine.places()) {
      Operation operation = Operations.read(quarantine.dir(), place);
      if (!operation.status().isInterrupted()) {
        continue;
      }
      if (operation.status() == OperationStatus.UNREACHABLE) {
        throw new IOException(
            "operation "
                + place.name()
                + " was interrupted and is kept in "
                + place.folder()
                + ", which can't be reached now; if that is gone for good, remove "
                + place.link()
                + " (locked by "
                + held.file()
                + ")");
      }
      if (operation.status() == OperationStatus.DAMAGED) {
        try {
          LoggedOperation.read(quarantine.dir(), place.folder(), place.name());
        } catch (QuarantineDamagedException e) {
          throw new QuarantineDamagedException(place, e);
        }
      }
      Operation after = new Execution(quarantine, place).settle();
      settled.add(after == null ? operation : after);
    }
    return List.copyOf(settled);
  }

  /** Before the lock is taken, for which there may be no room either. */
  private static void requireNoStray(Quarantine quarantine) throws IOException {
    for (Quarantine.Place place : quarantine.places()) {
      Path left = place.link();
      if (left != null && place.isOnlyStray()) {
        throw new KeptElsewhereException(place.name(), left);
      }
    }
  }

  /** Else an earlier operation would be taken back than the one that was meant. */
  private static void requireNotAbandoned(Quarantine quarantine, Quarantine.Place place)
      throws IOException {
    if (Files.exists(place.folder())
        && Operations.read(quarantine.dir(), place).status() == OperationStatus.ABANDONED) {
      throw new QuarantineDamagedException(
          place.folder().resolve(Journal.FILE_NAME),
          "it was interrupted, and the files have changed since: what is kept stays there, and undo"
              + " into another directory may still give the originals");
    }
  }

  private static boolean isHalfDone(Quarantine quarantine, Quarantine.Place place)
      throws IOException {
    return Operations.read(quarantine.dir(), place).status() == OperationStatus.HALF_DONE;
  }

  /** As {@link #last}; one that kept nothing is not passed over, for it stands on those before. */
  private static Quarantine.Place lastKept(Quarantine quarantine, Set<OperationStatus> states)
      throws IOException {
    Set<OperationStatus> more = EnumSet.copyOf(states);
    more.add(OperationStatus.FINISHED_FOR_GOOD);
    Quarantine.Place last = last(quarantine, more);
    if (Operations.read(quarantine.dir(), last).status() == OperationStatus.FINISHED_FOR_GOOD) {
      throw new NothingToUndoException(quarantine.dir(), last.name());
    }
    return last;
  }

  /** The last operation in one of the given states. */
  private static Quarantine.Place last(Quarantine quarantine, Set<OperationStatus> states)
      throws IOException {
    Quarantine.@Nullable Place last = null;
    for (Quarantine.Place place : quarantine.places()) {
      if (states.contains(Operations.read(quarantine.dir(), place).status())) {
        last = place;
      }
    }
    if (last == null) {
      throw new NothingToUndoException(quarantine.dir());
    }
    return last;
  }

  /** What is told of a failure: what says how the files stand is never taken for its cause. */
  static IOException explained(IOException e, Quarantine quarantine, long needed) {
    boolean ours =
        e instanceof InterruptedOperationException
            || e instanceof ChangedUnderUsException
            || e instanceof LockedException
            || e instanceof QuarantineDamagedException
            || e instanceof NothingToUndoException
            || e instanceof NoSpaceException full && full.bytesNeeded() > 0;
    if (ours) {
      return e;
    }
    if (Failure.isReadOnly(e, quarantine.dir())) {
      return new ReadOnlyVolumeException(quarantine.dir(), e);
    }
    if (Failure.isNoSpace(e, quarantine.dir())) {
      // With a block free it is the names of files, not their bytes, that find no place.
      boolean isInodes = Failure.usable(quarantine.dir()) >= Math.max(needed, Failure.blocks(1));
      String what = isInodes ? ": no free inode, or a quota" : ": no space left";
      return new NoSpaceException(quarantine.dir() + what, needed, e);
    }
    return e;
  }

  /** Only looked up when something failed: it may mean to read all that would be kept. */
  private static long needed(Preparer preparer, IOException reason) {
    try {
      return preparer.bytesNeeded();
    } catch (IOException e) {
      reason.addSuppressed(e);
      return 0;
    }
  }
}
