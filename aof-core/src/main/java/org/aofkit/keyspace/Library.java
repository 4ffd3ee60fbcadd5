package org.aofkit.keyspace;

import java.util.Set;

/**
 * A function library.
 *
 * @param name the one its first line says
 * @param source all of it; not a copy, and not to be changed
 * @param functions the functions it registers, as far as its source tells without being run
 * @param isKnown whether that is all of them
 */
public record Library(String name, byte[] source, Set<String> functions, boolean isKnown) {
  /** Copies the set. */
  public Library {
    functions = Set.copyOf(functions);
  }
}
