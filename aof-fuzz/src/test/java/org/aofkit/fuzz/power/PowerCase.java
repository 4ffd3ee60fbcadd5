package org.aofkit.fuzz.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.FaultyFileSystem;
import org.aofkit.fuzz.fs.History;
import org.aofkit.fuzz.fs.KilledError;
import org.aofkit.fuzz.proof.Tally;
import org.jspecify.annotations.Nullable;

/**
 * A directory in which something is done once, and which is then given each state that a loss of
 * power may have left. States come back to the same place, since journals and symbolic links name
 * it.
 */
public final class PowerCase implements AutoCloseable {
  /** The seed of what is drawn; each run says which it was. */
  static final long SEED = Long.getLong("aofkit.power.seed", 1);

  /** More than 1: so many times the states. */
  private static final int EFFORT = Integer.getInteger("aofkit.power.effort", 1);

  /** Of which a change may have so many for it to be torn at each. */
  private static final int BORDERS = 16;

  private final Path place;
  private final FaultyFileSystem fs;
  private final Path data;
  private @Nullable History recorded;

  /** Makes an empty data directory, in memory where there is such a volume. */
  public PowerCase() throws IOException {
    Path memory = Path.of("/dev/shm");
    place =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "aofkit-power-")
            : Files.createTempDirectory("aofkit-power-");
    data = Files.createDirectory(place.resolve("data"));
    fs = new FaultyFileSystem(place.getFileSystem(), FaultPlan.none());
    fs.confineTo(place);
  }

  /** How many states of a moment are computed. */
  public static PowerLoss.Limits limits(int enumerated, int sampled) {
    int borders = EFFORT == 1 ? 0 : BORDERS * EFFORT;
    return new PowerLoss.Limits(enumerated * EFFORT, sampled * EFFORT, borders, SEED);
  }

  /** The data directory, on the real file system. */
  public Path data() {
    return data;
  }

  /** What lies beside the data directory, on the real file system. */
  public Path beside(String name) {
    return place.resolve(name);
  }

  /** Where the writing is done that is recorded. */
  public FaultyFileSystem fs() {
    return fs;
  }

  /** Something that writes. */
  public interface Action {
    /** Does it. */
    void run() throws IOException;
  }

  /** Does it on {@link #fs}, and records it from here on; it may fail if a fault is to. */
  public History record(FaultPlan plan, Action action) throws IOException {
    History history = fs.record(place);
    recorded = history;
    fs.use(plan);
    try {
      action.run();
      history.note("done");
    } catch (IOException e) {
      assertThat(plan.hasFired()).as("%s", e).isTrue();
    } catch (KilledError e) {
      fs.closeChannels();
    } finally {
      fs.use(FaultPlan.none());
    }
    return history;
  }

  /** Remembers that something has been told to the one who writes. */
  void note(String text) {
    if (recorded != null) {
      recorded.note(text);
    }
  }

  /** Looks at one state, which is in the directory. */
  public interface Judge {
    /** Fails if the state is none that may be. */
    void judge(CrashState state) throws IOException;
  }

  /**
   * Puts states into the directory and has them judged.
   *
   * @param step by default every so manieth state is judged, beginning with one that the seed gives
   * @return the counts, under the name {@code power-loss.} and the given one
   */
  public Tally eachState(
      String name, History history, NameOrder order, PowerLoss.Limits limits, int step, Judge judge)
      throws IOException {
    int every = Integer.getInteger("aofkit.power.step", step);
    long[] counts = new long[2];
    PowerLoss.Count count =
        new PowerLoss(history, order, limits)
            .each(
                state -> {
                  if ((counts[0]++ + SEED) % every != 0) {
                    return;
                  }
                  counts[1]++;
                  put(state);
                  try {
                    judge.judge(state);
                  } catch (AssertionError | IOException | RuntimeException e) {
                    throw new AssertionError(
                        name + ", " + order + ", seed " + SEED + ": " + state, e);
                  }
                });
    assertThat(history.events()).as("nothing was written, so that nothing was tried").isNotEmpty();
    assertThat(counts[1]).as("states judged").isPositive();
    System.out.printf(
        "power loss: %s, %s: %d moments, %d states, %d judged, %d moments sampled, seed %d%n",
        name, order, count.moments(), count.states(), counts[1], count.sampled(), SEED);
    return new Tally("power-loss." + name, counts[1], counts[1], 0);
  }

  private void put(CrashState state) throws IOException {
    empty();
    state.image().writeTo(place);
  }

  private void empty() throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(place)) {
      paths.sorted(Comparator.reverseOrder()).filter(p -> !p.equals(place)).forEach(all::add);
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }

  /** Leaves the counts where a report collects them, under a name that says the setting too. */
  public static void write(Tally tally, Object... setting) throws IOException {
    StringBuilder name = new StringBuilder(tally.name());
    for (Object part : setting) {
      name.append('.').append(part.toString().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    new Tally(name.toString(), tally.tried(), tally.fired(), tally.lost()).write();
  }

  @Override
  public void close() throws IOException {
    fs.closeChannels();
    empty();
    Files.delete(place);
  }
}
