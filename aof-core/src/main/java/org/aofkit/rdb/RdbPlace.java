package org.aofkit.rdb;

import org.aofkit.rdb.packed.PackedInput;

/**
 * Where the packed string that is being walked lies, so that views and slices of its entries can be
 * made.
 */
final class RdbPlace {
  private final PackedInput input = new PackedInput();
  private RdbSlice.Form form = RdbSlice.Form.RAW;
  private long offset;
  private long stored;
  private long expanded;
  private long start;
  private byte[] array = new byte[0];

  /** Where the walker reads. */
  PackedInput input() {
    return input;
  }

  /** Makes the input read the string opened last. */
  void begin(RdbStrings strings) throws RdbStop {
    form = strings.form();
    start = strings.start();
    offset = strings.offset();
    stored = strings.stored();
    expanded = strings.length();
    if (form == RdbSlice.Form.INTEGER) {
      array = RdbDigits.of(strings.number());
      input.wrap(array, 0, array.length);
    } else if (form == RdbSlice.Form.LZF) {
      if (strings.expand()) {
        array = strings.expanded();
        input.wrap(array, 0, (int) expanded);
      } else {
        input.open(strings.feed(), Math.max(0, expanded));
      }
    } else if (strings.isHeld()) {
      array = strings.hold(input);
    } else {
      input.open(strings.feed(), expanded);
    }
  }

  /** Holds the whole string, if the input is contiguous. */
  byte[] array() {
    return array;
  }

  /** Where in {@link #array} the string begins. */
  int index() {
    return (int) -input.offsetOf(0);
  }

  /** Where the header of the string begins in the source. */
  long start() {
    return start;
  }

  /** Where a byte of the string is in the source; where the string is, if it is compressed. */
  long inSource(long within) {
    return form == RdbSlice.Form.RAW ? offset + within : start;
  }

  /** The slice of an entry. */
  RdbSlice slice(long within, long length) {
    return form == RdbSlice.Form.LZF
        ? new RdbSlice(form, offset, stored, expanded, within, length, 0)
        : new RdbSlice(RdbSlice.Form.RAW, offset + within, 0, 0, 0, length, 0);
  }

  /** The slice of an entry that is a number. */
  RdbSlice number(long value) {
    return new RdbSlice(RdbSlice.Form.INTEGER, start, 0, 0, 0, RdbDigits.length(value), value);
  }

  /** Lets a view show an entry that is a number. */
  void showNumber(RdbBytes view, long value) {
    view.setNumber(start, value);
  }

  /** Lets a view show an entry that lies in an array. */
  void show(RdbBytes view, byte[] array, int index, int length) {
    show(view, input.offsetOf(index), length);
    view.setHeld(array, index);
  }

  /** Lets a view show an entry. */
  void show(RdbBytes view, long within, long length) {
    if (form == RdbSlice.Form.LZF) {
      view.setPart(offset, stored, expanded, within, length);
    } else {
      view.setRaw(offset + within, length);
    }
  }
}
