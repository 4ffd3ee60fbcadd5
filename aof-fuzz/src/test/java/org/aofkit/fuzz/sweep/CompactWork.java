package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.compact.CompactOptions;
import org.aofkit.compact.CompactTarget;
import org.aofkit.compact.Compactor;
import org.aofkit.compact.Destination;
import org.aofkit.compact.OutputOptions;
import org.aofkit.compact.Rescue;
import org.aofkit.fuzz.tool.DamagedSet;
import org.aofkit.fuzz.tool.ToolRun;

/** Compactions, wherever they go, and the rescue of a damaged directory. */
enum CompactWork implements Work {
  COMPACT,
  COMPACT_WITHOUT_KEEPING,
  COMPACT_KEPT_ELSEWHERE,
  COMPACT_A_SINGLE_LOG,
  COMPACT_ELSEWHERE,
  COMPACT_THROUGH_SCRATCH,
  COMPACT_THROUGH_SCRATCH_WITHOUT_KEEPING,
  RESCUE;

  private static final String AOF = "appendonlydir/appendonly.aof.";
  private static final String SELECT = DamagedSet.command("SELECT", "0");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T10:11:12Z"), ZoneOffset.UTC);

  @Override
  public void fill(Place place) throws IOException {
    Path data = place.data();
    if (this == COMPACT_A_SINGLE_LOG) {
      write(data, "appendonly.aof", log(place));
      return;
    }
    DamagedSet.TORN_TAIL.writeTo(data);
    write(data, AOF + "1.incr.aof", log(place));
    write(data, "temp-rewriteaof-99999999.aof", "half");
  }

  private String log(Place place) {
    String hole = this == RESCUE ? DamagedSet.nuls(300) : "";
    return SELECT + sound(3 + place.bulk()) + hole + DamagedSet.command("SET", "last", "one");
  }

  private static String sound(int commands) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < commands; i++) {
      text.append(DamagedSet.command("SET", "more" + i, "a value that is soon another"));
      text.append(DamagedSet.command("SET", "more" + i, "some of many values"));
    }
    text.append(DamagedSet.command("RPUSH", "list", "3", "1", "2"));
    return text.append(DamagedSet.command("SORT", "list", "STORE", "sorted")).toString();
  }

  private static void write(Path data, String name, String text) throws IOException {
    Files.writeString(data.resolve(name), text, StandardCharsets.ISO_8859_1);
  }

  @Override
  public ToolRun run(Place place) {
    try {
      act(place);
      return new ToolRun(0, "", "");
    } catch (IOException e) {
      return new ToolRun(8, "", e.toString());
    }
  }

  /** Compacts what is not compacted yet, behind what an interrupted run has left. */
  private void act(Place place) throws IOException {
    Path dir = place.fs().wrap(place.data());
    CompactOptions options = options(place);
    Commit.finishInterrupted(dir, settling(place));
    if (isDone(place)) {
      return;
    }
    CheckOptions check = CheckOptions.defaults();
    if (this == RESCUE) {
      Rescue.run(Rescue.plan(dir, check, options), check);
    } else {
      Compactor.run(Compactor.plan(dir, check, options), check);
    }
  }

  private CompactOptions options(Place place) {
    CompactOptions options = CompactOptions.of(CLOCK, "test").withThreads(1);
    Path kept = place.fs().wrap(place.folder().resolve("kept"));
    return switch (this) {
      case COMPACT -> options;
      // As an image, whose keys are compared: commands have another order in each run.
      case COMPACT_A_SINGLE_LOG ->
          options.writing(OutputOptions.DEFAULT.withTarget(CompactTarget.REDIS_7_0));
      case COMPACT_WITHOUT_KEEPING -> options.withoutKeeping();
      case COMPACT_KEPT_ELSEWHERE -> options.withQuarantine(kept);
      case COMPACT_ELSEWHERE -> options.to(new Destination.Output(out(place)));
      case COMPACT_THROUGH_SCRATCH, RESCUE -> options.to(new Destination.Scratch(kept));
      case COMPACT_THROUGH_SCRATCH_WITHOUT_KEEPING ->
          options.to(new Destination.Scratch(kept)).withoutKeeping();
    };
  }

  private static Path out(Place place) {
    return place.fs().wrap(place.folder().resolve("out"));
  }

  private CommitOptions settling(Place place) {
    boolean isElsewhere =
        switch (this) {
          case COMPACT, COMPACT_WITHOUT_KEEPING, COMPACT_A_SINGLE_LOG, COMPACT_ELSEWHERE -> false;
          default -> true;
        };
    Path kept = place.fs().wrap(place.folder().resolve("kept"));
    return CommitOptions.of(CLOCK, "test").withQuarantine(isElsewhere ? kept : null);
  }

  private boolean isDone(Place place) throws IOException {
    return switch (this) {
      case COMPACT_ELSEWHERE -> Files.exists(place.folder().resolve("out/appendonlydir"));
      case COMPACT_A_SINGLE_LOG ->
          Files.readString(place.data().resolve("appendonly.aof"), StandardCharsets.ISO_8859_1)
              .startsWith("REDIS");
      default -> Files.readString(place.data().resolve(AOF + "manifest")).contains("2.base.rdb");
    };
  }

  /** The image says when it was made, and its keys come in an order of their own. */
  @Override
  public Map<String, String> state(Place place) throws IOException {
    Map<String, String> state = new TreeMap<>(place.files());
    // What a killed run leaves is documented: servers and checks pass it over.
    state
        .keySet()
        .removeIf(
            name ->
                name.startsWith("out/temp-appendonlydir/") || name.startsWith("out/.aof-fsck/"));
    state.remove("data/filler");
    state.replaceAll((name, text) -> text.contains("REDIS0") ? bytesOf(text) : text);
    return state;
  }

  private static String bytesOf(String image) {
    char[] bytes =
        image
            .replaceFirst("(?s)ctime\\xc2.{4}", "ctime")
            .replaceFirst("(?s)\\xff.{8}($|\\*)", "$1")
            .toCharArray();
    Arrays.sort(bytes);
    return new String(bytes);
  }

  /**
   * Whatever a server would come up with is all of it: in place it comes up at any moment, and
   * amidst a swap it refuses to.
   */
  @Override
  public void requireMeanwhile(Place place, String point) throws IOException {
    Report report = Checker.check(place.data(), CheckOptions.defaults());
    if (this == COMPACT_A_SINGLE_LOG) {
      assertThat(report.verdict()).as(point).isEqualTo(Verdict.CLEAN);
      return;
    }
    String manifest = Files.readString(place.data().resolve(AOF + "manifest"));
    boolean isComplete = true;
    for (String line : manifest.lines().toList()) {
      Path listed = place.data().resolve("appendonlydir").resolve(line.split(" ")[1]);
      isComplete &= Files.exists(listed);
    }
    if (isComplete && manifest.contains("1.incr.aof")) {
      assertThat(read(place, "1.incr.aof")).as(point).isEqualTo(log(place));
    }
    if (this != RESCUE || manifest.contains("2.base.rdb")) {
      assertThat(report.loads().lenient()).as(point).isEqualTo(isComplete);
    }
    assertThat(isComplete || swaps()).as(point).isTrue();
  }

  private boolean swaps() {
    return switch (this) {
      case COMPACT_THROUGH_SCRATCH, COMPACT_THROUGH_SCRATCH_WITHOUT_KEEPING, RESCUE -> true;
      default -> false;
    };
  }

  private static String read(Place place, String name) throws IOException {
    return Files.readString(place.data().resolve(AOF + name), StandardCharsets.ISO_8859_1);
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
    return switch (this) {
      case COMPACT_WITHOUT_KEEPING, COMPACT_ELSEWHERE, COMPACT_THROUGH_SCRATCH_WITHOUT_KEEPING ->
          false;
      default -> true;
    };
  }
}
