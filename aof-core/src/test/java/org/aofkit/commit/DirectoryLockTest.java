package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that take a directory and let it go beside each other. */
@Timeout(30)
class DirectoryLockTest {
  private static final int THREADS = 4;
  private static final int TAKINGS = 300;

  @TempDir Path dir;

  private Path home() {
    return dir.resolve(".aof-fsck");
  }

  @Test
  void manyWhoTakeItAndLetItGoGetItOrFindItLocked() throws Exception {
    AtomicInteger holders = new AtomicInteger();
    Callable<Integer> taking = () -> takings(holders);
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    int taken = 0;
    try {
      for (Future<Integer> each : pool.invokeAll(Collections.nCopies(THREADS, taking))) {
        taken += each.get();
      }
    } finally {
      pool.shutdown();
    }
    assertThat(taken).isPositive();
    assertThat(home()).doesNotExist();
  }

  private int takings(AtomicInteger holders) throws IOException {
    int taken = 0;
    for (int i = 0; i < TAKINGS; i++) {
      try (DirectoryClaim claim = DirectoryClaim.take(dir)) {
        assertThat(claim).isNotNull();
        assertThat(holders.incrementAndGet()).isOne();
        holders.decrementAndGet();
        taken++;
      } catch (LockedException e) {
        Thread.onSpinWait();
      }
    }
    return taken;
  }

  @Test
  void whatIsNoDirectoryIsNamedAndStays() throws Exception {
    Files.writeString(home(), "theirs");
    assertThatThrownBy(() -> DirectoryClaim.take(dir))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(home()).hasContent("theirs");
    Files.delete(home());
    Files.createSymbolicLink(home(), dir.resolve("missing"));
    assertThatThrownBy(() -> DirectoryClaim.take(dir))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(home()).isSymbolicLink();
  }

  @Test
  void theLockOfAnotherStaysWhenOneThatLostItsNameIsGivenBack() throws Exception {
    DirectoryClaim first = DirectoryClaim.take(dir);
    Files.delete(home().resolve(Quarantine.LOCK));
    try (DirectoryClaim second = DirectoryClaim.take(dir)) {
      first.close();
      assertThat(second).isNotNull();
      assertThat(home().resolve(Quarantine.LOCK)).exists();
      assertThatThrownBy(() -> DirectoryClaim.take(dir)).isInstanceOf(LockedException.class);
      assertThat(LockProbe.another(dir)).isEqualTo("locked");
    }
    assertThat(home()).doesNotExist();
  }
}
