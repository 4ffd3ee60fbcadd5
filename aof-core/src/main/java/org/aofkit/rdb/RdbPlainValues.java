package org.aofkit.rdb;

import org.aofkit.rdb.packed.PlainListpack;
import org.jspecify.annotations.Nullable;

/** Who passes the plain values of a type; strings are passed by {@link RdbPlainKeys} itself. */
final class RdbPlainValues {
  /** Codes below this one mean the same in both dialects. */
  private static final int COMMON = RdbType.STREAM_3.code() + 1;

  private final RdbServers servers;
  private final @Nullable RdbPlainValue[] byCode = new RdbPlainValue[COMMON];
  private final int[] knownBy = new int[COMMON];

  RdbPlainValues(RdbContext context) {
    this.servers = context.servers;
    if (!context.isDeep) {
      return;
    }
    RdbPlainText text = new RdbPlainText();
    PlainListpack entries = new PlainListpack();
    RdbPlainElements elements = new RdbPlainElements(context);
    set(RdbType.SET, elements.new Table(false, 0));
    set(RdbType.HASH, elements.new Table(true, 0));
    set(RdbType.SORTED_SET, elements.new Table(false, Double.BYTES));
    set(RdbType.SET_INTSET, new RdbPlainIntset(text));
    set(RdbType.LIST_QUICKLIST_2, new RdbPlainList(text, entries));
    set(RdbType.SET_LISTPACK, new RdbPlainPacked(context, text, entries, RdbElements.Shape.SET));
    set(RdbType.HASH_LISTPACK, new RdbPlainPacked(context, text, entries, RdbElements.Shape.PAIRS));
    set(
        RdbType.SORTED_SET_LISTPACK,
        new RdbPlainPacked(context, text, entries, RdbElements.Shape.SCORES));
    set(RdbType.STREAM_1, new RdbPlainStream(context, text, entries, 1));
    set(RdbType.STREAM_2, new RdbPlainStream(context, text, entries, 2));
    set(RdbType.STREAM_3, new RdbPlainStream(context, text, entries, 3));
  }

  private void set(RdbType type, RdbPlainValue value) {
    byCode[type.code()] = value;
    knownBy[type.code()] = type.knownBy();
  }

  /**
   * Who passes values of the type with this code.
   *
   * @param code -128 to 127
   * @return null if nobody does, or something is to be said of the type itself
   */
  @Nullable RdbPlainValue of(int code) {
    return code < 0 || code >= COMMON || servers.isStoppedBy(knownBy[code]) ? null : byCode[code];
  }
}
