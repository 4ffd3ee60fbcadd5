package org.aofkit.compact;

/**
 * Carries out writes to keys by the batch. A table of millions of keys lies in no cache: looking at
 * all slots first lets the memory answer many at a time, where one after the other each waits for
 * its own.
 */
final class KeyWrites {
  private final Databases databases;
  private final Chains chains;

  /** What was seen when slots were only looked at; kept so that looking is not left out. */
  private long seen;

  KeyWrites(Databases databases, Chains chains) {
    this.databases = databases;
    this.chains = chains;
  }

  /** Carries out a batch. */
  void apply(WriteBatch batch) {
    long look = seen;
    for (int i = 0; i < batch.count(); i++) {
      if (batch.kind(i) <= WriteBatch.REMOVE) {
        look += databases.numbered(batch.database(i)).look(batch.first(i), batch.second(i));
      }
    }
    seen = look;
    for (int i = 0; i < batch.count(); i++) {
      switch (batch.kind(i)) {
        case WriteBatch.TIE -> tie(batch.tie(i));
        case WriteBatch.FLUSH -> {
          KeyTable keys = databases.numbered(batch.database(i));
          keys.each(chains::release);
          keys.clear();
        }
        case WriteBatch.FLUSH_ALL -> {
          databases.tables().forEach(KeyTable::clear);
          chains.clear();
        }
        case WriteBatch.SWAP -> databases.swap(batch.database(i), (int) batch.head(i));
        default -> write(batch, i);
      }
    }
  }

  private void write(WriteBatch batch, int i) {
    KeyTable keys = databases.numbered(batch.database(i));
    int kind = batch.kind(i);
    long first = batch.first(i);
    long second = batch.second(i);
    if (kind >= WriteBatch.CHANGE_ONLY && keys.head(first, second) == Head.NONE) {
      return;
    }
    long slot = keys.slot(first, second);
    long head = keys.headIn(slot);
    switch (kind) {
      case WriteBatch.WHOLE -> {
        chains.release(head);
        keys.set(slot, batch.head(i));
      }
      case WriteBatch.REMOVE -> {
        chains.release(head);
        keys.set(slot, Head.NONE);
      }
      default -> {
        long place = batch.head(i);
        keys.set(slot, head == Head.NONE ? Head.place(place) : chains.add(place, head));
      }
    }
  }

  private void tie(Tie tie) {
    int count = tie.keys().size();
    KeyTable[] in = new KeyTable[count];
    long[] before = new long[count];
    for (int i = 0; i < count; i++) {
      Tie.Key key = tie.keys().get(i);
      in[i] = databases.numbered(key.database());
      before[i] = in[i].head(key.first(), key.second());
    }
    long head = chains.tie(tie.place(), databases.numbered(tie.database()).id(), count);
    for (int i = 0; i < count; i++) {
      Tie.Key key = tie.keys().get(i);
      chains.tieKey(before[i], key.word(), in[i].id(), key.first(), key.second());
    }
    for (int i = 0; i < count; i++) {
      if (tie.writes(i)) {
        Tie.Key key = tie.keys().get(i);
        in[i].set(in[i].slot(key.first(), key.second()), head);
      }
    }
  }
}
