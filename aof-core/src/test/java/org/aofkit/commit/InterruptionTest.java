package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations that stopped half-way, and what others did to their files and journals meanwhile. */
class InterruptionTest {
  @TempDir Path dir;

  private Path file;
  private List<FileEdit> edits;

  @BeforeEach
  void oneFile() throws IOException {
    file = Trees.write(dir.resolve("f"), "0123456789" + "\0".repeat(100));
    edits =
        List.of(
            new FileEdit.Truncate(file, 10),
            new FileEdit.Overwrite(file, 3, Trees.text("abc")),
            new FileEdit.Append(file, Trees.text("more")));
  }

  /** Decides the operation and goes no further, as a run does that is killed there. */
  private Path decided() throws IOException {
    Map<Path, FileFingerprint> prints = Trees.prints(edits);
    Quarantine quarantine = new Quarantine(dir, null);
    Files.createDirectory(quarantine.home());
    List<Change> changes = ChangePlan.of(dir, edits, prints);
    return new Preparer(quarantine, changes, prints, Trees.OPTIONS, FileMaker.NONE)
        .prepare()
        .folder();
  }

  @Test
  void aDecidedOperationIsFinishedForward() throws IOException {
    decided();
    assertThat(Trees.read(file)).startsWith("0123456789\0");
    assertThat(Operations.list(dir))
        .extracting(Operation::status)
        .containsExactly(OperationStatus.APPLYING);

    assertThat(Commit.finishInterrupted(dir, Trees.OPTIONS))
        .extracting(Operation::status)
        .containsExactly(OperationStatus.FINISHED);
    assertThat(Trees.read(file)).isEqualTo("012abc6789more");
  }

  @Test
  void theNextOperationSettlesTheOneBeforeAndThenSeesItsOwnFilesChanged() throws IOException {
    Map<Path, FileFingerprint> prints = Trees.prints(edits);
    decided();
    assertThatThrownBy(() -> Commit.run(dir, edits, prints, Trees.OPTIONS))
        .isInstanceOf(ChangedUnderUsException.class);
    assertThat(Trees.read(file)).isEqualTo("012abc6789more");
  }

  @Test
  void anUndecidedOperationIsRemoved() throws IOException {
    Path folder = decided();
    cutLastRecord(folder);
    assertThat(Commit.finishInterrupted(dir, Trees.OPTIONS))
        .extracting(Operation::status)
        .containsExactly(OperationStatus.PREPARING);
    assertThat(Trees.read(file)).startsWith("0123456789\0");
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void aTornLastRecordCountsAsNotWritten() throws IOException {
    Path journal = decided().resolve("journal");
    byte[] bytes = Files.readAllBytes(journal);
    int end = lastRecord(bytes);
    bytes[end + 4] ^= 1;
    Files.write(journal, bytes);
    assertThat(Operations.list(dir))
        .extracting(Operation::status)
        .containsExactly(OperationStatus.PREPARING);
  }

  private static List<FileEdit> editsOf(Path dir, String kind) {
    Path file = dir.resolve("f");
    FileEdit edit =
        switch (kind) {
          case "truncate" -> new FileEdit.Truncate(file, 10);
          case "overwrite" -> new FileEdit.Overwrite(file, 3, Trees.text("abc"));
          case "append" -> new FileEdit.Append(file, Trees.text("more"));
          case "replace" -> replace(file, "new");
          case "create" -> replace(dir.resolve("made"), "new");
          default -> new FileEdit.Remove(file);
        };
    return List.of(edit);
  }

  private static FileEdit replace(Path file, String text) {
    return new FileEdit.Replace(file, List.of(new FileEdit.Part.Literal(Trees.text(text))));
  }

  /** Takes everything behind the decision away, and damages the decision. */
  private static void damageDecision(Path folder) throws IOException {
    Path journal = folder.resolve("journal");
    byte[] bytes = Files.readAllBytes(journal);
    String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    int end = text.indexOf(" commit\n") + " commit\n".length();
    bytes[end - 3] ^= 1;
    java.util.Arrays.fill(bytes, end, bytes.length, (byte) 0);
    Files.write(journal, bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncate", "overwrite", "append", "replace", "create", "remove"})
  void aDecisionDamagedAfterItsFilesWereChangedStopsEverything(String kind) throws IOException {
    Operation operation = Trees.run(dir, editsOf(dir, kind).toArray(FileEdit[]::new)).operation();
    damageDecision(operation.folder());
    Map<String, String> before = Trees.snapshot(dir);
    List<Path> kept = Quarantine.entries(operation.folder());

    assertThatThrownBy(() -> Commit.finishInterrupted(dir, Trees.OPTIONS))
        .isInstanceOf(QuarantineDamagedException.class)
        .hasMessageContaining("has been changed already");

    assertThat(Trees.snapshot(dir)).isEqualTo(before);
    assertThat(Quarantine.entries(operation.folder())).hasSameElementsAs(kept);
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncate", "overwrite", "append", "replace", "create", "remove"})
  void aTornDecisionOfWhichNothingWasDoneIsRemoved(String kind) throws IOException {
    edits = editsOf(dir, kind);
    Map<String, String> before = Trees.snapshot(dir);
    damageDecision(decided());

    assertThat(Commit.finishInterrupted(dir, Trees.OPTIONS)).hasSize(1);

    assertThat(Trees.snapshot(dir)).isEqualTo(before);
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncate", "overwrite", "append", "replace", "remove"})
  void aTornDecisionBesideFilesThatSomebodyElseChangedIsAbandonedWithAllThatIsKept(String kind)
      throws IOException {
    edits = editsOf(dir, kind);
    Path folder = decided();
    damageDecision(folder);
    Path changed = edits.get(0).file();
    Trees.write(changed, "another");
    List<Path> kept = Quarantine.kept(folder);

    assertThat(Commit.finishInterrupted(dir, Trees.OPTIONS))
        .extracting(Operation::status)
        .containsExactly(OperationStatus.ABANDONED);

    assertThat(Trees.read(changed)).isEqualTo("another");
    assertThat(Quarantine.kept(folder)).hasSameElementsAs(kept).isNotEmpty();
  }

  @Test
  void aTornDecisionThatKeptNothingIsRemovedWhateverSomebodyElseMade() throws IOException {
    edits = editsOf(dir, "create");
    damageDecision(decided());
    Path made = Trees.write(edits.get(0).file(), "another");

    assertThat(Commit.finishInterrupted(dir, Trees.OPTIONS)).hasSize(1);

    assertThat(Trees.read(made)).isEqualTo("another");
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void aDamagedRecordBeforeWholeOnesStopsEverything() throws IOException {
    Path journal = decided().resolve("journal");
    byte[] bytes = Files.readAllBytes(journal);
    bytes[20] ^= 1;
    Files.write(journal, bytes);

    assertThat(Operations.list(dir))
        .extracting(Operation::status)
        .containsExactly(OperationStatus.DAMAGED);
    assertThatThrownBy(() -> Commit.finishInterrupted(dir, Trees.OPTIONS))
        .isInstanceOf(QuarantineDamagedException.class)
        .hasMessageContaining(journal.toString());
    assertThat(Trees.read(file)).startsWith("0123456789\0");
  }

  @Test
  void aNulInPlaceOfTheFirstByteDoesNotMakeAnOperationOneThatNeverWas() throws IOException {
    edits = editsOf(dir, "remove");
    Operation operation = Trees.run(dir, edits.toArray(FileEdit[]::new)).operation();
    Path journal = operation.folder().resolve("journal");
    byte[] bytes = Files.readAllBytes(journal);
    bytes[0] = 0;
    Files.write(journal, bytes);
    List<Path> kept = Quarantine.entries(operation.folder());

    assertThatThrownBy(() -> Commit.finishInterrupted(dir, Trees.OPTIONS))
        .isInstanceOf(QuarantineDamagedException.class);

    assertThat(Quarantine.entries(operation.folder())).hasSameElementsAs(kept);
    assertThat(LoggedFile.kept(operation.folder(), 0)).exists();
  }

  @Test
  void arbitraryBytesForAJournalAreRefused() throws IOException {
    Path journal = decided().resolve("journal");
    for (JournalRecord bad :
        List.of(
            JournalRecord.of("unknown"),
            JournalRecord.of("old", "index", 0),
            JournalRecord.of("old", "index", 99),
            JournalRecord.of("operation", "version", 3),
            LoggedOperation.extent("old", 0, new Extent(0, 5, 0, 0, 0)),
            JournalRecord.of("file", "index", 1, "kind", "REMOVE", "name", "..%2Fx", "final", 0)
                .with(FileFingerprint.ABSENT),
            JournalRecord.of("file", "index", 1, "kind", "REMOVE", "name", "../x", "final", 0)
                .with(FileFingerprint.ABSENT),
            JournalRecord.of("abort", "files", "x"))) {
      byte[] line = bad.line();
      byte[] bytes = Files.readAllBytes(journal);
      int end = lastRecord(bytes);
      System.arraycopy(new byte[200], 0, bytes, end, 200);
      System.arraycopy(line, 0, bytes, end, line.length);
      Files.write(journal, bytes);
      assertThat(Operations.list(dir))
          .as(bad.toString())
          .extracting(Operation::status)
          .containsExactly(OperationStatus.DAMAGED);
    }
  }

  @Test
  void anOperationWhoseFileAServerHasWrittenIsNotFinishedAndCanBeAbandoned(@TempDir Path elsewhere)
      throws IOException {
    String name = decided().getFileName().toString();
    // The server cut the NULs itself and went on.
    Trees.write(file, "0123456789SET");

    assertThatThrownBy(() -> Commit.finishInterrupted(dir, Trees.OPTIONS))
        .isInstanceOf(InterruptedOperationException.class)
        .hasMessageContaining(file.toString());
    assertThat(Trees.read(file)).isEqualTo("0123456789SET");

    Commit.abandon(dir, name, Trees.OPTIONS);
    assertThat(Commit.finishInterrupted(dir, Trees.OPTIONS)).isEmpty();
    assertThat(Operations.list(dir))
        .extracting(Operation::status)
        .containsExactly(OperationStatus.ABANDONED);
    List<Path> originals = Commit.undoTo(dir, elsewhere.resolve("o"), Trees.OPTIONS);
    assertThat(Trees.read(originals.get(0))).isEqualTo("0123456789" + "\0".repeat(100));
  }

  @Test
  void aFileThatChangesWhileOthersAreAppliedRollsThemBack() throws IOException {
    Path second = Trees.write(dir.resolve("g"), "second");
    Path third = Trees.write(dir.resolve("h"), "third");
    edits =
        List.of(
            edits.get(0),
            edits.get(2),
            new FileEdit.Remove(third),
            new FileEdit.Replace(second, List.of(new FileEdit.Part.Copy(0, 3))));
    Map<String, String> before = Trees.snapshot(dir);
    decided();
    Trees.write(second, "SECOND");
    Quarantine quarantine = new Quarantine(dir, null);
    Execution execution = new Execution(quarantine, quarantine.places().get(0));

    assertThatThrownBy(() -> execution.apply(true))
        .isInstanceOf(ChangedUnderUsException.class)
        .hasMessageContaining(second.toString());
    before.computeIfPresent("g", (name, text) -> text.replace("second", "SECOND"));
    assertThat(Trees.snapshot(dir)).isEqualTo(before);
    assertThat(Operations.list(dir)).isEmpty();
  }

  @Test
  void undoRefusesWhenTheKeptBytesAreDamaged() throws IOException {
    Trees.run(dir, edits.toArray(FileEdit[]::new));
    Path image = Operations.list(dir).get(0).folder().resolve("bytes");
    byte[] bytes = Files.readAllBytes(image);
    bytes[6] ^= 1;
    Files.write(image, bytes);
    assertThatThrownBy(() -> Commit.undo(dir, Trees.OPTIONS))
        .isInstanceOf(QuarantineDamagedException.class);
    assertThat(Trees.read(file)).isEqualTo("012abc6789more");
  }

  @Test
  void twoRunsLockEachOtherOutAndAStaleLockMeansNothing() throws IOException {
    Files.createDirectory(dir.resolve(".aof-fsck"));
    Path lock = Files.createFile(dir.resolve(".aof-fsck/lock"));
    try (FileChannel held = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      held.lock();
      assertThatThrownBy(() -> Trees.run(dir, edits.toArray(FileEdit[]::new)))
          .isInstanceOf(LockedException.class)
          .hasMessageContaining(lock.toString());
    }
    assertThat(Trees.read(file)).startsWith("0123456789\0");
    Trees.run(dir, edits.toArray(FileEdit[]::new));
    assertThat(Trees.read(file)).isEqualTo("012abc6789more");
  }

  @Test
  void aSecondTryOfTheSameProcessLeavesTheLockWithTheFirst() throws Exception {
    try (DirectoryClaim claim = DirectoryClaim.take(dir)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> DirectoryClaim.take(dir)).isInstanceOf(LockedException.class);
        assertThatThrownBy(() -> Trees.run(dir, edits.toArray(FileEdit[]::new)))
            .isInstanceOf(LockedException.class);
      }
      assertThat(claim).isNotNull();
      assertThat(LockProbe.another(dir)).isEqualTo("locked");
    }
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
    assertThat(LockProbe.another(dir)).isEqualTo("free");
    DirectoryClaim.take(dir).close();
  }

  @Test
  void whoeverHasAFileOpenIsSeen() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
    assertThat(OpenFiles.holders(List.of(file))).isEmpty();
    Process reader = new ProcessBuilder("sleep", "30").redirectInput(file.toFile()).start();
    try {
      assertThat(OpenFiles.holders(List.of(file, dir.resolve("missing"))))
          .singleElement()
          .satisfies(
              holder -> {
                assertThat(holder.pid()).isEqualTo(reader.pid());
                assertThat(holder.file()).isEqualTo(file);
              });
      assertThatThrownBy(() -> OpenFiles.requireNotHeld(List.of(file)))
          .isInstanceOf(HeldOpenException.class)
          .hasMessageContaining("is open in process " + reader.pid());
    } finally {
      reader.destroyForcibly().waitFor();
    }
  }

  @Test
  void aFileThatCanNotBeLookedAtIsNotSaidToBeHeldByNobody() {
    Path unseen = dir.resolve("x".repeat(300));
    assertThatThrownBy(() -> OpenFiles.holders(List.of(file, unseen)))
        .isInstanceOf(FileSystemException.class);
  }

  /** A finished operation on a file changed in place and a file replaced. */
  private void finished() throws IOException {
    Path other = Trees.write(dir.resolve("g"), "second");
    List<FileEdit> all = new ArrayList<>(edits);
    all.add(new FileEdit.Replace(other, List.of(new FileEdit.Part.Copy(0, 3))));
    Trees.run(dir, all.toArray(FileEdit[]::new));
  }

  /** Writes the decision to undo, and damages it. */
  private void damageAnUndo() throws IOException {
    Path journal = Operations.list(dir).get(0).folder().resolve("journal");
    byte[] bytes = Files.readAllBytes(journal);
    byte[] line = JournalRecord.of("undo", "staged", "").line();
    line[12] ^= 1;
    int end = 0;
    while (bytes[end] != 0) {
      end++;
    }
    System.arraycopy(line, 0, bytes, end, line.length);
    Files.write(journal, bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"f", "g"})
  void anUndoHalfDoneWhoseDecisionIsDamagedIsFoundAndSaid(String first) throws IOException {
    halfUndone(first);
    Map<String, String> now = Trees.snapshot(dir);

    assertThat(Operations.list(dir))
        .extracting(Operation::status)
        .containsExactly(OperationStatus.HALF_DONE);
    assertThatThrownBy(() -> Commit.finishInterrupted(dir, Trees.OPTIONS))
        .isInstanceOf(QuarantineDamagedException.class)
        .hasMessageContaining(dir.resolve(first) + " has been put back already")
        .hasMessageContaining("an undo takes back what is left of it");
    assertThat(Trees.snapshot(dir)).isEqualTo(now);
  }

  /** An undo that has put one file back, and whose decision was damaged then. */
  private void halfUndone(String first) throws IOException {
    finished();
    damageAnUndo();
    if (first.equals("f")) {
      Trees.write(file, "0123456789" + "\0".repeat(100));
    } else {
      Path kept = Operations.list(dir).get(0).folder().resolve("1.kept");
      Files.move(kept, dir.resolve("g"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"f", "g"})
  void anUndoHalfDoneWhoseDecisionIsDamagedIsFinishedByAnUndo(String first) throws IOException {
    halfUndone(first);
    Path target = dir.resolveSibling(dir.getFileName() + "-originals");

    Commit.undoTo(dir, target, Trees.OPTIONS);
    assertThat(Trees.read(target.resolve("f"))).isEqualTo("0123456789" + "\0".repeat(100));
    assertThat(Trees.read(target.resolve("g"))).isEqualTo("second");
    Operation undone = Commit.undo(dir, Trees.OPTIONS);

    assertThat(undone.status()).isEqualTo(OperationStatus.UNDONE);
    assertThat(Trees.read(file)).isEqualTo("0123456789" + "\0".repeat(100));
    assertThat(Trees.read(dir.resolve("g"))).isEqualTo("second");
    assertThat(Commit.finishInterrupted(dir, Trees.OPTIONS)).isEmpty();
    assertThatThrownBy(() -> Commit.undo(dir, Trees.OPTIONS))
        .isInstanceOf(NothingToUndoException.class);
  }

  @Test
  void anUndoHalfDoneIsNotFinishedOverBytesThatSomebodyElseHasWritten() throws IOException {
    halfUndone("g");
    Trees.write(file, Trees.read(file) + "*1");
    Map<String, String> now = Trees.snapshot(dir);

    assertThatThrownBy(() -> Commit.undo(dir, Trees.OPTIONS))
        .isInstanceOf(ChangedUnderUsException.class)
        .hasMessageContaining(file.toString());

    assertThat(Trees.snapshot(dir)).isEqualTo(now);
    assertThat(Operations.list(dir))
        .extracting(Operation::status)
        .containsExactly(OperationStatus.HALF_DONE);
    Path target = dir.resolveSibling(dir.getFileName() + "-originals");
    assertThat(Commit.undoTo(dir, target, Trees.OPTIONS)).hasSize(2);
    assertThat(Trees.read(target.resolve("g"))).isEqualTo("second");
    assertThat(Trees.read(target.resolve("f"))).isEqualTo("0123456789" + "\0".repeat(100));
  }

  @Test
  void anUndoHalfDoneIsNotFinishedWithoutWhatIsKept() throws IOException {
    halfUndone("f");
    Files.delete(Operations.list(dir).get(0).folder().resolve("1.kept"));
    Map<String, String> now = Trees.snapshot(dir);

    assertThatThrownBy(() -> Commit.undo(dir, Trees.OPTIONS))
        .isInstanceOf(QuarantineDamagedException.class);

    assertThat(Trees.snapshot(dir)).isEqualTo(now);
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncate", "overwrite", "append", "replace", "create", "remove"})
  void anOperationHalfDoneWhoseDecisionIsDamagedIsTakenBackByAnUndo(String kind)
      throws IOException {
    Map<String, String> before = Trees.snapshot(dir);
    Operation operation = Trees.run(dir, editsOf(dir, kind).toArray(FileEdit[]::new)).operation();
    damageDecision(operation.folder());
    Path target = dir.resolveSibling(dir.getFileName() + "-originals");

    List<Path> written = Commit.undoTo(dir, target, Trees.OPTIONS);
    assertThat(written).hasSize(kind.equals("create") ? 0 : 1);
    assertThat(written).allSatisfy(f -> assertThat(Trees.read(f)).startsWith("0123456789"));
    assertThat(Commit.undo(dir, Trees.OPTIONS).status()).isEqualTo(OperationStatus.UNDONE);

    assertThat(Trees.snapshot(dir)).isEqualTo(before);
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void aDamagedDecisionToUndoOfWhichNothingIsDoneCountsAsNotMade() throws IOException {
    finished();
    damageAnUndo();
    assertThat(Commit.finishInterrupted(dir, Trees.OPTIONS)).isEmpty();
    Commit.undo(dir, Trees.OPTIONS);
    assertThat(Trees.read(file)).isEqualTo("0123456789" + "\0".repeat(100));
    assertThat(Trees.read(dir.resolve("g"))).isEqualTo("second");
  }

  @Test
  void whatAServerHasWrittenSinceIsNoTraceOfAnUndo() throws IOException {
    finished();
    damageAnUndo();
    Trees.write(file, Trees.read(file) + "*1");
    Trees.write(dir.resolve("g"), "other");
    assertThat(Commit.finishInterrupted(dir, Trees.OPTIONS)).isEmpty();
    assertThatThrownBy(() -> Commit.undo(dir, Trees.OPTIONS))
        .isInstanceOf(ChangedUnderUsException.class);
  }

  private static void cutLastRecord(Path folder) throws IOException {
    Path journal = folder.resolve("journal");
    byte[] bytes = Files.readAllBytes(journal);
    try (FileChannel channel = FileChannel.open(journal, StandardOpenOption.WRITE)) {
      channel.truncate(lastRecord(bytes));
    }
  }

  /** Where the last record begins. */
  private static int lastRecord(byte[] journal) {
    int end = 0;
    int start = 0;
    for (int i = 0; i < journal.length && journal[i] != 0; i++) {
      if (journal[i] == '\n') {
        start = end;
        end = i + 1;
      }
    }
    return start;
  }
}
