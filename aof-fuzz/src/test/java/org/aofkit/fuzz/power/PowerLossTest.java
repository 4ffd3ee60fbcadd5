package org.aofkit.fuzz.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.FaultyFileSystem;
import org.aofkit.fuzz.fs.History;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PowerLossTest {
  private static final PowerLoss.Limits ALL = new PowerLoss.Limits(100_000, 0, 0, 1);

  @TempDir Path real;

  private History history;
  private Path dir;

  @BeforeEach
  void record() throws IOException {
    Files.writeString(real.resolve("f"), "old");
    FaultyFileSystem fs = new FaultyFileSystem(FileSystems.getDefault(), FaultPlan.none());
    history = fs.record(real);
    dir = fs.wrap(real);
  }

  /** What files may hold, by name; of the states behind the last note. */
  private Set<String> states(NameOrder order) throws IOException {
    Set<String> states = new TreeSet<>();
    long notes = history.events().stream().filter(e -> e.toString().startsWith("Noted")).count();
    new PowerLoss(history, order, ALL)
        .each(
            state -> {
              if (state.notes().size() == notes) {
                states.add(describe(state.image().files()));
              }
            });
    return states;
  }

  private static String describe(Map<String, byte[]> files) {
    return files.entrySet().stream()
        .map(f -> f.getKey() + "=" + new String(f.getValue(), StandardCharsets.ISO_8859_1))
        .collect(Collectors.joining(" "));
  }

  private void write(String name, String text, boolean isForced) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            dir.resolve(name), StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
      if (isForced) {
        channel.force(true);
      }
    }
  }

  private void rename(String from, String to) throws IOException {
    Files.move(dir.resolve(from), dir.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  private void sync(String directory) throws IOException {
    try (FileChannel channel = FileChannel.open(dir.resolve(directory), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileRenamedBeforeItsBytesAreDurableMayBeEmptyOrNuls(NameOrder order) throws IOException {
    write("t", "new", false);
    rename("t", "f");
    sync(".");
    history.note("done");

    assertThat(states(order)).containsExactlyInAnyOrder("f=", "f=new", "f=\0\0\0");
  }

  @ParameterizedTest
  @EnumSource
  void aFileReplacedAsItShouldBeIsOldOrNew(NameOrder order) throws IOException {
    write("t", "new", true);
    rename("t", "f");
    assertThat(states(order)).contains("f=old", "f=new", "f=old t=", "f=old t=\0\0\0");
    assertThat(states(order)).allMatch(state -> state.contains("f=old") || state.equals("f=new"));
    sync(".");
    history.note("done");
    assertThat(states(order)).containsExactly("f=new");
  }

  @Test
  void namesComeInOrderOrInAny() throws IOException {
    write("a", "1", true);
    write("b", "2", true);
    Files.delete(dir.resolve("f"));

    assertThat(states(NameOrder.JOURNALLED))
        .contains("f=old", "a=1 f=old", "a=1 b=2 f=old", "a=1 b=2")
        .doesNotContain("b=2 f=old", "b=2", "");
    assertThat(states(NameOrder.INDEPENDENT))
        .contains("f=old", "a=1 f=old", "a=1 b=2 f=old", "a=1 b=2", "b=2 f=old", "b=2", "");
  }

  @Test
  void aSyncOfADirectoryIsOneOfAllThatWasDoneBeforeOnlyWithAJournal() throws IOException {
    Files.createDirectory(dir.resolve("sub"));
    write("sub/x", "1", true);
    sync("sub");
    history.note("done");

    assertThat(states(NameOrder.JOURNALLED)).containsExactly("f=old sub/x=1");
    assertThat(states(NameOrder.INDEPENDENT)).containsExactlyInAnyOrder("f=old sub/x=1", "f=old");
  }

  @Test
  void aFileRenamedIntoAnotherDirectoryMayHaveBothNamesButNeverNone() throws IOException {
    Files.createDirectory(dir.resolve("sub"));
    sync(".");
    rename("f", "sub/f");
    history.note("done");

    assertThat(states(NameOrder.JOURNALLED)).containsExactlyInAnyOrder("f=old", "sub/f=old");
    assertThat(states(NameOrder.INDEPENDENT))
        .containsExactlyInAnyOrder("f=old", "sub/f=old", "f=old sub/f=old");
  }

  @Test
  void bytesAreTornAtSectorsOrNulsAndTheSizeIsNotBoundToThem() throws IOException {
    try (FileChannel channel = FileChannel.open(dir.resolve("f"), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap("x".repeat(1100).getBytes(StandardCharsets.ISO_8859_1)), 3);
    }
    String all = "f=old" + "x".repeat(1100);

    assertThat(states(NameOrder.JOURNALLED))
        .contains(
            "f=old",
            all,
            "f=old" + "\0".repeat(1100),
            "f=old" + "x".repeat(509) + "\0".repeat(591),
            "f=old" + "x".repeat(509),
            "f=old" + "\0".repeat(509) + "x".repeat(591));
  }

  @Test
  void aChangeWithFewBordersIsTornAtEach() throws IOException {
    write("g", "x".repeat(4 * Versions.SECTOR), false);
    Set<Integer> torn = new TreeSet<>();
    new PowerLoss(history, NameOrder.JOURNALLED, new PowerLoss.Limits(100_000, 0, 3, 1))
        .each(
            state -> {
              byte[] bytes = state.image().files().get("g");
              if (bytes != null && bytes.length == 4 * Versions.SECTOR) {
                torn.add(new String(bytes, StandardCharsets.ISO_8859_1).indexOf('\0'));
              }
            });

    assertThat(torn).contains(512, 1024, 1536);
  }

  @Test
  void whatWasCutOffDoesNotComeBackBehindWhatWasWrittenLater() throws IOException {
    try (FileChannel channel = FileChannel.open(dir.resolve("f"), StandardOpenOption.WRITE)) {
      channel.truncate(1);
      channel.write(ByteBuffer.wrap(new byte[] {'N'}), 2);
    }

    assertThat(states(NameOrder.INDEPENDENT))
        .containsExactlyInAnyOrder("f=old", "f=o", "f=o\0\0", "f=o\0N");
  }

  @Test
  void aSampleIsTheSameWithTheSameSeed() throws IOException {
    for (int i = 0; i < 20; i++) {
      write("a" + i, "text" + i, false);
    }
    assertThat(sample(1)).isEqualTo(sample(1)).isNotEqualTo(sample(2)).hasSizeGreaterThan(100);
  }

  private Set<String> sample(long seed) throws IOException {
    Set<String> states = new TreeSet<>();
    PowerLoss.Count count =
        new PowerLoss(history, NameOrder.INDEPENDENT, new PowerLoss.Limits(16, 8, 0, seed))
            .each(state -> states.add(state.image().digest()));
    assertThat(count.sampled()).isPositive();
    return states;
  }
}
