package org.aofkit.fuzz.power;

import java.util.Random;
import org.aofkit.fuzz.fs.DiskImage;

/** One thing that a loss of power may undo, or leave half done. */
interface Unsynced {
  /** How many outcomes are tried: 0 is as if it was not done, the last one as if it was durable. */
  int outcomes();

  /** Whether it is about names. */
  boolean isName();

  /** Puts an outcome on a disk; says what it is. */
  String apply(DiskImage disk, int outcome);

  /** Puts a drawn outcome on a disk, which may be one of many more; says what it is. */
  default String apply(DiskImage disk, Random random) {
    return apply(disk, random.nextInt(outcomes()));
  }
}
