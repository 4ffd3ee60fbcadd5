package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.aofkit.check.Verdict;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
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
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Takes the manifest away at every step of rewrites that a real server made. What is found proven
 * must give a server just the data it held; where nothing is proven, one of the choices must.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostManifestTest {
  /**
   * At every so-manieth byte of all manifests, counted over all states, each loss is tried. All of
   * them: {@code -Daofkit.manifest.step=1}.
   */
  private static final int STEP = Integer.getInteger("aofkit.manifest.step", 29);

  private static final CheckOptions OPTIONS = CheckOptions.defaults();

  @TempDir static Path folder;

  private final Map<Path, List<State>> states = new HashMap<>();
  private final Map<String, DataSet> loaded = new HashMap<>();
  private final Set<String> tried = new HashSet<>();
  private int copies;
  private int bytes;

  /** A way to lose a manifest, and what is left of it. */
  private record Loss(String name, byte[] left) {
    boolean flipped() {
      return name.startsWith("flipped");
    }

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
    List<State> states = statesOf(program);
    int proven = 0;
    int chosen = 0;
    for (State state : states) {
      assertThat(loads(program, state.dir(), state.name()).diff(state.data()))
          .as("%s", state)
          .isEmpty();
      assertThat(Checker.check(state.dir(), OPTIONS).verdict())
          .as("%s", state)
          .isEqualTo(Verdict.CLEAN);
      byte[] manifest = Files.readAllBytes(state.manifest());
      Path dir = folder.resolve("lost" + copies++);
      TempTree.copy(state.dir(), dir);
      for (Loss loss : losses(manifest)) {
        lose(dir, loss);
        Report report = Checker.check(dir, OPTIONS);
        Damage.ManifestLost lost = lost(report);
        if (lost == null) {
          requireSameFiles(state, loss, report);
        } else if (lost.editClass() == EditClass.SAFE) {
          proven++;
          requireData(program, state, loss, dir, report, lost.chains().get(0), PlanOptions.safe());
        } else if (!loss.flipped()) {
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
      }
      TempTree.delete(dir);
    }
    assertThat(proven).isGreaterThan(states.size());
    assertThat(chosen).isGreaterThan(states.size());
  }

  /** Made once for each server; not to be changed. */
  private List<State> statesOf(Path program) throws IOException {
    List<State> made = states.get(program);
    if (made == null) {
      made = Rewrites.of(program, Files.createTempDirectory(folder, "states"));
      states.put(program, made);
    }
    return made;
  }

  /**
   * Missing, all zeros; without a line, with one made history; cut, zeroed from on, and one byte
   * flipped, at this byte and that.
   */
  private List<Loss> losses(byte[] manifest) {
    List<Loss> losses = new ArrayList<>();
    losses.add(new Loss("missing", new byte[0]));
    losses.add(new Loss("zeroed", new byte[manifest.length]));
    List<String> lines = new String(manifest, StandardCharsets.ISO_8859_1).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      List<String> fewer = new ArrayList<>(lines);
      String line = fewer.remove(i);
      losses.add(new Loss("lost: " + line, joined(fewer)));
      // Among history lines with their base it looks like any of them.
      if (lines.stream().noneMatch(each -> each.contains(" type h"))) {
        fewer.add(i, line.replaceFirst(" type [bi]", " type h"));
        losses.add(new Loss("made history: " + line, joined(fewer)));
      }
    }
    for (int at = 0; at < manifest.length; at++) {
      if (bytes++ % STEP != 0) {
        continue;
      }
      losses.add(new Loss("cut to " + at, Arrays.copyOf(manifest, at)));
      byte[] zeroed = manifest.clone();
      Arrays.fill(zeroed, at, manifest.length, (byte) 0);
      losses.add(new Loss("zeros from " + at, zeroed));
      byte[] hole = zeroed.clone();
      int end = Math.min(manifest.length, at + 30);
      System.arraycopy(manifest, end, hole, end, manifest.length - end);
      losses.add(new Loss("zeros from " + at + " to " + end, hole));
      byte[] flipped = manifest.clone();
      flipped[at] ^= (byte) (1 << bytes % 8);
      losses.add(new Loss("flipped bit in " + at, flipped));
    }
    return losses;
  }

  private static byte[] joined(List<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void lose(Path dir, Loss loss) throws IOException {
    Path manifest = dir.resolve("appendonlydir").resolve(Rewrites.NAME + ".manifest");
    if (loss.name().equals("missing")) {
      Files.delete(manifest);
    } else {
      Files.write(manifest, loss.left());
    }
  }

  /**
   * Nothing is noticed where a manifest is cut between two lines, with nothing behind that could be
   * missed. A changed byte may leave a valid manifest of other files.
   */
  private static void requireSameFiles(State state, Loss loss, Report report) {
    if (loss.flipped()) {
      return;
    }
    assertThat(loss.left()[loss.left().length - 1])
        .as("%s, %s", state, loss)
        .isEqualTo((byte) '\n');
    assertThat(
            report.set().log().stream()
                .filter(file -> file.size() > 0)
                .map(file -> file.path().getFileName().toString()))
        .as("%s, %s", state, loss)
        .isEqualTo(state.files());
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
    TempTree.delete(dir);
    TempTree.copy(state.dir(), dir);
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

  @ParameterizedTest
  @EnumSource
  void leftoverInACopyIsNamedByItsTimesAndWithoutThemNeedsAWord(CopyManner manner)
      throws IOException {
    assumeThat(manner.isThere()).isTrue();
    Path program = Servers.program(Server.REDIS_7_0);
    State left = last(statesOf(program));
    Path dir = manner.copy(left.dir(), folder.resolve("left" + copies++));
    Report report = Checker.check(dir, OPTIONS);
    if (manner.keepsTimes()) {
      assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
      return;
    }
    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    Damage.ManifestLost lost = lost(report);
    assertThat(lost.chains().get(0).inForce()).isTrue();
    assertThat(isOf(lost.chains().get(0), left)).isTrue();
    assertThat(RepairPlanner.plan(report, OPTIONS, PlanOptions.safe()).mayBeApplied()).isFalse();
    Path before = folder.resolve("before" + copies);
    TempTree.copy(dir, before);

    RepairPlan plan =
        RepairPlanner.plan(report, OPTIONS, PlanOptions.safe().assuming(PlanOptions.LISTED));
    RepairOptions how = new RepairOptions(Optional.empty(), Clock.systemUTC(), "test", () -> false);
    Report after = Repair.apply(dir, report, plan, how, OPTIONS).after();

    assertThat(after.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(LoadProbe.probe(program, dir, LoadProbe.Mode.STRICT).dataOrThrow().diff(left.data()))
        .isEmpty();
    Commit.undo(dir, CommitOptions.of(Clock.systemUTC(), "test"));
    for (String file : new String[] {"4.incr.aof", "manifest"}) {
      String name = "appendonlydir/" + Rewrites.NAME + "." + file;
      assertThat(dir.resolve(name)).hasSameBinaryContentAs(before.resolve(name));
    }
  }

  @ParameterizedTest
  @EnumSource
  void lostLineIsFoundInEveryCopy(CopyManner manner) throws IOException {
    assumeThat(manner.isThere()).isTrue();
    State state =
        statesOf(Servers.program(Server.REDIS_7_0)).stream()
            .filter(each -> each.name().equals("rewrite 2, before"))
            .findFirst()
            .orElseThrow();
    Path dir = manner.copy(state.dir(), folder.resolve("lines" + copies++));
    Files.writeString(
        dir.resolve("appendonlydir").resolve(Rewrites.NAME + ".manifest"), Rewrites.manifest(2, 4));

    Report report = Checker.check(dir, OPTIONS);

    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(lost(report).chains()).anyMatch(chain -> isOf(chain, state));
  }

  @Test
  void logThatAServerBeganOverALostManifestIsNotMixedWithTheOldOne() throws IOException {
    Path program = Servers.program(Server.REDIS_7_0);
    State over = last(statesOf(program));
    Path dir = folder.resolve("over");
    TempTree.copy(over.dir(), dir);
    Path manifest = dir.resolve("appendonlydir").resolve(Rewrites.NAME + ".manifest");
    Files.delete(manifest);
    try (RealServer server =
            RealServer.start(program, dir, Map.of(), java.time.Duration.ofSeconds(20));
        RespClient client = server.connect()) {
      client.call("SET", "new", "1").orThrow();
      server.shutdown();
    }
    Files.delete(manifest);

    Damage.ManifestLost lost = lost(Checker.check(dir, OPTIONS));

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
