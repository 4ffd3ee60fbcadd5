package org.aofkit.repair;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.FileType;
import org.aofkit.aof.SetFile;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.Report;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestNames;
import org.aofkit.manifest.ManifestType;
import org.aofkit.manifest.NameKind;
import org.jspecify.annotations.Nullable;

/**
 * Takes a base out of the log of which no byte can be read: one of 0 bytes that should be an RDB
 * image, or one of nothing but NULs. Left in its place as an empty file it would be found damaged
 * for ever, and nobody could do anything about it any more.
 */
final class LostBase {
  private final Report report;
  private final PlanDraft draft;
  private final LogPlaces places;
  private final PlanOptions options;

  LostBase(Report report, PlanDraft draft, LogPlaces places, PlanOptions options) {
    this.report = report;
    this.draft = draft;
    this.places = places;
    this.options = options;
  }

  /** Whether a damage says that nothing is left of a listed base. */
  boolean is(Located located) {
    if (!isHeadOfListedBase(located)) {
      return false;
    }
    Damage damage = located.damage();
    long size = places.file(located.index()).size();
    boolean nuls =
        damage instanceof Damage.BadTail tail
            && tail.cause() == Damage.TailCause.NULS
            && tail.length() == size;
    return nuls || size == 0 && damage instanceof Damage.Unmendable;
  }

  /**
   * Whether a base that should be an RDB image begins with bytes that can't be read. It may be an
   * image whose head is damaged: what looks like commands in it are values, and to cut off what
   * does not would give up every key for one byte.
   */
  boolean isHeadless(Located located) {
    boolean bytes =
        located.damage() instanceof Damage.Gap || located.damage() instanceof Damage.BadTail;
    return bytes
        && isHeadOfListedBase(located)
        && places.file(located.index()).name().endsWith(".base.rdb");
  }

  private boolean isHeadOfListedBase(Located located) {
    return report.set().start() == AofSet.Start.MANIFEST
        && report.set().manifest() != null
        && located.index() >= 0
        && places.file(located.index()).type() == FileType.BASE
        && places.isThere(located.index())
        && located.damage().editClass() == EditClass.LOSSY
        && located.damage().offset() == 0;
  }

  /** Refuses to mend a base without a head. */
  void refuseHeadless(Located located) {
    draft.refuse(
        located.damage(),
        EditClass.LOSSY,
        "the base should be an RDB image and does not begin as one; keys would have to be given up");
  }

  /**
   * Plans it, or refuses.
   *
   * @param end where the log is to end; null for where its files do
   */
  void takeOut(Located located, @Nullable CutPoint end) throws IOException {
    SetFile base = places.file(located.index());
    String refusal = whyNot(located.index(), end);
    if (refusal != null) {
      draft.refuse(located.damage(), EditClass.LOSSY, refusal);
      return;
    }
    List<ManifestEntry> kept = new ArrayList<>();
    for (ManifestEntry entry : draft.manifest().entries()) {
      if (entry.type() != ManifestType.BASE) {
        kept.add(entry);
      }
    }
    draft.manifest(new Manifest(kept));
    draft.plannedManifest("the base is no longer listed: no byte of it can be read");
    draft.remove(base);
    draft.planned(
        new PlannedEdit(
            EditKind.DROP,
            EditClass.LOSSY,
            draft.name(base.path()),
            0,
            base.size(),
            new Lost(base.size(), 0, 0, 0),
            "the whole base is lost, with every key that it held: "
                + (base.size() == 0 ? "it has 0 bytes" : "it holds nothing but NULs")));
    draft.note(
        "The whole base is given up: nothing in this directory says what it held. What is left are"
            + " the commands since.");
  }

  private @Nullable String whyNot(int index, @Nullable CutPoint end) {
    boolean left = false;
    for (int i = 0; i < places.count(); i++) {
      boolean stays = end == null || !end.takes(i, 0);
      left |= i != index && stays && places.isThere(i) && places.file(i).size() > 0;
    }
    if (!left) {
      return "nothing at all would be left: no byte of the base can be read, and no commands follow";
    }
    SetFile other = options.acceptLoss() ? null : otherBase();
    return other == null
        ? null
        : "no byte of the base can be read, but "
            + other.name()
            + " beside it is not listed and"
            + " may hold what it held; --accept-loss does without it";
  }

  /** A base with content that no server would load; null without one. */
  private @Nullable SetFile otherBase() {
    ManifestNames names = new ManifestNames(report.set().appendFileName());
    List<SetFile> others = new ArrayList<>(report.set().unlisted());
    others.addAll(report.set().history());
    for (SetFile file : others) {
      NameKind kind = names.inAofDirectory(file.name()).kind();
      boolean base = kind == NameKind.BASE_RDB || kind == NameKind.BASE_AOF;
      if (base && file.state() == SetFile.State.FILE && file.size() > 0) {
        return file;
      }
    }
    return null;
  }
}
