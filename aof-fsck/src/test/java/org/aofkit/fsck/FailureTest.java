package org.aofkit.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What goes wrong is told with the way out of it. */
class FailureTest {
  private static final String PLAIN = "no such file or directory";

  @Test
  void relativeNameInADirectoryThatTheLocaleHidesIsExplained() {
    assertThat(Failure.notFound(".", "/caf\ufffd\ufffd")).contains("LC_ALL=C.UTF-8");
    assertThat(Failure.notFound("data/x", "/caf\ufffd\ufffd")).contains("--paths-from");
  }

  @Test
  void otherThingsThatAreNotThereAreJustNotThere() {
    assertThat(Failure.notFound("/data", "/caf\ufffd\ufffd")).isEqualTo(PLAIN);
    assertThat(Failure.notFound(".", "/data")).isEqualTo(PLAIN);
    assertThat(Failure.notFound(null, "/caf\ufffd")).isEqualTo(PLAIN);
  }
}
