package org.aofkit.repair;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.Report;

/**
 * The edits of the policy {@code salvage}: every gap goes, with the transactions that lost a part
 * in it, and every intact command stays as far as its database is known.
 *
 * <p>Damages are given one by one; the edits are made once all are known, since what goes because
 * of one may take another with it.
 */
final class SalvageEdits {
  private final Report report;
  private final PlanDraft draft;
  private final AmbiguousDatabase ambiguous;
  private final LogPlaces places;
  private final RangeLoss losses;
  private final Map<Path, List<Damage>> byFile = new LinkedHashMap<>();
  private final List<Damage.SplitCommand> splits = new ArrayList<>();

  /** Where files are cut off. */
  private final Map<Path, Long> cutAt = new HashMap<>();

  SalvageEdits(
      Report report, PlanDraft draft, LogPlaces places, CheckOptions check, PlanOptions options) {
    this.report = report;
    this.draft = draft;
    this.places = places;
    this.ambiguous = options.ambiguousDatabase();
    this.losses = new RangeLoss(check, new LossCount(places));
  }

  /** Takes a damage, if it is of a kind that lies between intact commands. */
  boolean take(Damage damage) {
    if (damage instanceof Damage.SplitCommand split && split.editClass() == EditClass.LOSSY) {
      splits.add(split);
      return true;
    }
    boolean mine =
        damage instanceof Damage.Gap
            || damage instanceof Damage.NulHole
            || damage instanceof Damage.BadTail
            || damage instanceof Damage.UnfinishedMask;
    if (mine) {
      byFile.computeIfAbsent(damage.file(), file -> new ArrayList<>()).add(damage);
    }
    return mine;
  }

  /** Makes the edits for what was taken. */
  void plan() throws IOException {
    for (Map.Entry<Path, List<Damage>> file : byFile.entrySet()) {
      plan(file.getKey(), file.getValue());
    }
    for (Damage.SplitCommand split : splits) {
      split(split);
    }
    for (String line : losses.lines()) {
      draft.note(line);
    }
  }

  private void plan(Path file, List<Damage> damages) throws IOException {
    List<Damage.Gap> gaps = new ArrayList<>();
    for (Damage damage : damages) {
      if (damage instanceof Damage.Gap gap) {
        gaps.add(gap);
      }
    }
    SafeEdits safe = new SafeEdits(draft);
    long size = places.file(places.indexOf(file)).size();
    List<DropPlan.Drop> drops = new DropPlan(report.databases(), ambiguous).of(gaps);
    int next = 0;
    for (Damage damage : damages) {
      if (damage instanceof Damage.Gap) {
        continue;
      }
      while (next < drops.size() && drops.get(next).end() < damage.offset()) {
        next++;
      }
      boolean covered =
          next < drops.size()
              && drops.get(next).start() <= damage.offset()
              && drops.get(next).end() >= damage.offset() + damage.length();
      if (!covered) {
        safe.mend(damage);
      }
    }
    drop(file, size, drops);
  }

  private void drop(Path file, long size, List<DropPlan.Drop> drops) throws IOException {
    if (drops.isEmpty()) {
      return;
    }
    FileRepair repair = draft.repairOf(file);
    try (RangeLoss.Counting counting = losses.of(file, draft.name(file))) {
      for (DropPlan.Drop drop : drops) {
        if (!DropPlan.isSomething(drop)) {
          continue;
        }
        if (drop.end() >= size) {
          cutAt.put(file, drop.start());
        }
        EditKind kind =
            drop.end() >= size
                ? repair.cutAt(drop.start())
                : repair.clear(drop.start(), drop.length(), drop.select().orElse(-1));
        draft.planned(
            new PlannedEdit(
                kind,
                EditClass.LOSSY,
                draft.name(file),
                drop.start(),
                drop.length(),
                counting.lost(drop),
                draft.reason(kind, file, DropPlan.reason(drop))));
      }
    }
  }

  /** A split command is joined, unless its first part goes with what it belongs to. */
  private void split(Damage.SplitCommand split) throws IOException {
    if (cutAt.getOrDefault(split.file(), Long.MAX_VALUE) > split.offset()) {
      new SafeEdits(draft).mend(split);
      return;
    }
    EditKind kind = draft.repairOf(split.nextFile()).head(split);
    draft.planned(
        new PlannedEdit(
            kind,
            EditClass.LOSSY,
            draft.name(split.nextFile()),
            0,
            split.restLength(),
            new Lost(split.restLength(), 1, 0, 0),
            draft.reason(kind, split.nextFile(), split.reason())));
  }
}
