package org.aofkit.compact;

/** What a command does to the keys it names, as far as the index needs to know. */
enum Effect {
  /** It changes no data. */
  NONE,
  /** Its key's value is what the command says, whatever it was: SET. */
  WHOLE,
  /** Each of its keys is gone: DEL. */
  REMOVES,
  /** Its words are keys and values by turns, each key's value being the word behind: MSET. */
  PAIRS,
  /** It changes the value of the only key it names, or makes one. */
  CHANGES,
  /** It changes the value of the only key it names, and does nothing if there is none. */
  ONLY_CHANGES,
  /** It is about several keys, and what becomes of those it writes depends on all. */
  TIES,
  FLUSH_DATABASE,
  FLUSH_ALL,
  SWAPS,
  /** FUNCTION LOAD and the like. */
  LIBRARIES,
  /** Which keys it changes can't be known. */
  UNKNOWN
}
