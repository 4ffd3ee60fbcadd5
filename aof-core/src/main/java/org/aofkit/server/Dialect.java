package org.aofkit.server;

/**
 * The two families of persistence formats. The same RDB type byte or opcode can mean different
 * things behind {@code REDIS00nn} and {@code VALKEY0nn}, so every table is keyed by dialect.
 */
public enum Dialect {
  /** Files whose RDB magic is {@code REDIS}. */
  REDIS,
  /** Files whose RDB magic is {@code VALKEY}; written by Valkey 9.0 and later. */
  VALKEY
}
