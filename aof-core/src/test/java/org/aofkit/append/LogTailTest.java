package org.aofkit.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.aofkit.io.FileName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The end of a log on a channel that fails as told: torn bytes are taken back with the position, or
 * nothing more is taken; and after an fsync that failed nothing is said to be safe that may not be.
 */
class LogTailTest {
  private final ScriptedChannel channel = new ScriptedChannel();
  private final LogTail tail = LogTail.created(FileName.of("f"), channel, null);

  private static ByteBuffer[] parts(String... texts) {
    return List.of(texts).stream()
        .map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)))
        .toArray(ByteBuffer[]::new);
  }

  private void append(String... texts) throws IOException {
    tail.append(parts(texts), String.join("", texts).length());
  }

  private long end() {
    return tail.end().offset();
  }

  private long durable() {
    return tail.durableUpTo().offset();
  }

  @Test
  void shortWritesAreGoneOnWithToTheEnd() throws IOException {
    channel.writes.addAll(List.of(1, 2, 1, 3, 1));
    append("ab", "", "cdef", "", "ghi");
    assertThat(channel.content).hasToString("abcdefghi");
    assertThat(end()).isEqualTo(9);
    assertThat(tail.isDirty()).isTrue();
    assertThat(durable()).isZero();
    tail.force();
    assertThat(tail.isDirty()).isFalse();
    assertThat(durable()).isEqualTo(9);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void tornBytesAreTakenBackWithThePosition(int taken) throws IOException {
    append("first");
    if (taken > 0) {
      channel.writes.add(taken);
    }
    channel.writes.add(-1);
    assertThatThrownBy(() -> append("sec", "ond"))
        .isInstanceOf(AppendFailedException.class)
        .hasMessageContaining("6 bytes not appended at 5");
    assertThat(channel.content).hasToString("first");
    assertThat(channel.position()).isEqualTo(5);
    assertThat(end()).isEqualTo(5);
    assertThat(tail.isUsable()).isTrue();
    append("third");
    assertThat(channel.content).hasToString("firstthird");
  }

  @Test
  void aWriteThatTakesNothingIsAFailure() throws IOException {
    channel.writes.addAll(List.of(2, 0));
    assertThatThrownBy(() -> append("abc"))
        .isInstanceOf(AppendFailedException.class)
        .hasMessageContaining("a write of 1 bytes took none");
    assertThat(channel.content).isEmpty();
    append("abc");
    assertThat(channel.content).hasToString("abc");
  }

  @Test
  void tornBytesThatCannotBeTakenBackEndEverything() throws IOException {
    append("first");
    tail.force();
    channel.writes.add(-1);
    channel.truncates.add("Input/output error");
    assertThatThrownBy(() -> append("second"))
        .isInstanceOf(LogUnusableException.class)
        .hasMessageContaining("durable up to byte 5")
        .hasRootCauseMessage("Input/output error");
    assertThat(tail.isUsable()).isFalse();
    int calls = channel.writeCalls;
    assertThatThrownBy(() -> append("third")).isInstanceOf(LogUnusableException.class);
    assertThat(channel.writeCalls).isEqualTo(calls);
    assertThatThrownBy(tail::force).isInstanceOf(LogUnusableException.class);
    assertThat(channel.forceCalls).isEqualTo(1);
  }

  @Test
  void aTruncationThatDoesNothingIsNoticed() {
    channel.writes.add(-1);
    channel.ignoresTruncate = true;
    assertThatThrownBy(() -> append("second"))
        .isInstanceOf(LogUnusableException.class)
        .hasRootCauseMessage("expected a size of 0, found 1");
  }

  @Test
  void bytesThatAnErrorHasTornAreTakenBackToo() throws IOException {
    append("first");
    channel.writes.add(3);
    channel.unchecked = new IllegalStateException("no memory");
    assertThatThrownBy(() -> append("second")).isSameAs(channel.unchecked);
    channel.unchecked = null;
    assertThat(channel.content).hasToString("first");
    append("!");
    assertThat(channel.content).hasToString("first!");
  }

  @Test
  void anFsyncThatFailedIsNeverFollowedByAnother() throws IOException {
    append("first");
    tail.force();
    append("second");
    channel.forces.add("Input/output error");
    assertThatThrownBy(tail::force)
        .isInstanceOf(LogUnusableException.class)
        .hasMessageContaining("fsync failed; durable up to byte 5");
    assertThat(durable()).isEqualTo(5);
    assertThatThrownBy(tail::force)
        .isInstanceOf(LogUnusableException.class)
        .satisfies(
            e ->
                assertThat(((LogUnusableException) e).durableUpTo()).isEqualTo(tail.durableUpTo()));
    tail.tryToForce();
    assertThat(channel.forceCalls).isEqualTo(2);
    assertThat(durable()).isEqualTo(5);
    // Somebody was told.
    tail.requireNothingUntold();
  }

  @Test
  void anFsyncThatFailedInTheBackgroundIsToldWhenItIsAskedFor() throws IOException {
    append("first");
    channel.forces.add("Input/output error");
    tail.tryToForce();
    assertThat(tail.isUsable()).isFalse();
    assertThatThrownBy(tail::requireNothingUntold).isInstanceOf(LogUnusableException.class);
    tail.requireNothingUntold();
    assertThatThrownBy(() -> append("x")).isInstanceOf(LogUnusableException.class);
  }

  @Test
  void anErrorOfAnFsyncIsOneOfTheLog() throws IOException {
    append("first");
    channel.unchecked = new IllegalStateException("?");
    assertThatThrownBy(tail::force).isSameAs(channel.unchecked);
    channel.unchecked = null;
    assertThatThrownBy(() -> append("x")).isInstanceOf(LogUnusableException.class);
    assertThat(durable()).isZero();
  }

  @Test
  void closingFailsOnlyWhereSomethingMayBeLostThatNobodyWasToldOf() throws IOException {
    channel.failsToClose = true;
    append("first");
    assertThat(tail.isOpen()).isTrue();
    assertThatThrownBy(tail::close)
        .isInstanceOf(LogUnusableException.class)
        .hasMessageContaining("could not be closed");
    assertThat(tail.isOpen()).isFalse();

    ScriptedChannel other = new ScriptedChannel();
    other.failsToClose = true;
    LogTail clean = LogTail.created(FileName.of("g"), other, null);
    clean.append(parts("a"), 1);
    clean.force();
    clean.close();

    ScriptedChannel third = new ScriptedChannel();
    third.failsToClose = true;
    third.forces.add("Input/output error");
    LogTail failed = LogTail.created(FileName.of("h"), third, null);
    failed.append(parts("a"), 1);
    assertThatThrownBy(failed::force).isInstanceOf(LogUnusableException.class);
    failed.close();
  }

  @Test
  void largeBuffersOfTheHeapGoInPiecesAndManySmallOnesTogether() throws IOException {
    String large = "L".repeat((1 << 16) * 2 + 1);
    append("a", large, "b", "c");
    // One small, two pieces of the large one, the rest of it with two small ones.
    assertThat(channel.writeCalls).isEqualTo(4);
    assertThat(channel.content).hasToString("a" + large + "bc");
    channel.writeCalls = 0;
    String[] many = new String[65];
    Arrays.fill(many, "x");
    append(many);
    assertThat(channel.writeCalls).isEqualTo(2);
    channel.writeCalls = 0;
    append("y".repeat(1 << 16));
    assertThat(channel.writeCalls).isEqualTo(1);
  }

  @Test
  void aFileThatIsNotAsItWasIsNotOpened(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "four");
    for (long size : new long[] {3, 5}) {
      assertThatThrownBy(() -> LogTail.open(FileName.of("f"), file, size))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("has changed");
    }
    try (LogTail opened = LogTail.open(FileName.of("f"), file, 4)) {
      assertThat(opened.durableUpTo()).isEqualTo(new AofPosition(FileName.of("f"), 4));
      assertThat(opened.isDirty()).isFalse();
      opened.append(parts("!"), 1);
    }
    assertThat(file).hasContent("four!");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatSomebodyElseHasDoneToTheSizeIsSeenByTheFsyncOfEverySecond(
      boolean isCut, @TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "0123456789");
    try (LogTail opened = LogTail.open(FileName.of("f"), file, 10)) {
      opened.append(parts("abcde"), 5);
      opened.tryToForce();
      assertThat(opened.durableUpTo().offset()).isEqualTo(15);
      changeSize(file, isCut ? 8 : 17);
      // Behind the cut, and behind what is theirs.
      opened.append(parts("fgh"), 3);
      opened.tryToForce();
      assertThat(opened.isUsable()).isFalse();
      assertThat(opened.durableUpTo().offset()).isEqualTo(isCut ? 8 : 15);
      assertThatThrownBy(() -> opened.append(parts("!"), 1))
          .isInstanceOf(LogUnusableException.class)
          .hasStackTraceContaining("somebody else writes to it");
    }
    assertThat(file)
        .content()
        .startsWith(isCut ? "01234567fgh" : "0123456789abcde")
        .endsWith("fgh");
  }

  @Test
  void aLookIsDueBehindTheFsyncOfEverySecondUntilItIsTaken(@TempDir Path dir) throws IOException {
    Path file = Files.createFile(dir.resolve("f"));
    try (LogTail opened = LogTail.open(FileName.of("f"), file, 0)) {
      opened.append(parts("abcde"), 5);
      assertThat(opened.isLookDue()).isFalse();
      opened.tryToForce();
      assertThat(opened.isLookDue()).isTrue();
      opened.requireOurs();
      assertThat(opened.isLookDue()).isFalse();
    }
  }

  private static void changeSize(Path file, int size) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, size));
  }
}
