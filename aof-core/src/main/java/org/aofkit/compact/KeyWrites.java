package org.aofkit.compact;

/**
 * Writes to single keys of one database, kept back until there are some hundred of them, then
 * carried out in their order. A table of millions of keys lies in no cache: looking at all slots
 * first lets the memory answer many at a time, where one after the other each waits for its own.
 */
final class KeyWrites {
  private static final int MOST = 512;

  /** What a write does. */
  private static final int WHOLE = 0;

  private static final int CHANGE = 1;
  private static final int CHANGE_ONLY = 2;
  private static final int REMOVE = 3;

  private final Chains chains;
  private final long[] firsts = new long[MOST];
  private final long[] seconds = new long[MOST];
  private final long[] heads = new long[MOST];
  private final byte[] kinds = new byte[MOST];
  private KeyTable keys = new KeyTable(-1);
  private int count;

  /** What was seen when slots were only looked at; kept so that looking is not left out. */
  private long seen;

  KeyWrites(Chains chains) {
    this.chains = chains;
  }

  /** The key's value is what stands at this head, whatever it was. */
  void whole(KeyTable in, long first, long second, long head) {
    add(in, first, second, head, WHOLE);
  }

  /** The command at this place changes the key's value, or makes one unless it needs one. */
  void change(KeyTable in, long first, long second, long place, boolean needsKey) {
    add(in, first, second, place, needsKey ? CHANGE_ONLY : CHANGE);
  }

  /** The key is gone. */
  void remove(KeyTable in, long first, long second) {
    add(in, first, second, 0, REMOVE);
  }

  private void add(KeyTable in, long first, long second, long head, int kind) {
    if (in != keys || count == MOST) {
      flush();
      keys = in;
    }
    firsts[count] = first;
    seconds[count] = second;
    heads[count] = head;
    kinds[count] = (byte) kind;
    count++;
  }

  /** Carries out what was kept back. */
  void flush() {
    long look = seen;
    for (int i = 0; i < count; i++) {
      look += keys.look(firsts[i]);
    }
    seen = look;
    for (int i = 0; i < count; i++) {
      write(i);
    }
    count = 0;
  }

  private void write(int i) {
    int kind = kinds[i];
    if (kind >= CHANGE_ONLY) {
      long head = keys.head(firsts[i], seconds[i]);
      if (head == Head.NONE) {
        return;
      }
    }
    int slot = keys.slot(firsts[i], seconds[i]);
    long head = keys.headIn(slot);
    switch (kind) {
      case WHOLE -> {
        chains.release(head);
        keys.set(slot, heads[i]);
      }
      case REMOVE -> {
        chains.release(head);
        keys.set(slot, Head.NONE);
      }
      default ->
          keys.set(slot, head == Head.NONE ? Head.place(heads[i]) : chains.add(heads[i], head));
    }
  }
}
