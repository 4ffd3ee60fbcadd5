package org.aofkit.fuzz.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * The table of the answers of {@code init}, row by row, in the columns {@code prefix} and {@code
 * salvage}, on real directories. Each answer is the same at the next runs, but that a repair is
 * made once.
 */
class InitPolicyTest {
  private static final String INCR = "appendonlydir/appendonly.aof.1.incr.aof";
  private static final String BASE = "appendonlydir/appendonly.aof.1.base.rdb";
  private static final String SELECT = DamagedSet.command("SELECT", "0");
  private static final String X = DamagedSet.command("SET", "x", "y");
  private static final String Y = DamagedSet.command("SET", "y", "z");

  private static final String BAD = "????\r\n";

  @TempDir Path folder;
  private final Map<String, String> variables = new HashMap<>();
  private Path data = Path.of("");
  private Path log = Path.of("");

  /** The columns of the table. */
  private enum Column {
    SAFE("safe", false),
    PREFIX("prefix", false),
    SALVAGE("salvage", false),
    PREFIX_ACCEPTING("prefix", true),
    SALVAGE_ACCEPTING("salvage", true);

    final String policy;
    final boolean accepts;

    Column(String policy, boolean accepts) {
      this.policy = policy;
      this.accepts = accepts;
    }

    boolean givesUp() {
      return this != SAFE;
    }
  }

  @BeforeEach
  void aVolumeAndATerminationLog() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    log = folder.resolve("termination-log");
    variables.put("AOF_FSCK_TERMINATION_LOG", log.toString());
  }

  private void use(Column column) {
    variables.put("AOF_FSCK_POLICY", column.policy);
    variables.put("AOF_FSCK_ACCEPT_LOSS", column.accepts ? "yes" : "no");
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyVolumeAndACleanSetMayStart(Column column) throws IOException {
    use(column);
    untouched(0);
    incr(SELECT + X);
    untouched(0);
  }

  @ParameterizedTest
  @EnumSource(DamagedSet.class)
  void whatIsSafeIsMendedAlikeUnderEveryPolicy(DamagedSet set) throws IOException {
    Map<String, String> safe = Map.of();
    for (Column column : Column.values()) {
      data = Files.createDirectory(folder.resolve("data of " + column));
      set.writeTo(data);
      use(column);

      ToolRun run = init();

      assertThat(run.exitCode()).as(column + run.said()).isZero();
      Map<String, String> after = files();
      safe = column == Column.SAFE ? after : safe;
      assertThat(after).as("%s", column).isEqualTo(safe);
      untouched(0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsLossyIsMendedOnlyAtOnesWord(Column column) throws IOException {
    incr(SELECT + X + BAD + Y);
    use(column);

    if (!column.givesUp()) {
      untouched(4);
      return;
    }
    variables.put("AOF_FSCK_JSON", "yes");
    ToolRun run = init();

    assertThat(run.exitCode()).as(run.said()).isZero();
    String lost =
        column.policy.equals("prefix")
            ? "{\"bytes\":" + (BAD.length() + Y.length())
            : "{\"bytes\":" + BAD.length();
    assertThat(run.out()).contains("\"lost\":" + lost).contains("\"verdict\":\"clean\"");
    assertThat(log).content().startsWith("aof-fsck init, exit 0").contains("given up: ");
    assertThat(Files.readString(data.resolve(INCR), StandardCharsets.ISO_8859_1).contains(Y))
        .isEqualTo(column.policy.equals("salvage"));
    untouched(0);
  }

  @ParameterizedTest
  @EnumSource
  void moreThanTheBoundIsNotGivenUp(Column column) throws IOException {
    incr(SELECT + X + BAD + Y);
    use(column);
    variables.put("AOF_FSCK_MAX_LOSS", "3");

    untouched(4);
  }

  @ParameterizedTest
  @EnumSource
  void aBaseWithoutAnyLocatedDamageIsUntouched(Column column) throws IOException {
    incr(SELECT + X);
    byte[] image = DamagedSet.emptyImage();
    image[image.length - 1] ^= 1;
    Files.write(data.resolve(BASE), image);
    use(column);

    // A wrong checksum of a base that parses: which bytes are wrong, nobody can say.
    if (column != Column.SALVAGE_ACCEPTING) {
      untouched(4);
      return;
    }
    ToolRun run = init();
    assertThat(run.exitCode()).as(run.said()).isZero();
    untouched(0);
  }

  @ParameterizedTest
  @EnumSource
  void commandsOfAnUnknownDatabaseNeedTheWordOfOneWhoAcceptsTheLoss(Column column)
      throws IOException {
    incr(DamagedSet.nuls(200) + X + Y);
    use(column);

    if (column == Column.SAFE || column == Column.SALVAGE) {
      untouched(4);
      return;
    }
    // To end the log in front of them leaves no doubt: the prefix needs no such word.
    ToolRun run = init();
    assertThat(run.exitCode()).as(run.said()).isZero();
    untouched(0);
  }

  @ParameterizedTest
  @EnumSource
  void aNewerFormatAloneMayStartUnderEveryPolicy(Column column) throws IOException {
    incr(SELECT + X);
    newerBase();
    use(column);

    assertThat(untouched(0).err()).contains("WARNING");
  }

  @ParameterizedTest
  @EnumSource
  void aNewerFormatBesideDamageIsUntouched(Column column) throws IOException {
    incr(SELECT + X + BAD + Y);
    newerBase();
    use(column);
    untouched(4);

    incr(SELECT + X + DamagedSet.nuls(300) + Y);
    newerBase();
    untouched(4);
  }

  @ParameterizedTest
  @EnumSource(names = {"PREFIX", "SALVAGE"})
  void aReadOnlyVolumeThatNeedsARepairIsAnError(Column column) throws IOException {
    incr(SELECT + X + BAD + Y);
    use(column);
    FaultyFileSystem readOnly = new FaultyFileSystem(FileSystems.getDefault(), FaultPlan.none());
    readOnly.confineTo(data);
    readOnly.use(FaultPlan.fail(OperationKind.CHANGING, 1));
    Map<String, String> before = files();

    ToolRun run = ToolRun.of(readOnly, variables, "init", data.toString());

    assertThat(run.exitCode()).as(run.said()).isEqualTo(8);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void whatIsRefusedSaysWhatTheOtherPoliciesWouldDo() throws IOException {
    incr(SELECT + X + BAD + Y);

    ToolRun run = init();

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.out())
        .contains(
            "prefix gives up "
                + (BAD.length() + Y.length())
                + " bytes, 1 command, 1 key; it keeps ")
        .contains("aof-fsck repair --policy prefix " + data)
        .contains("salvage gives up 6 bytes; it keeps ")
        .contains("aof-fsck repair --policy salvage " + data);
  }

  private ToolRun init() {
    return ToolRun.of(FileSystems.getDefault(), variables, "init", data.toString());
  }

  /** Two runs give this answer and change no byte, name or time of the volume. */
  private ToolRun untouched(int code) throws IOException {
    Map<String, String> before = files();
    List<String> said = new ArrayList<>();
    ToolRun last = init();
    said.add(last.said());
    last = init();
    said.add(last.said());
    assertThat(last.exitCode()).as(last.said()).isEqualTo(code);
    assertThat(said.get(0)).isEqualTo(said.get(1));
    assertThat(files()).isEqualTo(before);
    return last;
  }

  /** Names, times and bytes; times only of what an operation does not touch. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(data)) {
      for (Path path : paths.toList()) {
        String name = data.relativize(path).toString();
        if (Files.isRegularFile(path) && !name.startsWith(".aof-fsck")) {
          files.put(name, Files.readString(path, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return files;
  }

  private void incr(String text) throws IOException {
    DamagedSet.TORN_TAIL.writeTo(data);
    Files.writeString(data.resolve(INCR), text, StandardCharsets.ISO_8859_1);
  }

  private void newerBase() throws IOException {
    byte[] image = DamagedSet.emptyImage();
    image[8] = '9';
    image[7] = '9';
    Files.write(data.resolve(BASE), image);
  }
}
