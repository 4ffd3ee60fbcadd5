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
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.Report;
import org.aofkit.commit.ChangedUnderUsException;
import org.aofkit.commit.Commit;
import org.aofkit.commit.FileEdit;
import org.aofkit.commit.FileFingerprint;
import org.aofkit.io.FileName;

/**
 * Makes a plan of a report, under the policy {@code safe}: damages whose mending gives nothing up
 * become edits, all others are refused. Only looks.
 */
public final class RepairPlanner {
  private final Report report;
  private final Map<Path, FileRepair> repairs = new LinkedHashMap<>();
  private final Map<Path, FileFingerprint> fingerprints = new LinkedHashMap<>();
  private final Set<Path> shared = new HashSet<>();
  private final List<PlannedEdit> planned = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();

  private RepairPlanner(Report report) {
    this.report = report;
  }

  /**
   * The plan for what a check has found.
   *
   * @param check how files are read where the plan needs to look into them
   * @throws ChangedUnderUsException if a file has another size than the check saw
   * @throws IOException if a file can't be read
   */
  public static RepairPlan plan(Report report, CheckOptions check, PlanOptions options)
      throws IOException {
    if (options.policy() != Policy.SAFE) {
      throw new IllegalArgumentException("the policy " + options.policy().id() + " is not built");
    }
    return new RepairPlanner(report).plan();
  }

  /**
   * The plan under the policy {@code safe}.
   *
   * @throws ChangedUnderUsException if a file has another size than the check saw
   * @throws IOException if a file can't be read
   */
  public static RepairPlan plan(Report report) throws IOException {
    return new RepairPlanner(report).plan();
  }

  private RepairPlan plan() throws IOException {
    for (Damage damage : report.damages()) {
      if (damage.editClass() != EditClass.SAFE || damage instanceof Damage.Unmendable) {
        refuse(damage, damage.editClass(), damage.reason());
      } else if (listedTwice(damage)) {
        listedTwiceAnd(damage);
      } else {
        mend(damage);
      }
    }
    List<FileEdit> edits = new ArrayList<>();
    for (FileRepair repair : repairs.values()) {
      edits.addAll(repair.edits());
    }
    Lost lost = Lost.NOTHING;
    for (PlannedEdit edit : planned) {
      lost = lost.plus(edit.lost());
    }
    dropOffsets(lost, edits);
    return new RepairPlan(
        PlanId.of(planned, fingerprints), planned, refusals, lost, edits, fingerprints);
  }

  /** What servers load as it stands is no reason to refuse anything. */
  private void listedTwiceAnd(Damage damage) {
    if (!(damage instanceof Damage.UnfinishedMask)) {
      refuse(
          damage,
          EditClass.UNLOCATED,
          "the file is listed more than once and loaded each time; an edit would change them all");
    }
  }

  /** The offsets in the manifest count on what is given up. */
  private void dropOffsets(Lost lost, List<FileEdit> edits) throws IOException {
    boolean commands = lost.commands() > 0 || lost.transactions() > 0;
    ReplicationOffsets.Drop drop =
        ReplicationOffsets.drop(report.set(), commands, lost.bytes() > 0);
    if (drop != null) {
      edits.add(drop.edit());
      planned.add(drop.planned());
      fingerprints.put(drop.edit().file(), drop.fingerprint());
    }
  }

  private void refuse(Damage damage, EditClass editClass, String reason) {
    refusals.add(
        new Refusal(editClass, name(damage.file()), damage.offset(), damage.length(), reason));
  }

  private boolean listedTwice(Damage damage) {
    return reportsOf(damage.file()) > 1
        || (damage instanceof Damage.SplitCommand split && reportsOf(split.nextFile()) > 1);
  }

  private long reportsOf(Path file) {
    String name = name(file);
    return report.files().stream().filter(each -> each.name().equals(name)).count();
  }

  private void mend(Damage damage) throws IOException {
    FileRepair repair = repairOf(damage.file());
    if (damage instanceof Damage.NulHole hole) {
      planned(repair.hole(hole), damage, Lost.NOTHING);
    } else if (damage instanceof Damage.BadTail tail) {
      planned(
          repair.tail(tail),
          damage,
          new Lost(tail.length(), tail.droppedCommands(), tail.droppedTransactions(), 0));
    } else if (damage instanceof Damage.MissingSelect missing) {
      planned(repair.select(missing), damage, Lost.NOTHING);
    } else if (damage instanceof Damage.UnfinishedMask mask) {
      planned(repair.maskEnd(mask), damage, Lost.NOTHING);
    } else if (damage instanceof Damage.SplitCommand split) {
      planned(repair.rest(split), damage, Lost.NOTHING);
      EditKind kind = repairOf(split.nextFile()).head(split);
      planned.add(
          new PlannedEdit(
              kind,
              damage.editClass(),
              name(split.nextFile()),
              0,
              split.restLength(),
              Lost.NOTHING,
              reason(kind, split.nextFile(), damage)));
    }
  }

  private void planned(EditKind kind, Damage damage, Lost lost) {
    planned.add(
        new PlannedEdit(
            kind,
            damage.editClass(),
            name(damage.file()),
            damage.offset(),
            damage.length(),
            lost,
            reason(kind, damage.file(), damage)));
  }

  /** The reason of the damage, and that the file is copied where one would not expect it. */
  private String reason(EditKind kind, Path file, Damage damage) {
    return kind.isInPlace() && shared.contains(file)
        ? damage.reason()
            + "; the file has another name (a hard link, perhaps a backup), so it is copied and the copy changed"
        : damage.reason();
  }

  private FileRepair repairOf(Path file) throws IOException {
    FileRepair known = repairs.get(file);
    if (known != null) {
      return known;
    }
    if (Files.isSymbolicLink(file)) {
      throw new SymbolicLinkException(file);
    }
    FileFingerprint fingerprint = FileFingerprint.of(file);
    long seen = sizeSeen(file);
    if (fingerprint.size() != seen) {
      throw new ChangedUnderUsException(file, "had " + seen + " bytes when it was checked");
    }
    if (Commit.isShared(file)) {
      shared.add(file);
    }
    FileRepair repair = new FileRepair(file, seen);
    fingerprints.put(file, fingerprint);
    repairs.put(file, repair);
    return repair;
  }

  private long sizeSeen(Path file) {
    String name = name(file);
    return report.files().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no report of " + file))
        .size();
  }

  private String name(Path file) {
    return file.equals(report.root()) ? "" : FileName.of(file).toString();
  }
}
