package org.aofkit.fuzz.gen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.aofkit.fuzz.reference.ReferenceFrame;
import org.aofkit.fuzz.reference.ReferenceFrame.Outcome;
import org.aofkit.fuzz.reference.ReferenceParser;
import org.aofkit.resp.RespError;
import org.aofkit.resp.RespQuirk;
import org.junit.jupiter.api.Test;

/** Properties are worth what the generators reach. */
class GeneratorTest {
  private static final int TRIES = 3000;

  private final Random random = new Random(17);

  @Test
  void oddFramesReachEveryOutcomeErrorAndQuirk() {
    Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
    Set<RespError> errors = EnumSet.noneOf(RespError.class);
    int quirks = 0;
    for (int i = 0; i < TRIES; i++) {
      byte[] file = i % 3 == 0 ? Frames.annotation(random) : OddFrames.any(random);
      byte[] damaged = i % 5 == 0 ? Mutation.any(random).of(file) : file;
      for (ReferenceFrame frame : new ReferenceParser(damaged).frames()) {
        outcomes.add(frame.outcome());
        if (frame.error() != null) {
          errors.add(frame.error());
        }
        if (frame.isWhole()) {
          quirks |= frame.quirks();
        }
      }
    }
    assertThat(outcomes).containsExactlyInAnyOrder(Outcome.values());
    assertThat(errors).containsExactlyInAnyOrder(RespError.values());
    int all = RespQuirk.REFUSED_BY_CHECK_TOOLS | RespQuirk.ODD_NUMBER | RespQuirk.SPLIT_ANNOTATION;
    assertThat(quirks).isEqualTo(all);
  }

  @Test
  void soundCommandsAreWholeAndWithoutQuirks() {
    for (int i = 0; i < TRIES; i++) {
      var frames = new ReferenceParser(Frames.command(random)).frames();
      assertThat(frames)
          .extracting(ReferenceFrame::outcome)
          .containsExactly(Outcome.COMMAND, Outcome.END);
      assertThat(frames.get(0).quirks()).isZero();
    }
  }

  @Test
  void everyMutationChangesAFileOrLeavesItsLengthInBounds() {
    byte[] file = Frames.command(random);
    for (int i = 0; i < TRIES; i++) {
      Mutation mutation = Mutation.any(random);
      int longer = mutation.of(file).length - file.length;
      switch (mutation.kind()) {
        case CHANGE, NULS -> assertThat(longer).isZero();
        case INSERT -> assertThat(longer).isBetween(1, 8);
        case DUPLICATE -> assertThat(longer).isBetween(1, mutation.length());
        case DELETE -> assertThat(longer).isBetween(-mutation.length(), -1);
        case TRUNCATE -> assertThat(longer).isBetween(-file.length, -1);
      }
    }
  }
}
