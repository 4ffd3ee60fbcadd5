package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aofkit.aof.FileType;
import org.aofkit.aof.SetFile;
import org.aofkit.check.Chain;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.Report;
import org.aofkit.fuzz.repair.Rewrites.State;
import org.aofkit.fuzz.server.DataSet;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Repair;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Takes the manifest away at every step of rewrites that a real server made. What is found proven
 * must give a server just the data it held; where nothing is proven, one of the choices must.
 */
class LostManifestTest {
  /** Prime to the lengths of lines, so that in the many states lines are cut everywhere. */
  private static final int CUT_STEP = 7;

  private static final CheckOptions OPTIONS = CheckOptions.defaults();

  @TempDir Path folder;

  private final Map<String, DataSet> loaded = new HashMap<>();
  private final Set<String> tried = new HashSet<>();
  private int copies;

  /** A way to lose a manifest: what is left of it; null for nothing. */
  private record Loss(String name, byte[] left) {
    @Override
    public String toString() {
      return name;
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void provenManifestIsRightAndAnotherIsAmongTheChoices(Server server) throws IOException {
    Path program = Servers.program(server);
    List<State> states = Rewrites.of(program, folder);
    int proven = 0;
    int chosen = 0;
    for (State state : states) {
      assertThat(loads(program, state.dir(), state.name()).diff(state.data()))
          .as("%s", state)
          .isEmpty();
      for (Loss loss : losses(Files.readAllBytes(state.manifest()))) {
        Path dir = lose(state, loss);
        Report report = Checker.check(dir, OPTIONS);
        Damage.ManifestLost lost = lost(report);
        if (lost == null) {
          // Cut between two lines, with nothing behind that could be missed.
          assertThat(loss.left()[loss.left().length - 1]).isEqualTo((byte) '\n');
        } else if (lost.editClass() == EditClass.SAFE) {
          proven++;
          requireData(program, state, loss, dir, report, lost.chains().get(0), PlanOptions.safe());
        } else {
          chosen++;
          Chain right =
              lost.chains().stream()
                  .filter(chain -> isOf(chain, state))
                  .findFirst()
                  .orElseThrow(
                      () -> new AssertionError(state + ", " + loss + ": not in " + lost.chains()));
          requireData(
              program,
              state,
              loss,
              dir,
              report,
              right,
              PlanOptions.safe().assuming(right.number()));
        }
        TempTree.delete(dir);
      }
    }
    assertThat(proven).isGreaterThan(states.size());
    assertThat(chosen).isGreaterThan(states.size());
  }

  private static List<Loss> losses(byte[] manifest) {
    List<Loss> losses = new ArrayList<>();
    losses.add(new Loss("missing", new byte[0]));
    losses.add(new Loss("zeroed", new byte[manifest.length]));
    for (int length = 0; length < manifest.length; length += CUT_STEP) {
      losses.add(new Loss("cut to " + length, Arrays.copyOf(manifest, length)));
    }
    for (int from = 5; from < manifest.length; from += 31) {
      byte[] overwritten = manifest.clone();
      Arrays.fill(overwritten, from, Math.min(manifest.length, from + 30), (byte) 0);
      losses.add(new Loss("zeros from " + from, overwritten));
    }
    return losses;
  }

  private Path lose(State state, Loss loss) throws IOException {
    Path dir = folder.resolve("lost" + copies++);
    TempTree.copy(state.dir(), dir);
    Path manifest = dir.resolve("appendonlydir").resolve(Rewrites.NAME + ".manifest");
    if (loss.name().equals("missing")) {
      Files.delete(manifest);
    } else {
      Files.write(manifest, loss.left());
    }
    return dir;
  }

  private static Damage.ManifestLost lost(Report report) {
    return (Damage.ManifestLost)
        report.damages().stream()
            .filter(Damage.ManifestLost.class::isInstance)
            .findFirst()
            .orElse(null);
  }

  private static boolean isOf(Chain chain, State state) {
    List<Long> incrs =
        chain.report().set().log().stream()
            .filter(file -> file.type() == FileType.INCR && file.size() > 0)
            .map(SetFile::seq)
            .toList();
    return chain.adopted().isEmpty()
        && chain.manifest().base().map(ManifestEntry::seq).orElse(0L) == state.base()
        && incrs.equals(state.incrs().stream().map(Integer::longValue).toList());
  }

  private void requireData(
      Path program,
      State state,
      Loss loss,
      Path dir,
      Report report,
      Chain chain,
      PlanOptions options)
      throws IOException {
    if (!tried.add(state + chain.files() + options)) {
      return;
    }
    RepairPlan plan = RepairPlanner.plan(report, OPTIONS, options);
    RepairOptions how = new RepairOptions(Optional.empty(), Clock.systemUTC(), "test", () -> false);
    assertThat(Repair.apply(dir, report, plan, how, OPTIONS).after().verdict().id())
        .as("%s, %s", state, loss)
        .isEqualTo("clean");
    DataSet data = loads(program, dir, state.name() + chain.files());
    assertThat(data.diff(state.data())).as("%s, %s: %s", state, loss, chain).isEmpty();
  }

  /** What a server holds; the same files are loaded once. */
  private DataSet loads(Path program, Path dir, String key) throws IOException {
    DataSet known = loaded.get(key);
    if (known == null) {
      known = LoadProbe.probe(program, dir, LoadProbe.Mode.STRICT).dataOrThrow();
      loaded.put(key, known);
    }
    return known;
  }

  @Test
  void logThatAServerBeganOverALostManifestIsNotMixedWithTheOldOne() throws IOException {
    Path program = Servers.program(Server.REDIS_7_0);
    State over = last(Rewrites.of(program, folder));
    Files.delete(over.manifest());
    try (RealServer server =
            RealServer.start(program, over.dir(), Map.of(), java.time.Duration.ofSeconds(20));
        RespClient client = server.connect()) {
      client.call("SET", "new", "1").orThrow();
      server.shutdown();
    }
    Files.delete(over.manifest());

    Damage.ManifestLost lost = lost(Checker.check(over.dir(), OPTIONS));

    assertThat(lost.editClass()).isEqualTo(EditClass.UNLOCATED);
    assertThat(lost.chains())
        .anySatisfy(chain -> assertThat(isOf(chain, over)).isTrue())
        .anySatisfy(
            chain ->
                assertThat(chain.files())
                    .isEqualTo("appendonly.aof.1.base.rdb + appendonly.aof.1.incr.aof"));
  }

  private static State last(List<State> states) {
    return states.get(states.size() - 1);
  }
}
