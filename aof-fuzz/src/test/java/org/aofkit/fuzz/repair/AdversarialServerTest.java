package org.aofkit.fuzz.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.aofkit.fuzz.damage.SetFiles;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Policy;
import org.aofkit.resp.RespEncoder;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a real server executes of a value that looks like commands, behind a repair: nothing where
 * the value's header survives, and nothing that was not listed where it does not.
 */
class AdversarialServerTest {
  private static final int FAKES = 6;
  private static final int PAGE = 4096;
  private static final String FRONT = command("SELECT", "0") + command("SET", "a", "1");
  private static final String BEHIND = command("SET", "b", "2") + command("SET", "c", "3");

  @TempDir Path folder;

  private static String command(String... words) {
    byte[][] arguments = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      arguments[i] = words[i].getBytes(StandardCharsets.ISO_8859_1);
    }
    return new String(RespEncoder.command(arguments), StandardCharsets.ISO_8859_1);
  }

  /** Commands of 32 bytes, the last of which lacks its line end: it has that of the value. */
  private static String fakes(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(command("SET", "evil%02x".formatted(i), "x"));
    }
    return text.substring(0, text.length() - 2);
  }

  private static String over(String log, int from, int to, String with) {
    return log.substring(0, from) + with.repeat(to - from) + log.substring(to);
  }

  private Path directory(String log) throws IOException {
    Path data = Files.createTempDirectory(folder, "adversarial");
    SetFiles.write(data, List.of(log.getBytes(StandardCharsets.ISO_8859_1)), false);
    return data;
  }

  private static List<Finding> doubtful(Report report) {
    return report.findings().stream()
        .filter(finding -> finding.code() == FindingCode.AOF_DOUBTFUL_ISLAND)
        .toList();
  }

  /** The keys that a real server has behind a repair. */
  private static SortedSet<String> keys(Path data, PlanOptions policy) throws IOException {
    Repairs.apply(data, policy);
    SortedSet<String> keys = new TreeSet<>();
    LoadProbe.probe(Servers.program(Server.REDIS_7_0), data, LoadProbe.Mode.STRICT)
        .dataOrThrow()
        .databases()
        .values()
        .forEach(database -> keys.addAll(database.keySet()));
    return keys;
  }

  /** Each fake that the server has executed has to be in what was listed. */
  private void assertListed(String log, PlanOptions policy, int executed) throws IOException {
    Path data = directory(log);
    Report report = Checker.check(data, CheckOptions.defaults());

    SortedSet<String> keys = keys(data, policy);

    assertThat(keys).contains("a", "b", "c");
    assertThat(keys).filteredOn(key -> key.startsWith("evil")).hasSize(executed);
    for (String key : keys) {
      int at = log.indexOf("\r\n" + key + "\r\n");
      assertThat(doubtful(report))
          .as("%s at %d", key, at)
          .filteredOn(note -> note.offset() <= at && at < note.offset() + note.length())
          .hasSize(at > log.indexOf('\0') ? 1 : 0);
    }
    TempTree.delete(data);
  }

  @Test
  void serverExecutesNothingBehindNulsThatIsNotListed() throws IOException {
    String value = fakes(FAKES);
    String log = FRONT + command("SET", "doc", value) + BEHIND;
    for (int i = 0; i < FAKES; i++) {
      String damaged = over(log, FRONT.length(), log.indexOf(value) + 32 * i, "\0");
      PlanOptions policy = i % 2 == 0 ? PlanOptions.safe() : PlanOptions.of(Policy.SALVAGE);

      assertListed(damaged, policy, FAKES - i);
    }
  }

  @Test
  void pagesLostBehindTheLastSyncMayEndAtACommandInAValue() throws IOException {
    String synced = FRONT + command("SET", "filler", "x".repeat(700));
    String value = fakes(200);
    String log = synced + command("SET", "doc", value) + BEHIND;
    while (log.charAt(PAGE) != '*' || log.charAt(PAGE - 1) != '\n') {
      value = "-" + value;
      log = synced + command("SET", "doc", value) + BEHIND;
    }
    assertThat(log.indexOf(value)).isLessThan(PAGE);
    int before = (PAGE - log.indexOf("*3", log.indexOf(value))) / 32;
    String damaged = over(log, synced.length(), PAGE, "\0");

    Damage hole = Checker.check(directory(damaged), CheckOptions.defaults()).damages().get(0);

    assertThat(hole.editClass()).isEqualTo(EditClass.SAFE);
    assertListed(damaged, PlanOptions.safe(), 200 - before);
  }

  @Test
  void serverExecutesNothingOfAValueWhoseHeaderSurvives() throws IOException {
    String value = fakes(FAKES);
    String log = FRONT + command("SET", "doc", value) + BEHIND;
    int start = FRONT.length();
    int first = log.indexOf(value);
    int header = log.lastIndexOf('$', first - 1);
    int end = first + value.length();
    List<String> damaged = new ArrayList<>();
    for (String with : List.of("\0", "?")) {
      damaged.add(over(log, start, header, with));
      damaged.add(over(log, start + 3, header, with));
      damaged.add(over(log, first + 64, end + 1, with));
      damaged.add(over(log, end, end + 9, with));
    }
    damaged.add(over(log, start + 1, start + 2, "9"));
    damaged.add(over(log, log.indexOf("$3\r\ndoc") + 1, log.indexOf("\r\ndoc"), "9"));
    damaged.add(log.substring(0, end - 3));
    damaged.add(log.substring(0, first + 40));
    for (String each : damaged) {
      Path data = directory(each);

      assertThat(keys(data, PlanOptions.of(Policy.SALVAGE)))
          .as("%s", each)
          .contains("a")
          .noneMatch(key -> key.startsWith("evil"));
      TempTree.delete(data);
    }
  }
}
