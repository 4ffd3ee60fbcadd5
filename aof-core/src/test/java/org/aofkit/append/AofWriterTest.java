package org.aofkit.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Verdict;
import org.aofkit.server.Server;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the writer does when it is used wrongly, by many, or beside others. */
@Timeout(30)
class AofWriterTest {
  private static final int THREADS = 4;
  private static final int APPENDS = 300;

  @TempDir Path dir;

  @BeforeEach
  void makeDirectory() throws IOException {
    try (AofDirectoryWriter base = AofDirectoryWriter.create(dir, Server.REDIS_7_0)) {
      base.finish();
    }
  }

  private AofWriter open(FsyncPolicy policy) throws IOException {
    return AofWriter.open(
        dir, CheckOptions.defaults(), AofWriterOptions.defaults().withFsync(policy));
  }

  private Path incr(int number) {
    return dir.resolve("appendonlydir/appendonly.aof." + number + ".incr.aof");
  }

  private Verdict verdict() throws IOException {
    return Checker.check(dir, CheckOptions.defaults()).verdict();
  }

  @Test
  void aDatabaseThatTheServerDoesNotHaveIsRefused() throws Exception {
    try (AofWriter writer = open(FsyncPolicy.NO)) {
      assertThatThrownBy(() -> writer.append(new CommandBatch().add(16, "PING")))
          .isInstanceOf(IllegalArgumentException.class);
      var transaction = new CommandBatch().multi(16).add(0, "SET", "a", "1").exec();
      assertThatThrownBy(() -> writer.append(transaction))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(writer.end().offset()).isZero();
    }
  }

  @Test
  void nothingIsTakenThatIsNoWholeCommandOrComesTooLate() throws Exception {
    AofWriter writer = open(FsyncPolicy.ALWAYS);
    assertThatThrownBy(() -> writer.append(new CommandBatch()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.append(new CommandBatch().multi(0).add(0, "PING")))
        .isInstanceOf(IllegalArgumentException.class);
    writer.close();
    writer.close();
    assertThatThrownBy(() -> writer.append(new CommandBatch().add(0, "PING")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(writer::sync).isInstanceOf(IOException.class);
    assertThatThrownBy(writer::rotate).isInstanceOf(IOException.class);
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void anInterruptedThreadAppendsAndStaysInterrupted() throws Exception {
    try (AofWriter writer = open(FsyncPolicy.ALWAYS)) {
      Thread.currentThread().interrupt();
      writer.append(new CommandBatch().add(0, "SET", "a", "1"));
      writer.rotate();
      writer.sync();
      assertThat(Thread.interrupted()).isTrue();
      Thread.currentThread().interrupt();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void anUnlistedFileThatHasTheNextNameIsNotEmptied() throws Exception {
    try (AofWriter writer = open(FsyncPolicy.NO)) {
      Files.writeString(incr(2), "somebody's");
      assertThatThrownBy(writer::rotate).isInstanceOf(FileAlreadyExistsException.class);
      assertThat(incr(2)).hasContent("somebody's");
      Files.delete(incr(2));
      writer.append(new CommandBatch().add(0, "SET", "a", "1"));
      Files.createFile(incr(2));
      writer.rotate();
      assertThat(writer.end().file()).hasToString(incr(2).getFileName().toString());
    }
    assertThat(verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void aManifestThatIsWrittenWhileItIsCheckedIsNoneToGoOnFrom() throws Exception {
    try (AofWriter writer = open(FsyncPolicy.NO)) {
      writer.append(new CommandBatch().add(0, "SET", "a", "1"));
    }
    Path manifest = dir.resolve("appendonlydir/appendonly.aof.manifest");
    String changed = Files.readString(manifest) + "file appendonly.aof.2.incr.aof seq 2 type i\n";
    CheckOptions check =
        CheckOptions.defaults()
            .withProgress(
                bytes -> {
                  try {
                    Files.writeString(manifest, changed);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });

    assertThatThrownBy(() -> AofWriter.open(dir, check, AofWriterOptions.defaults()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has changed");
    assertThat(manifest).hasContent(changed);
    assertThat(dir.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void aRotationThatFailsLeavesNothingBehind() throws Exception {
    Path inTheWay = dir.resolve("appendonlydir/temp-appendonly.aof.manifest");
    try (AofWriter writer = open(FsyncPolicy.NO)) {
      Files.createDirectories(inTheWay.resolve("full"));
      assertThatThrownBy(writer::rotate)
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(LogUnusableException.class)
          .hasMessageContaining(inTheWay.toString());
      assertThat(incr(2)).doesNotExist();
      writer.append(new CommandBatch().add(0, "SET", "a", "1"));
      Files.createFile(incr(2));
      assertThatThrownBy(writer::rotate).isInstanceOf(IOException.class);
      assertThat(incr(2)).as("somebody else's").exists();
    }
  }

  @Test
  void whatFailedIsSaidEachTime() throws Exception {
    try (AofWriter writer = open(FsyncPolicy.ALWAYS)) {
      writer.append(new CommandBatch().add(0, "SET", "a", "1"));
      Files.delete(incr(1));
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(writer::sync)
            .isInstanceOf(LogUnusableException.class)
            .hasMessageContaining("was removed by somebody else");
      }
    }
  }

  @Test
  void aManifestThatSomebodyElseHasWrittenIsNotReplaced() throws Exception {
    Path manifest = dir.resolve("appendonlydir/appendonly.aof.manifest");
    try (AofWriter writer = open(FsyncPolicy.NO)) {
      String changed = Files.readString(manifest) + "file other.aof seq 7 type i\n";
      Files.writeString(manifest, changed);
      assertThatThrownBy(writer::rotate)
          .isInstanceOf(LogUnusableException.class)
          .hasStackTraceContaining("somebody else has written the manifest");
      assertThat(manifest).hasContent(changed);
      assertThat(incr(2)).doesNotExist();
      assertThatThrownBy(() -> writer.append(new CommandBatch().add(0, "PING")))
          .isInstanceOf(LogUnusableException.class);
    }
  }

  /** What somebody else does to the file that is written to. */
  private enum Foreign {
    APPENDS("somebody else writes to it") {
      @Override
      void doTo(Path file) throws IOException {
        Files.writeString(file, "theirs", StandardOpenOption.APPEND);
      }
    },
    CUTS("somebody else writes to it") {
      @Override
      void doTo(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(5);
        }
      }
    },
    REMOVES("was removed by somebody else") {
      @Override
      void doTo(Path file) throws IOException {
        Files.delete(file);
      }
    },
    REPLACES("was replaced by somebody else") {
      @Override
      void doTo(Path file) throws IOException {
        Path copy = Files.copy(file, file.resolveSibling("copy"));
        Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
      }
    };

    final String words;

    Foreign(String words) {
      this.words = words;
    }

    abstract void doTo(Path file) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void whatSomebodyElseDoesToTheFileIsNoticedBeforeItIsCalledDurable(Foreign foreign)
      throws Exception {
    for (int way = 0; way < 4; way++) {
      int chosen = way;
      AofWriter writer = open(chosen == 0 ? FsyncPolicy.ALWAYS : FsyncPolicy.NO);
      writer.append(new CommandBatch().add(0, "SET", "a", "1"));
      byte[] before = Files.readAllBytes(incr(1));
      foreign.doTo(incr(1));
      ThrowingCallable noticing =
          () -> {
            switch (chosen) {
              case 0 -> writer.append(new CommandBatch().add(0, "SET", "b", "2"));
              case 1 -> writer.sync();
              case 2 -> writer.rotate();
              default -> writer.close();
            }
          };
      assertThatThrownBy(noticing)
          .isInstanceOf(LogUnusableException.class)
          .hasMessageContaining(foreign.words);
      assertThatThrownBy(() -> writer.append(new CommandBatch().add(0, "PING")))
          .isInstanceOf(IOException.class);
      writer.close();
      assertThat(incr(2)).doesNotExist();
      Files.write(incr(1), before);
      assertThat(verdict()).isEqualTo(Verdict.CLEAN);
    }
  }

  @Test
  void whatSomebodyElseHasAppendedIsNeitherWrittenOverNorCutOff() throws Exception {
    AofWriter writer = open(FsyncPolicy.NO);
    int taken = 0;
    writer.append(new CommandBatch().add(0, "SET", "a", "0"));
    String theirs = "*3\r\n$3\r\nSET\r\n$6\r\ntheirs\r\n$1\r\n1\r\n";
    Files.writeString(incr(1), theirs, StandardOpenOption.APPEND);
    LogUnusableException noticed = null;
    while (noticed == null && taken < 1000) {
      try {
        writer.append(new CommandBatch().add(0, "SET", "a", "1"));
        taken++;
      } catch (LogUnusableException e) {
        noticed = e;
      }
    }
    assertThat(noticed).hasMessageContaining("somebody else writes to it");
    assertThat(taken).isLessThan(512);
    writer.close();
    String all = Files.readString(incr(1));
    assertThat(all).contains(theirs);
    assertThat(all.split("\r\na\r\n", -1)).hasSize(taken + 2);
    assertThat(verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void fileThatWasRemovedIsNoticedByTheFsyncOfEverySecond() throws Exception {
    try (AofWriter writer = open(FsyncPolicy.EVERYSEC)) {
      writer.append(new CommandBatch().add(0, "SET", "a", "1"));
      Files.delete(incr(1));
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      CommandBatch ping = new CommandBatch().add(0, "PING");
      Thread.sleep(1100);
      assertThatThrownBy(
              () -> {
                while (System.nanoTime() < until) {
                  writer.append(ping);
                  Thread.sleep(200);
                }
              })
          .isInstanceOf(LogUnusableException.class)
          .hasStackTraceContaining("was removed");
      assertThat(writer.durableUpTo().offset()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"APPENDS", "CUTS"})
  void theFirstAppendBehindTheFsyncOfEverySecondGoesNotBehindWhatSomebodyElseHasDone(
      Foreign foreign) throws Exception {
    try (AofWriter writer = open(FsyncPolicy.EVERYSEC)) {
      CommandBatch set = new CommandBatch().add(0, "SET", "a", "1");
      writer.append(set);
      long all = writer.append(set).offset();
      awaitDurable(writer);
      foreign.doTo(incr(1));
      byte[] theirs = Files.readAllBytes(incr(1));

      assertThatThrownBy(() -> writer.append(set))
          .isInstanceOf(LogUnusableException.class)
          .hasMessageContaining(foreign.words);

      assertThat(incr(1)).hasBinaryContent(theirs);
      assertThat(writer.durableUpTo().offset()).isEqualTo(Math.min(all, theirs.length));
    }
  }

  @Test
  void anInterruptedThreadOpensALogAndStaysInterrupted() throws Exception {
    Thread.currentThread().interrupt();
    try (AofWriter writer = open(FsyncPolicy.ALWAYS)) {
      assertThat(writer.end().offset()).isZero();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void anInterruptInTheMidstOfOpeningLeavesNothingBehind() throws Exception {
    CheckOptions interrupting =
        CheckOptions.defaults().withProgress(done -> Thread.currentThread().interrupt());
    try (AofWriter writer = open(FsyncPolicy.NO)) {
      writer.append(new CommandBatch().add(0, "SET", "a", "x".repeat(100)));
    }
    Map<String, String> before = names();

    assertThatThrownBy(() -> AofWriter.open(dir, interrupting, AofWriterOptions.defaults()).close())
        .isInstanceOf(IOException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(names()).isEqualTo(before);
    open(FsyncPolicy.NO).close();
  }

  private Map<String, String> names() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        found.put(
            dir.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return found;
  }

  @Test
  void largeBuffersOnTheHeapAreWrittenAsTheyAre() throws Exception {
    byte[] big = new byte[3 << 20];
    for (int i = 0; i < big.length; i++) {
      big[i] = (byte) (i * 31 + (i >> 9));
    }
    try (AofWriter writer = open(FsyncPolicy.NO)) {
      var batch = new CommandBatch().add(0, bytes("SET"), bytes("a"), big);
      batch.add(0, ByteBuffer.wrap(bytes("SET")), ByteBuffer.wrap(bytes("b")), direct(big));
      for (int i = 0; i < 100; i++) {
        batch.add(0, bytes("SET"), bytes("c" + i), new byte[5000]);
      }
      long size = writer.append(batch).offset();
      assertThat(Files.size(incr(1))).isEqualTo(size);
    }
    byte[] written = Files.readAllBytes(incr(1));
    int first =
        "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$3145728\r\n".length();
    assertThat(ByteBuffer.wrap(written, first, big.length)).isEqualTo(ByteBuffer.wrap(big));
    assertThat(verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void aClockThatGoesBackWritesNoTimeUntilItHasCaughtUp() throws Exception {
    var clock = new SetClock();
    var options = new AofWriterOptions(FsyncPolicy.NO, true, clock);
    try (AofWriter writer = AofWriter.open(dir, CheckOptions.defaults(), options)) {
      for (long second : new long[] {100, 100, 90, 101}) {
        clock.second = second;
        writer.append(new CommandBatch().add(0, "PING"));
      }
    }
    String ping = "*1\r\n$4\r\nPING\r\n";
    assertThat(Files.readString(incr(1)))
        .isEqualTo(
            "#TS:100\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n"
                + ping
                + ping
                + ping
                + "#TS:101\r\n"
                + ping);
  }

  @Test
  void everythingIsDurableASecondLaterAndTheThreadEndsWithTheWriter() throws Exception {
    try (AofWriter writer = open(FsyncPolicy.EVERYSEC)) {
      writer.append(new CommandBatch().add(0, "SET", "a", "1"));
      Thread syncer = syncers().get(0);
      // Somebody who interrupts all threads there are must not end it.
      syncer.interrupt();
      awaitDurable(writer);
      writer.append(new CommandBatch().add(0, "SET", "a", "2"));
      awaitDurable(writer);
      assertThat(syncers()).containsExactly(syncer);
    }
    assertThat(syncers()).isEmpty();
  }

  private static void awaitDurable(AofWriter writer) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!writer.durableUpTo().equals(writer.end()) && System.nanoTime() < until) {
      Thread.sleep(20);
    }
    assertThat(writer.durableUpTo()).isEqualTo(writer.end());
  }

  private static List<Thread> syncers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("aof-fsync"))
        .toList();
  }

  @Test
  void itIsClosedByOneWhoHoldsItsMonitor() throws Exception {
    AofWriter writer = open(FsyncPolicy.EVERYSEC);
    synchronized (writer) {
      writer.append(new CommandBatch().add(0, "SET", "a", "1"));
      Thread.sleep(1100);
      writer.close();
    }
    assertThat(verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void batchesOfManyThreadsAreThereEachWholeAndInTheOrderOfItsThread() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS + 1);
    try (AofWriter writer = open(FsyncPolicy.EVERYSEC)) {
      List<Callable<Void>> work = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        work.add(() -> appendAll(writer, thread));
      }
      work.add(
          () -> {
            for (int i = 0; i < 20; i++) {
              writer.sync();
              writer.rotate();
            }
            return null;
          });
      for (Future<Void> done : pool.invokeAll(work)) {
        done.get();
      }
    } finally {
      pool.shutdown();
    }
    assertThat(verdict()).isEqualTo(Verdict.CLEAN);
    var all = new StringBuilder();
    for (int i = 1; i <= 21; i++) {
      all.append(Files.readString(incr(i)));
    }
    for (int thread = 0; thread < THREADS; thread++) {
      int at = 0;
      for (int i = 0; i < APPENDS; i++) {
        String pair = "t" + thread + "\r\n$6\r\n" + (100_000 + i) + "\r\n";
        int found = all.indexOf(pair, at);
        assertThat(found).as(pair).isNotNegative();
        at = found + 1;
      }
    }
  }

  private static Void appendAll(AofWriter writer, int thread) throws IOException {
    var batch = new CommandBatch();
    for (int i = 0; i < APPENDS; i++) {
      batch.clear().add(thread, "SET", "t" + thread, "" + (100_000 + i));
      writer.append(batch.add(15 - thread, "INCR", "n"));
    }
    return null;
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static final class SetClock extends Clock {
    private long second;

    @Override
    public Instant instant() {
      return Instant.ofEpochSecond(second);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
