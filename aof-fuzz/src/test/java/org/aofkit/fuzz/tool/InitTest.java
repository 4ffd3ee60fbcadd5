package org.aofkit.fuzz.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.fuzz.fs.FaultPlan;
import org.aofkit.fuzz.fs.FaultyFileSystem;
import org.aofkit.fuzz.fs.OperationKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@code init} answers on real directories, row by row, with the library and not a stand-in:
 * how its words and exit codes come about is the unit tests' matter. Whatever it answers, a second
 * and a third run answer 0 after a repair and the same otherwise, and write nothing.
 */
class InitTest {
  private static final String INCR = "appendonlydir/appendonly.aof.1.incr.aof";
  private static final String BASE = "appendonlydir/appendonly.aof.1.base.rdb";

  @TempDir Path folder;
  private final Map<String, String> variables = new HashMap<>();
  private Path data = Path.of("");
  private Path log = Path.of("");

  @BeforeEach
  void aVolumeAndATerminationLog() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    log = folder.resolve("termination-log");
    variables.put("AOF_FSCK_TERMINATION_LOG", log.toString());
  }

  @Test
  void anEmptyVolumeMayStartAndStaysEmpty() throws IOException {
    requireSteady(0);
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void aCleanSetMayStart() throws IOException {
    clean();

    requireSteady(0);
    assertThat(data.resolve(".aof-fsck")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSafeIsRepairedOnceAndForAll(DamagedSet set) throws IOException {
    set.writeTo(data);

    ToolRun first = init();

    assertThat(first.exitCode()).as(first.said()).isZero();
    assertThat(log).content().contains("repaired with").contains("kept aside in");
    requireSteady(0);
  }

  @Test
  void maskThatLacksItsLineEndIsFinishedThoughTheSetIsClean() throws IOException {
    clean();
    write(INCR, "*2\r\n$4\r\nPING\r\n$3\r\nabc\0\0" + DamagedSet.command("SET", "y", "z"));
    FileSystem files = FileSystems.getDefault();

    ToolRun check = ToolRun.of(files, Map.of(), "check", data.toString());
    assertThat(check.exitCode()).as(check.said()).isZero();
    assertThat(check.out()).contains("clean", "AOF-MASK-UNFINISHED", "repair");
    ToolRun strict = ToolRun.of(files, Map.of(), "check", "--strict", data.toString());
    assertThat(strict.exitCode()).as(strict.said()).isEqualTo(4);

    ToolRun first = init();
    assertThat(first.exitCode()).as(first.said()).isZero();
    assertThat(log).content().contains("repaired with");
    requireSteady(0);
    ToolRun undo = ToolRun.of(files, Map.of(), "undo", data.toString());
    assertThat(undo.exitCode()).as(undo.said()).isZero();
    ToolRun repair = ToolRun.of(files, Map.of(), "repair", data.toString());
    assertThat(repair.exitCode()).as(repair.said()).isEqualTo(1);
    assertThat(repair.out()).contains("mask-end");
    assertThat(ToolRun.of(files, Map.of(), "repair", data.toString()).exitCode()).isZero();
  }

  @Test
  void copyWithALeftoverAndWithoutTimesStartsByTheWordThatTheReportNames() throws IOException {
    clean();
    String directory = "appendonlydir/appendonly.aof.";
    Files.move(data.resolve(BASE), data.resolve(directory + "2.base.rdb"));
    Files.copy(data.resolve(INCR), data.resolve(directory + "2.incr.aof"));
    write(
        directory + "manifest",
        "file appendonly.aof.2.base.rdb seq 2 type b\nfile appendonly.aof.2.incr.aof seq 2 type i\n");
    requireSteady(4);
    assertThat(log).content().contains("MAN-LINES-LOST", "--assume listed");

    variables.put("AOF_FSCK_ASSUME", "listed");
    ToolRun first = init();

    assertThat(first.exitCode()).as(first.said()).isZero();
    assertThat(data.resolve(INCR)).doesNotExist();
    // Left in a deployment, it says nothing where no manifest is in doubt.
    requireSteady(0);
    write(directory + "manifest", "file appendonly.aof.2.base.rdb seq 2 type b\n");
    requireSteady(4);
  }

  @Test
  void lossThatIsLocatedIsUntouched() throws IOException {
    clean();
    String torn = DamagedSet.command("SET", "x", "value").replace("SET", "S\0T");
    write(INCR, torn.substring(0, 14) + "??" + DamagedSet.command("SET", "y", "z"));

    requireSteady(4);
    assertThat(data.resolve(".aof-fsck")).doesNotExist();
  }

  @Test
  void whatCannotBeLocatedIsUntouched() throws IOException {
    clean();
    Files.delete(data.resolve("appendonlydir/appendonly.aof.manifest"));
    Files.delete(data.resolve("appendonlydir/appendonly.aof.1.base.rdb"));

    requireSteady(4);
    assertThat(log).content().contains("MAN-MISSING");
  }

  @Test
  void aNewerFormatAloneMayStart() throws IOException {
    clean();
    newerBase();

    ToolRun run = requireSteady(0);

    assertThat(run.err()).contains("WARNING").contains("newer than this aof-fsck");
  }

  @Test
  void aNewerFormatBesideDamageMayNotStart() throws IOException {
    clean();
    newerBase();
    write(INCR, DamagedSet.command("SET", "x", "y") + "????" + DamagedSet.command("SET", "y", "z"));

    requireSteady(4);
  }

  @Test
  void aReadOnlyVolumeIsAnErrorOnlyWhereARepairIsNeeded() throws IOException {
    DamagedSet.TORN_TAIL.writeTo(data);
    FaultyFileSystem readOnly = new FaultyFileSystem(FileSystems.getDefault(), FaultPlan.none());
    readOnly.confineTo(data);
    Map<String, String> before = snapshot();

    // Whatever comes first fails, whatever it is: nothing has been changed by then.
    readOnly.use(FaultPlan.fail(OperationKind.CHANGING, 1));
    ToolRun damaged = run(readOnly, "init");
    assertThat(damaged.exitCode()).as(damaged.said()).isEqualTo(8);
    assertThat(snapshot()).isEqualTo(before);

    assertThat(init().exitCode()).isZero();
    readOnly.use(FaultPlan.fail(OperationKind.CHANGING, 1));
    ToolRun mended = run(readOnly, "init");
    assertThat(mended.exitCode()).as(mended.said()).isZero();
    assertThat(readOnly.plan().hasFired()).isFalse();
  }

  @Test
  void whatCannotBeReadStartsOrStopsAsToldByTheEnvironment() throws IOException {
    // From Java 22 on files are mapped in a way that the faulty file system does not offer, and
    // read
    // where it is not offered.
    assumeTrue(Runtime.version().feature() < 22);
    clean();
    FaultyFileSystem faulty = new FaultyFileSystem(FileSystems.getDefault(), FaultPlan.none());
    faulty.confineTo(folder);
    faulty.use(FaultPlan.fail(EnumSet.of(OperationKind.MAP), 1));

    ToolRun starts = run(faulty, "init");
    assertThat(starts.exitCode()).as(starts.said()).isZero();
    assertThat(log).content().contains("UNCHECKED");

    variables.put("AOF_FSCK_ON_TOOL_ERROR", "stop");
    faulty.use(FaultPlan.fail(EnumSet.of(OperationKind.MAP), 1));
    ToolRun stops = run(faulty, "init");
    assertThat(stops.exitCode()).as(stops.said()).isEqualTo(8);
    assertThat(log).content().startsWith("aof-fsck init, exit 8: the server may not start. ");
  }

  @Test
  void aReportOfAnyLengthFitsIntoTheTerminationLog() throws IOException {
    clean();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      text.append(DamagedSet.command("SET", "k" + i, "v")).append("????");
    }
    write(INCR, text.toString());

    assertThat(init().exitCode()).isEqualTo(4);
    assertThat(Files.size(log)).isBetween(1L, 4096L);
    assertThat(log).content().startsWith("aof-fsck init, exit 4: the server may not start. ");
  }

  @Test
  void everyOptionThatChangesTheAnswerWorksFromTheEnvironment() throws IOException {
    DamagedSet.TORN_TAIL.writeTo(data);
    Path quarantine = folder.resolve("quarantine");
    variables.put("AOF_FSCK_QUARANTINE", quarantine.toString());
    variables.put("AOF_FSCK_SERVER", "redis-7.2");
    variables.put("AOF_FSCK_DATABASES", "32");
    variables.put("AOF_FSCK_IO", "read");
    variables.put("AOF_FSCK_THREADS", "1");
    variables.put("AOF_FSCK_JSON", "true");
    variables.put("AOF_FSCK_POLICY", "safe");
    variables.put("AOF_FSCK_TIME_LIMIT", "10m");
    variables.put("AOF_FSCK_STRICT", "true");

    ToolRun run = init();

    assertThat(run.exitCode()).as(run.said()).isZero();
    assertThat(run.out()).contains("\"server\":\"redis-7.2\",\"serverFrom\":\"option\"");
    assertThat(quarantine).isDirectoryContaining("glob:**/2026*");
  }

  private ToolRun init() {
    return run(FileSystems.getDefault(), "init");
  }

  private ToolRun run(FileSystem fileSystem, String command) {
    return ToolRun.of(fileSystem, variables, command, data.toString());
  }

  /** Three runs give this answer and change no byte, name or time of the volume. */
  private ToolRun requireSteady(int code) throws IOException {
    Map<String, String> before = snapshot();
    List<String> said = new ArrayList<>();
    ToolRun last = init();
    for (int i = 0; i < 3; i++) {
      last = init();
      assertThat(last.exitCode()).as(last.said()).isEqualTo(code);
      said.add(last.said());
    }
    assertThat(said).containsOnly(said.get(0));
    assertThat(snapshot()).isEqualTo(before);
    return last;
  }

  private Map<String, String> snapshot() throws IOException {
    Map<String, String> snapshot = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(data)) {
      for (Path path : paths.toList()) {
        String bytes =
            Files.isRegularFile(path)
                ? new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1)
                : "";
        snapshot.put(path.toString(), Files.getLastModifiedTime(path) + " " + bytes);
      }
    }
    return snapshot;
  }

  private void clean() throws IOException {
    DamagedSet.TORN_TAIL.writeTo(data);
    write(INCR, DamagedSet.command("SELECT", "0") + DamagedSet.command("SET", "a", "b"));
  }

  private void newerBase() throws IOException {
    byte[] image = DamagedSet.emptyImage();
    image[8] = '9';
    image[7] = '9';
    Files.write(data.resolve(BASE), image);
  }

  private void write(String name, String text) throws IOException {
    Files.write(
        data.resolve(name),
        text.getBytes(StandardCharsets.ISO_8859_1),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }
}
