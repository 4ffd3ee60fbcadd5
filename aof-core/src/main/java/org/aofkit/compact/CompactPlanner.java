package org.aofkit.compact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.aofkit.repair.Leftovers;
import org.aofkit.repair.PlanOptions;
import org.aofkit.repair.RepairPlan;
import org.aofkit.repair.RepairPlanner;

/** Makes the plan of a compaction of what a check has found clean. Only looks. */
final class CompactPlanner {
  private final Report report;
  private final AofSet set;
  private final CheckOptions check;
  private final CompactOptions asked;
  private CompactOptions options;
  private String targetReason = "";
  private final List<CompactPlan.OldFile> removed = new ArrayList<>();
  private final Map<Path, FileFingerprint> fingerprints = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private boolean isToBeRepaired;

  CompactPlanner(Report report, CheckOptions check, CompactOptions options) {
    this.report = report;
    this.set = report.set();
    this.check = check;
    this.asked = options;
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
    boolean isListed = set.start() == AofSet.Start.MANIFEST;
    if (isListed) {
      look(manifestFile());
      bytes += manifestFile().size();
    } else if (set.start() != AofSet.Start.UPGRADE && !isLogAlone()) {
      throw new CannotCompactException(report.root() + ": " + why());
    }
    chooseTarget();
    return isDirectoryWritten() ? multiPart(bytes) : single(bytes);
  }

  /**
   * The plan for what is to be repaired first: which files that leaves is seen then. All that may
   * be part of the log goes, and is kept.
   */
  CompactPlan planBeforeRepair() throws IOException {
    isToBeRepaired = true;
    boolean isListed = set.start() == AofSet.Start.MANIFEST && set.manifest() != null;
    if (!isListed) {
      for (SetFile file : set.unlisted()) {
        take(file);
      }
    }
    for (SetFile file : set.log()) {
      take(file);
    }
    for (SetFile file : set.history()) {
      take(file);
    }
    List<SetFile> leftovers = new ArrayList<>(set.leftovers());
    leftovers.removeIf(file -> file.state() != SetFile.State.FILE);
    for (SetFile file : Leftovers.of(set, leftovers).removable()) {
      look(file);
      remove(file.path(), false);
    }
    SetFile manifest = set.manifestFile();
    if (manifest != null) {
      look(manifest);
    }
    if (removed.isEmpty() || set.start() == AofSet.Start.UPGRADE || isLogAlone()) {
      throw new CannotCompactException(
          report.root()
              + ": no log of several files, and a single one is not swapped; repair it with"
              + " --quarantine on another volume");
    }
    long bytes = manifest == null ? 0 : manifest.size();
    for (CompactPlan.OldFile old : removed) {
      bytes += old.bytes();
    }
    chooseTarget();
    return multiPart(bytes);
  }

  private void take(SetFile file) throws IOException {
    if (file.state() == SetFile.State.FILE) {
      look(file);
      remove(file.path(), true);
    }
  }

  private String why() {
    boolean isDump = set.start() == AofSet.Start.DUMP || set.start() == AofSet.Start.SINGLE;
    return isDump
        ? "a dump holds each key once, there is nothing to win; 'convert' makes a log of it"
        : "there is no log that servers load";
  }

  /** What is looked at before anything is measured or made. */
  private void requirePlace() throws IOException {
    if (options.destination() instanceof Destination.Output output) {
      Path directory = real(plain(output));
      if (Files.exists(directory) && !Files.isDirectory(directory)) {
        throw new CannotCompactException(directory + ": is there, and is no directory");
      }
      if (set.start() == AofSet.Start.MANIFEST && directory.startsWith(real(report.root()))) {
        throw new CannotCompactException(
            directory + ": in the AOF directory that is read, which is left alone");
      }
    } else if (options.destination() instanceof Destination.Scratch scratch) {
      Path parent = scratch.directory().toAbsolutePath().normalize().getParent();
      if (parent != null && !Files.isDirectory(parent)) {
        // A volume that is not mounted, or a slip of the pen: the only old files would go there.
        throw new CannotCompactException(
            scratch.directory() + ": there is no directory " + parent + " to make it in");
      }
    }
  }

  private static Path real(Path path) throws IOException {
    return Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
  }

  private void chooseTarget() throws IOException {
    requirePlace();
    TargetChoice choice = TargetChoice.of(report, asked.output());
    options = asked.writing(choice.output());
    targetReason = choice.reason();
  }

  private boolean isLogAlone() {
    return set.start() == AofSet.Start.SINGLE
        && !set.log().get(0).name().toString().endsWith(".rdb");
  }

  /** In place the form of the old log is kept, if the server that it is for has it. */
  private boolean isDirectoryWritten() {
    Optional<CompactTarget> target = asked.output().target();
    if (target.isPresent() && (isElsewhere() || !target.get().hasDirectory())) {
      return target.get().hasDirectory();
    }
    return set.start() == AofSet.Start.MANIFEST;
  }

  private boolean isElsewhere() {
    return options.destination() instanceof Destination.Output;
  }

  private SetFile manifestFile() {
    SetFile file = set.manifestFile();
    if (file == null) {
      throw new IllegalStateException("a log that is listed has a manifest");
    }
    return file;
  }

  private CompactPlan multiPart(long bytes) throws IOException {
    ManifestNames names = new ManifestNames(set.appendFileName());
    boolean isImage = options.output().form() == BaseForm.IMAGE;
    Path data = report.dataDirectory();
    Path root = report.root();
    Manifest listed = set.manifest();
    if (options.destination() instanceof Destination.Output output) {
      data = plain(output);
      root =
          data.resolve(
              set.start() == AofSet.Start.MANIFEST
                  ? String.valueOf(root.getFileName())
                  : check.appendDirname());
      listed = null;
    }
    Manifest before = listed == null ? new Manifest(List.of()) : listed;
    ManifestEntry base = names.nextBase(before, isImage);
    ManifestEntry incr = names.nextIncr(before);
    // Servers write over a file that has the next number; it may be what is left of something.
    while (!isElsewhere() && isThere(base.name().resolveIn(root))) {
      long next = Math.addExact(base.seq(), 1);
      base = ManifestEntry.of(names.base(next, isImage), next, ManifestType.BASE);
    }
    while (!isElsewhere() && isThere(incr.name().resolveIn(root))) {
      long next = Math.addExact(incr.seq(), 1);
      incr = ManifestEntry.of(names.incr(next), next, ManifestType.INCR);
    }
    Path newBase = base.name().resolveIn(root);
    Path newIncr = incr.name().resolveIn(root);
    if (set.manifestFile() == null && !isElsewhere()) {
      fingerprints.put(names.manifest().resolveIn(root), FileFingerprint.ABSENT);
    }
    if (!isElsewhere()) {
      removeOld();
      fingerprints.put(newBase, FileFingerprint.ABSENT);
      fingerprints.put(newIncr, FileFingerprint.ABSENT);
    }
    return new CompactPlan(
        report,
        options,
        data,
        newBase,
        newIncr,
        names.manifest().resolveIn(root),
        Content.of(ManifestWriter.write(List.of(base, incr))),
        removed,
        fingerprints,
        bytes,
        targetReason,
        notes);
  }

  private CompactPlan single(long bytes) throws IOException {
    Path data = report.dataDirectory();
    FileName name = set.appendFileName();
    Path file = name.resolveIn(data);
    if (set.start() != AofSet.Start.MANIFEST) {
      file = set.log().get(0).path();
    }
    if (options.destination() instanceof Destination.Output output) {
      data = plain(output);
      file = name.resolveIn(data);
    } else if (options.destination() instanceof Destination.Scratch) {
      throw new CannotCompactException(
          file
              + ": a single log is not swapped, since a server that finds none starts empty; write"
              + " the new one into another directory, and move it");
    } else if (set.start() == AofSet.Start.MANIFEST) {
      if (isThere(file)) {
        throw new CannotCompactException(file + ": is in the way of the new log");
      }
      fingerprints.put(file, FileFingerprint.ABSENT);
      // First what would tell a server to load the others.
      remove(manifestFile().path(), true);
      removeOld();
    } else {
      leftovers();
    }
    return new CompactPlan(
        report,
        options,
        data,
        file,
        file,
        file,
        Content.of(),
        removed,
        fingerprints,
        bytes,
        targetReason,
        notes);
  }

  private void removeOld() throws IOException {
    if (isToBeRepaired) {
      return;
    }
    for (SetFile old : set.log()) {
      remove(old.path(), true);
    }
    leftovers();
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
    if (file.symbolicLink()) {
      if (isElsewhere()) {
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

  private static Path plain(Destination.Output output) {
    return output.directory().toAbsolutePath().normalize();
  }

  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }
}
