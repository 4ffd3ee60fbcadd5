package org.aofkit.fuzz.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.commit.CommitOutcome;
import org.aofkit.commit.Content;
import org.aofkit.commit.FileEdit;
import org.aofkit.commit.FileFingerprint;
import org.aofkit.commit.NoSpaceException;
import org.aofkit.commit.OperationStatus;
import org.aofkit.commit.Operations;
import org.aofkit.commit.ReadOnlyVolumeException;
import org.aofkit.fuzz.fs.SmallVolume;
import org.aofkit.repair.Repair;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlanner;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real volume that is really full: a small tmpfs, where we may mount one. */
class FullVolumeTest {
  private static final CommitOptions OPTIONS =
      CommitOptions.of(Clock.fixed(Instant.parse("2026-11-22T10:11:12Z"), ZoneOffset.UTC), "test");

  @TempDir Path temp;

  private Path dir;
  private Path aof;
  private Path filler;
  private @Nullable SmallVolume volume;

  @BeforeEach
  void mount() throws Exception {
    dir = Files.createDirectory(temp.resolve("volume"));
    volume = SmallVolume.mount(dir, 1).orElse(null);
    assumeTrue(volume != null, "needs root to mount a tmpfs");
    aof = dir.resolve("a.aof");
    filler = volume().filler();
    byte[] bytes = new byte[40_960];
    Arrays.fill(bytes, 0, 20_000, (byte) 'x');
    Files.write(aof, bytes);
  }

  @AfterEach
  void unmount() throws Exception {
    if (volume != null) {
      volume.close();
    }
  }

  private SmallVolume volume() {
    return Objects.requireNonNull(volume);
  }

  @Test
  void withoutABlockNothingIsChangedAndTheBytesNeededAreEnough() throws IOException {
    volume().fill();
    byte[] before = Files.readAllBytes(aof);
    FileEdit[] edits = {
      new FileEdit.Truncate(aof, 10_000),
      new FileEdit.Append(aof, Content.run((byte) 'y', 100_000)),
    };
    long needed = needed(() -> run(OPTIONS, edits));
    assertThat(needed).isBetween(70_000L, 110_000L);
    assertThat(Files.readAllBytes(aof)).isEqualTo(before);
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();

    volume().free(needed);
    run(OPTIONS, edits);
    assertThat(Files.size(aof)).isEqualTo(110_000);
  }

  @Test
  void aQuarantineOnAnotherVolumeRepairsAVolumeWithoutABlock() throws IOException {
    volume().fill();
    byte[] before = Files.readAllBytes(aof);
    CommitOptions options = OPTIONS.withQuarantine(temp.resolve("quarantine"));
    run(options, new FileEdit.Truncate(aof, 20_000), new FileEdit.Remove(filler));
    assertThat(Files.size(aof)).isEqualTo(20_000);
    assertThat(filler).doesNotExist();

    volume().fill();
    Files.delete(filler);
    Commit.undo(dir, options);
    assertThat(Files.readAllBytes(aof)).isEqualTo(before);
  }

  @Test
  void aHeadThatFallsIntoAHoleIsNotWrittenAndNothingElseIs() throws IOException {
    Path sparse = sparse();
    volume().fill();
    byte[] before = Files.readAllBytes(sparse);
    CommitOptions options = OPTIONS.withQuarantine(temp.resolve("quarantine"));
    assertThatThrownBy(
            () ->
                run(
                    options,
                    new FileEdit.Overwrite(sparse, 2, Content.of((byte) 'a')),
                    new FileEdit.Overwrite(sparse, 50_000, Content.of((byte) 'b'))))
        .isInstanceOf(NoSpaceException.class);
    assertThat(Files.readAllBytes(sparse)).isEqualTo(before);
    assertThat(Operations.list(dir, options.quarantine())).isEmpty();
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void anOptionalTailThatFallsIntoAHoleIsAWarning() throws IOException {
    Path sparse = sparse();
    volume().fill();
    CommitOptions options = OPTIONS.withQuarantine(temp.resolve("quarantine"));
    CommitOutcome outcome =
        run(
            options,
            new FileEdit.Overwrite(sparse, 2, Content.of((byte) 'a')),
            new FileEdit.Overwrite(sparse, 99_998, Content.of((byte) 13, (byte) 10), 2));
    assertThat(outcome.warnings()).singleElement().asString().contains("no space", "99998");
    assertThat(Files.readAllBytes(sparse)[2]).isEqualTo((byte) 'a');
    assertThat(Files.readAllBytes(sparse)[99_999]).isZero();
    assertThat(Operations.list(dir).get(0).warnings()).hasSize(1);
  }

  @Test
  void anUndoWithoutRoomLeavesTheOperationAsItWas() throws IOException {
    byte[] before = Files.readAllBytes(aof);
    run(OPTIONS, new FileEdit.Truncate(aof, 4));
    volume().fill();
    long needed = needed(() -> Commit.undo(dir, OPTIONS));
    assertThat(Files.size(aof)).isEqualTo(4);
    assertThat(Operations.list(dir).get(0).status()).isEqualTo(OperationStatus.FINISHED);

    volume().free(needed);
    Commit.undo(dir, OPTIONS);
    assertThat(Files.readAllBytes(aof)).isEqualTo(before);
  }

  @Test
  void aReadOnlyVolumeIsSaidToBeOne() throws Exception {
    volume().protect();
    assertThat(Commit.finishInterrupted(dir, OPTIONS)).isEmpty();
    assertThatThrownBy(() -> run(OPTIONS, new FileEdit.Truncate(aof, 4)))
        .isInstanceOf(ReadOnlyVolumeException.class)
        .hasMessageContaining("read-only");
  }

  /** A mapping of such a file has no page to show for the hole, and none to take. */
  @Test
  void aFileWithAHoleOnAFullVolumeIsReadWhereItCanNotBeMapped() throws IOException {
    Path log = dir.resolve("appendonly.aof");
    byte[] set = "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$40000\r\n".getBytes(StandardCharsets.US_ASCII);
    byte[] ping = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);
    int head = 70_000;
    try (FileChannel channel =
        FileChannel.open(log, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      channel.write(ByteBuffer.wrap(ping));
      channel.write(ByteBuffer.wrap(ping), head);
    }
    volume().fill();
    CheckOptions mapped = CheckOptions.defaults();
    Report report = Checker.check(dir, mapped);
    assertThat(report.findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.code()).isEqualTo(FindingCode.AOF_NUL_HOLE);
              assertThat(finding.offset()).isEqualTo(ping.length);
              assertThat(finding.length()).isEqualTo(head - ping.length);
            });
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      // The value ends in the hole: the scanner steps right into it.
      channel.write(ByteBuffer.wrap(set), ping.length);
    }
    assertThat(Checker.check(dir, mapped).verdict()).isEqualTo(Verdict.CORRUPT);
  }

  /** A hole in the file that ends in blocks that were never there, and a volume without any. */
  @Test
  void aMaskWithoutRoomForItsEndIsFinishedByALaterRepair() throws IOException {
    Path log = dir.resolve("appendonly.aof");
    byte[] ping = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);
    int behind = 81_920;
    try (FileChannel channel =
        FileChannel.open(log, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      channel.write(ByteBuffer.wrap(ping));
      channel.write(ByteBuffer.wrap(ping), behind);
    }
    volume().fill();

    assertThat(repair().warnings()).singleElement().asString().contains("no space");
    assertUnfinished();
    assertThat(repair().warnings()).singleElement().asString().contains("no space");
    assertUnfinished();
    volume().free(100_000);
    assertThat(repair().warnings()).isEmpty();

    Report report = Checker.check(dir, CheckOptions.defaults());
    assertThat(report.findings()).noneMatch(f -> f.code() == FindingCode.AOF_MASK_UNFINISHED);
    assertThat(RepairPlanner.plan(report).nothingToDo()).isTrue();
    assertThat(Arrays.copyOfRange(Files.readAllBytes(log), behind - 2, behind))
        .containsExactly('\r', '\n');
  }

  private void assertUnfinished() throws IOException {
    Report report = Checker.check(dir, CheckOptions.defaults());
    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.findings()).anyMatch(f -> f.code() == FindingCode.AOF_MASK_UNFINISHED);
  }

  private RepairOutcome repair() throws IOException {
    CheckOptions check = CheckOptions.defaults();
    Report report = Checker.check(dir, check);
    RepairOptions options =
        new RepairOptions(
            Optional.of(temp.resolve("quarantine")),
            Clock.fixed(Instant.parse("2026-11-22T10:11:12Z"), ZoneOffset.UTC),
            "test",
            () -> false);
    return Repair.apply(dir, report, RepairPlanner.plan(report), options, check);
  }

  private interface Action {
    void run() throws IOException;
  }

  private static long needed(Action action) {
    NoSpaceException[] thrown = new NoSpaceException[1];
    assertThatThrownBy(action::run)
        .asInstanceOf(InstanceOfAssertFactories.type(NoSpaceException.class))
        .satisfies(e -> thrown[0] = e);
    return thrown[0].bytesNeeded();
  }

  private CommitOutcome run(CommitOptions options, FileEdit... edits) throws IOException {
    Map<Path, FileFingerprint> prints = new HashMap<>();
    for (FileEdit edit : edits) {
      prints.put(edit.file(), FileFingerprint.of(edit.file()));
    }
    return Commit.run(dir, List.of(edits), prints, options);
  }

  /** A file of 100,000 bytes of which only the first block exists. */
  private Path sparse() throws IOException {
    Path sparse = Files.write(dir.resolve("sparse"), new byte[] {'1', '2', '3', '4'});
    try (FileChannel channel = FileChannel.open(sparse, StandardOpenOption.WRITE)) {
      // The last block exists only while it holds something: a truncation makes the hole.
      channel.write(ByteBuffer.wrap(new byte[] {1}), 200_000);
      channel.truncate(100_000);
    }
    return sparse;
  }
}
