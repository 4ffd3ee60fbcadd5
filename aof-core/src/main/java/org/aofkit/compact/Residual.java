package org.aofkit.compact;

import java.util.ArrayList;
import java.util.List;

/** The heads whose commands are not all modelled. Safe for use by several threads. */
final class Residual {
  /** A head of a database. */
  record Carried(int database, long head) {}

  private final List<Carried> carried = new ArrayList<>();

  synchronized void add(int database, long head) {
    carried.add(new Carried(database, head));
  }

  synchronized List<Carried> carried() {
    return List.copyOf(carried);
  }
}
