package org.aofkit.keyspace.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Things by their names. */
final class NamedThings<T> {
  private final NameTable names = new NameTable();
  private final List<T> things = new ArrayList<>(1);

  int size() {
    return things.size();
  }

  /** What has a name; null if nothing has. */
  @Nullable T get(byte[] name) {
    int number = names.find(name);
    return number < 0 ? null : things.get(number);
  }

  /** Adds what has a name that nothing has yet; the name is not copied. */
  void add(byte[] name, T thing) {
    names.add(name);
    things.add(thing);
  }

  /** Removes what has a name. */
  void remove(byte[] name) {
    int number = names.find(name);
    if (number >= 0) {
      names.remove(number);
      T last = things.remove(things.size() - 1);
      if (number < things.size()) {
        things.set(number, last);
      }
    }
  }

  /** A view of all. */
  List<T> all() {
    return Collections.unmodifiableList(things);
  }
}
