package org.aofkit.rdb;

import org.aofkit.rdb.packed.PlainListpack;

/** Passes lists whose nodes are listpacks with elements. */
final class RdbPlainList implements RdbPlainValue {
  private static final int SHORT = 0x40;
  private static final int PACKED_NODE = 2;

  private final RdbPlainText text;
  private final PlainListpack entries;

  RdbPlainList(RdbPlainText text, PlainListpack entries) {
    this.text = text;
    this.entries = entries;
  }

  @Override
  public int pass(byte[] array, int at, int end) {
    int count = array[at];
    if (count <= 0 || count >= SHORT) {
      return OTHER;
    }
    int next = at + 1;
    for (int i = 0; i < count; i++) {
      next = next < end && array[next] == PACKED_NODE ? text.open(array, next + 1, end) : OTHER;
      if (next < 0
          || !entries.read(text.array(), text.index(), text.length())
          || entries.count() == 0) {
        return OTHER;
      }
    }
    return next;
  }
}
