package org.aofkit.commit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brings one decided operation to an end: applied, rolled back, or undone. */
final class Execution {
  private final Quarantine quarantine;
  private Quarantine.Place place;
  private LoggedOperation operation;

  Execution(Quarantine quarantine, Quarantine.Place place) throws IOException {
    this.quarantine = quarantine;
    this.place = place;
    this.operation = read();
  }

  /**
   * That of an operation which was decided just now.
   *
   * @throws InterruptedOperationException if its journal can't be read back
   */
  static Execution ofDecided(Quarantine quarantine, Quarantine.Place place) throws IOException {
    try {
      return new Execution(quarantine, place);
    } catch (IOException e) {
      throw notBegun(place.name(), e);
    }
  }

  /** Whoever lets a server start then has its next run find files that nobody may settle. */
  private static InterruptedOperationException notBegun(String name, IOException reason) {
    return new InterruptedOperationException(
        name,
        "is decided, and could not be begun; the next run of a writing command will settle it: "
            + reason.getMessage(),
        reason);
  }

  LoggedOperation operation() {
    return operation;
  }

  /**
   * Settles an operation that was interrupted, whichever way its journal says. One that was not
   * decided as far as the journal tells is removed only if that is sure; else it is abandoned, so
   * that what is kept stays.
   *
   * @return what became of it; null if it was removed, so that all is as before it
   */
  @Nullable Operation settle() throws IOException {
    switch (operation.status()) {
      case PREPARING -> {
        if (!Quarantine.kept(place.folder()).isEmpty() && HalfDone.mayBeDecided(operation)) {
          return note(List.of(JournalRecord.of("abandoned")));
        }
        quarantine.discard(place, operation);
        return null;
      }
      case APPLYING -> {
        return apply(false);
      }
      case ROLLING_BACK -> {
        new Restorer(operation).restore(operation.touched(), Set.of());
        quarantine.discard(place, operation);
        return null;
      }
      case PREPARING_UNDO -> {
        try (Journal journal = Journal.reopen(place.folder(), operation.journal())) {
          unstage(journal);
        }
        return ended(OperationStatus.FINISHED, List.of());
      }
      case UNDOING -> {
        Restorer restorer = new Restorer(operation);
        restorer.requireRoom();
        restorer.restore(all(), operation.staged());
        try (Journal journal = Journal.reopen(place.folder(), operation.journal())) {
          journal.add(JournalRecord.of("undone"));
        }
        return undone();
      }
      case HALF_DONE ->
          throw new QuarantineDamagedException(
              place.folder().resolve(Journal.FILE_NAME),
              operation.halfDone() + "; an undo takes back what is left of it");
      default -> throw new IllegalStateException(operation.name() + " is settled");
    }
  }

  /**
   * Takes an operation back that is half done, or whose undo is, and whose journal ends in a
   * damaged record where that was decided: whichever it was, the way back is known. It is written
   * into the journal before anything changes, so that from there on the next run settles it.
   *
   * @throws ChangedUnderUsException if a file is neither as before nor as the operation left it
   */
  Operation takeBack() throws IOException {
    Restorer restorer = new Restorer(operation);
    restorer.verifyKeptOrBack();
    restorer.requireWayBack();
    if (!operation.wasDone()) {
      try (Journal journal = Journal.reopen(place.folder(), operation.journal())) {
        journal.add(JournalRecord.of("abort", "files", join(all())));
        restorer.restore(all(), Set.of());
      }
      quarantine.discard(place, operation);
      return operation.toOperation().with(OperationStatus.UNDONE);
    }
    place = quarantine.mark(place, true);
    try (Journal journal = Journal.reopen(place.folder(), operation.journal())) {
      Set<Integer> staged = restorer.staged();
      journal.add(undoRecord(staged));
      restorer.restore(all(), staged);
      journal.add(JournalRecord.of("undone"));
    }
    return undone();
  }

  /**
   * Applies a decided operation; rolls it back if that fails.
   *
   * @param firstTime true: right after preparing
   */
  Operation apply(boolean firstTime) throws IOException {
    Applier applier = new Applier(operation, firstTime);
    try (Journal journal = reopenDecided()) {
      try {
        Map<Integer, FileFingerprint> after =
            applier.apply(() -> place = quarantine.linkLate(place));
        List<JournalRecord> end = new ArrayList<>();
        applier.warnings().forEach(w -> end.add(JournalRecord.of("warning", "text", w)));
        end.addAll(afterRecords(after));
        end.add(JournalRecord.of("done"));
        journal.add(end);
        return ended(
            operation.keepsOld() ? OperationStatus.FINISHED : OperationStatus.FINISHED_FOR_GOOD,
            applier.warnings());
      } catch (ChangedUnderUsException e) {
        if (!firstTime) {
          // Taking back would go over somebody else's bytes as much as going on.
          throw new InterruptedOperationException(
              operation.name(), "can't be finished, " + e.getMessage(), e);
        }
        rollBack(journal, applier.begun(), e);
        throw e;
      } catch (IOException e) {
        rollBack(journal, firstTime ? applier.begun() : all(), e);
        throw e;
      }
    }
  }

  private Journal reopenDecided() throws IOException {
    try {
      return Journal.reopen(place.folder(), operation.journal());
    } catch (IOException e) {
      throw notBegun(operation.name(), e);
    }
  }

  private void rollBack(Journal journal, Set<Integer> touched, IOException reason)
      throws IOException {
    if (!operation.keepsOld() && isAnyGone()) {
      throw new InterruptedOperationException(
          operation.name(),
          "stopped when old files were deleted that nothing keeps; the next run of a writing command"
              + " will finish it: "
              + reason.getMessage(),
          reason);
    }
    try {
      journal.add(JournalRecord.of("abort", "files", join(touched)));
      new Restorer(operation).restore(touched, Set.of());
      journal.close();
      quarantine.discard(place, operation);
    } catch (IOException e) {
      reason.addSuppressed(e);
      throw new InterruptedOperationException(
          operation.name(),
          "stopped half-way; the next run of a writing command will settle it: "
              + reason.getMessage(),
          reason);
    }
  }

  /** Whether a file is gone that is not kept: then there is only the way forward. */
  private boolean isAnyGone() throws IOException {
    for (LoggedFile file : operation.files()) {
      if (file.kind() == LoggedFile.Kind.REMOVE
          && file.kept() == LoggedFile.Kept.NOT
          && FileFingerprint.ofOrAbsent(file.file()).isAbsent()) {
        return true;
      }
    }
    return false;
  }

  /** Takes a finished operation back. */
  Operation undo() throws IOException {
    requireAsLeft();
    Restorer restorer = new Restorer(operation);
    restorer.requireRoom();
    restorer.verifyKept();
    place = quarantine.mark(place, true);
    try (Journal journal = Journal.reopen(place.folder(), operation.journal())) {
      Set<Integer> staged = stage(journal, restorer);
      try {
        journal.add(undoRecord(staged));
        restorer.restore(all(), staged);
        journal.add(JournalRecord.of("undone"));
      } catch (IOException e) {
        if (restorer.hasSwitched()) {
          throw halfUndone(e);
        }
        backToFinished(journal, restorer, staged, e);
        throw e;
      }
    }
    return undone();
  }

  private Set<Integer> stage(Journal journal, Restorer restorer) throws IOException {
    if (!operation.hasCopies() || operation.isSwap()) {
      // A swap makes room first: what is copied back has the place of what it had brought.
      return Set.of();
    }
    try {
      journal.add(JournalRecord.of("undo-preparing"));
      return restorer.stage();
    } catch (IOException e) {
      try {
        unstage(journal);
      } catch (IOException again) {
        // The operation stands; the next run tidies up.
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  private void unstage(Journal journal) throws IOException {
    new Restorer(operation).unstage();
    journal.add(JournalRecord.of("undo-aborted"));
    place = quarantine.mark(place, false);
  }

  /**
   * Leaves the data as the operation had it, after an undo that could not be completed. The
   * decision to undo is recorded once more before a byte changes: the failure may have been that of
   * the last record, which then stands in the journal or does not.
   */
  private void backToFinished(
      Journal journal, Restorer restorer, Set<Integer> staged, IOException reason)
      throws IOException {
    try {
      journal.add(undoRecord(staged));
      Map<Integer, FileFingerprint> after = new Applier(operation, false).applyInPlace();
      List<JournalRecord> end = afterRecords(after);
      end.add(JournalRecord.of("undo-aborted"));
      journal.add(end);
      restorer.unstage();
      place = quarantine.mark(place, false);
    } catch (IOException e) {
      reason.addSuppressed(e);
      throw halfUndone(reason);
    }
  }

  private static JournalRecord undoRecord(Set<Integer> staged) {
    return JournalRecord.of("undo", "staged", join(staged));
  }

  private InterruptedOperationException halfUndone(IOException reason) {
    return new InterruptedOperationException(
        operation.name(),
        "is taken back in part; the next run of a writing command will settle it: "
            + reason.getMessage(),
        reason);
  }

  /** Refuses if a file is not as the operation left it. */
  private void requireAsLeft() throws IOException {
    for (LoggedFile file : operation.files()) {
      FileFingerprint after = file.after();
      if (after == null) {
        throw new QuarantineDamagedException(
            place.folder().resolve(Journal.FILE_NAME), "does not say how files were left");
      }
      FileFingerprint now = FileFingerprint.ofOrAbsent(file.file());
      if (!after.matchesIgnoringKey(now)) {
        throw new ChangedUnderUsException(file.file(), after.difference(now));
      }
    }
  }

  /** Adds a record to the journal of the operation, wherever it stands. */
  Operation note(List<JournalRecord> records) throws IOException {
    try (Journal journal = Journal.reopen(place.folder(), operation.journal())) {
      journal.add(records);
    }
    operation = read();
    return ended(operation.status(), List.of());
  }

  private Operation undone() {
    Operation result = ended(OperationStatus.UNDONE, List.of());
    try {
      quarantine.release(place, operation);
      return result;
    } catch (IOException e) {
      return result.withWarning("what was kept could not be removed: " + e.getMessage());
    }
  }

  /** What to tell of an operation that has just ended: from here on nothing is a failure. */
  private Operation ended(OperationStatus status, List<String> warnings) {
    Operation result = operation.toOperation().with(status);
    for (String warning : warnings) {
      result = result.withWarning(warning);
    }
    try {
      place = quarantine.mark(place, false);
      return result;
    } catch (IOException e) {
      return result.withWarning("the link to the quarantine keeps its name: " + e.getMessage());
    }
  }

  private LoggedOperation read() throws IOException {
    return LoggedOperation.read(quarantine.dir(), place.folder(), place.name());
  }

  private Set<Integer> all() {
    return operation.files().stream()
        .map(LoggedFile::index)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<JournalRecord> afterRecords(Map<Integer, FileFingerprint> after) {
    List<JournalRecord> records = new ArrayList<>();
    after.forEach(
        (index, fingerprint) ->
            records.add(JournalRecord.of("after", "index", index).with(fingerprint)));
    return records;
  }

  private static String join(Set<Integer> indices) {
    return indices.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
