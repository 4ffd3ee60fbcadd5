package org.aofkit.keyspace.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import java.util.TreeMap;
import org.aofkit.rdb.write.StreamId;
import org.junit.jupiter.api.Test;

/** {@link IdMap}. */
class IdMapTest {
  @Test
  void itHoldsWhatASortedMapHolds() throws IOException {
    var random = new Random(1);
    var map = new IdMap<String>();
    var model = new TreeMap<StreamId, String>();
    for (int step = 0; step < 30_000; step++) {
      // Ids without sign: those below 0 are the highest.
      var id = new StreamId(random.nextInt(40) - 20, random.nextInt(30));
      switch (random.nextInt(8)) {
        case 0, 1, 2, 3 -> {
          map.put(id.ms(), id.seq(), "at " + step);
          model.put(id, "at " + step);
        }
        case 4, 5, 6 -> assertThat(map.remove(id.ms(), id.seq())).isEqualTo(model.remove(id));
        default -> {
          assertThat(map.get(id.ms(), id.seq())).isEqualTo(model.get(id));
          assertThat(map.countBelow(id.ms(), id.seq())).isEqualTo(model.headMap(id).size());
          int count = random.nextInt(20) == 0 ? random.nextInt(model.size() + 1) : 0;
          map.removeFirst(count);
          for (int i = 0; i < count; i++) {
            model.pollFirstEntry();
          }
        }
      }
      assertThat(map.size()).isEqualTo(model.size());
      assertThat(map.lastId()).isEqualTo(model.isEmpty() ? StreamId.ZERO : model.lastKey());
    }
    var told = new TreeMap<StreamId, String>();
    map.copy().forEach((ms, seq, thing) -> told.put(new StreamId(ms, seq), thing));
    assertThat(told).isEqualTo(model);
  }
}
