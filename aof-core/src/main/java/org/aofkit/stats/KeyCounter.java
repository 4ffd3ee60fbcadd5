package org.aofkit.stats;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKeyHeader;

/** Counts the keys of an image while it is read. */
final class KeyCounter implements RdbHandler {
  private static final int MOST_DATABASES = 1024;
  private static final int LONGEST_NAME = 1024;
  private static final long OTHERS = -1;

  private final int top;
  private final long now;
  private final Totals all = new Totals();
  private final Map<Long, Totals> databases = new TreeMap<>(Long::compareUnsigned);

  /** By the byte of the type; its words are in {@link #types} and {@link #encodings}. */
  private final Totals[] byCode = new Totals[256];

  private final String[] types = new String[256];
  private final String[] encodings = new String[256];
  private final PriorityQueue<BigKey> biggest =
      new PriorityQueue<>(Comparator.comparingLong(BigKey::expanded));
  private final byte[] name = new byte[LONGEST_NAME];
  private int nameHeld;
  private long nameLength;
  private long elements;
  private long fields;
  private long keysWithDeadline;
  private long past;
  private long earliest = Long.MAX_VALUE;
  private long latest = Long.MIN_VALUE;

  KeyCounter(int top, long now) {
    this.top = top;
    this.now = now;
  }

  @Override
  public boolean key(RdbKeyHeader key) throws IOException {
    elements = 0;
    RdbBytes bytes = key.name();
    nameLength = bytes.length();
    if (nameLength <= LONGEST_NAME && bytes.hold()) {
      nameHeld = (int) nameLength;
      System.arraycopy(bytes.array(), bytes.index(), name, 0, nameHeld);
    } else {
      byte[] head = bytes.toByteArray(LONGEST_NAME);
      nameHeld = head.length;
      System.arraycopy(head, 0, name, 0, nameHeld);
    }
    return true;
  }

  @Override
  public void string(RdbBytes value) {
    elements++;
  }

  @Override
  public void element(RdbBytes element) {
    elements++;
  }

  @Override
  public void member(RdbBytes member) {
    elements++;
  }

  @Override
  public void scoredMember(RdbBytes member) {
    elements++;
  }

  @Override
  public void field(RdbBytes field) {
    elements++;
  }

  @Override
  public void fieldDeadline(long deadline) {
    fields += deadline < 0 ? 0 : 1;
  }

  @Override
  public void streamEntry(
      long milliseconds, long sequence, boolean isDeleted, boolean hasMasterFields, long count) {
    elements += isDeleted ? 0 : 1;
  }

  @Override
  public void module(long id, long offset, long end) {
    elements++;
  }

  @Override
  public void endOfKey(RdbKeyHeader key, long end, boolean isSound) {
    long bytes = end - key.from();
    long expanded = bytes + key.saved();
    boolean expires = key.hasDeadline();
    all.add(expires, elements, bytes, expanded);
    totalsOf(key.database()).add(expires, elements, bytes, expanded);
    int code = key.typeCode();
    if (byCode[code] == null) {
      byCode[code] = new Totals();
      types[code] = key.type();
      encodings[code] = key.encoding();
    }
    byCode[code].add(expires, elements, bytes, expanded);
    if (expires) {
      keysWithDeadline++;
      past += key.deadline() <= now ? 1 : 0;
      earliest = Math.min(earliest, key.deadline());
      latest = Math.max(latest, key.deadline());
    }
    remember(key, bytes, expanded);
  }

  private Totals totalsOf(long number) {
    Totals known = databases.get(number);
    if (known != null) {
      return known;
    }
    long as = databases.size() < MOST_DATABASES ? number : OTHERS;
    return databases.computeIfAbsent(as, same -> new Totals());
  }

  private void remember(RdbKeyHeader key, long bytes, long expanded) {
    BigKey least = biggest.peek();
    if (top == 0 || (biggest.size() >= top && least != null && least.expanded() >= expanded)) {
      return;
    }
    if (biggest.size() >= top) {
      biggest.remove();
    }
    biggest.add(
        new BigKey(
            key.offset(),
            key.database(),
            key.type(),
            key.encoding(),
            Arrays.copyOf(name, nameHeld),
            nameLength,
            key.deadline(),
            elements,
            bytes,
            expanded));
  }

  ImageStats stats(RdbImage image) {
    List<KeyGroup> byDatabase = new ArrayList<>();
    databases.forEach(
        (number, totals) -> byDatabase.add(new KeyGroup(number, "", "", totals.totals())));
    List<KeyGroup> byEncoding = new ArrayList<>();
    for (int code = 0; code < byCode.length; code++) {
      if (byCode[code] != null) {
        byEncoding.add(new KeyGroup(OTHERS, types[code], encodings[code], byCode[code].totals()));
      }
    }
    byEncoding.sort(Comparator.comparing(KeyGroup::type).thenComparing(KeyGroup::encoding));
    List<BigKey> order = new ArrayList<>(biggest);
    order.sort(
        Comparator.comparingLong(BigKey::expanded).reversed().thenComparingLong(BigKey::offset));
    Deadlines deadlines =
        new Deadlines(
            keysWithDeadline,
            past,
            keysWithDeadline == 0 ? OptionalLong.empty() : OptionalLong.of(earliest),
            keysWithDeadline == 0 ? OptionalLong.empty() : OptionalLong.of(latest),
            fields);
    return new ImageStats(image, all.totals(), byDatabase, byEncoding, deadlines, order);
  }
}
