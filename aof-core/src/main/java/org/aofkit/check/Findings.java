package org.aofkit.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Collects findings. Of one code only the first {@link #MAX_PER_CODE} are kept, so that a file full
 * of the same thing can't fill the memory; how many there were is said in one more.
 */
final class Findings {
  static final int MAX_PER_CODE = 1000;

  private final List<Finding> list = new ArrayList<>();
  private final Map<FindingCode, Long> counts = new EnumMap<>(FindingCode.class);

  void add(FindingCode code, String file, long offset, long length, String message) {
    add(Finding.of(code, file, offset, length, message));
  }

  void add(Finding finding) {
    long count = counts.getOrDefault(finding.code(), 0L) + 1;
    counts.put(finding.code(), count);
    if (count <= MAX_PER_CODE) {
      list.add(finding);
    }
  }

  void addAll(List<Finding> more) {
    for (Finding finding : more) {
      add(finding);
    }
  }

  List<Finding> all() {
    List<Finding> all = new ArrayList<>(list);
    for (Map.Entry<FindingCode, Long> entry : counts.entrySet()) {
      if (entry.getValue() > MAX_PER_CODE) {
        all.add(
            new Finding(
                entry.getKey(),
                Severity.NOTE,
                "",
                -1,
                0,
                (entry.getValue() - MAX_PER_CODE) + " more of this kind are not listed",
                ""));
      }
    }
    return all;
  }
}
