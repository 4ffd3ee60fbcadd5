package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations that swap through another directory, keep nothing, or make their files. */
class SwapTest {
  private static final byte[] NEW =
      "the new base".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  @TempDir Path folder;

  private Path dir;
  private Path scratch;
  private Path oldBase;
  private Path newBase;
  private Path manifest;
  private CommitOptions swap;

  @BeforeEach
  void fill() throws IOException {
    dir = Files.createDirectories(folder.resolve("data"));
    Path aof = Files.createDirectory(dir.resolve("aof"));
    scratch = folder.resolve("scratch");
    oldBase = Trees.write(aof.resolve("1.base"), "the old base");
    newBase = aof.resolve("2.base");
    manifest = Trees.write(aof.resolve("manifest"), "1.base");
    swap = Trees.OPTIONS.swappingThrough(scratch);
  }

  private List<FileEdit> edits() {
    FileEdit.Part list = new FileEdit.Part.Literal(Trees.text("2.base"));
    return List.of(
        new FileEdit.Make(newBase),
        new FileEdit.Replace(manifest, List.of(list)),
        new FileEdit.Remove(oldBase));
  }

  private CommitOutcome run(CommitOptions options, FileMaker maker) throws IOException {
    return Commit.run(dir, edits(), Trees.prints(edits()), options, maker);
  }

  private void make(FileMaker.Making making) throws IOException {
    making.open(newBase).write(ByteBuffer.wrap(NEW));
  }

  /** The folder of the only operation. */
  private Path operation() throws IOException {
    return Operations.list(dir, scratch).get(0).folder();
  }

  /** As if the process had died before it could write the last records. */
  private void forgetTheEnd() throws IOException {
    Path journal = operation().resolve(Journal.FILE_NAME);
    String text = Trees.read(journal);
    int commit = text.indexOf('\n', text.indexOf(" commit")) + 1;
    try (FileChannel channel = FileChannel.open(journal, StandardOpenOption.WRITE)) {
      channel.truncate(commit);
    }
  }

  @Test
  void theMakerSeesTheOldFilesAndItsWorkspaceIsGoneBehindIt() throws IOException {
    Path[] workspace = new Path[1];

    run(
        swap,
        making -> {
          assertThat(Trees.read(making.old(oldBase))).isEqualTo("the old base");
          workspace[0] = making.workspace();
          Files.createDirectories(workspace[0].resolve("a/b"));
          Trees.write(workspace[0].resolve("a/b/c"), "needed meanwhile");
          make(making);
        });

    assertThat(workspace[0]).doesNotExist();
    assertThat(Trees.read(newBase)).isEqualTo("the new base");
    assertThat(Trees.read(manifest)).isEqualTo("2.base");
    assertThat(oldBase).doesNotExist();
  }

  @Test
  void aMakerThatFailsLeavesNothing() throws IOException {
    Map<String, String> before = Trees.snapshot(folder);

    for (CommitOptions options : List.of(Trees.OPTIONS, Trees.OPTIONS.withoutKeeping())) {
      assertThatThrownBy(
              () ->
                  run(
                      options,
                      making -> {
                        make(making);
                        throw new IOException("declined");
                      }))
          .hasMessage("declined");
      assertThat(Trees.snapshot(folder)).isEqualTo(before);
    }
  }

  @Test
  void anotherNameOfAnOldFileKeepsItsBytes() throws IOException {
    Path backup = folder.resolve("backup");
    Files.createLink(backup, oldBase);

    run(swap, this::make);

    assertThat(Trees.read(backup)).isEqualTo("the old base");
    assertThat(oldBase).doesNotExist();
  }

  @Test
  void aSwapThatOnlyLacksItsLastRecordsIsFinishedThoughAServerHasStarted() throws IOException {
    run(swap, this::make);
    forgetTheEnd();
    Files.write(newBase, NEW, StandardOpenOption.APPEND);

    List<Operation> settled = Commit.finishInterrupted(dir, swap);

    assertThat(settled).extracting(Operation::status).containsExactly(OperationStatus.FINISHED);
    assertThat(Trees.read(newBase)).isEqualTo("the new basethe new base");
    assertThatThrownBy(() -> Commit.undo(dir, swap)).isInstanceOf(ChangedUnderUsException.class);
  }

  @Test
  void whoKnowsOfTheDirectoryOnlyIsToldOfWhatLiesThere() throws IOException {
    Path left = newBase.resolveSibling(".aof-fsck-20261122T101112Z-7-0.new");
    Trees.write(left, "half");

    assertThatThrownBy(() -> Commit.finishInterrupted(dir, Trees.OPTIONS))
        .isInstanceOf(KeptElsewhereException.class)
        .hasMessageContaining("20261122T101112Z-7")
        .hasMessageContaining("--scratch");
    assertThatThrownBy(() -> run(Trees.OPTIONS, this::make))
        .isInstanceOf(KeptElsewhereException.class);
    assertThat(Operations.list(dir))
        .extracting(Operation::status)
        .containsExactly(OperationStatus.UNREACHABLE);

    Files.delete(left);
    assertThat(Commit.finishInterrupted(dir, Trees.OPTIONS)).isEmpty();
    run(Trees.OPTIONS, this::make);
  }

  @Test
  void filesThatWereBeingMadeGoThoughAServerHasWrittenMeanwhile() throws IOException {
    assertThatThrownBy(
            () ->
                run(
                    Trees.OPTIONS,
                    making -> {
                      make(making);
                      throw new StackOverflowError("as a kill: nothing is tidied up");
                    }))
        .isInstanceOf(StackOverflowError.class);
    Files.write(oldBase, NEW, StandardOpenOption.APPEND);
    Trees.write(manifest, "1.base and another");

    Commit.finishInterrupted(dir, Trees.OPTIONS);

    assertThat(Operations.list(dir)).isEmpty();
    try (Stream<Path> left = Files.list(newBase.getParent())) {
      assertThat(left.toList()).containsExactlyInAnyOrder(oldBase, manifest);
    }
  }

  @Test
  void whatKeptNothingIsNotPassedOverByAnUndo() throws IOException {
    Path other = Trees.write(dir.resolve("other"), "0123");
    Trees.run(dir, new FileEdit.Truncate(other, 2));
    run(Trees.OPTIONS.withoutKeeping(), this::make);

    assertThatThrownBy(() -> Commit.undo(dir, Trees.OPTIONS))
        .isInstanceOf(NothingToUndoException.class)
        .hasMessageContaining("kept none");
    assertThatThrownBy(() -> Commit.undoTo(dir, folder.resolve("to"), Trees.OPTIONS))
        .isInstanceOf(NothingToUndoException.class);
    assertThat(Trees.read(other)).isEqualTo("01");
  }

  @Test
  void aSwapIsOfWholeFilesAndGoesSomewhereElse() {
    assertThatThrownBy(
            () ->
                Commit.run(
                    dir,
                    List.of(new FileEdit.Truncate(oldBase, 1)),
                    Map.of(oldBase, FileFingerprint.of(oldBase)),
                    swap))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> swap.withQuarantine(null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
