package org.aofkit.rdb;

import java.io.IOException;
import org.aofkit.rdb.packed.Intset;
import org.aofkit.rdb.packed.PackedDamage;
import org.aofkit.rdb.packed.PackedInput;

/** Passes intsets. */
final class RdbPlainIntset implements RdbPlainValue {
  private final RdbPlainText text;
  private final PackedInput input = new PackedInput();
  private final Intset intset = new Intset();

  RdbPlainIntset(RdbPlainText text) {
    this.text = text;
  }

  @Override
  public int pass(byte[] array, int at, int end) {
    int after = text.open(array, at, end);
    if (after < 0) {
      return OTHER;
    }
    try {
      intset.walk(input.wrap(text.array(), text.index(), text.length()), null);
      return after;
    } catch (PackedDamage damage) {
      // What it is, and where, says who looks again.
      return OTHER;
    } catch (IOException e) {
      throw new IllegalStateException("an array that can't be read", e);
    }
  }
}
