package org.aofkit.repair;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where to cut a log, or why it can't be cut there.
 *
 * @param cut where; null where nothing has to go, or where it is refused
 * @param refusal why not; null where it is not refused
 * @param notes what else is to be said, a sentence each
 */
record CutAnswer(@Nullable CutPoint cut, @Nullable String refusal, List<String> notes) {
  /** Copies the list. */
  CutAnswer {
    notes = List.copyOf(notes);
  }

  static CutAnswer at(CutPoint cut) {
    return new CutAnswer(cut, null, List.of());
  }

  static CutAnswer refused(String reason) {
    return new CutAnswer(null, reason, List.of());
  }
}
