package org.aofkit.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyncerTest {
  /** Else a batch would be in the log although its append has failed, and never made durable. */
  @Test
  void aThreadThatCantBeHadIsAskedForAgainAtTheNextAppend() {
    List<Runnable> asked = new ArrayList<>();
    Syncer syncer =
        new Syncer(
            true,
            () -> {
              throw new IllegalStateException("nothing was appended");
            },
            work -> {
              asked.add(work);
              if (asked.size() < 3) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              return new Thread(work);
            });
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(syncer::begin).isInstanceOf(OutOfMemoryError.class);
    }
    syncer.begin();
    syncer.begin();
    assertThat(asked).hasSize(3);
    syncer.stop();
  }
}
