package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.History;
import org.aofkit.fuzz.power.NameOrder;
import org.aofkit.fuzz.power.PowerCase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A loss of power has left sectors of a journal's last write; the next run writes over them, and
 * the power goes again. Whatever the disk then holds is read as if the second write had not come,
 * or as far as it came: what was left of the first never comes back among it, and never makes the
 * journal count as damaged.
 */
class TornJournalPowerLossTest {
  private static final int SECTOR = 512;

  private static List<JournalRecord> records(String name, int count) {
    List<JournalRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(JournalRecord.of("warning", "text", name + " " + i + " " + "x".repeat(40)));
    }
    return records;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void whatATornWriteLeftDoesNotComeBack(int missing) throws IOException {
    try (PowerCase place = new PowerCase()) {
      Path folder = place.data();
      try (Journal journal = Journal.create(folder)) {
        journal.add(JournalRecord.of("operation"));
        journal.reserve(3 * SECTOR);
        journal.add(records("first", 24));
      }
      Path file = folder.resolve(Journal.FILE_NAME);
      byte[] bytes = Files.readAllBytes(file);
      int from = Math.max(missing * SECTOR, JournalRecord.of("operation").line().length);
      Arrays.fill(bytes, from, (missing + 1) * SECTOR, (byte) 0);
      Files.write(file, bytes);
      List<JournalRecord> begin = Journal.read(folder).records();
      Path faulty = place.fs().wrap(folder);
      History history =
          place.record(
              FaultPlan.none(),
              () -> {
                try (Journal journal = Journal.reopen(faulty, Journal.read(faulty))) {
                  journal.add(records("second", 17));
                }
              });
      List<JournalRecord> all = new ArrayList<>(begin);
      all.addAll(records("second", 17));

      place.eachState(
          "torn-journal",
          history,
          NameOrder.INDEPENDENT,
          PowerCase.limits(4000, 200),
          1,
          state -> {
            List<JournalRecord> read = Journal.read(folder).records();
            assertThat(read).hasSizeGreaterThanOrEqualTo(begin.size());
            assertThat(all).startsWith(read.toArray(JournalRecord[]::new));
          });
      assertThat(Journal.read(folder).records()).isEqualTo(all);
    }
  }
}
