package org.aofkit.fuzz.damage;

import java.util.Set;

/**
 * The RDB image that a set begins with, if it does. Damages never touch it.
 *
 * @param place where it stands
 * @param image its bytes; owned by the head, not to be changed; empty without an image
 * @param databases the databases that the image selects
 */
public record Head(Place place, byte[] image, Set<Integer> databases) {
  /** No image: the set is made of commands only. */
  public static final Head NONE = new Head(Place.NOWHERE, new byte[0], Set.of());

  /** Where an image may stand. */
  public enum Place {
    /** There is none. */
    NOWHERE,
    /** It is the base, a file of its own, which the files of the log stand behind. */
    BASE,
    /** The first file of the log is the base, and begins with it. */
    PREAMBLE,
    /** The log is one file of a server before 7.0, and begins with it. */
    OLD_FILE
  }

  /** Copies the numbers. */
  public Head {
    databases = Set.copyOf(databases);
  }

  /**
   * Where the commands of a file begin: behind the image, or at 0.
   *
   * @param file index of the file of the log
   */
  public int originOf(int file) {
    boolean inFront = place == Place.PREAMBLE || place == Place.OLD_FILE;
    return inFront && file == 0 ? image.length : 0;
  }
}
