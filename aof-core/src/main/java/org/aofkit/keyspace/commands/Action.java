package org.aofkit.keyspace.commands;

/** What a command does. Its number of words was verified. */
@FunctionalInterface
interface Action {
  /**
   * Carries the command out.
   *
   * @throws RefusedException if a server answers with an error; nothing is changed then that the
   *     server would not change
   */
  Outcome run(Call call) throws RefusedException;
}
