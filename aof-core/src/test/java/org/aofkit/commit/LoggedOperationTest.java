package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aofkit.commit.LoggedFile.Kept;
import org.aofkit.commit.LoggedFile.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal means, record by record, and what makes it none of ours. */
class LoggedOperationTest {
  private static final FileFingerprint PRINT = new FileFingerprint(10_000, 7, "k", -3, 4);

  @TempDir Path dir;

  private JournalRecord head() {
    return LoggedOperation.head(dir, Trees.OPTIONS, 0);
  }

  private static JournalRecord file(int index, Kind kind, long finalSize) {
    return LoggedOperation.file(index, kind, "f" + index, finalSize).with(PRINT);
  }

  private static JournalRecord extent(String type, long offset, long length) {
    return LoggedOperation.extent(type, 0, new Extent(offset, length, 9, -8, 1));
  }

  private LoggedOperation read(JournalRecord... records) throws IOException {
    Path folder = Files.createTempDirectory(dir, "op");
    try (Journal journal = Journal.create(folder)) {
      journal.add(List.of(records));
    }
    return LoggedOperation.read(dir, folder, "name");
  }

  private void refused(String why, JournalRecord... records) {
    assertThatThrownBy(() -> read(records))
        .as(why)
        .isInstanceOf(QuarantineDamagedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void allThatIsWrittenDownComesBack() throws IOException {
    LoggedOperation read =
        read(
            head(),
            JournalRecord.of("attribute", "name", "plan", "value", "x"),
            file(0, Kind.IN_PLACE, 5_000).with("mode", 0640).with("uid", -2).with("gid", 3),
            file(1, Kind.REPLACE, 0),
            extent("old", 20, 5),
            extent("old", 25, 1),
            extent("new", 30, 2),
            JournalRecord.of("kept", "index", 1, "how", Kept.COPY),
            JournalRecord.of("prepared", "index", 1).with(PRINT),
            JournalRecord.of("warning", "text", "careful"),
            JournalRecord.of("commit"),
            JournalRecord.of("after", "index", 0).with(PRINT),
            JournalRecord.of("done"));

    assertThat(read.status()).isEqualTo(OperationStatus.FINISHED);
    assertThat(read.time()).isEqualTo(Trees.CLOCK.instant());
    assertThat(read.tool()).isEqualTo("test");
    assertThat(read.attributes()).containsExactly(Map.entry("plan", "x"));
    assertThat(read.warnings()).containsExactly("careful");
    LoggedFile inPlace = read.files().get(0);
    assertThat(inPlace.file()).isEqualTo(dir.resolve("f0"));
    assertThat(inPlace.before()).isEqualTo(PRINT);
    assertThat(inPlace.owner()).isEqualTo(new FileOwner(0640, -2, 3));
    assertThat(inPlace.finalSize()).isEqualTo(5_000);
    assertThat(inPlace.olds())
        .containsExactly(new Extent(20, 5, 9, -8, 1), new Extent(25, 1, 9, -8, 1));
    assertThat(inPlace.news()).containsExactly(new Extent(30, 2, 9, -8, 1));
    assertThat(inPlace.after()).isEqualTo(PRINT);
    LoggedFile replaced = read.files().get(1);
    assertThat(replaced.owner()).isNull();
    assertThat(replaced.prepared()).isEqualTo(PRINT);
    assertThat(replaced.kept()).isEqualTo(Kept.COPY);
    assertThat(read.toOperation().files()).containsExactly(dir.resolve("f0"), dir.resolve("f1"));
  }

  @Test
  void theLastDecisionIsTheStatus() throws IOException {
    List<JournalRecord> records = new ArrayList<>(List.of(head()));
    assertThat(read(head()).status()).isEqualTo(OperationStatus.PREPARING);
    Map<JournalRecord, OperationStatus> next =
        new java.util.LinkedHashMap<>(Map.of(JournalRecord.of("commit"), OperationStatus.APPLYING));
    next.put(JournalRecord.of("done"), OperationStatus.FINISHED);
    next.put(JournalRecord.of("undo-preparing"), OperationStatus.PREPARING_UNDO);
    next.put(JournalRecord.of("undo-aborted"), OperationStatus.FINISHED);
    next.put(JournalRecord.of("undo", "staged", "0,2"), OperationStatus.UNDOING);
    next.put(JournalRecord.of("undone"), OperationStatus.UNDONE);
    next.put(JournalRecord.of("abort", "files", ""), OperationStatus.ROLLING_BACK);
    next.put(JournalRecord.of("abandoned"), OperationStatus.ABANDONED);
    for (Map.Entry<JournalRecord, OperationStatus> step : next.entrySet()) {
      records.add(step.getKey());
      assertThat(read(records.toArray(JournalRecord[]::new)).status()).isEqualTo(step.getValue());
    }
    LoggedOperation whole = read(records.toArray(JournalRecord[]::new));
    assertThat(whole.staged()).containsExactly(0, 2);
    assertThat(whole.touched()).isEmpty();
    records.add(JournalRecord.of("abort", "files", "7"));
    assertThat(read(records.toArray(JournalRecord[]::new)).touched()).containsExactly(7);
  }

  @Test
  void recordsThatMakeNoSenseAreRefused() {
    JournalRecord commit = JournalRecord.of("commit");
    refused("commit out of place", commit);
    refused("operation out of place", head(), head());
    refused("version 3", head().with("version", 3));
    refused("time", JournalRecord.of("operation", "version", 1, "tool", "", "dir", ""));
    refused("could not be parsed", head().with("time", "yesterday"));
    refused("unknown record what", head(), JournalRecord.of("what"));
    refused("file 1 out of order", head(), file(1, Kind.REMOVE, 0));
    refused("file 0 out of order", head(), file(0, Kind.REMOVE, 0), file(0, Kind.REMOVE, 0));
    refused("kept of an unknown", head(), JournalRecord.of("kept", "index", 0, "how", Kept.LINK));
    refused(
        "extent at 24 out of order",
        head(),
        file(0, Kind.IN_PLACE, 1),
        extent("old", 20, 5),
        extent("old", 24, 1));
    refused("negative index", head(), file(-1, Kind.REMOVE, 0));
    refused("negative final", head(), file(0, Kind.IN_PLACE, -1));
    refused("Kind", head(), file(0, Kind.REMOVE, 0).with("kind", "MOVE"));
    refused("overflow", head(), file(0, Kind.REMOVE, 0).with("index", 1L << 32));
    refused("lacks the new", head(), file(0, Kind.REPLACE, 0), commit);
    refused("lacks the new", head(), file(0, Kind.CREATE, 0), commit);
  }

  @Test
  void whatIsRemovedOrChangedInPlaceNeedsNothingPrepared() throws IOException {
    JournalRecord commit = JournalRecord.of("commit");
    assertThat(read(head(), file(0, Kind.REMOVE, 0), commit).status())
        .isEqualTo(OperationStatus.APPLYING);
    assertThat(read(head(), file(0, Kind.IN_PLACE, 0), commit).status())
        .isEqualTo(OperationStatus.APPLYING);
  }

  @Test
  void takingBackNeedsRoomForBytesThatWereCutAndForCopies() throws IOException {
    JournalRecord copy = JournalRecord.of("kept", "index", 0, "how", Kept.COPY);
    JournalRecord link = JournalRecord.of("kept", "index", 0, "how", Kept.LINK);
    assertThat(read(head(), file(0, Kind.IN_PLACE, 9_999)).bytesToRestore()).isEqualTo(4096);
    assertThat(read(head(), file(0, Kind.IN_PLACE, 1_000)).bytesToRestore()).isEqualTo(3 * 4096);
    assertThat(read(head(), file(0, Kind.IN_PLACE, 20_000)).bytesToRestore()).isZero();
    assertThat(read(head(), file(0, Kind.REMOVE, 0), link).bytesToRestore()).isZero();
    assertThat(read(head(), file(0, Kind.REMOVE, 0), link).hasCopies()).isFalse();
    assertThat(read(head(), file(0, Kind.REMOVE, 0), copy).bytesToRestore()).isEqualTo(3 * 4096);
    assertThat(read(head(), file(0, Kind.REMOVE, 0), copy).hasCopies()).isTrue();
    assertThat(
            read(head(), file(0, Kind.REMOVE, 0), file(1, Kind.IN_PLACE, 9_999), copy)
                .bytesToRestore())
        .isEqualTo(4 * 4096);
  }

  @Test
  void aFolderTellsWhoseItIsAndNothingWithoutAHead() throws IOException {
    LoggedOperation ours = read(head());
    assertThat(LoggedOperation.directoryOf(ours.folder())).isEqualTo(Names.ofDirectory(dir));
    assertThat(LoggedOperation.directoryOf(Files.createDirectory(dir.resolve("empty")))).isNull();
  }
}
