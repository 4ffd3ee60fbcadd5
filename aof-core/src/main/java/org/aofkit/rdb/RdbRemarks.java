package org.aofkit.rdb;

/**
 * What is in an image beside its keys that decides who loads it, or how much can be said of it.
 * Offsets are bytes from the beginning of the source, -1 where there is nothing.
 *
 * @param highestDatabase the highest database selected, with or without keys in it, without sign; 0
 *     where none is
 * @param highestDatabaseAt where the record begins that selects it first
 * @param moduleValues how many values of modules there are; what is in them is not looked at
 * @param moduleValueAt where the first of them begins
 * @param slotImports how many slot imports there are; Valkey 9.1.2 ends on one unless {@code
 *     cluster-enabled} is {@code yes} (measured: an assertion, or signal 11 where it has no range)
 * @param slotImportAt where the first of them begins
 * @param negativeDeadlines how many keys have a deadline before 1970, in an image of an AOF; Valkey
 *     9.1.2 ends on one at its first round of expiry (measured: {@code expire.c}, {@code t >= 0}).
 *     Always 0 for a dump, of which a master drops such keys
 * @param negativeDeadlineAt where the first of these deadlines begins: its opcode
 * @param negativeDeadlineKey where the record of its key is: the byte of the type
 * @param announcedKeys how many keys its databases have, as the image says itself ({@code
 *     RESIZEDB}); servers write the truth and believe anything. Without those of databases of which
 *     it says more than there are bytes
 * @param librariesNotRun of how many function libraries only a run can tell whether a server, which
 *     runs each as it loads it, starts with them
 * @param libraryNotRunAt where the source of the first of them begins
 */
public record RdbRemarks(
    long highestDatabase,
    long highestDatabaseAt,
    long moduleValues,
    long moduleValueAt,
    long slotImports,
    long slotImportAt,
    long negativeDeadlines,
    long negativeDeadlineAt,
    long negativeDeadlineKey,
    long announcedKeys,
    long librariesNotRun,
    long libraryNotRunAt) {
  static final RdbRemarks NONE = new RdbRemarks(0, -1, 0, -1, 0, -1, 0, -1, -1, 0, 0, -1);

  /** With a selected database. */
  RdbRemarks withDatabase(long number, long at) {
    boolean isHigher = highestDatabaseAt < 0 || Long.compareUnsigned(number, highestDatabase) > 0;
    return isHigher
        ? new RdbRemarks(
            number,
            at,
            moduleValues,
            moduleValueAt,
            slotImports,
            slotImportAt,
            negativeDeadlines,
            negativeDeadlineAt,
            negativeDeadlineKey,
            announcedKeys,
            librariesNotRun,
            libraryNotRunAt)
        : this;
  }

  /** With one more value of a module. */
  RdbRemarks withModuleValue(long at) {
    return new RdbRemarks(
        highestDatabase,
        highestDatabaseAt,
        moduleValues + 1,
        moduleValues == 0 ? at : moduleValueAt,
        slotImports,
        slotImportAt,
        negativeDeadlines,
        negativeDeadlineAt,
        negativeDeadlineKey,
        announcedKeys,
        librariesNotRun,
        libraryNotRunAt);
  }

  /** With one more slot import. */
  RdbRemarks withSlotImport(long at) {
    return new RdbRemarks(
        highestDatabase,
        highestDatabaseAt,
        moduleValues,
        moduleValueAt,
        slotImports + 1,
        slotImports == 0 ? at : slotImportAt,
        negativeDeadlines,
        negativeDeadlineAt,
        negativeDeadlineKey,
        announcedKeys,
        librariesNotRun,
        libraryNotRunAt);
  }

  /** With one more key whose deadline is before 1970. */
  RdbRemarks withNegativeDeadline(long at, long key) {
    return new RdbRemarks(
        highestDatabase,
        highestDatabaseAt,
        moduleValues,
        moduleValueAt,
        slotImports,
        slotImportAt,
        negativeDeadlines + 1,
        negativeDeadlines == 0 ? at : negativeDeadlineAt,
        negativeDeadlines == 0 ? key : negativeDeadlineKey,
        announcedKeys,
        librariesNotRun,
        libraryNotRunAt);
  }

  /** With the number of keys of a database. */
  RdbRemarks withSizes(long keys) {
    return new RdbRemarks(
        highestDatabase,
        highestDatabaseAt,
        moduleValues,
        moduleValueAt,
        slotImports,
        slotImportAt,
        negativeDeadlines,
        negativeDeadlineAt,
        negativeDeadlineKey,
        announcedKeys + keys,
        librariesNotRun,
        libraryNotRunAt);
  }

  /** With one more function library of which only a run can tell whether servers load it. */
  RdbRemarks withLibrary(long at) {
    return new RdbRemarks(
        highestDatabase,
        highestDatabaseAt,
        moduleValues,
        moduleValueAt,
        slotImports,
        slotImportAt,
        negativeDeadlines,
        negativeDeadlineAt,
        negativeDeadlineKey,
        announcedKeys,
        librariesNotRun + 1,
        librariesNotRun == 0 ? at : libraryNotRunAt);
  }

  /** With those of a stretch behind this one. */
  RdbRemarks with(RdbRemarks next) {
    RdbRemarks joined =
        next.highestDatabaseAt < 0
            ? this
            : withDatabase(next.highestDatabase, next.highestDatabaseAt);
    return new RdbRemarks(
        joined.highestDatabase,
        joined.highestDatabaseAt,
        moduleValues + next.moduleValues,
        moduleValues == 0 ? next.moduleValueAt : moduleValueAt,
        slotImports + next.slotImports,
        slotImports == 0 ? next.slotImportAt : slotImportAt,
        negativeDeadlines + next.negativeDeadlines,
        negativeDeadlines == 0 ? next.negativeDeadlineAt : negativeDeadlineAt,
        negativeDeadlines == 0 ? next.negativeDeadlineKey : negativeDeadlineKey,
        announcedKeys + next.announcedKeys,
        librariesNotRun + next.librariesNotRun,
        librariesNotRun == 0 ? next.libraryNotRunAt : libraryNotRunAt);
  }
}
