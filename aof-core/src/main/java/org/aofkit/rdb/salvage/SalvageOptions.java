package org.aofkit.rdb.salvage;

import java.util.function.BooleanSupplier;

/**
 * What a look at a damaged image may be told.
 *
 * @param keepDatabases whether keys behind a spot in which the change to another database may have
 *     been lost are kept in the database that was selected last; they are left out otherwise
 * @param keepFirst whether of a key that is there twice with different values, without damage in
 *     front, the first one is kept; neither is otherwise
 * @param partialValues whether a collection whose value is damaged is kept with the elements that
 *     are intact; it is left out otherwise
 * @param databases how many databases the server has: a higher number behind damage selects none,
 *     unless the image has such a database in front of it
 * @param windowSize bytes of the buffer; 4 KiB or more
 * @param cancelled asked from time to time; once it says yes the look ends with a {@link
 *     java.util.concurrent.CancellationException}
 */
public record SalvageOptions(
    boolean keepDatabases,
    boolean keepFirst,
    boolean partialValues,
    int databases,
    int windowSize,
    BooleanSupplier cancelled) {
  private static final int DEFAULT_WINDOW = 1 << 18;
  private static final int DEFAULT_DATABASES = 16;

  /** The same, for a server with as many databases as they have by default. */
  public SalvageOptions(
      boolean keepDatabases,
      boolean keepFirst,
      boolean partialValues,
      int windowSize,
      BooleanSupplier cancelled) {
    this(keepDatabases, keepFirst, partialValues, DEFAULT_DATABASES, windowSize, cancelled);
  }

  /** Leaves out what is in doubt, and is never cancelled. */
  public static SalvageOptions defaults() {
    return new SalvageOptions(false, false, false, DEFAULT_WINDOW, () -> false);
  }

  /** The same, but for what becomes of collections whose values are damaged. */
  public SalvageOptions withPartialValues(boolean kept) {
    return new SalvageOptions(keepDatabases, keepFirst, kept, databases, windowSize, cancelled);
  }
}
