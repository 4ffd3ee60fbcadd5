package org.aofkit.fuzz.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aofkit.fuzz.reference.ReferenceParser;
import org.aofkit.fuzz.reference.ReferenceParser.Frame;
import org.aofkit.resp.RespError;
import org.junit.jupiter.api.Test;

/** The properties are worth what the streams reach. */
class RespStreamsTest {

  @Test
  void everyOutcomeErrorAndQuirkIsReached() {
    Set<Integer> outcomes = new HashSet<>();
    Set<RespError> errors = EnumSet.noneOf(RespError.class);
    int quirks = 0;
    long commands = 0;
    for (long seed = 0; seed < 3000; seed++) {
      List<Frame> frames = ReferenceParser.parse(RespStreams.stream(seed), 0);
      commands += frames.size() - 1;
      for (Frame frame : frames) {
        outcomes.add(frame.outcome());
        if (frame.error() != null) {
          errors.add(frame.error());
        }
        if (frame.isWhole()) {
          quirks |= frame.quirks();
        }
      }
    }
    assertThat(outcomes).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    assertThat(errors).containsExactlyInAnyOrder(RespError.values());
    assertThat(quirks).isEqualTo((1 << 7) - 1);
    assertThat(commands).isGreaterThan(3 * 3000);
  }
}
