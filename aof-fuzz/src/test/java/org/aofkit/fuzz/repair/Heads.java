package org.aofkit.fuzz.repair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.aofkit.fuzz.damage.Executed;
import org.aofkit.fuzz.damage.Head;
import org.aofkit.fuzz.damage.Head.Place;
import org.aofkit.fuzz.damage.HealthyLog;
import org.aofkit.fuzz.damage.HealthyLogs;
import org.aofkit.fuzz.damage.LogRecord.Kind;
import org.aofkit.fuzz.damage.LogShape;
import org.aofkit.fuzz.server.Servers;

/** RDB images that servers wrote, for logs to stand behind. */
final class Heads {
  private static final List<Place> PLACES =
      List.of(Place.BASE, Place.BASE, Place.PREAMBLE, Place.OLD_FILE);

  private static final List<Image> IMAGES =
      List.of(
          new Image("rdb/redis-7.0.15/empty.rdb", Set.of()),
          new Image("rdb/redis-7.0.15/set-small.rdb", Set.of(0)),
          new Image("rdb/redis-6.2.16/list-small.rdb", Set.of(0)),
          new Image("rdb/redis-7.0.15/one-of-each.rdb", Set.of(0, 2)),
          new Image("rdb/redis-7.0.15/multi-db.rdb", Set.of(0, 1, 3, 9, 15)),
          new Image(
              "aof/redis-7.0.15/history-kept/appendonlydir/appendonly.aof.3.base.rdb",
              Set.of(0, 3, 4, 6)));

  private Heads() {}

  /**
   * An image of the test data.
   *
   * @param file below {@code testdata}
   * @param databases those that it selects
   */
  private record Image(String file, Set<Integer> databases) {}

  static Place place(Random random) {
    return PLACES.get(random.nextInt(PLACES.size()));
  }

  /** Any image of the test data, at any place. */
  static Head any(Random random) throws IOException {
    Image image = IMAGES.get(random.nextInt(IMAGES.size()));
    byte[] bytes = Files.readAllBytes(Servers.testdata(image.file()));
    return new Head(place(random), bytes, image.databases());
  }

  /** An image of keys that the commands behind it work on, made by a server. */
  static Head made(Random random, Path program) throws IOException {
    int databases = random.nextBoolean() ? 1 : 3;
    HealthyLog before = HealthyLogs.any(random, LogShape.plain(1, 30, databases));
    List<Executed> commands =
        before.records().stream()
            .filter(each -> each.kind() != Kind.SELECT && each.kind() != Kind.ANNOTATION)
            .map(each -> new Executed(each.database(), each.words()))
            .toList();
    try (Judge judge = new Judge(program)) {
      Set<Integer> held = judge.made(commands).keysByDatabase().keySet();
      return new Head(place(random), judge.image(), held);
    }
  }
}
