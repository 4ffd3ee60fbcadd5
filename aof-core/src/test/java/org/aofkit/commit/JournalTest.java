package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals as a loss of power leaves them: sectors of the last write that never came. */
class JournalTest {
  private static final int SECTOR = 512;

  @TempDir Path folder;

  private Path file;
  private long firstWrite;

  @BeforeEach
  void writeTwice() throws IOException {
    file = folder.resolve(Journal.FILE_NAME);
    try (Journal journal = Journal.create(folder)) {
      journal.add(warning("first"));
      firstWrite = journal.position();
      List<JournalRecord> many = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        many.add(warning("number " + i + " of a write that takes some sectors"));
      }
      journal.add(many);
    }
  }

  /** As few records as show every kind of place: for what is done at each byte. */
  private void writeFew() throws IOException {
    Files.delete(file);
    try (Journal journal = Journal.create(folder)) {
      journal.add(warning("first"));
      journal.add(List.of(warning("second"), warning("third of a write")));
    }
  }

  private static JournalRecord warning(String text) {
    return JournalRecord.of("warning", "text", text);
  }

  private void zero(int... sectors) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int sector : sectors) {
      Arrays.fill(bytes, sector * SECTOR, (sector + 1) * SECTOR, (byte) 0);
    }
    Files.write(file, bytes);
  }

  @Test
  void aWriteOfWhichSectorsAreMissingCountsUpToTheFirst() throws IOException {
    int whole = Journal.read(folder).records().size();
    zero(1, 3);

    Journal.Contents contents = Journal.read(folder);

    assertThat(contents.records()).hasSizeBetween(2, whole - 10);
    assertThat(contents.validLength()).isBetween(firstWrite, (long) SECTOR);
    try (Journal journal = Journal.reopen(folder, contents)) {
      journal.add(JournalRecord.of("undone"));
    }
    assertThat(Journal.read(folder).records())
        .hasSize(contents.records().size() + 1)
        .last()
        .extracting(JournalRecord::type)
        .isEqualTo("undone");
  }

  @Test
  void aDecisionBehindMissingSectorsMeansThatTheyWereThereOnce() throws IOException {
    try (Journal journal = Journal.reopen(folder, Journal.read(folder))) {
      journal.add(JournalRecord.of("commit"));
    }
    zero(1);

    assertThatThrownBy(() -> Journal.read(folder)).isInstanceOf(QuarantineDamagedException.class);
  }

  @Test
  void aRecordDamagedWithoutNulsIsNoTornWrite() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[SECTOR + 3] ^= 1;
    Files.write(file, bytes);

    assertThatThrownBy(() -> Journal.read(folder)).isInstanceOf(QuarantineDamagedException.class);
  }

  @Test
  void whatIsLeftOfATornWriteIsWrittenOverWithNulsBeforeTheNextRecord() throws IOException {
    zero(1);
    Journal.Contents contents = Journal.read(folder);
    assertThat(contents.isTorn()).isTrue();
    int size = (int) Files.size(file);

    Journal.reopen(folder, contents).close();

    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).hasSize(size);
    int valid = (int) contents.validLength();
    assertThat(Arrays.copyOfRange(bytes, valid, size)).containsOnly(0);
    assertThat(Journal.read(folder))
        .isEqualTo(new Journal.Contents(contents.records(), valid, false));
  }

  @Test
  void everyCutOfAJournalIsReadUpToItsLastWholeRecord() throws IOException {
    writeFew();
    byte[] bytes = Files.readAllBytes(file);
    List<JournalRecord> all = Journal.read(folder).records();
    int[] ends = new int[all.size()];
    int end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += all.get(i).line().length;
      ends[i] = end;
    }
    assertThat(end).isEqualTo(bytes.length);
    for (int length = 0; length <= bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));
      int whole = 0;
      while (whole < ends.length && ends[whole] <= length) {
        whole++;
      }
      int valid = whole == 0 ? 0 : ends[whole - 1];
      assertThat(Journal.read(folder))
          .isEqualTo(new Journal.Contents(all.subList(0, whole), valid, valid < length));
    }
  }

  @Test
  void aJournalThatIsNotThereIsEmptyAndOneThatIsTooLongIsNoneOfOurs() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), (32L << 20) - 1);
    }
    assertThat(Journal.read(folder).records()).hasSize(41);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), 32L << 20);
    }
    assertThatThrownBy(() -> Journal.read(folder))
        .isInstanceOf(QuarantineDamagedException.class)
        .hasMessageContaining("too long");
    Files.delete(file);
    assertThat(Journal.read(folder)).isEqualTo(new Journal.Contents(List.of(), 0, false));
  }

  @Test
  void aJournalThatWouldNotBeReadAgainIsNotBegun() throws IOException {
    JournalRecord large = warning("x".repeat(1 << 20));
    List<JournalRecord> records = new ArrayList<>(Collections.nCopies(32, large));
    try (Journal journal = Journal.reopen(folder, Journal.read(folder))) {
      long position = journal.position();
      assertThatThrownBy(() -> journal.announce(records))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("too many changes");
      assertThat(journal.position()).isEqualTo(position);

      journal.announce(records.subList(0, 30));
      // To the byte as long as it may be, with room for a decision.
      long left = (31L << 20) - journal.position() - warning("").line().length;
      journal.announce(List.of(warning("x".repeat((int) left))));
      assertThatThrownBy(() -> journal.announce(List.of(JournalRecord.of("x"))))
          .isInstanceOf(IOException.class);
      journal.add(JournalRecord.of("commit"));
    }
    assertThat(Journal.read(folder).records()).hasSize(73);
  }

  @Test
  void roomIsMadeInWholeBlocksAndRecordsAreTakenBack() throws IOException {
    try (Journal journal = Journal.reopen(folder, Journal.read(folder))) {
      long end = journal.position();
      assertThat(end).isEqualTo(Files.size(file));
      journal.reserve(1);
      assertThat(Files.size(file)).isEqualTo(4096);
      journal.reserve((int) (4096 - end));
      assertThat(Files.size(file)).isEqualTo(4096);
      journal.reserve((int) (4097 - end));
      assertThat(Files.size(file)).isEqualTo(8192);
      assertThat(journal.position()).isEqualTo(end);
      int records = Journal.read(folder).records().size();
      journal.add(JournalRecord.of("commit"));
      assertThat(Journal.read(folder).records()).hasSize(records + 1);
      assertThat(Files.size(file)).isEqualTo(8192);
      journal.cutBack(end);
      assertThat(Files.size(file)).isEqualTo(end);
      journal.add(JournalRecord.of("abort", "files", ""));
      assertThat(Journal.read(folder).records())
          .hasSize(records + 1)
          .last()
          .extracting(JournalRecord::type)
          .isEqualTo("abort");
    }
  }

  @Test
  void aNulAnywhereInFrontOfADecisionIsADamageAndHidesNothing() throws IOException {
    writeFew();
    try (Journal journal = Journal.reopen(folder, Journal.read(folder))) {
      journal.add(JournalRecord.of("commit"));
      journal.reserve(1);
    }
    byte[] bytes = Files.readAllBytes(file);
    int decision = bytes.length;
    while (bytes[decision - 1] == 0) {
      decision--;
    }
    decision -= JournalRecord.of("commit").line().length;
    for (int at = 0; at < decision - 1; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] = 0;
      Files.write(file, damaged);
      assertThatThrownBy(() -> Journal.read(folder))
          .as("%d", at)
          .isInstanceOf(QuarantineDamagedException.class);
    }
    // From the line end in front of it on it is the decision that is damaged.
    for (int at = decision - 1; at < decision + 16; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] = 0;
      Files.write(file, damaged);
      assertThat(Journal.read(folder).records()).hasSize(at < decision ? 2 : 3);
      assertThat(Journal.read(folder).isTorn()).isTrue();
    }
  }
}
