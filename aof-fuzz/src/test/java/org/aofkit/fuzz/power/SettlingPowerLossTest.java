package org.aofkit.fuzz.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.commit.Content;
import org.aofkit.commit.FileEdit;
import org.aofkit.commit.FileFingerprint;
import org.aofkit.commit.OperationStatus;
import org.aofkit.commit.Operations;
import org.aofkit.fuzz.fs.DiskEvent;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.History;
import org.aofkit.fuzz.proof.Tally;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power goes twice: while an operation, or its undo, is carried out, and again while the next
 * run settles what the first loss has left. The run after that finds or makes the directory as
 * before or as after.
 */
class SettlingPowerLossTest {
  private static final CommitOptions OPTIONS =
      CommitOptions.of(Clock.fixed(Instant.parse("2026-11-22T10:11:12Z"), ZoneOffset.UTC), "test");

  @ParameterizedTest
  @EnumSource
  void settlingAnOperationMayBeInterruptedTheSameWay(NameOrder order) throws IOException {
    try (PowerCase place = new PowerCase()) {
      fill(place.data());
      Map<String, String> before = files(place.data());
      Path dir = place.fs().wrap(place.data());
      History history = place.record(FaultPlan.none(), () -> run(dir));
      twice(place, "settling", 11, order, history, before, files(place.data()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void settlingAnUndoMayBeInterruptedTheSameWay(NameOrder order) throws IOException {
    try (PowerCase place = new PowerCase()) {
      fill(place.data());
      Map<String, String> before = files(place.data());
      run(place.data());
      Map<String, String> after = files(place.data());
      Path dir = place.fs().wrap(place.data());
      History history = place.record(FaultPlan.none(), () -> Commit.undo(dir, OPTIONS));
      twice(place, "settling-undo", 5, order, history, before, after);
    }
  }

  private static void twice(
      PowerCase place,
      String name,
      int step,
      NameOrder order,
      History history,
      Map<String, String> before,
      Map<String, String> after)
      throws IOException {
    Path dir = place.fs().wrap(place.data());
    Tally[] sum = {new Tally("power-loss." + name, 0, 0, 0)};
    place.eachState(
        name + "-first",
        history,
        order,
        PowerCase.limits(6, 1),
        step,
        state -> {
          History settling =
              place.record(FaultPlan.none(), () -> Commit.finishInterrupted(dir, OPTIONS));
          if (settling.events().stream().allMatch(DiskEvent.Noted.class::isInstance)) {
            return;
          }
          sum[0] =
              sum[0].plus(
                  place.eachState(
                      name,
                      settling,
                      order,
                      PowerCase.limits(6, 1),
                      4,
                      again -> judge(place.data(), before, after)));
        });
    assertThat(sum[0].fired()).isGreaterThan(20);
    PowerCase.write(sum[0], order);
  }

  /** Settled by one run; the operation can be done where it is not, and taken back. */
  private static void judge(Path data, Map<String, String> before, Map<String, String> after)
      throws IOException {
    Commit.finishInterrupted(data, OPTIONS);
    assertThat(Commit.finishInterrupted(data, OPTIONS)).isEmpty();
    if (files(data).equals(before)) {
      run(data);
    }
    assertThat(files(data)).isEqualTo(after);
    assertThat(Operations.list(data).get(Operations.list(data).size() - 1).status())
        .isEqualTo(OperationStatus.FINISHED);
    Commit.undo(data, OPTIONS);
    assertThat(files(data)).isEqualTo(before);
  }

  private static void fill(Path data) throws IOException {
    Files.writeString(data.resolve("log"), "0123456789" + "\0".repeat(5000) + "tail");
    Files.writeString(data.resolve("grows"), "x".repeat(600));
    Files.writeString(data.resolve("list"), "file log\nfile gone\n");
    Files.writeString(data.resolve("gone"), "leftover");
  }

  private static void run(Path data) throws IOException {
    List<FileEdit> edits =
        List.of(
            new FileEdit.Overwrite(data.resolve("log"), 2, text("##")),
            new FileEdit.Truncate(data.resolve("log"), 10),
            new FileEdit.Append(data.resolve("grows"), text("y".repeat(700))),
            new FileEdit.Replace(
                data.resolve("list"), List.of(new FileEdit.Part.Literal(text("file log\n")))),
            new FileEdit.Remove(data.resolve("gone")),
            new FileEdit.Replace(
                data.resolve("made"), List.of(new FileEdit.Part.Literal(text("new")))));
    Map<Path, FileFingerprint> prints = new LinkedHashMap<>();
    for (FileEdit edit : edits) {
      prints.put(edit.file(), FileFingerprint.ofOrAbsent(edit.file()));
    }
    Commit.run(data, edits, prints, OPTIONS);
  }

  private static Content text(String text) {
    return Content.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** All files but those in the quarantine: a stray one makes a difference. */
  private static Map<String, String> files(Path data) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(data)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = data.relativize(path).toString();
        if (!name.startsWith(".aof-fsck/")) {
          files.put(name, Files.readString(path, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return files;
  }
}
