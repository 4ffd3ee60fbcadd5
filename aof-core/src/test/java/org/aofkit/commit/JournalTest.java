package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
}
