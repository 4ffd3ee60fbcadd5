package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.aofkit.fsck.Main;
import org.aofkit.fuzz.tool.DamagedSet;
import org.aofkit.fuzz.tool.ToolRun;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.rdb.write.RdbWriter;
import org.aofkit.server.Server;

/** Commands of the tool that write, and what they write upon. */
enum ToolWork implements Work {
  REPAIR("repair") {
    @Override
    void fill(Path data, int bulk) throws IOException {
      DamagedSet.TWO_FILES.writeTo(data);
      write(data, AOF + "1.incr.aof", SELECT + A + sound(bulk) + DamagedSet.nuls(300) + B);
    }
  },
  REPAIR_KEPT_ELSEWHERE("repair", "--quarantine=../kept") {
    @Override
    void fill(Path data, int bulk) throws IOException {
      DamagedSet.HOLE_TOO_SMALL_FOR_A_MASK.writeTo(data);
      write(data, AOF + "1.incr.aof", SELECT + A + sound(bulk) + DamagedSet.nuls(7) + B);
    }
  },
  /** A hole that is masked, a damage that is cut off, and two files behind it. */
  REPAIR_PREFIX("repair", "--policy=prefix") {
    @Override
    void fill(Path data, int bulk) throws IOException {
      DamagedSet.TORN_TAIL.writeTo(data);
      write(data, AOF + "1.incr.aof", SELECT + A + sound(bulk) + DamagedSet.nuls(100) + B);
      write(data, AOF + "2.incr.aof", SELECT + B + "????\r\n" + A);
      write(data, AOF + "3.incr.aof", SELECT + A);
      write(data, AOF + "4.incr.aof", SELECT + B);
      StringBuilder manifest = new StringBuilder("file appendonly.aof.1.base.rdb seq 1 type b\n");
      for (int i = 1; i <= 4; i++) {
        manifest.append("file appendonly.aof." + i + ".incr.aof seq " + i + " type i\n");
      }
      write(data, AOF + "manifest", manifest.toString());
    }

    /** No file that is listed is gone: servers would refuse the directory. */
    @Override
    public void requireMeanwhile(Place place, String point) throws IOException {
      for (String line : Files.readAllLines(place.data().resolve(AOF + "manifest"))) {
        String name = line.split(" ")[1];
        assertThat(place.data().resolve("appendonlydir").resolve(name)).as(point).exists();
      }
    }
  },
  REPAIR_UNTIL("repair", "--until=appendonly.aof.1.incr.aof:60") {
    @Override
    void fill(Path data, int bulk) throws IOException {
      DamagedSet.TWO_FILES.writeTo(data);
      write(data, AOF + "1.incr.aof", SELECT + A + B + sound(bulk));
      write(data, AOF + "2.incr.aof", SELECT + B);
    }
  },
  REPAIR_SALVAGE("repair", "--policy=salvage") {
    @Override
    void fill(Path data, int bulk) throws IOException {
      DamagedSet.TORN_TAIL.writeTo(data);
      write(
          data,
          AOF + "1.incr.aof",
          SELECT + A + sound(bulk) + "????\r\n" + B + DamagedSet.nuls(700) + A);
    }
  },
  CLEAN_LEFTOVERS("repair", "--clean-leftovers") {
    @Override
    void fill(Path data, int bulk) throws IOException {
      DamagedSet.TORN_TAIL.writeTo(data);
      write(data, AOF + "1.incr.aof", SELECT + A);
      write(data, "temp-rewriteaof-99999999.aof", "half");
      write(data, AOF + "7.base.aof", SELECT);
    }
  },
  MANIFEST_REBUILD("repair") {
    @Override
    void fill(Path data, int bulk) throws IOException {
      DamagedSet.TORN_TAIL.writeTo(data);
      write(data, AOF + "1.incr.aof", SELECT + A + B + sound(bulk));
      Files.delete(data.resolve(AOF + "manifest"));
    }
  },
  RDB_SALVAGE_OF_A_BASE("repair", "--policy=salvage", "--accept-loss") {
    @Override
    void fill(Path data, int bulk) throws IOException {
      DamagedSet.TORN_TAIL.writeTo(data);
      write(data, AOF + "1.incr.aof", SELECT + A);
      Files.write(data.resolve(AOF + "1.base.rdb"), damagedImage(bulk));
    }
  },
  RDB_SALVAGE_OF_A_DUMP("repair", "--policy=salvage", "--accept-loss", "--list-keys=../keys") {
    @Override
    void fill(Path data, int bulk) throws IOException {
      Files.write(data.resolve("dump.rdb"), damagedImage(bulk));
    }

    /** The list is there before anything is repaired; {@link #LIST_KEYS} looks at it. */
    @Override
    public Map<String, String> state(Place place) throws IOException {
      Map<String, String> state = place.files();
      state.remove("keys");
      return state;
    }
  },
  RDB_SALVAGE_OF_A_PREAMBLE("repair", "--policy=salvage", "--accept-loss") {
    @Override
    void fill(Path data, int bulk) throws IOException {
      ByteArrayOutputStream log = new ByteArrayOutputStream();
      log.write(damagedImage(bulk));
      log.write((SELECT + A + B).getBytes(StandardCharsets.ISO_8859_1));
      Files.write(data.resolve("appendonly.aof"), log.toByteArray());
    }
  },
  INIT_SALVAGE("init", "--policy=salvage") {
    @Override
    void fill(Path data, int bulk) throws IOException {
      REPAIR_SALVAGE.fill(data, bulk);
    }
  },
  UNDO("undo") {
    @Override
    void fill(Path data, int bulk) throws IOException {
      repaired(data, bulk, REPAIR_SALVAGE);
    }
  },
  UNDO_OF_A_PREFIX("undo") {
    @Override
    void fill(Path data, int bulk) throws IOException {
      repaired(data, bulk, REPAIR_PREFIX);
    }
  },
  UNDO_OF_AN_RDB_SALVAGE("undo") {
    @Override
    void fill(Path data, int bulk) throws IOException {
      repaired(data, bulk, RDB_SALVAGE_OF_A_BASE);
    }
  },
  UNDO_OF_UNTIL("undo") {
    @Override
    void fill(Path data, int bulk) throws IOException {
      repaired(data, bulk, REPAIR_UNTIL);
    }
  },
  UNDO_TO("undo", "--to=../to") {
    @Override
    void fill(Path data, int bulk) throws IOException {
      repaired(data, bulk, REPAIR_SALVAGE);
    }

    @Override
    public boolean isUndone() {
      return false;
    }

    @Override
    public int again(boolean wasDone, ToolRun run) {
      return 0;
    }

    @Override
    public boolean isTidiedUp() {
      return true;
    }

    @Override
    public boolean lacks(Fault fault) {
      return false;
    }
  },
  LIST_KEYS("repair", "--dry-run", "--policy=salvage", "--accept-loss", "--list-keys=../keys") {
    @Override
    void fill(Path data, int bulk) throws IOException {
      RDB_SALVAGE_OF_A_BASE.fill(data, bulk);
    }

    @Override
    public int good() {
      return 4;
    }

    @Override
    public int again(boolean wasDone, ToolRun run) {
      return 4;
    }

    @Override
    public boolean isUndone() {
      return false;
    }

    @Override
    public boolean isTidiedUp() {
      return true;
    }
  };

  private static final String AOF = "appendonlydir/appendonly.aof.";
  private static final String SELECT = DamagedSet.command("SELECT", "0");
  private static final String A = DamagedSet.command("SET", "a", "some value");
  private static final String B = DamagedSet.command("SET", "b", "another value");

  private final List<String> words;

  ToolWork(String... words) {
    this.words = List.of(words);
  }

  abstract void fill(Path data, int bulk) throws IOException;

  @Override
  public void fill(Place place) throws IOException {
    fill(place.data(), place.bulk());
  }

  @Override
  public ToolRun run(Place place) {
    return place.tool(words(place.data()));
  }

  @Override
  public String main() {
    return Main.class.getName();
  }

  @Override
  public List<String> arguments(Place place) {
    return List.of(words(place.data()));
  }

  private String[] words(Path data) {
    List<String> all = new ArrayList<>();
    words.forEach(word -> all.add(word.replace("../", data.getParent() + "/")));
    all.add((this == RDB_SALVAGE_OF_A_DUMP ? data.resolve("dump.rdb") : data).toString());
    return all.toArray(new String[0]);
  }

  private boolean isRepair() {
    return words.get(0).equals("repair");
  }

  private boolean isUndo() {
    return words.get(0).equals("undo");
  }

  @Override
  public int good() {
    return isRepair() ? 1 : 0;
  }

  @Override
  public int again(boolean wasDone, ToolRun run) {
    if (isUndo()) {
      return wasDone ? 8 : 0;
    }
    return wasDone || run.err().contains("was completed") ? 0 : good();
  }

  @Override
  public boolean isUndone() {
    return !isUndo();
  }

  /** The server of a set that could not be looked at may start on it. */
  @Override
  public boolean isExcused(ToolRun run) {
    return words.get(0).equals("init") && run.err().contains("UNCHECKED");
  }

  /** What is put back was replaced, or cut off within a block, and the journal has its room. */
  @Override
  public boolean lacks(Fault fault) {
    return fault == Fault.NO_SPACE_TO_GROW && (this == UNDO || this == UNDO_OF_AN_RDB_SALVAGE);
  }

  private static String sound(int commands) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < commands; i++) {
      text.append(DamagedSet.command("SET", "more" + i, "some of many values"));
    }
    return text.toString();
  }

  private static void write(Path data, String name, String text) throws IOException {
    Files.writeString(data.resolve(name), text, StandardCharsets.ISO_8859_1);
  }

  private static void repaired(Path data, int bulk, ToolWork work) throws IOException {
    work.fill(data, bulk);
    ToolRun run = ToolRun.of(data.getFileSystem(), Map.of(), work.words(data));
    if (run.exitCode() != 1) {
      throw new AssertionError(run.said());
    }
  }

  /** Thirty keys, of which one is overwritten. */
  private static byte[] damagedImage(int bulk) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RdbWriter writer = new RdbWriter(Channels.newChannel(out), RdbTarget.of(Server.REDIS_7_0));
    writer.begin();
    writer.database(0);
    for (int i = 10; i < 40 + bulk; i++) {
      byte[] text = ("key" + i).getBytes(StandardCharsets.UTF_8);
      writer.key(KeyHead.of(text, KeyHead.NONE), RdbValue.string(text));
    }
    writer.end();
    byte[] bytes = out.toByteArray();
    Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 9, (byte) 0xC7);
    return bytes;
  }
}
