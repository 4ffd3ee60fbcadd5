package org.aofkit.keyspace.commands;

/** What a command does. Its number of words was verified. */
@FunctionalInterface
interface Action {
  /**
   * Carries the command out.
   *
   * @throws RefusedException if a server answers with an error; nothing is changed then that the
   *     server would not change
   * @throws NotModelledException if what it does is not modelled; nothing is changed then
   */
  Outcome run(Call call) throws RefusedException, NotModelledException;
}
