package org.aofkit.fsck;

import static org.aofkit.fsck.CompactFiles.command;
import static org.aofkit.fsck.CompactFiles.contents;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code init --min-free}: it makes room where it can, and never keeps a server from starting. */
@Timeout(60)
class InitMinFreeTest {
  private final SmallVolume library = new SmallVolume();
  private final Run run = new Run(library);
  @TempDir Path folder;
  private Path data = Path.of("");
  private Map<String, String> before = Map.of();

  @BeforeEach
  void aLogFullOfHistory() throws IOException {
    data(CompactFiles.data(folder, 300));
  }

  private void data(Path made) throws IOException {
    data = made;
    before = contents(data);
    run.variables.put("AOF_FSCK_TERMINATION_LOG", folder.resolve("log").toString());
  }

  private int init(String... words) {
    List<String> all = new ArrayList<>(List.of("init"));
    all.addAll(List.of(words));
    all.add(data.toString());
    return run.run(all.toArray(String[]::new));
  }

  private void assertSkipped(String why) throws IOException {
    assertThat(contents(data)).isEqualTo(before);
    assertThat(run.err())
        .contains(
            "aof-fsck init: WARNING: " + data + ": not compacted, though little of the volume")
        .contains(why);
    assertThat(folder.resolve("log"))
        .content()
        .startsWith("aof-fsck init, exit 0: the server may start. ")
        .contains("not compacted")
        .contains(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"20%", "1001", "2kb"})
  void whereLessIsFreeItCompactsAndDeletesTheOldFiles(String least) throws IOException {
    assertThat(init("--min-free", least)).isZero();

    assertThat(contents(data)).doesNotContainKey("appendonlydir/" + CompactFiles.INCR);
    assertThat(run.out())
        .startsWith(data + ": compacted from 11,238 B (10.9 KiB) to 2")
        .contains("base.rdb");
    assertThat(run.err()).contains("1000 bytes of the volume are free now, still less");
    assertThat(folder.resolve("log"))
        .content()
        .startsWith("aof-fsck init, exit 0: the server may start. ")
        .contains(data + ": compacted from ");
    assertThat(new Run().run("undo", data.toString())).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10%", "1000", "0", "0%"})
  void whereEnoughIsFreeNothingIsDone(String least) throws IOException {
    assertThat(init("--min-free", least, "--json")).isZero();

    assertThat(contents(data)).isEqualTo(before);
    assertThat(run.err()).isEmpty();
    assertThat(Json.at(run.json().get(0), "compaction")).isNull();
  }

  @Test
  void itIsOffByDefault() throws IOException {
    library.free = 0;

    assertThat(init()).isZero();

    assertThat(contents(data)).isEqualTo(before);
  }

  @Test
  void itSaysSoInJson() throws IOException {
    assertThat(init("--min-free", "20%", "--json")).isZero();

    assertThat(Json.at(run.json().get(0), "compaction", "state")).isEqualTo("done");
    assertThat(Json.at(run.json().get(0), "compaction", "kept")).isNull();
  }

  @Test
  void aQuarantineOnAnotherVolumeKeepsTheOldFiles() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    library.otherVolume = other;

    assertThat(init("--min-free", "20%", "--quarantine", other.toString())).isZero();

    assertThat(contents(data)).isNotEqualTo(before);
    assertThat(run.run("undo", "--quarantine", other.toString(), data.toString())).isZero();
    assertThat(contents(data)).isEqualTo(before);
  }

  @Test
  void aQuarantineOnTheSameVolumeWouldGiveNothingBack() throws IOException {
    Path same = folder.resolve("same");

    assertThat(init("--min-free", "20%", "--quarantine", same.toString())).isZero();

    assertSkipped("--quarantine is on the same volume");
  }

  @Test
  void whatCanNotBeCompactedIsSkippedWithAWarning() throws IOException {
    Path data = CompactFiles.data(folder.resolve("x"), command("SET", "a", "1").repeat(9));
    Path incr = data.resolve("appendonlydir").resolve(CompactFiles.INCR);
    Files.createSymbolicLink(incr, Files.move(incr, folder.resolve("elsewhere")));
    data(data);

    assertThat(init("--min-free", "20%", "--json")).isZero();

    assertSkipped("symbolic link");
    assertThat(Json.at(run.json().get(0), "compaction", "state")).isEqualTo("skipped");
    assertThat(Json.at(run.json().get(0), "compaction", "reason").toString())
        .contains("symbolic link");
    assertThat(Json.at(run.json().get(0), "error")).isNull();
  }

  @Test
  void whatDoesNotFitIsSkippedWithTheBytesThatAreMissing() throws IOException {
    library.freeForNeeds = 0;

    assertThat(init("--min-free", "20%")).isZero();

    assertSkipped(" bytes more have to be free in " + data);
    assertThat(library.calls).contains("measure").doesNotContain("compact");
  }

  @Test
  void whereNothingIsToBeWonNothingIsWrittenAtEachStart() throws IOException {
    data(CompactFiles.data(folder.resolve("x"), command("SET", "a", "x".repeat(1000))));

    assertThat(init("--min-free", "20%")).isZero();

    assertSkipped("there is nothing to win: 0 bytes");
  }

  @Test
  void aCompactedDirectoryIsNotCompactedAgain() throws IOException {
    assertThat(init("--min-free", "20%")).isZero();
    Map<String, String> compacted = contents(data);

    assertThat(init("--min-free", "20%")).isZero();

    assertThat(contents(data)).isEqualTo(compacted);
  }

  @Test
  void noErrorOfTheToolKeepsTheServerFromStarting() throws IOException {
    for (Throwable failure :
        List.of(new OutOfMemoryError("heap"), new IllegalStateException("a mistake"))) {
      library.whenCompacting = () -> sneak(failure);

      assertThat(init("--min-free", "20%")).isZero();

      assertSkipped(failure instanceof OutOfMemoryError ? "out of memory" : "internal error");
    }
  }

  @Test
  void whatIsHalfDoneAndCanNotBeSettledKeepsTheServerFromStarting() throws IOException {
    library.whenCompacting =
        () -> {
          makeHalfDone();
          throw new IllegalStateException("a mistake");
        };
    library.whenSettling =
        () -> {
          throw new UncheckedIOException(new IOException("the disk is gone"));
        };

    assertThat(init("--min-free", "20%")).isEqualTo(8);

    assertThat(folder.resolve("log"))
        .content()
        .startsWith("aof-fsck init, exit 8: the server may n");
  }

  /** A journal whose operation was begun and not ended. */
  private void makeHalfDone() {
    try {
      Path operation =
          Files.createDirectories(data.resolve(".aof-fsck").resolve("20261122T101500Z-1"));
      Files.writeString(operation.resolve("journal"), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aSignalEndsItWithTheFilesAsTheyWere() throws IOException {
    library.whenCompacting = run.cancellation::request;

    assertThat(init("--min-free", "20%")).isEqualTo(32);

    assertThat(contents(data)).isEqualTo(before);
    assertThat(folder.resolve("log")).content().startsWith("aof-fsck init, exit 32: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"100%", "-1", "lots", "20 %", "1tb", "%"})
  void otherWordsAreAMistake(String least) {
    assertThat(init("--min-free", least)).isEqualTo(16);
    assertThat(run.err()).contains("--min-free");
  }

  private static void sneak(Throwable failure) {
    if (failure instanceof Error e) {
      throw e;
    }
    throw (RuntimeException) failure;
  }
}
