package org.aofkit.aof;

/**
 * Where the MULTI of an EXEC would be that has none in front of it in its file: what the files
 * before leave open. Servers end a transaction with its file: where one is to be found in two, what
 * the second holds of it is executed as single commands. Measured with Redis 7.0.15, 8.0.6 and
 * Valkey 9.1.2.
 */
public enum MultiInFront {
  /** Nowhere: nothing is missing. */
  NONE,
  /** Under NULs between two whole commands, which hold nothing unless that EXEC shows it. */
  UNDER_NULS,
  /** Among what is lost. */
  LOST,
  /** It can be read, and its transaction was never closed. */
  SEEN
}
