package org.aofkit.fuzz.sweep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.aofkit.append.AofDirectoryWriter;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.commit.FileEdit;
import org.aofkit.commit.FileFingerprint;
import org.aofkit.commit.Operation;
import org.aofkit.commit.Operations;
import org.aofkit.fuzz.tool.DamagedSet;
import org.aofkit.fuzz.tool.ToolRun;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.server.Server;

/** What the library writes and the tool has no command for. */
enum LibraryWork implements Work {
  /** A directory appears whole or not at all. */
  CREATE {
    @Override
    public void fill(Place place) throws IOException {
      Files.writeString(place.data().resolve("redis.conf"), "appendonly yes\n");
    }

    @Override
    void act(Place place) throws IOException {
      Path dir = place.fs().wrap(place.data());
      try (AofDirectoryWriter writer = AofDirectoryWriter.create(dir, Server.REDIS_7_0)) {
        String library = "#!lua name=lib\nredis.register_function('f', function() return 1 end)\n";
        writer.function(library.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 20 + place.bulk(); i++) {
          byte[] text = ("key" + i).getBytes(StandardCharsets.UTF_8);
          writer.put(i % 2, text, RdbValue.string(text), KeyHead.NONE);
        }
        writer.finish();
      } catch (FileAlreadyExistsException e) {
        if (place.fs().plan().hasFired()) {
          throw e;
        }
      }
    }

    /** The image says when it was made. */
    @Override
    public Map<String, String> state(Place place) throws IOException {
      Map<String, String> state = new TreeMap<>(place.files());
      if (Files.exists(place.data().resolve("appendonlydir"))) {
        Report report = Checker.check(place.data(), CheckOptions.defaults());
        String keys = report.verdict() + ", " + report.stats().rdbKeys() + " keys";
        state.replace("data/appendonlydir/appendonly.aof.1.base.rdb", keys);
      }
      // What a killed run leaves is documented: servers and checks pass it over.
      state.keySet().removeIf(name -> name.startsWith("data/temp-appendonlydir/"));
      return state;
    }
  },
  /** The verdict behind a repair goes into its journal. */
  ANNOTATE {
    @Override
    public void fill(Place place) throws IOException {
      cut(place);
    }

    @Override
    void act(Place place) throws IOException {
      Path dir = place.fs().wrap(place.data());
      String name = Operations.list(dir, null).get(0).name();
      Commit.annotate(dir, name, Map.of("verdict-after", "clean"), OPTIONS);
    }

    @Override
    public Map<String, String> state(Place place) throws IOException {
      Operation operation = Operations.list(place.data(), null).get(0);
      Map<String, String> state = new TreeMap<>(place.files());
      state.put("journal", operation.status() + " " + operation.attributes());
      return state;
    }
  },
  /** An operation that is in the way is given up. */
  ABANDON {
    @Override
    public void fill(Place place) throws IOException {
      cut(place);
    }

    @Override
    void act(Place place) throws IOException {
      Path dir = place.fs().wrap(place.data());
      String name = Operations.list(dir, null).get(0).name();
      Commit.abandon(dir, name, OPTIONS);
    }

    @Override
    public Map<String, String> state(Place place) throws IOException {
      return ANNOTATE.state(place);
    }
  },
  /** An operation is given up whose journal is damaged, so that nobody can settle it. */
  GIVE_UP {
    @Override
    public void fill(Place place) throws IOException {
      cut(place);
      Path journal = Operations.list(place.data(), null).get(0).folder().resolve("journal");
      byte[] bytes = Files.readAllBytes(journal);
      bytes[0] ^= 1;
      Files.write(journal, bytes);
    }

    @Override
    void act(Place place) throws IOException {
      ABANDON.act(place);
    }

    @Override
    public Map<String, String> state(Place place) throws IOException {
      return ANNOTATE.state(place);
    }
  };

  private static final Set<Fault> WITHIN_A_WRITE =
      EnumSet.of(
          Fault.KILL_BEHIND_ONE_BYTE,
          Fault.KILL_HALFWAY_THROUGH_A_WRITE,
          Fault.KILL_IN_FRONT_OF_THE_LAST_BYTE,
          Fault.SHORT_WRITE,
          Fault.TORN_WRITE);

  private static final CommitOptions OPTIONS =
      CommitOptions.of(Clock.fixed(Instant.parse("2026-11-22T10:11:12Z"), ZoneOffset.UTC), "test");

  abstract void act(Place place) throws IOException;

  @Override
  public ToolRun run(Place place) {
    try {
      act(place);
      return new ToolRun(0, "", "");
    } catch (IOException e) {
      return new ToolRun(8, "", e.toString());
    }
  }

  @Override
  public String main() {
    return WorkProcess.class.getName();
  }

  @Override
  public List<String> arguments(Place place) {
    return List.of(name(), place.folder().toString(), Integer.toString(place.bulk()));
  }

  @Override
  public int good() {
    return 0;
  }

  @Override
  public int again(boolean wasDone, ToolRun run) {
    return 0;
  }

  @Override
  public boolean isUndone() {
    return false;
  }

  /** Nothing is read to create; the journal has its room for a note. */
  @Override
  public boolean lacks(Fault fault) {
    if (this == GIVE_UP) {
      // It makes one empty file.
      return WITHIN_A_WRITE.contains(fault);
    }
    return fault == (this == CREATE ? Fault.SHORT_READ : Fault.NO_SPACE_TO_GROW);
  }

  /** A finished operation on a directory. */
  private static void cut(Place place) throws IOException {
    DamagedSet.TORN_TAIL.writeTo(place.data());
    Path file = place.data().resolve("appendonlydir/appendonly.aof.1.incr.aof");
    Commit.run(
        place.data(),
        List.of(new FileEdit.Truncate(file, 23)),
        Map.of(file, FileFingerprint.of(file)),
        OPTIONS);
  }
}
