package org.aofkit.compact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.SetFile;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.commit.ChangedUnderUsException;
import org.aofkit.commit.Content;
import org.aofkit.commit.FileEdit;
import org.aofkit.commit.FileFingerprint;
import org.aofkit.io.FileName;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestNames;
import org.aofkit.manifest.ManifestType;
import org.aofkit.manifest.ManifestWriter;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;

/** Makes the plan of a compaction of what a check has found clean. Only looks. */
final class CompactPlanner {
  private final Report report;
  private final AofSet set;
  private final CheckOptions check;
  private final CompactOptions options;
  private final List<CompactPlan.OldFile> removed = new ArrayList<>();
  private final Map<Path, FileFingerprint> fingerprints = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  CompactPlanner(Report report, CheckOptions check, CompactOptions options) {
    this.report = report;
    this.set = report.set();
    this.check = check;
    this.options = options;
  }

  CompactPlan plan() throws IOException {
    if (report.verdict() != Verdict.CLEAN) {
      throw new DamagedInputException(report);
    }
    long bytes = 0;
    for (SetFile file : set.log()) {
      look(file);
      bytes += file.size();
    }
    return switch (set.start()) {
      case MANIFEST -> multiPart(bytes);
      case UPGRADE, SINGLE -> single(bytes);
      default ->
          throw new CannotCompactException(report.root() + ": there is no log that servers load");
    };
  }

  private CompactPlan multiPart(long bytes) throws IOException {
    SetFile file = set.manifestFile();
    Manifest listed = set.manifest();
    if (file == null || listed == null) {
      throw new IllegalStateException("a log that is listed has a manifest");
    }
    look(file);
    ManifestNames names = new ManifestNames(FileName.of(set.baseName()));
    boolean isElsewhere = options.destination() instanceof Destination.Output;
    Path data = report.dataDirectory();
    Path root = report.root();
    boolean isImage = options.output().form() != BaseForm.COMMANDS;
    ManifestEntry base = names.nextBase(listed, isImage);
    ManifestEntry incr = names.nextIncr(listed);
    if (options.destination() instanceof Destination.Output output) {
      data = output.directory();
      root = data.resolve(String.valueOf(report.root().getFileName()));
      Manifest none = new Manifest(List.of());
      base = names.nextBase(none, isImage);
      incr = names.nextIncr(none);
    }
    while (isThere(base.name().resolveIn(root))) {
      long next = Math.addExact(base.seq(), 1);
      base = ManifestEntry.of(names.base(next, isImage), next, ManifestType.BASE);
    }
    while (isThere(incr.name().resolveIn(root))) {
      long next = Math.addExact(incr.seq(), 1);
      incr = ManifestEntry.of(names.incr(next), next, ManifestType.INCR);
    }
    Path newBase = base.name().resolveIn(root);
    Path newIncr = incr.name().resolveIn(root);
    if (!isElsewhere) {
      for (SetFile old : set.log()) {
        remove(old.path(), true);
      }
      leftovers();
      fingerprints.put(newBase, FileFingerprint.ABSENT);
      fingerprints.put(newIncr, FileFingerprint.ABSENT);
    }
    return new CompactPlan(
        report,
        options,
        data,
        newBase,
        newIncr,
        isElsewhere ? file.name().resolveIn(root) : file.path(),
        Content.of(ManifestWriter.write(List.of(base, incr))),
        removed,
        fingerprints,
        bytes + file.size(),
        notes);
  }

  private CompactPlan single(long bytes) throws IOException {
    SetFile only = set.log().get(0);
    boolean isDump = set.start() == AofSet.Start.SINGLE && only.name().toString().endsWith(".rdb");
    if (isDump) {
      throw new CannotCompactException(only.path() + ": an image, which holds each key once");
    }
    Path data = report.dataDirectory();
    Path file = only.path();
    if (options.destination() instanceof Destination.Output output) {
      data = output.directory();
      file = only.name().resolveIn(data);
    } else if (options.destination() instanceof Destination.Scratch) {
      throw new CannotCompactException(
          only.path()
              + ": a single log is not swapped, since a server that finds none starts empty; write"
              + " the new one into another directory, and move it");
    } else {
      leftovers();
    }
    return new CompactPlan(
        report, options, data, file, file, file, Content.of(), removed, fingerprints, bytes, notes);
  }

  /** What no server reads goes too, but for what may be somebody's at work. */
  private void leftovers() throws IOException {
    RepairPlan plan = RepairPlanner.plan(report, check, PlanOptions.safe().withCleanLeftovers());
    for (FileEdit edit : plan.fileEdits()) {
      if (edit instanceof FileEdit.Remove) {
        remove(edit.file(), false);
      }
    }
    fingerprints.putAll(plan.fingerprints());
    notes.addAll(plan.notes());
  }

  private void remove(Path file, boolean isLog) throws IOException {
    for (CompactPlan.OldFile known : removed) {
      if (known.path().equals(file)) {
        return;
      }
    }
    removed.add(new CompactPlan.OldFile(file, Files.size(file), isLog));
  }

  private void look(SetFile file) throws IOException {
    boolean isReadOnly = options.destination() instanceof Destination.Output;
    if (file.symbolicLink()) {
      if (isReadOnly) {
        return;
      }
      throw new CannotCompactException(
          file.path() + ": a symbolic link; nothing behind a link is changed");
    }
    FileFingerprint now = FileFingerprint.of(file.path());
    if (now.size() != file.size()) {
      throw new ChangedUnderUsException(
          file.path(), "had " + file.size() + " bytes when it was checked");
    }
    fingerprints.put(file.path(), now);
  }

  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }
}
