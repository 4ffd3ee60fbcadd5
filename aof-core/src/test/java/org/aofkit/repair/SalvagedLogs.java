package org.aofkit.repair;

import static org.aofkit.testing.Aof.image;
import static org.aofkit.testing.Aof.select;
import static org.aofkit.testing.Aof.set;
import static org.aofkit.testing.Aof.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.aofkit.check.Verdict;
import org.aofkit.testing.Aof;
import org.aofkit.testing.AofDir;
import org.aofkit.testing.Effects;
import org.junit.jupiter.api.io.TempDir;

/** Logs with gaps, and what a salvage keeps of them: for the tests of that policy. */
abstract class SalvagedLogs {
  static final PlanOptions DROP = PlanOptions.of(Policy.SALVAGE);
  static final PlanOptions KEEP = DROP.with(AmbiguousDatabase.KEEP);
  static final Aof A = Aof.of(select(5), set("a", "1"));
  static final Aof B = set("b", "2");
  static final Aof C = set("c", "3");
  static final Aof BAD = text("??? these bytes are no command\r\n");
  static final Aof ELSEWHERE = Aof.of(select(7), set("e", "9"));

  @TempDir Path folder;

  AofDir dir(Aof... incr) throws IOException {
    return AofDir.in(folder).base(image(5, 1)).incr(incr);
  }

  static List<String> effects(AofDir dir, int... incrs) throws IOException {
    Aof[] files = new Aof[incrs.length];
    for (int i = 0; i < incrs.length; i++) {
      files[i] = Aof.raw(dir.incrBytes(incrs[i]));
    }
    return Effects.of(files);
  }

  static List<String> salvaged(PlanOptions options, AofDir dir) throws IOException {
    Map<String, String> before = AofDir.snapshot(dir.path(), false);
    RepairOutcome outcome = dir.repair(options);
    assertThat(outcome.after().verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(dir.plan(DROP).nothingToDo()).isTrue();
    assertThat(dir.plan(KEEP).nothingToDo()).isTrue();
    assertThat(dir.plan(PlanOptions.safe()).nothingToDo()).isTrue();
    List<String> effects = Files.exists(dir.incrFile(2)) ? effects(dir, 1, 2) : effects(dir, 1);
    dir.undo();
    assertThat(AofDir.snapshot(dir.path(), false)).isEqualTo(before);
    return effects;
  }

  List<String> drop(Aof... incr) throws IOException {
    return salvaged(DROP, dir(incr));
  }

  List<String> keep(Aof... incr) throws IOException {
    return salvaged(KEEP, dir(incr));
  }
}
