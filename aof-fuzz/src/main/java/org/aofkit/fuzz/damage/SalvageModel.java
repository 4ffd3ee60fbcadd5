package org.aofkit.fuzz.damage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aofkit.fuzz.damage.LogRecord.Kind;

/**
 * What has to be left behind a salvage: every record that can be read, less those of transactions
 * that lost a part, and less those behind a gap whose database nobody knows.
 *
 * <p>This follows from the truth and from the rules as the design states them. It knows nothing of
 * the code under test.
 */
public final class SalvageModel {
  private final Truth truth;
  private final boolean drop;
  private final List<Expected> expected = new ArrayList<>();
  private final int onlyDatabase;
  private final List<List<Element>> elements = new ArrayList<>();
  private final Transactions transactions;
  private int database;
  private boolean ambiguous;
  private boolean selected;

  private SalvageModel(Truth truth, boolean drop) {
    this.truth = truth;
    this.drop = drop;
    this.onlyDatabase = onlyDatabase(truth);
    for (int file = 0; file < truth.log().healthy().files(); file++) {
      elements.add(new Elements(truth).of(file));
    }
    this.transactions = new Transactions(truth, elements);
  }

  /**
   * What has to be left.
   *
   * @param drop whether commands go whose database is not known; else they stay in the last one
   *     that was
   * @throws UndetectableException if no reader could tell
   */
  public static List<Expected> of(Truth truth, boolean drop) {
    SalvageModel model = new SalvageModel(truth, drop);
    for (int file = 0; file < truth.log().healthy().files(); file++) {
      model.file(file, model.elements.get(file));
    }
    return model.expected;
  }

  /** The database that all SELECTs which can be read, and the image, name; -1 if there are more. */
  private static int onlyDatabase(Truth truth) {
    Set<Integer> databases = new HashSet<>(truth.log().healthy().head().databases());
    Set<Integer> hinted = new HashSet<>();
    for (LogRecord record : truth.log().healthy().records()) {
      if (record.kind() == Kind.SELECT && truth.fateOf(record) != Fate.DAMAGED) {
        databases.add(record.database());
      } else if (record.kind() == Kind.SELECT && truth.isStillNamed(record)) {
        hinted.add(record.database());
      }
    }
    if (databases.isEmpty()) {
      throw new UndetectableException("no SELECT is left");
    }
    if (databases.size() == 1 && !databases.containsAll(hinted)) {
      throw new UndetectableException("a damaged SELECT may name another database");
    }
    return databases.size() == 1 ? databases.iterator().next() : -1;
  }

  private void file(int file, List<Element> elements) {
    enter(file, elements);
    boolean open = false;
    for (Element element : elements) {
      if (element instanceof Element.Gap gap) {
        gap(gap);
        open &= gap.safe() || gap.otherName();
      } else if (element instanceof Element.Readable readable) {
        Kind kind = readable.record().kind();
        open = kind == Kind.MULTI || open && kind != Kind.EXEC;
        record(readable.record());
      }
    }
    if (open && file + 1 < truth.log().healthy().files()) {
      // The file has lost its end, and perhaps a SELECT.
      gap(new Element.Gap(false, false));
    }
  }

  /** Each file is loaded from database 0 on; a repair puts the SELECT in that carries on. */
  private void enter(int file, List<Element> elements) {
    HealthyLog healthy = truth.log().healthy();
    boolean behindIncr = file > (healthy.commandBase() ? 1 : 0);
    boolean selects = !elements.isEmpty() && isSelect(elements.get(0));
    if (selects) {
      return;
    }
    boolean continued =
        healthy.recordsOf(file).stream()
            .limit(1)
            .anyMatch(first -> first.kind() != Kind.SELECT && first.isAlone());
    if (continued && (ambiguous || !selected)) {
      throw new UndetectableException("a file goes on where the database is not known");
    }
    boolean imageLast = healthy.head().place() != Head.Place.NOWHERE && !selected;
    boolean known = behindIncr && !imageLast || onlyDatabase >= 0 || drop;
    if (!known && elements.stream().anyMatch(each -> each instanceof Element.Readable)) {
      throw new UndetectableException("no SELECT in front names a database");
    }
    if (!behindIncr) {
      database = 0;
    }
  }

  private static boolean isSelect(Element element) {
    return element instanceof Element.Readable readable && readable.record().kind() == Kind.SELECT;
  }

  private void gap(Element.Gap gap) {
    if (gap.safe() || gap.otherName()) {
      return;
    }
    if (onlyDatabase >= 0) {
      database = onlyDatabase;
    } else if (drop) {
      ambiguous = true;
    }
  }

  private void record(LogRecord record) {
    switch (record.kind()) {
      case SELECT -> {
        database = record.database();
        ambiguous = false;
        selected = true;
      }
      case ANNOTATION -> {
        // Not executed.
      }
      default -> {
        Transactions.Stay stay = transactions.of(record);
        if (!ambiguous && stay != Transactions.Stay.NO) {
          boolean must = stay == Transactions.Stay.YES;
          expected.add(new Expected(database, truth.wordsOf(record), must));
        }
      }
    }
  }
}
