package org.aofkit.fuzz.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.FaultyFileSystem;
import org.aofkit.fuzz.fs.History;
import org.aofkit.fuzz.fs.KilledError;
import org.aofkit.fuzz.proof.Tally;

/**
 * A directory in which something is done once, and which is then given each state that a loss of
 * power may have left. States come back to the same place, since journals and symbolic links name
 * it.
 */
final class PowerCase implements AutoCloseable {
  /** The seed of what is drawn; each run says which it was. */
  static final long SEED = Long.getLong("aofkit.power.seed", 1);

  /** More than 1: so many times the states. */
  private static final int EFFORT = Integer.getInteger("aofkit.power.effort", 1);

  private final Path place;
  private final FaultyFileSystem fs;
  private final Path data;

  PowerCase() throws IOException {
    Path memory = Path.of("/dev/shm");
    place =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "aofkit-power-")
            : Files.createTempDirectory("aofkit-power-");
    data = Files.createDirectory(place.resolve("data"));
    fs = new FaultyFileSystem(place.getFileSystem(), FaultPlan.none());
    fs.confineTo(place);
  }

  static PowerLoss.Limits limits(int enumerated, int sampled) {
    return new PowerLoss.Limits(enumerated * EFFORT, sampled * EFFORT, SEED);
  }

  /** The data directory, on the real file system. */
  Path data() {
    return data;
  }

  /** What lies beside the data directory, on the real file system. */
  Path beside(String name) {
    return place.resolve(name);
  }

  FaultyFileSystem fs() {
    return fs;
  }

  /** Something that writes. */
  interface Action {
    void run() throws IOException;
  }

  /** Does it on {@link #fs}, and records it from here on; it may fail if a fault is to. */
  History record(FaultPlan plan, Action action) throws IOException {
    History history = fs.record(place);
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

  /** Looks at one state, which is in the directory. */
  interface Judge {
    void judge(CrashState state) throws IOException;
  }

  /** Puts each state into the directory and has it judged; counts are left under a name. */
  Tally eachState(
      String name, History history, NameOrder order, PowerLoss.Limits limits, Judge judge)
      throws IOException {
    PowerLoss.Count count =
        new PowerLoss(history, order, limits)
            .each(
                state -> {
                  put(state);
                  try {
                    judge.judge(state);
                  } catch (AssertionError | IOException | RuntimeException e) {
                    throw new AssertionError(
                        name + ", " + order + ", seed " + SEED + ": " + state, e);
                  }
                });
    assertThat(history.events()).as("nothing was written, so that nothing was tried").isNotEmpty();
    assertThat(count.states()).isGreaterThan(2);
    System.out.printf(
        "power loss: %s, %s: %d moments, %d states, %d moments sampled, seed %d%n",
        name, order, count.moments(), count.states(), count.sampled(), SEED);
    return new Tally("power-loss." + name, count.states(), count.states(), 0);
  }

  void put(CrashState state) throws IOException {
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

  @Override
  public void close() throws IOException {
    fs.closeChannels();
    empty();
    Files.delete(place);
  }
}
