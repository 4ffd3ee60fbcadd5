package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.fsck.Main;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.kill.Kills;
import org.aofkit.fuzz.kill.Victim;
import org.aofkit.fuzz.proof.Tally;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.ServerBinaries;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every work that writes, as a process of its own that is killed with SIGKILL at a random moment,
 * with the {@link Aftermath} of each. See {@link Kills} for how many, and from which seed.
 */
class KilledProcessTest {
  private static final int BULK = 20_000;

  @TempDir Path disk;

  private static List<Work> works() {
    List<Work> works = new ArrayList<>(List.of(ToolWork.values()));
    works.addAll(List.of(LibraryWork.CREATE, LibraryWork.ABANDON));
    works.addAll(List.of(CompactWork.values()));
    return works;
  }

  @Test
  void theNextRunMakesItWhole() throws IOException {
    Kills kills = new Kills("works", 2);
    List<Work> works = new ArrayList<>(works());
    Collections.shuffle(works, kills.random());
    int more = kills.count() % works.size();
    long fired = 0;
    for (int i = 0; i < works.size(); i++) {
      int times = kills.count() / works.size() + (i < more ? 1 : 0);
      fired += times == 0 ? 0 : kill(works.get(i), times, kills);
    }
    new Tally("killed-works", kills.count(), fired, 0).write();
  }

  /** How many of the kills came before the end. */
  private long kill(Work work, int times, Kills kills) throws IOException {
    Aftermath aftermath = new Aftermath(work, disk, BULK);
    Map<Aftermath.Reached, Integer> reached = new EnumMap<>(Aftermath.Reached.class);
    Victim.End whole = null;
    if (times > 1) {
      try (Place place = new Place(disk, BULK)) {
        whole = run(work, place, Victim.Moment.never());
      }
      assertThat(whole.exitCode()).as("%s", work).isEqualTo(work.good());
    }
    long fired = 0;
    for (int i = 0; i < times; i++) {
      try (Place place = new Place(disk, BULK)) {
        Victim.Moment moment = kills.moment(whole, i, times);
        Victim.End end = run(work, place, moment);
        String point = work + ", killed " + moment + ", seed " + kills.seed() + "\n";
        if (!end.wasKilled()) {
          assertThat(end.exitCode()).as(point + end.text()).isEqualTo(work.good());
        }
        fired += end.wasKilled() ? 1 : 0;
        reached.merge(aftermath.reached(place), 1, Integer::sum);
        work.requireMeanwhile(place, point);
        aftermath.requireSettled(place, FaultPlan.none(), point);
        if (work == LibraryWork.CREATE) {
          requireLoads(place, point);
        }
      }
    }
    System.out.printf(
        "killed: %s: %d of %d before its end (%s); the whole run took %s%n",
        work, fired, times, reached, whole == null ? "?" : whole.nanos() / 1_000_000 + " ms");
    return fired;
  }

  private static Victim.End run(Work work, Place place, Victim.Moment moment) throws IOException {
    work.fill(place);
    List<Path> watched = List.of(place.folder(), place.data(), place.data().resolve(".aof-fsck"));
    return Victim.run(moment, watched, work.main(), work.arguments(place));
  }

  private static void requireLoads(Place place, String point) throws IOException {
    Path server = ServerBinaries.find(Server.REDIS_7_0).orElseThrow();
    LoadProbe.Result probe = LoadProbe.probe(server, place.data(), LoadProbe.Mode.STRICT);
    assertThat(probe.dataOrThrow().keys()).as(point).isEqualTo(BULK + 20L);
  }

  /** Looking changes nothing, whenever it ends. */
  @Test
  void whatOnlyLooksLeavesNothing() throws IOException {
    Kills kills = new Kills("looks", 1);
    List<List<String>> looks =
        List.of(
            List.of("check"),
            List.of("repair", "--dry-run", "--policy=salvage"),
            List.of("show"),
            List.of("stats"));
    Random random = kills.random();
    long fired = 0;
    try (Place place = new Place(disk, BULK)) {
      ToolWork.REPAIR_SALVAGE.fill(place);
      Map<String, String> before = everything(place.folder());
      for (int i = 0; i < kills.count(); i++) {
        List<String> words = new ArrayList<>(looks.get(random.nextInt(looks.size())));
        words.add(place.data().toString());
        Victim.Moment moment = kills.moment(null, i, kills.count());
        Victim.End end =
            Victim.run(
                new Victim.Moment(false, moment.nanos()), List.of(), Main.class.getName(), words);
        fired += end.wasKilled() ? 1 : 0;
        assertThat(everything(place.folder())).as("%s %s", words, moment).isEqualTo(before);
      }
    }
    new Tally("killed-looks", kills.count(), fired, 0).write();
  }

  /** Each name with its time, mode and bytes. */
  private static Map<String, String> everything(Path folder) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        Map<String, Object> facts = Files.readAttributes(path, "unix:mode,lastModifiedTime");
        byte[] bytes = Files.isRegularFile(path) ? Files.readAllBytes(path) : new byte[0];
        all.put(path.toString(), facts + new String(bytes, StandardCharsets.ISO_8859_1));
      }
    }
    return all;
  }
}
