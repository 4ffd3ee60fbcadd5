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
    return Collections.unmodifiableMap(all);
  }
}
