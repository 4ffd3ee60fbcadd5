package org.aofkit.fsck;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.FileType;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.FileFormat;
import org.aofkit.check.FileReport;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.check.Severity;
import org.aofkit.check.Verdict;
import org.aofkit.repair.EditKind;
import org.aofkit.repair.Lost;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.PlannedEdit;
import org.aofkit.repair.Refusal;
import org.aofkit.repair.RepairPlan;
import org.aofkit.server.Server;

/** Reports and plans as the library would make them. */
public final class Reports {
  static final String INCR = "appendonly.aof.2.incr.aof";

  private Reports() {}

  static Report clean() {
    return of(Path.of("/data/appendonlydir"), Verdict.CLEAN, Loads.YES, List.of(), List.of());
  }

  static Report empty() {
    return new Report(
        set(Path.of("/data")),
        Server.REDIS_7_0,
        Report.ServerSource.DEFAULT,
        Verdict.CLEAN,
        Loads.YES,
        everywhere(Loads.YES),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        new Report.Stats(0, 0, 0, 0, 0),
        List.of());
  }

  /** The incident: a run of NULs in the last file, all of it SAFE. */
  public static Report holed(Path root) {
    return of(
        root,
        Verdict.CORRUPT,
        Loads.NO,
        List.of(
            Finding.of(
                FindingCode.AOF_NUL_HOLE,
                INCR,
                18_889,
                50_743,
                "expected a command, found 50,743 NUL bytes and then a command")),
        List.of(
            new Damage.NulHole(
                root.resolve(INCR),
                18_889,
                50_743,
                EditClass.SAFE,
                "the command before it is whole and the next one begins at its end",
                -1)));
  }

  static Report holed() {
    return holed(Path.of("/data/appendonlydir"));
  }

  static Report lossy() {
    return of(
        Path.of("/data/appendonlydir"),
        Verdict.LOSSY,
        Loads.YES,
        List.of(Finding.of(FindingCode.MAN_MISSING, "", -1, 0, "no manifest beside 2 AOF files")),
        List.of(
            new Damage.Unmendable(
                Path.of("/data/appendonlydir"),
                0,
                0,
                EditClass.UNLOCATED,
                "rebuilding a manifest is not available in this version")));
  }

  static Report warned() {
    return of(
        Path.of("/data/appendonlydir"),
        Verdict.CLEAN,
        Loads.YES,
        List.of(Finding.of(FindingCode.AOF_LAX_FORMAT, INCR, 12, 4, "expected *3, found * 3")),
        List.of());
  }

  static Report unsupported() {
    return of(
        Path.of("/data/appendonlydir"),
        Verdict.UNSUPPORTED,
        Loads.NO,
        List.of(
            Finding.of(
                FindingCode.RDB_UNSUPPORTED, "appendonly.aof.2.base.rdb", 0, 9, "RDB version 99")),
        List.of());
  }

  /** A clean set with a history file, a leftover and a file that is not listed. */
  static Report withLeftovers() {
    return with(
        clean(),
        file("appendonly.aof.1.incr.aof", FileType.HISTORY, 1000, Verdict.CLEAN),
        file("../temp-rewriteaof-7.aof", FileType.LEFTOVER, 100, Verdict.CLEAN),
        file("appendonly.aof.9.incr.aof", FileType.UNLISTED, 10, Verdict.CLEAN));
  }

  /** The same with a file that is too new to be judged. */
  static Report withUnsupported(Report report) {
    return with(report, file("newer.rdb", FileType.BASE, 9, Verdict.UNSUPPORTED));
  }

  private static Report with(Report report, FileReport... more) {
    List<FileReport> files = new ArrayList<>(report.files());
    files.addAll(List.of(more));
    return new Report(
        report.set(),
        report.server(),
        report.serverFrom(),
        report.verdict(),
        report.loads(),
        report.loadsOn(),
        files,
        report.findings(),
        report.damages(),
        report.databases(),
        report.stats(),
        report.notes());
  }

  private static FileReport file(String name, FileType type, long size, Verdict verdict) {
    return new FileReport(
        name,
        type,
        FileFormat.UNKNOWN,
        size,
        verdict,
        0,
        OptionalLong.empty(),
        0,
        OptionalLong.empty());
  }

  private static AofSet set(Path root) {
    return new AofSet(
        AofSet.Start.MANIFEST,
        root,
        root,
        "appendonly.aof",
        null,
        null,
        Map.of(),
        false,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  public static Report of(
      Path root, Verdict verdict, Loads loads, List<Finding> findings, List<Damage> damages) {
    return new Report(
        set(root),
        Server.REDIS_7_0,
        Report.ServerSource.AUX,
        verdict,
        loads,
        everywhere(loads),
        List.of(
            new FileReport(
                "appendonly.aof.manifest",
                FileType.MANIFEST,
                FileFormat.MANIFEST,
                102,
                Verdict.CLEAN,
                102,
                OptionalLong.empty(),
                0,
                OptionalLong.empty()),
            new FileReport(
                "appendonly.aof.2.base.rdb",
                FileType.BASE,
                FileFormat.RDB,
                1_234_567,
                Verdict.CLEAN,
                1_234_567,
                OptionalLong.empty(),
                0,
                OptionalLong.of(253)),
            new FileReport(
                INCR,
                FileType.INCR,
                FileFormat.AOF,
                103_903,
                verdict,
                verdict == Verdict.CLEAN ? 103_903 : 18_889,
                OptionalLong.empty(),
                174,
                OptionalLong.empty())),
        findings,
        damages,
        List.of(),
        new Report.Stats(1_338_572, 174, 0, 0, 253),
        List.of());
  }

  static Map<Server, Loads> everywhere(Loads loads) {
    Map<Server, Loads> all = new EnumMap<>(Server.class);
    for (Server server : Server.values()) {
      all.put(server, loads);
    }
    return all;
  }

  static RepairPlan emptyPlan() {
    return plan("0000000000000000", List.of(), List.of());
  }

  static RepairPlan maskPlan() {
    return plan(
        "5f1d3c0a9be27744",
        List.of(
            new PlannedEdit(
                EditKind.MASK,
                EditClass.SAFE,
                INCR,
                18_889,
                50_743,
                Lost.NOTHING,
                "the command before it is whole and the next one begins at its end")),
        List.of());
  }

  static RepairPlan refusedPlan() {
    return refusedPlan(PlanOptions.safe());
  }

  static RepairPlan refusedPlan(PlanOptions options) {
    return new RepairPlan(
        "77aa",
        List.of(),
        List.of(
            new Refusal(
                EditClass.UNLOCATED,
                "",
                0,
                0,
                "rebuilding a manifest is not available in this version")),
        Lost.NOTHING,
        List.of(),
        List.of(),
        options,
        List.of(),
        Map.of());
  }

  /** A plan that cuts the log, under a policy that may. */
  static RepairPlan cutPlan(PlanOptions options) {
    Lost lost = new Lost(85_014, 61, 2, 40);
    return new RepairPlan(
        "c0ffee",
        List.of(
            new PlannedEdit(
                EditKind.TRUNCATE, EditClass.LOSSY, INCR, 18_889, 85_014, lost, "bad bytes")),
        List.of(),
        lost,
        List.of(),
        List.of("The clock was set back."),
        options,
        List.of(),
        Map.of());
  }

  private static RepairPlan plan(String id, List<PlannedEdit> edits, List<Refusal> refusals) {
    return new RepairPlan(
        id,
        edits,
        refusals,
        Lost.NOTHING,
        List.of(),
        List.of(),
        PlanOptions.safe(),
        List.of(),
        Map.of());
  }

  static Finding finding(int number, Severity severity) {
    return new Finding(
        FindingCode.AOF_STRAY_EXEC, severity, INCR, number * 20L, 14, "EXEC without MULTI", "");
  }
}
