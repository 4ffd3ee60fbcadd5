package org.aofkit.repair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aofkit.aof.SetFile;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.FileReport;
import org.aofkit.check.Report;
import org.aofkit.commit.ChangedUnderUsException;
import org.aofkit.commit.Commit;
import org.aofkit.commit.Content;
import org.aofkit.commit.FileEdit;
import org.aofkit.commit.FileFingerprint;
import org.aofkit.io.FileName;
import org.aofkit.manifest.ExtraPairs;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestWriter;
import org.jspecify.annotations.Nullable;

/**
 * A plan in the making: takes edits and refusals as they are thought of, and puts the edits into
 * the order in which a crash between two of them does no harm: the manifest first, so that it never
 * lists a file that has gone, and files are cut last.
 */
final class PlanDraft {
  private final Report report;
  private final PlanOptions options;
  private final Map<Path, FileRepair> repairs = new LinkedHashMap<>();
  private final Map<Path, FileFingerprint> fingerprints = new LinkedHashMap<>();
  private final List<PlannedEdit> planned = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final List<PartialValue> partialValues = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<FileEdit> removals = new ArrayList<>();
  private final List<FileEdit> rewrites = new ArrayList<>();
  private final Set<Path> shared = new HashSet<>();
  private @Nullable Manifest manifest;
  private boolean withoutOffsets;

  PlanDraft(Report report, PlanOptions options) {
    this.report = report;
    this.options = options;
  }

  /** The repair of a listed file, to which edits are given. */
  FileRepair repairOf(Path file) throws IOException {
    FileRepair known = repairs.get(file);
    if (known != null) {
      return known;
    }
    FileRepair repair = new FileRepair(file, look(file, sizeSeen(file)));
    if (Commit.isShared(file)) {
      shared.add(file);
    }
    repairs.put(file, repair);
    return repair;
  }

  /** Takes the fingerprint of a file that changes; its size. */
  private long look(Path file, long seen) throws IOException {
    if (Files.isSymbolicLink(file)) {
      throw new SymbolicLinkException(file);
    }
    FileFingerprint fingerprint = FileFingerprint.of(file);
    if (fingerprint.size() != seen) {
      throw new ChangedUnderUsException(file, "had " + seen + " bytes when it was checked");
    }
    fingerprints.put(file, fingerprint);
    return seen;
  }

  private long sizeSeen(Path file) {
    String name = name(file);
    for (FileReport each : report.files()) {
      if (each.name().equals(name)) {
        return each.size();
      }
    }
    throw new IllegalStateException("no report of " + file);
  }

  /** The name of a file as reports have it; empty for the root itself. */
  String name(Path file) {
    if (file.equals(report.root())) {
      return "";
    }
    String name = FileName.of(file).toString();
    return report.root().equals(file.getParent()) ? name : "../" + name;
  }

  /**
   * Has a file looked at again before anything is done: it must neither have changed nor be held
   * open then, though the plan leaves it alone.
   */
  void watch(SetFile file) throws IOException {
    if (file.state() == SetFile.State.FILE && !file.symbolicLink()) {
      look(file.path(), file.size());
    }
  }

  /** Writes a listed file anew, of these parts. */
  void rewrite(Path file, List<FileEdit.Part> parts) throws IOException {
    look(file, sizeSeen(file));
    rewrites.add(new FileEdit.Replace(file, parts));
  }

  /** Moves a file into the quarantine. */
  void remove(SetFile file) throws IOException {
    look(file.path(), file.size());
    removals.add(new FileEdit.Remove(file.path()));
  }

  /** What the manifest lists, as far as the plan has come. */
  Manifest manifest() {
    if (manifest != null) {
      return manifest;
    }
    Manifest listed = report.set().manifest();
    return listed == null ? new Manifest(List.of()) : listed;
  }

  /** Writes the manifest with this content. */
  void manifest(Manifest other) throws IOException {
    SetFile file = report.set().manifestFile();
    if (file == null) {
      throw new IllegalStateException("there is no manifest to be written anew");
    }
    if (manifest == null) {
      look(file.path(), file.size());
    }
    manifest = other;
  }

  /** Adds the new manifest to what is shown of the plan. */
  void plannedManifest(String reason) {
    SetFile file = report.set().manifestFile();
    if (file != null) {
      planned(
          new PlannedEdit(
              EditKind.MANIFEST,
              EditClass.SAFE,
              name(file.path()),
              0,
              file.size(),
              Lost.NOTHING,
              reason));
    }
  }

  /** Adds an edit to what is shown of the plan. */
  void planned(PlannedEdit edit) {
    planned.add(edit);
  }

  /** Adds the edit that mends a damage to what is shown of the plan. */
  void planned(EditKind kind, Damage damage, Lost lost) {
    planned.add(
        new PlannedEdit(
            kind,
            damage.editClass(),
            name(damage.file()),
            damage.offset(),
            damage.length(),
            lost,
            reason(kind, damage.file(), damage.reason())));
  }

  /** The reason, and that the file is copied where one would not expect it. */
  String reason(EditKind kind, Path file, String reason) {
    return kind.isInPlace() && shared.contains(file)
        ? reason
            + "; the file has another name (a hard link, perhaps a backup), so it is copied and the copy changed"
        : reason;
  }

  void refuse(Damage damage, EditClass editClass, String reason) {
    refusals.add(
        new Refusal(editClass, name(damage.file()), damage.offset(), damage.length(), reason));
  }

  /** Refuses what is about no one damage. */
  void refuse(EditClass editClass, String reason) {
    refusals.add(new Refusal(editClass, "", -1, 0, reason));
  }

  /** Adds a key that is kept in part to what is shown of the plan. */
  void keptInPart(PartialValue value) {
    partialValues.add(value);
  }

  void note(String sentence) {
    notes.add(sentence);
  }

  /** Whether anything is planned so far. */
  boolean hasEdits() {
    return !planned.isEmpty();
  }

  /** Whether an edit gives something up. */
  boolean givesUp() {
    for (PlannedEdit edit : planned) {
      if (edit.editClass() != EditClass.SAFE) {
        return true;
      }
    }
    return false;
  }

  /** The plan as it is now. */
  RepairPlan plan() throws IOException {
    Lost lost = Lost.NOTHING;
    long given = 0;
    for (PlannedEdit edit : planned) {
      lost = lost.plus(edit.lost());
      given += edit.editClass() == EditClass.SAFE ? 0 : edit.lost().bytes();
    }
    dropOffsets(lost);
    if (options.maxLoss().isPresent() && given > options.maxLoss().getAsLong()) {
      refuse(
          EditClass.LOSSY,
          "it would give up "
              + given
              + (given == 1 ? " byte" : " bytes")
              + ", and no more than "
              + options.maxLoss().getAsLong()
              + " are allowed");
    }
    return new RepairPlan(
        planned.isEmpty() ? "" : PlanId.of(planned, fingerprints, options),
        planned,
        refusals,
        lost,
        partialValues,
        notes,
        options,
        fileEdits(),
        fingerprints);
  }

  /** The offsets in the manifest count on what is given up. */
  private void dropOffsets(Lost lost) throws IOException {
    boolean commands = givesUp() || lost.commands() > 0 || lost.transactions() > 0;
    if (manifest == null && ReplicationOffsets.isWrong(report.set(), commands, lost.bytes() > 0)) {
      manifest(manifest());
      plannedManifest(
          "its replication offsets would claim what is cut off; a server does without them");
      withoutOffsets = true;
    }
  }

  private List<FileEdit> fileEdits() throws IOException {
    List<FileEdit> edits = new ArrayList<>();
    SetFile file = report.set().manifestFile();
    if (manifest != null && file != null) {
      Content content = Content.of(written(file.path(), manifest));
      edits.add(new FileEdit.Replace(file.path(), List.of(new FileEdit.Part.Literal(content))));
    }
    for (FileRepair repair : repairs.values()) {
      edits.addAll(repair.edits());
    }
    edits.addAll(rewrites);
    edits.addAll(removals);
    return edits;
  }

  private byte[] written(Path path, Manifest listed) throws IOException {
    boolean without = withoutOffsets || givesUp();
    try {
      return ManifestWriter.write(listed, without ? ExtraPairs.KEEP_BUT_OFFSETS : ExtraPairs.KEEP);
    } catch (IllegalArgumentException e) {
      throw new IOException(path + " can't be written: " + e.getMessage(), e);
    }
  }
}
