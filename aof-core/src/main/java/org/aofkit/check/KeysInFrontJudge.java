package org.aofkit.check;

import java.util.ArrayList;
import java.util.List;
import org.aofkit.rdb.RdbImage;

/** Says what it means that a server has keys of an image already when it comes to it. */
final class KeysInFrontJudge {
  private final FileLook look;
  private final List<Finding> findings = new ArrayList<>();

  private KeysInFrontJudge(FileLook look) {
    this.look = look;
  }

  /** What is to be said. */
  record Judgement(Verdict verdict, List<Finding> findings, List<Damage> damages) {}

  static Judgement judge(FileLook look, KeysInFront front) {
    return new KeysInFrontJudge(look).of(front);
  }

  private Judgement of(KeysInFront front) {
    keys(
        FindingCode.RDB_KEY_IN_FRONT,
        front.there(),
        front.thereCount(),
        "a server has it already from the files in front");
    keys(
        FindingCode.RDB_KEY_MAY_BE_IN_FRONT,
        front.doubtful(),
        front.doubtfulCount(),
        "a server may have it already from the files in front");
    switch (front.libraries()) {
      case SAME ->
          add(
              FindingCode.RDB_KEY_IN_FRONT,
              "a function library that a server has already from the files in front");
      case DOUBTFUL ->
          add(
              FindingCode.RDB_KEY_MAY_BE_IN_FRONT,
              "function libraries here and in front; they may be of one name, or have a function of"
                  + " one name");
      case NONE -> {}
    }
    RdbImage image = look.image();
    if (front.state() == KeysInFront.State.SKIPPED && image != null) {
      boolean isWanted = look.images().duplicates() == ImageOptions.Duplicates.AUTO;
      if (isWanted) {
        findings.add(
            Finding.of(
                FindingCode.RDB_DUPLICATES_SKIPPED,
                look.name(),
                -1,
                0,
                image.keys() + " keys were not compared with the files in front"));
      }
    }
    if (findings.stream().noneMatch(each -> each.severity() == Severity.ERROR)) {
      return new Judgement(Verdict.CLEAN, findings, List.of());
    }
    boolean isRefused = front.isRefused();
    Damage damage =
        new Damage.Unmendable(
            look.file().path(),
            0,
            look.size(),
            EditClass.UNLOCATED,
            isRefused
                ? "the image has what a server has already from the files in front; which of them"
                    + " belongs to the log can't be known"
                : "the image may have what a server has already from the files in front");
    return new Judgement(isRefused ? Verdict.CORRUPT : Verdict.LOSSY, findings, List.of(damage));
  }

  private void keys(FindingCode code, List<KeysInFront.Key> keys, long count, String what) {
    for (KeysInFront.Key key : keys) {
      String name = ImageKeys.shown(key.name(), key.name().length);
      findings.add(Finding.of(code, look.name(), key.offset(), 0, "key " + name + ": " + what));
    }
    if (count > keys.size()) {
      findings.add(
          new Finding(
              code,
              Severity.NOTE,
              look.name(),
              -1,
              0,
              count - keys.size() + " more such keys are not listed",
              ""));
    }
  }

  private void add(FindingCode code, String message) {
    findings.add(Finding.of(code, look.name(), 0, 0, message));
  }
}
