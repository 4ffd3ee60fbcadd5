package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.aofkit.fuzz.proof.Tally;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every work that writes, with every kind of fault at every one of its file operations. Of looks
 * that fail, reads that give less and second faults behind a first a part is tried by default; all
 * of them: {@code -Daofkit.sweep.all=true}. What was counted is left in {@code target/proof}.
 */
class EveryWriteSweepTest {
  static Stream<Work> works() {
    return Stream.concat(Stream.of(ToolWork.values()), Stream.of(LibraryWork.values()));
  }

  @ParameterizedTest
  @MethodSource("works")
  void whateverFailsTheDirectoryIsAsBeforeOrAsAfter(Work work) throws IOException {
    for (Fault fault : Fault.values()) {
      Tally tally = new Sweep(work, fault).run();
      tally.write();
      System.out.printf("%s: %d points%n", tally.name(), tally.fired());
      assertThat(tally.fired() == 0).as(tally.name()).isEqualTo(work.lacks(fault));
    }
  }
}
