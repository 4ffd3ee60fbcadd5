package org.aofkit.repair;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.FileReport;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.io.FileShrankException;
import org.jspecify.annotations.Nullable;

/**
 * Makes a plan of a report. Damages become edits as far as the policy allows; all others are
 * refused. Only looks.
 *
 * <p>What is decided first is where the log ends: at the first damage under {@link Policy#PREFIX},
 * at the place given as an end, or where its files end. Damages behind that go with it.
 */
public final class RepairPlanner {
  private final Report report;
  private final CheckOptions check;
  private final PlanOptions options;
  private final LogPlaces places;
  private final PlanDraft draft;
  private final LostBase lostBase;
  private final ImageRepair images;

  private RepairPlanner(
      Report report, CheckOptions check, PlanOptions options, @Nullable ImageKeys keys) {
    this.report = report;
    this.check = check;
    this.options = options;
    this.places = new LogPlaces(report, check);
    this.draft = new PlanDraft(report, options);
    this.lostBase = new LostBase(report, draft, places, options);
    this.images = new ImageRepair(draft, places, check, options, keys);
  }

  /**
   * The plan for what a check has found.
   *
   * @param check how files are read where the plan needs to look into them
   * @throws org.aofkit.commit.ChangedUnderUsException if a file has another size than the check saw
   * @throws SymbolicLinkException if a file to be changed is a symbolic link
   * @throws java.util.concurrent.CancellationException once {@link CheckOptions#cancelled()} says
   *     so
   * @throws IOException if a file can't be read
   */
  public static RepairPlan plan(Report report, CheckOptions check, PlanOptions options)
      throws IOException {
    return plan(report, check, options, null);
  }

  /**
   * The plan for what a check has found.
   *
   * @param keys is told what becomes of each key of an image that would be written anew; null for
   *     nobody
   * @throws IOException as the other; also what {@code keys} throws
   */
  public static RepairPlan plan(
      Report report, CheckOptions check, PlanOptions options, @Nullable ImageKeys keys)
      throws IOException {
    try {
      return planNow(report, check, options, keys);
    } catch (InternalError e) {
      // Up to Java 21 the fault of a page that is gone may come anywhere behind the reading.
      throw FileShrankException.of(report.root().toString(), 0, e);
    }
  }

  private static RepairPlan planNow(
      Report report, CheckOptions check, PlanOptions options, @Nullable ImageKeys keys)
      throws IOException {
    for (Damage damage : report.damages()) {
      if (damage instanceof Damage.ManifestLost lost
          && ManifestRepair.comesFirst(lost, report, options)) {
        // What else was found was found without knowing which files belong together.
        return ManifestRepair.plan(lost, report, check, options);
      }
    }
    return new RepairPlanner(report, check, options, keys).plan();
  }

  /**
   * The plan under the policy {@code safe}.
   *
   * @throws IOException as the other
   */
  public static RepairPlan plan(Report report) throws IOException {
    return plan(report, CheckOptions.defaults(), PlanOptions.safe());
  }

  private RepairPlan plan() throws IOException {
    List<Located> damages = Located.all(report, places);
    CutPoint end = end(damages);
    SafeEdits safe = new SafeEdits(draft);
    SalvageEdits salvage = new SalvageEdits(report, draft, places, check, options);
    for (Located located : damages) {
      if (located.damage() instanceof Damage.ManifestLost) {
        continue;
      }
      if (end == null || !end.takes(located.index(), located.offset())) {
        mend(located, end, safe, salvage);
      }
    }
    salvage.plan();
    if (end != null) {
      new PrefixEdits(draft, places).endAt(end);
    }
    if (options.cleanLeftovers()) {
      new LeftoverEdits(report, draft).plan();
    }
    refuseBesideUnsupported();
    if (draft.hasEdits()) {
      DoubtfulPlaces.of(report, places, end).ifPresent(draft::note);
    }
    return draft.plan();
  }

  /** Where the log is to end; null where its files do. */
  private @Nullable CutPoint end(List<Located> damages) throws IOException {
    CutPoint first = options.policy() == Policy.PREFIX ? firstDamage(damages) : null;
    if (options.until().isEmpty()) {
      return first;
    }
    PointInTime point = options.until().get();
    if (first != null && isBehind(point, first)) {
      return first;
    }
    CutAnswer answer = new PointSearch(places).find(point);
    answer.notes().forEach(draft::note);
    if (answer.refusal() != null) {
      draft.refuse(EditClass.LOSSY, answer.refusal());
    }
    CutPoint until = answer.cut();
    if (first == null) {
      return until;
    }
    return until != null && until.isNotBehind(first) ? until : first;
  }

  private boolean isBehind(PointInTime point, CutPoint first) {
    if (!(point instanceof PointInTime.Place place)) {
      return false;
    }
    for (int i = 0; i < places.count(); i++) {
      if (places.name(i).equals(place.file()) && first.takes(i, place.offset())) {
        draft.note("The first damage stands in front of that point, and the log ends there.");
        return true;
      }
    }
    return false;
  }

  private @Nullable CutPoint firstDamage(List<Located> damages) throws IOException {
    PrefixCut cuts = new PrefixCut(places);
    for (Located located : damages) {
      boolean stays = located.isSafe() && !isListedTwice(located);
      if (located.index() < 0 || stays || located.damage() instanceof Damage.UnfinishedMask) {
        continue;
      }
      CutAnswer answer = cuts.infrontOf(located);
      if (answer.cut() != null) {
        return answer.cut();
      }
    }
    return null;
  }

  private void mend(Located located, @Nullable CutPoint end, SafeEdits safe, SalvageEdits salvage)
      throws IOException {
    Damage damage = located.damage();
    boolean salvaging = options.policy() == Policy.SALVAGE;
    boolean locatedLoss =
        salvaging
            && (damage.editClass() == EditClass.LOSSY || damage instanceof Damage.DamagedImage);
    if ((located.isSafe() || locatedLoss) && isListedTwice(located)) {
      // What servers load as it stands is no reason to refuse anything.
      if (!(damage instanceof Damage.UnfinishedMask)) {
        draft.refuse(
            damage,
            EditClass.UNLOCATED,
            "the file is listed more than once and loaded each time; an edit would change them all");
      }
    } else if (salvaging && lostBase.is(located)) {
      lostBase.takeOut(located, end);
    } else if (salvaging && lostBase.isHeadless(located)) {
      lostBase.refuseHeadless(located);
    } else if (salvaging && salvage.take(damage)) {
      return;
    } else if (damage instanceof Damage.DamagedImage image && (salvaging || located.isSafe())) {
      images.mend(image, located.index());
    } else if (!isAllowed(located) || !safe.mend(damage)) {
      draft.refuse(damage, damage.editClass(), reason(located));
    }
  }

  private boolean isAllowed(Located located) {
    boolean accepted =
        located.damage().editClass() == EditClass.UNLOCATED
            && options.policy() != Policy.SAFE
            && options.acceptLoss();
    return located.isSafe() || accepted;
  }

  /** Why a damage is not mended; under {@code prefix}, why the log can't end in front of it. */
  private String reason(Located located) throws IOException {
    String refusal =
        options.policy() == Policy.PREFIX
            ? new PrefixCut(places).infrontOf(located).refusal()
            : null;
    return refusal == null ? located.damage().reason() : refusal;
  }

  private boolean isListedTwice(Located located) {
    boolean next =
        located.damage() instanceof Damage.SplitCommand split
            && places.timesListed(places.indexOf(split.nextFile())) > 1;
    return next || located.index() >= 0 && places.timesListed(located.index()) > 1;
  }

  /** Nothing is given up next to what this tool is too old to judge. */
  private void refuseBesideUnsupported() {
    List<String> newer = new ArrayList<>();
    for (FileReport file : report.files()) {
      if (file.verdict() == Verdict.UNSUPPORTED) {
        newer.add(file.name());
      }
    }
    if (!newer.isEmpty() && draft.givesUp()) {
      draft.refuse(
          EditClass.UNLOCATED,
          String.join(", ", newer)
              + " is newer than this version of aofkit: nothing is given up beside what can't be"
              + " judged");
    }
  }
}
