package org.aofkit.compact;

/** Is told by a {@link LogScan} what happens to keys, in the order of the files. */
interface IndexSink {
  /** The key's value is what stands at this head, whatever it was. */
  void whole(int database, long first, long second, long head);

  /** The command at this place changes the key's value, or makes one unless it needs one. */
  void change(int database, long first, long second, long place, boolean needsKey);

  /** The key is gone. */
  void remove(int database, long first, long second);

  /** A command is about several keys. */
  void tie(Tie tie);

  /** The keys of a database are gone. */
  void flush(int database);

  /** All keys are gone. */
  void flushAll();

  /** Two databases change places. */
  void swap(int one, int other);
}
