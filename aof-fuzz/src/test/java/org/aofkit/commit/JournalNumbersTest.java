package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aofkit.fuzz.power.PowerCase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every number in a journal at every limit, with a checksum that fits: the operation is finished,
 * rolled back or refused, never with anything else than an {@link IOException}, and no file is
 * touched that it did not name.
 */
class JournalNumbersTest {
  private static final CommitOptions OPTIONS =
      CommitOptions.of(Clock.fixed(Instant.parse("2026-11-22T10:11:12Z"), ZoneOffset.UTC), "test");
  private static final int[] POWERS = {31, 32, 63};

  private static Set<String> numbers() {
    Set<String> numbers = new LinkedHashSet<>(List.of("0", "1", "2", "-1", "", "x"));
    for (int power : POWERS) {
      BigInteger number = BigInteger.TWO.pow(power);
      numbers.add(number.subtract(BigInteger.ONE).toString());
      numbers.add(number.toString());
      numbers.add(number.negate().toString());
    }
    numbers.add("9".repeat(40));
    return numbers;
  }

  /** A decided operation on three files, of which nothing is done. */
  private static Path decided(Path dir) throws IOException {
    write(dir.resolve("in-place"), "0123456789" + "\0".repeat(50));
    write(dir.resolve("replaced"), "old");
    write(dir.resolve("removed"), "leftover");
    write(dir.resolve("other"), "not ours");
    List<FileEdit> edits =
        List.of(
            new FileEdit.Overwrite(dir.resolve("in-place"), 3, text("abc")),
            new FileEdit.Truncate(dir.resolve("in-place"), 10),
            new FileEdit.Replace(
                dir.resolve("replaced"), List.of(new FileEdit.Part.Literal(text("new")))),
            new FileEdit.Remove(dir.resolve("removed")));
    Map<Path, FileFingerprint> prints = new LinkedHashMap<>();
    for (FileEdit edit : edits) {
      prints.put(edit.file(), FileFingerprint.of(edit.file()));
    }
    Quarantine quarantine = new Quarantine(dir, null);
    Files.createDirectory(quarantine.home());
    List<Change> changes = ChangePlan.of(dir, edits, prints);
    return new Preparer(quarantine, changes, prints, OPTIONS, FileMaker.NONE).prepare().folder();
  }

  private static void write(Path file, String text) throws IOException {
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Content text(String text) {
    return Content.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void everyNumberAtEveryLimitIsFinishedOrRefused() throws IOException {
    int finished = 0;
    int refused = 0;
    int index = 0;
    boolean more = true;
    while (more) {
      more = false;
      for (String number : numbers()) {
        try (PowerCase place = new PowerCase()) {
          Path folder = decided(place.data());
          Changed changed = changed(Journal.read(folder).records(), index, number);
          if (changed == null) {
            break;
          }
          more = true;
          write(folder, changed.records());
          if (settles(place.data(), changed.what())) {
            finished++;
          } else {
            refused++;
          }
          Path other = place.data().resolve("other");
          assertThat(Files.readString(other)).as(changed.what()).isEqualTo("not ours");
        }
      }
      index++;
    }
    assertThat(index).isGreaterThan(30);
    assertThat(finished).isPositive();
    assertThat(refused).isGreaterThan(finished);
  }

  private static boolean settles(Path dir, String what) {
    try {
      assertThat(Operations.list(dir)).hasSize(1);
      Commit.finishInterrupted(dir, OPTIONS);
      return true;
    } catch (IOException refused) {
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError(what, e);
    }
  }

  private static void write(Path folder, List<JournalRecord> records) throws IOException {
    Files.delete(folder.resolve(Journal.FILE_NAME));
    try (Journal journal = Journal.create(folder)) {
      journal.add(records);
    }
  }

  private record Changed(String what, List<JournalRecord> records) {}

  /**
   * The journal with its so manieth number, counted from 0, being another; null behind the last.
   */
  private static @Nullable Changed changed(List<JournalRecord> records, int index, String number) {
    int left = index;
    for (int i = 0; i < records.size(); i++) {
      for (Map.Entry<String, String> field : records.get(i).fields().entrySet()) {
        if (field.getValue().matches("-?[0-9]+") && left-- == 0) {
          List<JournalRecord> changed = new ArrayList<>(records);
          changed.set(i, records.get(i).with(field.getKey(), number));
          return new Changed(records.get(i) + ": " + field.getKey() + " = " + number, changed);
        }
      }
    }
    return null;
  }
}
