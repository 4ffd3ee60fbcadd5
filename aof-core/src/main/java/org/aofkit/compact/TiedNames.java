package org.aofkit.compact;

/** Collects the keys that commands of several keys name. */
final class TiedNames implements IndexSink {
  private final KeyTable names;

  /**
   * None yet.
   *
   * @param room what they take their memory from
   */
  TiedNames(Room room) {
    names = new KeyTable(0, room);
  }

  /** All that were told; each has some head. */
  KeyTable names() {
    return names;
  }

  @Override
  public void tie(Tie tie) {
    for (Tie.Key key : tie.keys()) {
      names.set(names.slot(key.first(), key.second()), Head.CARRIED);
    }
  }

  /** What is gone by then needs no part of its own. */
  @Override
  public void flushAll() {
    names.clear();
  }

  @Override
  public void whole(int database, long first, long second, long head) {}

  @Override
  public void change(int database, long first, long second, long place, boolean needsKey) {}

  @Override
  public void remove(int database, long first, long second) {}

  @Override
  public void flush(int database) {}

  @Override
  public void swap(int one, int other) {}
}
