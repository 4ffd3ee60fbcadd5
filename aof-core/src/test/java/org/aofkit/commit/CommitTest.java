package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitTest {
  @TempDir Path dir;

  private Path aof;
  private Path other;

  @BeforeEach
  void twoFiles() throws IOException {
    Files.createDirectory(dir.resolve("appendonlydir"));
    aof = Trees.write(dir.resolve("appendonlydir/a.aof"), "0123456789");
    other = Trees.write(dir.resolve("b"), "other");
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-r-----"));
  }

  @Test
  void everyKindOfEditIsAppliedAndUndone() throws IOException {
    Path gone = Trees.write(dir.resolve("gone"), "leftover");
    Path made = dir.resolve("made");
    Map<String, String> before = Trees.snapshot(dir);

    CommitOutcome outcome =
        Trees.run(
            dir,
            new FileEdit.Truncate(aof, 6),
            new FileEdit.Overwrite(aof, 1, Trees.text("XY")),
            new FileEdit.Append(aof, Content.join(Trees.text("-"), Content.run((byte) 'z', 3))),
            new FileEdit.Replace(
                other,
                List.of(new FileEdit.Part.Copy(2, 3), new FileEdit.Part.Literal(Trees.text("!")))),
            new FileEdit.Remove(gone),
            new FileEdit.Replace(made, List.of(new FileEdit.Part.Literal(Trees.text("new")))));

    assertThat(outcome.warnings()).isEmpty();
    assertThat(Trees.read(aof)).isEqualTo("0XY345-zzz");
    assertThat(Trees.read(other)).isEqualTo("her!");
    assertThat(Files.getPosixFilePermissions(other))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(gone).doesNotExist();
    assertThat(Trees.read(made)).isEqualTo("new");
    assertThat(Trees.snapshot(dir)).hasSize(5);
    assertThat(Operations.list(dir))
        .extracting(Operation::name, Operation::status)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("20261122T101112Z-1", OperationStatus.FINISHED));

    Operation undone = Commit.undo(dir, Trees.OPTIONS);

    assertThat(undone.status()).isEqualTo(OperationStatus.UNDONE);
    assertThat(undone.warnings()).isEmpty();
    assertThat(Trees.snapshot(dir)).isEqualTo(before);
    assertThatThrownBy(() -> Commit.undo(dir, Trees.OPTIONS))
        .isInstanceOf(NothingToUndoException.class)
        .hasMessageContaining("nothing to undo");
  }

  @Test
  void operationsAreUndoneOneAfterTheOther() throws IOException {
    Trees.run(dir, new FileEdit.Truncate(aof, 8));
    Trees.run(dir, new FileEdit.Overwrite(aof, 0, Trees.text("abc")));
    Trees.run(dir, new FileEdit.Append(aof, Trees.text("ZZZZ")));
    assertThat(Trees.read(aof)).isEqualTo("abc34567ZZZZ");

    Commit.undo(dir, Trees.OPTIONS);
    assertThat(Trees.read(aof)).isEqualTo("abc34567");
    Commit.undo(dir, Trees.OPTIONS);
    assertThat(Trees.read(aof)).isEqualTo("01234567");
    Commit.undo(dir, Trees.OPTIONS);
    assertThat(Trees.read(aof)).isEqualTo("0123456789");
  }

  @Test
  void aRunWithNothingToDoWritesNothing() throws IOException {
    assertThat(Trees.run(dir).operation()).isNull();
    assertThat(
            Trees.run(
                    dir,
                    new FileEdit.Truncate(aof, 10),
                    new FileEdit.Append(aof, Content.run((byte) 0, 0)))
                .operation())
        .isNull();
    assertThat(Commit.finishInterrupted(dir, Trees.OPTIONS)).isEmpty();
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void aFileThatChangedSincePlanningStopsEverything() throws IOException {
    List<FileEdit> edits = List.of(new FileEdit.Truncate(aof, 2), new FileEdit.Remove(other));
    Map<Path, FileFingerprint> prints = Trees.prints(edits);
    Trees.write(other, "OTHER");

    assertThatThrownBy(() -> Commit.run(dir, edits, prints, Trees.OPTIONS))
        .isInstanceOf(ChangedUnderUsException.class)
        .hasMessageContaining(other.toString());
    assertThat(Trees.read(aof)).isEqualTo("0123456789");
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void undoRefusesWhenAServerHasRunSinceButPutsTheOriginalBeside(@TempDir Path elsewhere)
      throws IOException {
    Trees.run(dir, new FileEdit.Truncate(aof, 6), new FileEdit.Overwrite(aof, 1, Trees.text("X")));
    Files.write(aof, new byte[] {'+'}, java.nio.file.StandardOpenOption.APPEND);

    assertThatThrownBy(() -> Commit.undo(dir, Trees.OPTIONS))
        .isInstanceOf(ChangedUnderUsException.class)
        .hasMessageContaining(aof.toString());
    assertThat(Trees.read(aof)).isEqualTo("0X2345+");

    List<Path> written = Commit.undoTo(dir, elsewhere.resolve("to"), Trees.OPTIONS);
    assertThat(written).containsExactly(elsewhere.resolve("to/appendonlydir/a.aof"));
    assertThat(Trees.read(written.get(0))).isEqualTo("0123456789");
    assertThat(Trees.read(aof)).isEqualTo("0X2345+");
    assertThat(Commit.undoTo(dir, elsewhere.resolve("to"), Trees.OPTIONS)).isEqualTo(written);

    Trees.write(written.get(0), "other text");
    assertThatThrownBy(() -> Commit.undoTo(dir, elsewhere.resolve("to"), Trees.OPTIONS))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(Trees.snapshot(elsewhere.resolve("to")))
        .containsOnlyKeys("", "appendonlydir", "appendonlydir/a.aof");
    assertThat(Trees.read(written.get(0))).isEqualTo("other text");
  }

  @Test
  void aFileWithAnotherNameIsRewrittenSoThatTheOtherNameKeepsItsBytes() throws IOException {
    Path backup = Files.createLink(dir.resolve("backup"), aof);
    Map<String, String> before = Trees.snapshot(dir);

    Trees.run(
        dir,
        new FileEdit.Truncate(aof, 8),
        new FileEdit.Overwrite(aof, 2, Trees.text("##")),
        new FileEdit.Append(aof, Trees.text("end")));

    assertThat(Trees.read(aof)).isEqualTo("01##4567end");
    assertThat(Trees.read(backup)).isEqualTo("0123456789");
    Commit.undo(dir, Trees.OPTIONS);
    assertThat(Trees.snapshot(dir)).isEqualTo(before);
    assertThat(Files.isSameFile(aof, backup)).isTrue();
  }

  @Test
  void whatTheCallerNotesStaysVisible() throws IOException {
    List<FileEdit> edits = List.of(new FileEdit.Truncate(aof, 2));
    CommitOptions options =
        Trees.OPTIONS.withAttributes(Map.of("lost.bytes", "8", "plan", "p = 1 %\n2"));
    Operation operation = Commit.run(dir, edits, Trees.prints(edits), options).operation();
    Commit.annotate(dir, operation.name(), Map.of("verdict", "clean"), options);

    Operation listed = Operations.list(dir).get(0);
    assertThat(listed.attributes())
        .containsEntry("lost.bytes", "8")
        .containsEntry("plan", "p = 1 %\n2")
        .containsEntry("verdict", "clean");
    assertThat(listed.time()).isEqualTo(Trees.CLOCK.instant());
    assertThat(listed.toolVersion()).isEqualTo("test");
    assertThat(listed.files()).containsExactly(aof);
    Commit.undo(dir, options);
    assertThat(Trees.read(aof)).isEqualTo("0123456789");
  }

  @Test
  void megabytesOfNulsAreKeptAsALength() throws IOException {
    byte[] bytes = new byte[5 << 20];
    bytes[0] = 'a';
    bytes[4 << 20] = 'b';
    Files.write(aof, bytes);

    Operation operation = Trees.run(dir, new FileEdit.Truncate(aof, 1)).operation();
    assertThat(Files.size(operation.folder().resolve("bytes"))).isLessThan(100);
    Commit.undo(dir, Trees.OPTIONS);
    assertThat(Files.readAllBytes(aof)).isEqualTo(bytes);
  }

  @Test
  void aQuarantineElsewhereIsFoundThroughItsLink(@TempDir Path elsewhere) throws IOException {
    Map<String, String> before = Trees.snapshot(dir);
    List<FileEdit> edits = List.of(new FileEdit.Truncate(aof, 2), new FileEdit.Remove(other));
    CommitOptions options = Trees.OPTIONS.withQuarantine(elsewhere.resolve("q"));
    Operation operation = Commit.run(dir, edits, Trees.prints(edits), options).operation();

    assertThat(operation.folder()).hasParentRaw(elsewhere.resolve("q"));
    assertThat(Operations.list(dir)).extracting(Operation::name).contains(operation.name());
    assertThat(Operations.list(dir, elsewhere.resolve("q"))).hasSize(1);
    Commit.undo(dir, Trees.OPTIONS);
    assertThat(Trees.snapshot(dir)).isEqualTo(before);
  }

  @Test
  void aQuarantineThatIsGoneStopsNothingOnceItsOperationIsSettled(@TempDir Path elsewhere)
      throws IOException {
    List<FileEdit> edits = List.of(new FileEdit.Truncate(aof, 2));
    Path quarantine = Files.createDirectory(elsewhere.resolve("q"));
    Operation operation =
        Commit.run(dir, edits, Trees.prints(edits), Trees.OPTIONS.withQuarantine(quarantine))
            .operation();
    Files.move(quarantine, elsewhere.resolve("unmounted"));

    assertThat(Operations.list(dir))
        .extracting(Operation::status)
        .containsExactly(OperationStatus.ELSEWHERE);
    assertThat(Commit.finishInterrupted(dir, Trees.OPTIONS)).isEmpty();
    Path link = dir.resolve(".aof-fsck/" + operation.name());
    Files.move(link, dir.resolve(".aof-fsck/" + operation.name() + ".running"));
    assertThatThrownBy(() -> Commit.finishInterrupted(dir, Trees.OPTIONS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("can't be reached");
  }

  @Test
  void editsThatContradictEachOtherAreTheCallersFault() {
    List<List<FileEdit>> wrong =
        List.of(
            List.of(new FileEdit.Truncate(aof, 11)),
            List.of(new FileEdit.Truncate(aof, 1), new FileEdit.Truncate(aof, 2)),
            List.of(new FileEdit.Overwrite(aof, 8, Trees.text("abc"))),
            List.of(
                new FileEdit.Overwrite(aof, 1, Trees.text("abc")),
                new FileEdit.Overwrite(aof, 3, Trees.text("a"))),
            List.of(
                new FileEdit.Truncate(aof, 4), new FileEdit.Overwrite(aof, 3, Trees.text("ab"))),
            List.of(new FileEdit.Remove(aof), new FileEdit.Truncate(aof, 4)),
            List.of(new FileEdit.Replace(aof, List.of(new FileEdit.Part.Copy(5, 6)))),
            List.of(new FileEdit.Remove(dir.resolve("missing"))),
            List.of(new FileEdit.Remove(dir.resolve(".aof-fsck/lock"))),
            List.of(new FileEdit.Remove(dir.resolve("../x"))));
    for (List<FileEdit> edits : wrong) {
      assertThatThrownBy(() -> Commit.run(dir, edits, Trees.prints(edits), Trees.OPTIONS))
          .as(edits.toString())
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Commit.run(dir, wrong.get(0), Map.of(), Trees.OPTIONS))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void aSymbolicLinkIsNeverEdited() throws IOException {
    Path link = Files.createSymbolicLink(dir.resolve("link"), aof);
    assertThatThrownBy(() -> FileFingerprint.of(link))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a regular file");
  }

  @Test
  void namesThatAreNotTextSurvive() throws IOException {
    Path odd = Path.of(java.net.URI.create(dir.toUri() + "a%FFb%20%25%0A%C3%A4.aof"));
    Trees.write(odd, "0123");
    Trees.run(dir, new FileEdit.Truncate(odd, 1));
    assertThat(Operations.list(dir).get(0).files()).containsExactly(odd);
    Commit.undo(dir, Trees.OPTIONS);
    assertThat(Trees.read(odd)).isEqualTo("0123");
  }

  @Test
  void whatRootKeepsBelongsToWhomTheDirectoryBelongs() throws IOException {
    assumeTrue(Files.getAttribute(dir, "unix:uid").equals(0), "needs root to give files away");
    Files.setAttribute(dir, "unix:uid", 4711);
    Files.setAttribute(dir, "unix:mode", 0775);
    Files.setAttribute(aof, "unix:uid", 4711);
    Path folder = Trees.run(dir, new FileEdit.Truncate(aof, 1)).operation().folder();
    for (Path made :
        List.of(
            dir.resolve(".aof-fsck"),
            dir.resolve(".aof-fsck/lock"),
            folder,
            folder.resolve("journal"),
            folder.resolve("bytes"))) {
      assertThat(Files.getAttribute(made, "unix:uid")).as(made.toString()).isEqualTo(4711);
      int mode = Files.isDirectory(made) ? 0770 : 0660;
      mode |= made.endsWith(".aof-fsck") ? 5 : 0;
      assertThat((Integer) Files.getAttribute(made, "unix:mode") & 0777).isEqualTo(mode);
    }
  }

  @Test
  void modeWithSetIdBitsAndOwnerAreKept() throws IOException {
    Files.setAttribute(other, "unix:mode", 06640);
    Object uid = Files.getAttribute(other, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    Trees.run(
        dir, new FileEdit.Replace(other, List.of(new FileEdit.Part.Literal(Trees.text("n")))));
    assertThat((Integer) Files.getAttribute(other, "unix:mode") & 07777).isEqualTo(06640);
    assertThat(Files.getAttribute(other, "unix:uid")).isEqualTo(uid);
  }

  @Test
  void whatRootMakesBelongsToWhomTheDirectoryBelongsAndWhatItReplacesToItsOwner()
      throws IOException {
    assumeTrue(Files.getAttribute(dir, "unix:uid").equals(0), "needs root to give files away");
    Files.setAttribute(dir, "unix:uid", 4711);
    Files.setAttribute(dir, "unix:gid", 4712);
    Files.setAttribute(aof, "unix:uid", 4713);
    Files.setAttribute(aof, "unix:gid", 4714);
    Files.setAttribute(aof, "unix:mode", 0640);
    Path made = dir.resolve("made");
    FileEdit.Part text = new FileEdit.Part.Literal(Trees.text("n"));

    Trees.run(
        dir, new FileEdit.Replace(aof, List.of(text)), new FileEdit.Replace(made, List.of(text)));

    assertThat(FileOwner.of(aof)).isEqualTo(new FileOwner(0640, 4713, 4714));
    assertThat(FileOwner.of(made)).isEqualTo(new FileOwner(0644, 4711, 4712));
  }

  @Test
  void aNewFileMustNotLockTheOwnerOfTheOldOneOut() throws IOException {
    FileOwner mine = FileOwner.of(aof);
    int uid = mine.uid() + 1;
    int group = mine.gid();
    for (int mode : new int[] {0600, 0640, 0660, 0602, 0604, 0606, 0642, 0624, 0400, 0200}) {
      Files.setAttribute(aof, "unix:mode", mode);
      // Of the owner's right to read and to write, the new file gives what others or the group
      // have.
      for (boolean isInGroup : new boolean[] {true, false}) {
        int granted = mode & 7 | (isInGroup ? mode >> 3 & 7 : 0);
        for (int wanted : new int[] {0600, 0400, 0200, 0, 0700, 0066}) {
          FileOwner old = new FileOwner(wanted, uid, isInGroup ? group : group + 1);
          String what = Integer.toOctalString(mode) + " for " + Integer.toOctalString(wanted);
          if ((wanted >> 6 & 6 & ~granted) == 0) {
            old.requireAccessTo(aof);
          } else {
            assertThatThrownBy(() -> old.requireAccessTo(aof))
                .as(what)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("would lock out its owner, user " + uid);
          }
        }
      }
    }
    Files.setAttribute(aof, "unix:mode", 0600);
    new FileOwner(0600, mine.uid(), group + 1).requireAccessTo(aof);
    new FileOwner(0600, 0, group + 1).requireAccessTo(aof);
  }
}
