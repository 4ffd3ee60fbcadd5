package org.aofkit.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Checker;
import org.aofkit.check.FileReport;
import org.aofkit.check.Report;
import org.aofkit.commit.Commit;
import org.aofkit.commit.CommitOptions;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.Repair;
import org.aofkit.repair.RepairOptions;
import org.aofkit.repair.RepairOutcome;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;

/** A server's data directory, written file by file with a manifest to match. */
public final class AofDir {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:11:12Z"), ZoneOffset.UTC);

  private final Path dir;
  private final StringBuilder manifest = new StringBuilder();
  private final String name;
  private int incrs;

  private AofDir(Path dir, String name) {
    this.dir = dir;
    this.name = name;
  }

  /** A new directory in this one, with the default names. */
  public static AofDir in(Path parent) throws IOException {
    return named(parent, "appendonly.aof");
  }

  /** A new directory in this one, with another {@code appendfilename}. */
  public static AofDir named(Path parent, String appendFilename) throws IOException {
    Path dir = Files.createTempDirectory(parent, "data");
    Files.createDirectory(dir.resolve("appendonlydir"));
    return new AofDir(dir, appendFilename);
  }

  /** Writes a base that is an RDB image, perhaps with commands behind. */
  public AofDir base(Aof content) throws IOException {
    return listed(name + ".1.base.rdb", "seq 1 type b", content);
  }

  /** Writes a base in command form. */
  public AofDir commandBase(Aof content) throws IOException {
    return listed(name + ".1.base.aof", "seq 1 type b", content);
  }

  /** Writes the next incr file. */
  public AofDir incr(Aof... parts) throws IOException {
    incrs++;
    return listed(name + "." + incrs + ".incr.aof", "seq " + incrs + " type i", Aof.of(parts));
  }

  private AofDir listed(String file, String rest, Aof content) throws IOException {
    Files.write(file(file), content.bytes());
    manifest.append("file ").append(file).append(' ').append(rest).append('\n');
    Files.writeString(file(name + ".manifest"), manifest, StandardCharsets.US_ASCII);
    return this;
  }

  /** The data directory. */
  public Path path() {
    return dir;
  }

  /** A file of the AOF directory. */
  public Path file(String fileName) {
    return dir.resolve("appendonlydir").resolve(fileName);
  }

  /** An incr file, counted from 1. */
  public Path incrFile(int number) {
    return file(name + "." + number + ".incr.aof");
  }

  /** The bytes of an incr file, counted from 1. */
  public byte[] incrBytes(int number) throws IOException {
    return Files.readAllBytes(incrFile(number));
  }

  /** Checks for the server that the files point to. */
  public Report check() throws IOException {
    return Checker.check(dir, CheckOptions.defaults());
  }

  /** What a report says of an incr file, counted from 1. */
  public FileReport incrReport(Report report, int number) {
    String wanted = name + "." + number + ".incr.aof";
    return report.files().stream().filter(f -> f.name().equals(wanted)).findFirst().orElseThrow();
  }

  /** Plans a repair. */
  public RepairPlan plan() throws IOException {
    return RepairPlanner.plan(check());
  }

  /** Plans a repair with options. */
  public RepairPlan plan(PlanOptions options) throws IOException {
    return RepairPlanner.plan(check(), CheckOptions.defaults(), options);
  }

  /** Repairs with options. */
  public RepairOutcome repair(PlanOptions options) throws IOException {
    return repair(dir, options);
  }

  /** Repairs what is all SAFE. */
  public RepairOutcome repair() throws IOException {
    return repair(dir);
  }

  /** Repairs any directory that is all SAFE to mend. */
  public static RepairOutcome repair(Path path) throws IOException {
    return repair(path, PlanOptions.safe());
  }

  /** Repairs any directory with options. */
  public static RepairOutcome repair(Path path, PlanOptions planOptions) throws IOException {
    Report report = Checker.check(path, CheckOptions.defaults());
    return apply(path, report, RepairPlanner.plan(report, CheckOptions.defaults(), planOptions));
  }

  /** Applies a plan. */
  public static RepairOutcome apply(Path path, Report report, RepairPlan plan) throws IOException {
    RepairOptions options = new RepairOptions(Optional.empty(), CLOCK, "test", () -> false);
    return Repair.apply(path, report, plan, options, CheckOptions.defaults());
  }

  /** Takes the last repair back. */
  public void undo() throws IOException {
    Commit.undo(dir, CommitOptions.of(CLOCK, "test"));
  }

  /** Name, mode, time and bytes of everything in a directory but what repairs keep aside. */
  public static Map<String, String> snapshot(Path dir, boolean withTimes) throws IOException {
    Map<String, String> entries = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(dir)) {
      for (Path path : paths.toList()) {
        String relative = dir.relativize(path).toString();
        if (relative.equals(".aof-fsck") || relative.startsWith(".aof-fsck/")) {
          continue;
        }
        String entry = "mode " + Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if (withTimes) {
          entry += " time " + Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS);
        }
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          entry += " bytes " + HexFormat.of().formatHex(Files.readAllBytes(path));
        }
        entries.put(relative, entry);
      }
    }
    return entries;
  }
}
