package org.aofkit.repair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.SetFile;
import org.aofkit.check.Chain;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.Report;
import org.aofkit.commit.ChangedUnderUsException;
import org.aofkit.commit.Content;
import org.aofkit.commit.FileEdit;
import org.aofkit.commit.FileFingerprint;
import org.aofkit.io.FileName;
import org.aofkit.manifest.ClassifiedName;
import org.aofkit.manifest.ExtraPairs;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestNames;
import org.aofkit.manifest.ManifestWriter;
import org.aofkit.manifest.NameKind;
import org.jspecify.annotations.Nullable;

/**
 * Plans the new manifest of a set that has lost its own.
 *
 * <p>Besides the manifest, in the same operation:
 *
 * <ul>
 *   <li>Incrs with content that it leaves out, and that have a number behind the last one it lists,
 *       go to the quarantine: a server takes the next number for its next incr, whatever file has
 *       that name, and would append to it or empty it. Bases with a higher number go too where the
 *       manifest was chosen and not proven: the next rewrite would replace them. So do incrs in
 *       front of its first one that can't be told from such whose lines are lost.
 *   <li>A finished rewrite that becomes the base is copied to its place.
 *   <li>What can be mended in the listed files without a loss is mended. If more is needed there,
 *       the manifest is written alone, and the next run sees to the files.
 * </ul>
 */
final class ManifestRepair {
  private final Damage.ManifestLost lost;
  private final Report report;
  private final PlanOptions options;
  private final List<PlannedEdit> planned = new ArrayList<>();
  private final List<FileEdit> edits = new ArrayList<>();
  private final Map<Path, FileFingerprint> fingerprints = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  private ManifestRepair(Damage.ManifestLost lost, Report report, PlanOptions options) {
    this.lost = lost;
    this.report = report;
    this.options = options;
  }

  /**
   * Whether there has to be a manifest before anything else. Not if the log shall end at the first
   * damage anyway: where a listed incr is gone it can end in front of that one.
   */
  static boolean comesFirst(Damage.ManifestLost lost, Report report, PlanOptions options) {
    List<SetFile> log = report.set().log();
    boolean mayEnd =
        !log.isEmpty()
            && log.get(0).state() == SetFile.State.FILE
            && log.stream().anyMatch(file -> file.state() == SetFile.State.MISSING)
            && report.set().refusals().isEmpty();
    return options.assume().orElse(PlanOptions.LISTED) != PlanOptions.LISTED
        || lost.editClass() == EditClass.SAFE
        || options.policy() != Policy.PREFIX
        || !mayEnd;
  }

  /** The plan for a set whose manifest is lost. */
  static RepairPlan plan(
      Damage.ManifestLost lost, Report report, CheckOptions check, PlanOptions options)
      throws IOException {
    return new ManifestRepair(lost, report, options).plan(check);
  }

  private RepairPlan plan(CheckOptions check) throws IOException {
    Chain chain = chosen();
    if (chain == null) {
      return plan(List.of(new Refusal(lost.editClass(), name(), 0, lost.length(), whyNot())));
    }
    if (chain.adopted().isPresent()) {
      adopt(chain, chain.adopted().get());
    }
    RepairPlan files = RepairPlanner.plan(chain.report(), check, PlanOptions.safe());
    boolean mended = files.refusals().isEmpty();
    boolean shortened = mended && files.lost().bytes() > 0;
    write(
        chain.manifest(),
        shortened || !chain.report().damages().isEmpty()
            ? ExtraPairs.KEEP_BUT_OFFSETS
            : ExtraPairs.KEEP);
    if (mended) {
      planned.addAll(files.edits());
      edits.addAll(files.fileEdits());
      fingerprints.putAll(files.fingerprints());
    } else {
      notes.add("Files that the manifest lists are damaged; the next run sees to that.");
    }
    moveAway(chain);
    if (options.until().isPresent() || options.cleanLeftovers()) {
      notes.add("The manifest comes first; what else was asked for is left to the next run.");
    }
    return plan(List.of());
  }

  private RepairPlan plan(List<Refusal> refusals) {
    Lost all = Lost.NOTHING;
    for (PlannedEdit edit : planned) {
      all = all.plus(edit.lost());
    }
    return new RepairPlan(
        PlanId.of(planned, fingerprints, options),
        planned,
        refusals,
        all,
        List.of(),
        notes,
        options,
        edits,
        fingerprints);
  }

  private @Nullable Chain chosen() {
    boolean accepted = options.acceptLoss() && lost.chains().size() == 1;
    if (number() < 0 && (lost.editClass() == EditClass.SAFE || accepted)) {
      return lost.chains().get(0);
    }
    for (Chain chain : lost.chains()) {
      if (chain.number() == number()) {
        return chain;
      }
    }
    return null;
  }

  /** The number that was chosen; -1 for none. */
  private int number() {
    int number = options.assume().orElse(-1);
    if (number != PlanOptions.LISTED) {
      return number;
    }
    return lost.chains().stream()
        .filter(Chain::inForce)
        .mapToInt(Chain::number)
        .findFirst()
        .orElse(-1);
  }

  private String whyNot() {
    if (options.assume().isEmpty()) {
      return lost.reason();
    }
    return options.assume().getAsInt() == PlanOptions.LISTED
        ? "there is no manifest that a server may have written, so none can stay as it is; "
            + lost.reason()
        : "there is no manifest "
            + options.assume().getAsInt()
            + " to choose; 1 to "
            + lost.chains().size()
            + " are possible";
  }

  private String name() {
    return FileName.of(lost.file()).toString();
  }

  private void write(Manifest manifest, ExtraPairs keep) throws IOException {
    look(lost.file(), lost.length());
    edits.add(literal(lost.file(), Content.of(ManifestWriter.write(manifest, keep))));
    planned.add(
        new PlannedEdit(
            EditKind.MANIFEST,
            lost.editClass(),
            name(),
            0,
            lost.length(),
            Lost.NOTHING,
            lost.editClass() == EditClass.SAFE ? lost.reason() : chosenBecause()));
  }

  private String chosenBecause() {
    return options.assume().orElse(1) == PlanOptions.LISTED
        ? "what it lists is right by the word of the operator"
        : "number " + options.assume().orElse(1) + " of those possible was chosen";
  }

  private static FileEdit literal(Path file, Content content) {
    return new FileEdit.Replace(file, List.of(new FileEdit.Part.Literal(content)));
  }

  private void look(Path file, long seen) throws IOException {
    if (Files.isSymbolicLink(file)) {
      throw new SymbolicLinkException(file);
    }
    FileFingerprint fingerprint = FileFingerprint.ofOrAbsent(file);
    if (!fingerprint.isAbsent() && fingerprint.size() != seen) {
      throw new ChangedUnderUsException(file, "had " + seen + " bytes when it was checked");
    }
    fingerprints.put(file, fingerprint);
  }

  /** Copies a finished rewrite to where the manifest lists it; the original stays. */
  private void adopt(Chain chain, Path finished) throws IOException {
    ManifestEntry base = chain.manifest().base().orElseThrow();
    Path place = base.name().resolveIn(report.root());
    long size = Files.size(finished);
    if (Files.exists(place)) {
      throw new ChangedUnderUsException(place, "was not there when it was checked");
    }
    fingerprints.put(place, FileFingerprint.ABSENT);
    edits.add(literal(place, Content.slice(finished, 0, size)));
    planned.add(
        new PlannedEdit(
            EditKind.REWRITE_BASE,
            EditClass.SAFE,
            base.name().toString(),
            0,
            0,
            Lost.NOTHING,
            "a copy of " + finished.getFileName() + ", a rewrite that was finished"));
  }

  private void moveAway(Chain chain) throws IOException {
    Manifest manifest = chain.manifest();
    AofSet set = report.set();
    List<SetFile> others = new ArrayList<>(set.unlisted());
    others.addAll(set.log());
    others.addAll(set.history());
    for (SetFile file : others) {
      boolean there = file.state() == SetFile.State.FILE && file.size() > 0;
      boolean aside = chain.aside().contains(file.path());
      if (there && !manifest.lists(file.name()) && (aside || nameIsReused(manifest, file.name()))) {
        look(file.path(), file.size());
        edits.add(new FileEdit.Remove(file.path()));
        planned.add(
            new PlannedEdit(
                EditKind.LEFTOVER,
                EditClass.SAFE,
                file.name().toString(),
                0,
                file.size(),
                Lost.NOTHING,
                aside
                    ? "the manifest does not list it, and a check can't tell it from a file whose line is lost"
                    : "the manifest does not list it, and a server would take its name for a new file"));
      }
    }
  }

  private boolean nameIsReused(Manifest manifest, FileName name) {
    ManifestNames names =
        new ManifestNames(
            ManifestNames.appendFileNameBehind(FileName.of(lost.file())).orElseThrow());
    ClassifiedName classified = names.inAofDirectory(name);
    if (classified.kind() == NameKind.INCR) {
      return classified.seq() >= manifest.nextIncrSeq();
    }
    boolean base = classified.kind() == NameKind.BASE_RDB || classified.kind() == NameKind.BASE_AOF;
    return base && lost.editClass() != EditClass.SAFE && classified.seq() >= manifest.nextBaseSeq();
  }
}
