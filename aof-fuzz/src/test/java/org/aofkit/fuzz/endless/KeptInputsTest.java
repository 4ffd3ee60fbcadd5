package org.aofkit.fuzz.endless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.aofkit.fuzz.server.Servers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What fuzzing has kept in testdata/fuzz, found bugs first of all, keeps all promises. */
class KeptInputsTest {
  private static final int LEAST = 20;
  private static final int INTERRUPTIONS = 25;
  private static final int RECORDS = 22;
  private static final byte BEHIND_CHECKSUM = 9;

  static Stream<String> targets() {
    return FuzzTargets.NAMES.stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void keptInputsBreakNoPromise(String name) throws IOException {
    Map<String, byte[]> inputs = Corpus.read(Servers.testdata("fuzz").resolve(name));
    FuzzTarget target = FuzzTargets.named(name);
    List<String> broken = new ArrayList<>();
    inputs.forEach(
        (input, bytes) -> {
          try {
            target.accept(bytes);
          } catch (IOException | RuntimeException | AssertionError e) {
            broken.add(input + ": " + e);
          }
        });
    assertThat(broken).isEmpty();
    assertThat(inputs).hasSizeGreaterThan(LEAST);
  }

  /** Whichever record it is, and wherever the operation, or taking it back, was interrupted. */
  @Test
  void aJournalWithADamagedRecordIsRefusedOrSettledAsAWhole() throws IOException {
    FuzzTarget target = FuzzTargets.named("journal");
    for (int interrupted = 0; interrupted < INTERRUPTIONS; interrupted++) {
      for (int line = 0; line < RECORDS; line++) {
        target.accept(new byte[] {(byte) interrupted, 0, 0, (byte) line, BEHIND_CHECKSUM, 1});
      }
    }
  }

  @Test
  void aBrokenPromiseIsAnError() {
    assertThatThrownBy(() -> Promise.that(false, () -> "said")).hasMessage("said");
    assertThatThrownBy(() -> Promise.same(1, 2, () -> "one")).hasMessageContaining("expected 2");
    assertThatThrownBy(() -> Promise.allocating(1 << 10, () -> Objects.hash(new byte[1 << 20])))
        .hasMessageContaining("at most");
  }
}
