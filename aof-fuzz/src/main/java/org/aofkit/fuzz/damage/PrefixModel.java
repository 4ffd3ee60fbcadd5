package org.aofkit.fuzz.damage;

import java.util.ArrayList;
import java.util.List;
import org.aofkit.fuzz.damage.LogRecord.Kind;

/**
 * What has to be left by the policy {@code prefix}: all that was executed in front of the first
 * place where something can have been lost, in that file and the ones before it, less a transaction
 * that is open there.
 */
public final class PrefixModel {
  private PrefixModel() {}

  /** What has to be left. */
  public static List<Expected> of(Truth truth) {
    List<Expected> expected = new ArrayList<>();
    int closed = 0;
    for (int file = 0; file < truth.log().healthy().files(); file++) {
      boolean open = false;
      for (Element element : new Elements(truth).of(file)) {
        if (element instanceof Element.Gap gap && !gap.safe()) {
          return expected.subList(0, closed);
        }
        if (element instanceof Element.Readable readable && isExecuted(readable.record())) {
          LogRecord record = readable.record();
          open = !record.isAlone() && record.kind() != Kind.EXEC;
          expected.add(new Expected(record.database(), truth.wordsOf(record), true));
        }
        closed = open ? closed : expected.size();
      }
      if (open) {
        return expected.subList(0, closed);
      }
    }
    return expected;
  }

  private static boolean isExecuted(LogRecord record) {
    return record.kind() != Kind.SELECT && record.kind() != Kind.ANNOTATION;
  }
}
