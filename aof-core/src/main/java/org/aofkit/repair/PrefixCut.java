package org.aofkit.repair;

import java.io.IOException;
import org.aofkit.aof.FileType;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.FileFormat;
import org.aofkit.rdb.RdbImage;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the log has to end so that a damage is behind the end: at the last boundary in front
 * of it.
 *
 * <p>A doubt about commands at a known place is no doubt any more when all from that place on goes:
 * a missing SELECT, a split command whose database is not known, a listed incr that is gone.
 * Cutting there makes of what was UNLOCATED something LOSSY.
 */
final class PrefixCut {
  static final String NOTHING_LEFT =
      "nothing at all would be left: the damage begins with the first command";

  private final LogPlaces places;
  private final Boundaries boundaries;

  PrefixCut(LogPlaces places) {
    this.places = places;
    this.boundaries = new Boundaries(places);
  }

  /** Where to cut because of a damage that is not mended otherwise. */
  CutAnswer infrontOf(Located located) throws IOException {
    Damage damage = located.damage();
    int index = located.index();
    if (index < 0) {
      return CutAnswer.refused(damage.reason());
    }
    String refusal = whyNot(index);
    if (refusal != null) {
      return CutAnswer.refused(refusal);
    }
    boolean incr = places.file(index).type() == FileType.INCR;
    if (!places.isThere(index)) {
      return incr && index > 0
          ? CutAnswer.at(new CutPoint(index, 0, damage.reason()))
          : CutAnswer.refused(damage.reason());
    }
    if (isInImage(located)) {
      return incr && index > 0
          ? CutAnswer.at(new CutPoint(index, 0, damage.reason()))
          : CutAnswer.refused(
              damage.reason() + "; the base is an RDB image, of which no part can be cut off");
    }
    if (located.offset() < 0
        || places.file(index).size() == 0
        || damage.editClass() == EditClass.UNLOCATED
            && (damage instanceof Damage.Unmendable || damage instanceof Damage.DamagedImage)) {
      return CutAnswer.refused(damage.reason());
    }
    long at = boundaries.around(index, located.offset()).before();
    return isNothingLeft(index, at)
        ? CutAnswer.refused(NOTHING_LEFT)
        : CutAnswer.at(new CutPoint(index, at, damage.reason()));
  }

  private boolean isInImage(Located located) throws IOException {
    RdbImage image = places.image(located.index());
    return image != null
        && (image.problem() != null
            || places.reportOf(located.index()).format() == FileFormat.RDB
            || located.offset() >= 0 && located.offset() < image.end());
  }

  /** Why the log can't end in a file, whatever the place; null where it can. */
  @Nullable String whyNot(int index) {
    for (int i = index; i < places.count(); i++) {
      if (places.timesListed(i) > 1) {
        return "a file is listed more than once and loaded each time; to cut it would change them all";
      }
    }
    return null;
  }

  /** Whether a cut leaves neither an image nor a command nor another file. */
  boolean isNothingLeft(int index, long offset) throws IOException {
    return index == 0 && offset == 0;
  }
}
