package org.aofkit.fuzz.keyspace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The families of commands, by name. */
public final class Families {
  private Families() {}

  /** All of them, in a fixed order. */
  public static Map<String, CommandFamily> all() {
    var all = new LinkedHashMap<String, CommandFamily>();
    all.put("strings", new StringFamily());
    all.put("lists", new ListFamily());
    all.put("sets", new SetFamily());
    all.put("zsets", new SortedSetFamily());
    all.put("hashes", new HashFamily());
    all.put("streams", new StreamFamily());
    all.put("bits", new BitFamily());
    all.put("hyperloglogs", new HyperLogLogFamily());
    all.put("keys", new KeyFamily());
    all.put("functions", new FunctionFamily());
    return Collections.unmodifiableMap(all);
  }
}
