package org.aofkit.repair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.aofkit.aof.FileType;
import org.aofkit.rdb.RdbImage;
import org.jspecify.annotations.Nullable;

/** Finds the place in a log that a point in time stands for. */
final class PointSearch {
  private static final String TIMESTAMP = "#TS:";
  private static final int MAX_LINE = 32;

  private final LogPlaces places;
  private final Boundaries boundaries;
  private final PrefixCut cuts;

  PointSearch(LogPlaces places) {
    this.places = places;
    this.boundaries = new Boundaries(places);
    this.cuts = new PrefixCut(places);
  }

  /** Where to cut so that what is left is the log up to this point. */
  CutAnswer find(PointInTime point) throws IOException {
    CutAnswer answer =
        point instanceof PointInTime.Place place
            ? place(place)
            : new Times(((PointInTime.Timestamp) point).unixSeconds()).find();
    CutPoint cut = answer.cut();
    if (cut == null) {
      return answer;
    }
    String whyNot = cuts.whyNot(cut.index());
    if (whyNot != null) {
      return CutAnswer.refused(whyNot);
    }
    return cuts.isNothingLeft(cut.index(), cut.offset())
        ? CutAnswer.refused("nothing at all would be left in front of that point")
        : answer;
  }

  private CutAnswer place(PointInTime.Place place) throws IOException {
    int index = -1;
    for (int i = 0; i < places.count(); i++) {
      index = places.name(i).equals(place.file()) ? i : index;
    }
    if (index < 0 || !places.isThere(index)) {
      return CutAnswer.refused(
          place.file() + " is none of the files that the server loads: " + names());
    }
    long size = places.file(index).size();
    long start = places.start(index);
    boolean image = places.image(index) != null;
    if (!places.isAppended(index) && (!image || start == size)) {
      return CutAnswer.refused(
          place.file() + " is the base, which a rewrite wrote as a whole; it can't be cut");
    }
    String here = place.file() + ":" + place.offset();
    if (image && place.offset() < start) {
      return CutAnswer.refused(
          here + " lies in an RDB image, which can't be cut; it ends at " + start);
    }
    Boundaries.Nearest nearest = boundaries.around(index, place.offset());
    if (nearest.before() != place.offset()) {
      String what =
          place.offset() > size
              ? " lies behind the end of the file"
              : nearest.inTransaction()
                  ? " lies in a transaction"
                  : " is no place between two commands";
      String before = place.file() + ":" + nearest.before();
      return CutAnswer.refused(
          here
              + what
              + "; the nearest "
              + (nearest.after() < 0
                  ? "is " + before
                  : "are " + before + " and " + place.file() + ":" + nearest.after()));
    }
    return CutAnswer.at(new CutPoint(index, place.offset(), "the log is to end here"));
  }

  private String names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < places.count(); i++) {
      names.add(places.name(i));
    }
    return names.isEmpty() ? "there are none" : String.join(", ", names);
  }

  /** The search for a time, over all annotations of the log. */
  private final class Times {
    private final long last;
    private final List<String> notes = new ArrayList<>();
    private @Nullable CutPoint cut;
    private @Nullable String refusal;
    private long latest = Long.MIN_VALUE;
    private boolean any;
    private boolean anyKept;
    private boolean backwards;
    private long commandsWithoutTime;

    Times(long last) {
      this.last = last;
    }

    CutAnswer find() throws IOException {
      for (int i = 0; i < places.count() && refusal == null; i++) {
        if (places.isThere(i)) {
          file(i);
        }
      }
      if (refusal == null && !any) {
        refusal =
            "these files have no #TS: annotations, so that no time can be found in them (servers"
                + " write them with aof-timestamp-enabled yes); a place FILE:OFFSET can be given"
                + " instead";
      }
      if (refusal == null && cut == null) {
        notes.add("Nothing in these files is later than " + text(last) + ".");
      }
      return new CutAnswer(refusal == null ? cut : null, refusal, notes);
    }

    private void file(int index) throws IOException {
      RdbImage image = places.image(index);
      if (image != null && index == 0 && isBehindImage(image)) {
        return;
      }
      if (image != null && image.problem() != null) {
        return;
      }
      long boundary = places.start(index);
      try (LogWalk walk = places.walk(index, boundary)) {
        while (refusal == null && walk.next()) {
          if (!walk.openBefore()) {
            boundary = walk.start();
          }
          if (walk.isCommand()) {
            commandsWithoutTime += any || index == 0 && !places.isAppended(0) ? 0 : 1;
          } else {
            annotation(index, boundary, walk);
          }
        }
      }
    }

    /** Whether the time is in front of that of the image, so that it is refused. */
    private boolean isBehindImage(RdbImage image) {
      OptionalLong made = number(image.auxText("ctime").orElse(""));
      if (made.isPresent() && made.getAsLong() > last) {
        refuseBase(made.getAsLong());
        return true;
      }
      return false;
    }

    private void refuseBase(long made) {
      refusal =
          text(last)
              + " is before the base was made ("
              + text(made)
              + "); a base can't be cut, an older backup is needed";
    }

    private void annotation(int index, long boundary, LogWalk walk) throws IOException {
      String line = new String(walk.bytes(MAX_LINE), StandardCharsets.ISO_8859_1).strip();
      OptionalLong time =
          line.startsWith(TIMESTAMP)
              ? number(line.substring(TIMESTAMP.length()))
              : OptionalLong.empty();
      if (time.isEmpty()) {
        return;
      }
      long seconds = time.getAsLong();
      if (seconds < latest && !backwards) {
        backwards = true;
        notes.add(
            "The clock was set back: "
                + text(seconds)
                + " stands behind "
                + text(latest)
                + " ("
                + places.name(index)
                + ":"
                + walk.start()
                + "). The first later time decides.");
      }
      latest = Math.max(latest, seconds);
      any = true;
      if (seconds <= last) {
        anyKept = true;
      } else if (cut == null) {
        later(index, boundary, seconds);
      }
    }

    private void later(int index, long boundary, long seconds) throws IOException {
      boolean appended = places.isAppended(index);
      if (!appended && places.image(index) == null) {
        refuseBase(seconds);
        return;
      }
      String reason =
          "the first annotation that is later than " + text(last) + " is " + text(seconds);
      if (anyKept) {
        cut = new CutPoint(index, boundary, reason);
        return;
      }
      int first = firstIncr();
      cut =
          new CutPoint(first, first == 0 ? places.start(0) : 0, reason + "; all in front is older");
      if (commandsWithoutTime > 0) {
        notes.add(
            commandsWithoutTime
                + " commands stand in front of the first annotation. Their time is not known, and"
                + " they go too.");
      }
    }

    private int firstIncr() {
      return places.file(0).type() == FileType.INCR || places.count() == 1 ? 0 : 1;
    }

    private OptionalLong number(String digits) {
      try {
        return OptionalLong.of(Long.parseLong(digits));
      } catch (NumberFormatException e) {
        // Servers do not look into annotations, nor at the time of an image: none is known then.
        return OptionalLong.empty();
      }
    }

    private String text(long seconds) {
      long shown = Math.max(-62_135_596_800L, Math.min(seconds, 253_402_300_799L));
      return seconds + " (" + Instant.ofEpochSecond(shown) + ")";
    }
  }
}
