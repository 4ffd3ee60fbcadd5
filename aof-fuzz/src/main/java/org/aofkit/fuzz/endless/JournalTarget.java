package org.aofkit.fuzz.endless;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.commit.Commit;
import org.aofkit.commit.Operation;
import org.aofkit.commit.OperationStatus;
import org.aofkit.commit.Operations;
import org.aofkit.commit.QuarantineDamagedException;
import org.aofkit.fuzz.server.TempTree;

/**
 * A directory whose operation was interrupted anywhere, and whose journal is damaged.
 *
 * <p>Where bytes of the journal are others than were written, it is refused, and then nothing has
 * been touched, or the operation is finished or rolled back as a whole. Where the journal lies,
 * with checksums that fit, nothing outside of the directory is touched. In neither case anything
 * else than an {@link IOException} comes out, and what was settled once is settled.
 */
public final class JournalTarget implements FuzzTarget {
  private static final int LIES = 1;
  private static final int UNDO = 2;
  private static final int HEAD = 2;
  private static final String OUTSIDE = "nobody may touch this";

  private final Path work;
  private final List<InterruptedDirectory> directories;
  private long tries;

  /**
   * A target that works in a directory of its own, in memory where there is such a volume.
   *
   * @throws IOException if the states in which an operation can be interrupted can't be made
   */
  public JournalTarget() throws IOException {
    Path memory = Path.of("/dev/shm");
    work =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "aofkit-fuzz-")
            : Files.createTempDirectory("aofkit-fuzz-");
    TempTree.deleteAtExit(work);
    directories = InterruptedDirectory.all(work);
    Files.writeString(work.resolve("outside"), OUTSIDE);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The first byte chooses where the operation was interrupted; the second says whether the
   * journal lies, and whether the operation is taken back in the end; then come {@link
   * JournalDamage changes}.
   */
  @Override
  public void accept(byte[] input) throws IOException {
    if (input.length < HEAD) {
      return;
    }
    Path data = Files.createDirectory(work.resolve("data-" + tries++));
    try {
      InterruptedDirectory directory = directories.get((input[0] & 0xFF) % directories.size());
      byte[] journal = directory.layOut(data);
      boolean lies = (input[1] & LIES) != 0;
      byte[] damaged =
          lies
              ? JournalDamage.lies(journal, input, HEAD)
              : JournalDamage.bytes(journal, input, HEAD);
      Files.write(directory.journal(data), damaged);
      if (lies) {
        settleLies(data);
      } else {
        settle(data, Arrays.equals(journal, damaged));
      }
      Promise.that(Operations.list(data).size() <= 1, () -> "operations out of nothing");
      if ((input[1] & UNDO) != 0) {
        undo(data);
      }
      Promise.same(Files.readString(work.resolve("outside")), OUTSIDE, () -> "outside");
      try (Stream<Path> around = Files.list(work)) {
        Promise.same(around.count(), 2L, () -> "entries beside the directory");
      }
    } finally {
      TempTree.delete(data);
    }
  }

  private static void settle(Path data, boolean isIntact) throws IOException {
    SortedMap<String, String> before = all(data);
    SortedMap<String, String> original = InterruptedDirectory.originals();
    SortedMap<String, String> result = InterruptedDirectory.results();
    try {
      Commit.finishInterrupted(data, InterruptedDirectory.OPTIONS);
    } catch (QuarantineDamagedException e) {
      Promise.that(!isIntact, () -> "an intact journal is refused: " + e);
      Promise.same(all(data), before, () -> "refused, but touched");
      return;
    } catch (IOException e) {
      Promise.that(!isIntact, () -> "an intact journal is not settled: " + e);
      for (Map.Entry<String, String> file : dataOf(all(data)).entrySet()) {
        String name = file.getKey();
        boolean isKnown =
            file.getValue().equals(original.get(name))
                || file.getValue().equals(result.get(name))
                || file.getValue().equals(before.get(name));
        Promise.that(isKnown, () -> "neither old nor new: " + name + " " + file.getValue());
      }
      return;
    }
    // Where the decision to take it back was damaged it stands, and all that is kept is still kept.
    SortedMap<String, String> after = all(data);
    boolean isWhole = dataOf(after).equals(original) || dataOf(after).equals(result);
    boolean isLeft = after.equals(before) || isGivenUp(data, before, after);
    Promise.that(isWhole || (!isIntact && isLeft), () -> "neither before nor after: " + after);
    settledOnce(data);
  }

  /** Nobody can tell what was decided: that is written down, and all else stays. */
  private static boolean isGivenUp(
      Path data, SortedMap<String, String> before, SortedMap<String, String> after)
      throws IOException {
    SortedMap<String, String> was = new TreeMap<>(before);
    SortedMap<String, String> is = new TreeMap<>(after);
    was.keySet().removeIf(name -> name.endsWith("/journal"));
    is.keySet().removeIf(name -> name.endsWith("/journal"));
    return is.equals(was)
        && Operations.list(data).stream()
            .allMatch(operation -> operation.status() == OperationStatus.ABANDONED);
  }

  private static void settleLies(Path data) throws IOException {
    try {
      Commit.finishInterrupted(data, InterruptedDirectory.OPTIONS);
    } catch (IOException e) {
      Objects.requireNonNull(e.getMessage(), "an exception that says nothing");
      return;
    }
    settledOnce(data);
  }

  private static void settledOnce(Path data) throws IOException {
    SortedMap<String, String> settled = all(data);
    List<Operation> again = Commit.finishInterrupted(data, InterruptedDirectory.OPTIONS);
    Promise.that(again.isEmpty(), () -> "settled twice: " + again);
    Promise.same(all(data), settled, () -> "changed by settling again");
  }

  private static void undo(Path data) throws IOException {
    try {
      Commit.undo(data, InterruptedDirectory.OPTIONS);
    } catch (IOException e) {
      Objects.requireNonNull(e.getMessage(), "an exception that says nothing");
    }
  }

  /** Every file, and what it holds; the lock is none. */
  private static SortedMap<String, String> all(Path data) throws IOException {
    Map<String, String> all = new HashMap<>();
    try (Stream<Path> paths = Files.walk(data)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        if (!path.endsWith("lock")) {
          String name = data.relativize(path).toString();
          all.put(name, new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
        }
      }
    }
    return new TreeMap<>(all);
  }

  /** Those that are not the tool's own. */
  private static SortedMap<String, String> dataOf(SortedMap<String, String> all) {
    SortedMap<String, String> data = new TreeMap<>(all);
    data.keySet().removeIf(name -> name.startsWith(".aof-fsck"));
    return data;
  }
}
