package org.aofkit.check;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.aofkit.aof.CommandProbe;
import org.aofkit.io.ByteSource;

/**
 * Finds where commands go on behind a frame that could not be read.
 *
 * <p>What the surviving headers of the damaged frame announce as value is value: what ends in a
 * real CR LF where its header says is jumped over. A header whose value does not end so may lie. It
 * does if its length differs in one digit from one that ends in front of the first command in it,
 * or if some run of commands that begins in the value carries on past the announced end; else the
 * value is jumped over too. A value that reaches beyond the end of the file is torn, unless that
 * one digit says otherwise, or a run of whole commands ends exactly with the file.
 *
 * <p>Where no header survives, the first byte behind CR LF that is the beginning of a known command
 * counts, if commands go on behind it, or a further damage, or nothing. Such a place is doubtful.
 * On the way to it, chains of bulk headers whose values end where they say are jumped over.
 */
// The work is in proportion to the file, however many damages there are. A search advances, and
// the next one begins behind it. Runs of commands inside of lying values, which could be walked
// again for each of thousands of them, are remembered: from one place on it is known of every
// offset whether a run carries over it. A candidate that announces many arguments costs as many
// looks; there is a budget for those.
final class Resync {
  private static final int CHEAP_WORDS = 64;
  private static final int BUDGET_PER_BYTE = 4;
  private static final long LEAST_BUDGET = 1 << 22;
  private static final int LEAST_ARGUMENT = 6;
  private static final int MAX_STAR_LINE = 16;
  private static final int REMEMBERED_BITS = 8;
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  /** No offset is looked at but those behind line ends. */
  private static final long NOWHERE = -1;

  private final long size;
  private final BlockReader bytes;
  private final CommandProbe probe;
  private long budget;

  // What was asked last: candidates plus one, where each ends, and its words.
  private final long[] asked = new long[1 << REMEMBERED_BITS];
  private final long[] ends = new long[1 << REMEMBERED_BITS];
  private final int[] counts = new int[1 << REMEMBERED_BITS];
  private int words;

  // The runs found in [runsFrom, runsTo), from their first command to where they break.
  private final TreeMap<Long, Long> runs = new TreeMap<>();
  private long runsFrom = -1;
  private long runsTo = -1;
  private long openRun = -1;

  /** Borrows the source, and a probe of it. */
  Resync(ByteSource source, CommandProbe probe) {
    this.size = source.size();
    this.bytes = new BlockReader(source);
    this.probe = probe;
    this.budget = LEAST_BUDGET + BUDGET_PER_BYTE * size;
  }

  /**
   * Where commands go on behind a damaged frame.
   *
   * @param frame where a frame begins that has a head, or can't be read at all
   * @return a believable command; -1 where there is none
   */
  long behindFrame(long frame) throws IOException {
    long count = bytes.header(frame, '*');
    if (count < 0) {
      return search(frame + 1, NOWHERE);
    }
    long arguments = bytes.headerEnd();
    long position = arguments;
    long lastValue = -1;
    long whole = 0;
    for (; whole < count; whole++) {
      long length = bytes.header(position, '$');
      if (length < 0) {
        break;
      }
      long value = bytes.headerEnd();
      long end = value + length;
      if (!bytes.crLfAt(end)) {
        return behindLie(value, length);
      }
      position = end + 2;
      lastValue = value;
    }
    // Each value ends as its header says, but one of the numbers is wrong. A length that was
    // damaged may happen to end in front of some other CR LF.
    long damaged = damagedLength(arguments, whole);
    if (damaged < 0 && lastValue >= 0) {
      damaged = straddling(lastValue, position);
    }
    return search(damaged < 0 ? position : damaged, NOWHERE);
  }

  /** Whether a length in a whole frame looks damaged, so that the frame has swallowed others. */
  boolean hasDamagedLength(long frame) throws IOException {
    long count = bytes.header(frame, '*');
    if (count < 0) {
      return false;
    }
    long arguments = bytes.headerEnd();
    return damagedLength(arguments, count) >= 0 || lastSwallows(arguments, count);
  }

  /** Whether the last argument holds the beginning of a command that ends behind it. */
  private boolean lastSwallows(long arguments, long count) throws IOException {
    long position = arguments;
    for (long n = 0; n < count; n++) {
      long length = bytes.header(position, '$');
      if (length < 0) {
        return false;
      }
      long value = bytes.headerEnd();
      position = value + length + 2;
      if (n == count - 1) {
        return straddling(value, position) >= 0;
      }
    }
    return false;
  }

  /**
   * The first command that begins in a value and ends behind it. The text of a value may be
   * commands, and the last one may share its line end with the value; but none of them goes on in
   * what stands behind.
   *
   * @param end the first byte behind the line end of the value
   * @return -1 where there is none
   */
  private long straddling(long value, long end) throws IOException {
    long position = value;
    while (position < Math.min(end, size)) {
      long mark = nextMark(position, Math.min(end, size));
      if (mark < 0) {
        return -1;
      }
      position = mark + 1;
      if (bytes.at(mark) == '*' && believable(mark)) {
        long behind = end(mark);
        if (behind > end) {
          return mark;
        }
        position = behind;
      }
    }
    return -1;
  }

  /** Where commands go on behind a header that does not tell where its value ends. */
  private long behindLie(long value, long length) throws IOException {
    long end = value + length;
    long first = firstInside(value, Math.min(end, size));
    if (first >= 0 && oneDigitApart(first - value - 2, length)) {
      return search(first, NOWHERE);
    }
    if (first >= 0 && carriesPast(value, Math.min(end, size - 1))) {
      return search(value, NOWHERE);
    }
    if (end >= size) {
      return -1;
    }
    // The next header may stand too early because bytes of the line end are gone.
    for (long at = end; at < end + 2; at++) {
      if (behindChain(at) > at) {
        return search(at, at);
      }
    }
    return search(end, end + 2);
  }

  /**
   * Looks among arguments for a length that has one digit changed, so that the value has swallowed
   * what follows it.
   *
   * @return the end of the true value; -1 where no length looks so
   */
  private long damagedLength(long arguments, long count) throws IOException {
    long position = arguments;
    for (int n = 0; n < Math.min(count, CHEAP_WORDS); n++) {
      long length = bytes.header(position, '$');
      if (length < 0) {
        return -1;
      }
      long value = bytes.headerEnd();
      long first = firstInside(value, Math.min(value + length, size));
      if (first >= 0 && oneDigitApart(first - value - 2, length)) {
        return first;
      }
      position = value + length + 2;
    }
    return -1;
  }

  /**
   * The first place in a value from which commands go on, be it behind further arguments; -1 where
   * there is none.
   */
  private long firstInside(long value, long end) throws IOException {
    long position = value;
    while (position < end) {
      long mark = nextMark(position, end);
      if (mark < 0) {
        return -1;
      }
      boolean bulk = bytes.at(mark) == '$';
      long star = bulk ? behindChain(mark) : mark;
      if ((star > mark || !bulk) && bytes.at(star) == '*' && believable(star)) {
        return mark;
      }
      position = Math.max(star, mark + 1);
    }
    return -1;
  }

  /** Whether two numbers, as they are written, differ in one digit. */
  static boolean oneDigitApart(long a, long b) {
    String one = Long.toString(a);
    String other = Long.toString(b);
    int apart = 0;
    for (int i = 0; i < one.length() && one.length() == other.length(); i++) {
      apart += one.charAt(i) == other.charAt(i) ? 0 : 1;
    }
    return apart == 1;
  }

  /** Where commands begin at or behind an offset; -1 where there is none that is believable. */
  long from(long offset) throws IOException {
    return search(offset, NOWHERE);
  }

  /**
   * The first believable command.
   *
   * @param also an offset that is looked at whatever stands in front of it
   */
  private long search(long from, long also) throws IOException {
    long position = from;
    while (position < size) {
      long mark = nextMark(position, also);
      if (mark < 0) {
        mark = position <= also && isMark(also) ? also : nextMark(position, size);
      }
      if (mark < 0) {
        return -1;
      }
      if (bytes.at(mark) == '$') {
        position = Math.max(behindChain(mark), mark + 1);
      } else if (believable(mark)) {
        return mark;
      } else {
        position = mark + 1;
      }
    }
    return -1;
  }

  private boolean isMark(long offset) throws IOException {
    return bytes.at(offset) == '*' || bytes.at(offset) == '$';
  }

  private long nextMark(long from, long to) throws IOException {
    return from >= to ? -1 : bytes.nextMark(from, to);
  }

  /** Behind the last value of a chain of bulk headers that ends where its header says. */
  private long behindChain(long first) throws IOException {
    long position = first;
    long next = oneLink(position);
    while (next > position) {
      position = next;
      next = oneLink(position);
    }
    return position;
  }

  /**
   * Whether what stands at an offset are further arguments of the command in front, whose number of
   * arguments is damaged.
   */
  boolean belongsTo(long command, long offset) throws IOException {
    int links = 0;
    long position = offset;
    long next = oneLink(position);
    while (next > position && links < Short.MAX_VALUE) {
      links++;
      position = next;
      next = oneLink(position);
    }
    return links > 0 && probe.mayLack(command, links);
  }

  private long oneLink(long header) throws IOException {
    long length = bytes.header(header, '$');
    return length < 0 || !bytes.crLfAt(bytes.headerEnd() + length)
        ? header
        : endOfBulk(header, length);
  }

  private long endOfBulk(long header, long length) throws IOException {
    bytes.header(header, '$');
    return bytes.headerEnd() + length + 2;
  }

  private boolean believable(long candidate) throws IOException {
    long end = end(candidate);
    if (end < 0) {
      return false;
    }
    boolean says = words > 1;
    if (end >= size || says) {
      return true;
    }
    int next = bytes.at(end);
    return next == 0 || next == '*' || next == '#' || damagedStar(end) || end(end) >= 0;
  }

  /** Whether a line that is too short to be anything else stands in front of a bulk header. */
  private boolean damagedStar(long at) throws IOException {
    for (int i = 0; i < MAX_STAR_LINE; i++) {
      if (bytes.crLfAt(at + i)) {
        return bytes.header(at + i + 2, '$') >= 0;
      }
    }
    return false;
  }

  /**
   * As {@link CommandProbe#strictEnd}, unless it would cost more than there is left. The same few
   * candidates are asked about by each of the rules; how many words one has is in {@link #words}.
   */
  private long end(long candidate) throws IOException {
    int slot = (int) (candidate * SPREAD >>> Long.SIZE - REMEMBERED_BITS);
    if (asked[slot] != candidate + 1) {
      ends[slot] = probed(candidate);
      counts[slot] = probe.words();
      asked[slot] = candidate + 1;
    }
    words = counts[slot];
    return ends[slot];
  }

  private long probed(long candidate) throws IOException {
    long count = bytes.header(candidate, '*');
    if (count < 0 && bytes.at(candidate) == '*') {
      return CommandProbe.NONE;
    }
    if (count > CHEAP_WORDS) {
      budget -= Math.min(count, (size - candidate) / LEAST_ARGUMENT);
      if (budget < 0) {
        return CommandProbe.NONE;
      }
    }
    return probe.strictEnd(candidate);
  }

  /** Whether some run of commands that begins at or behind {@code from} carries on past an end. */
  private boolean carriesPast(long from, long end) throws IOException {
    if (runsFrom < 0 || from < runsFrom || from > runsTo) {
      runs.clear();
      openRun = -1;
      runsFrom = from;
      runsTo = from;
    }
    extend(end);
    Map.Entry<Long, Long> run = runs.floorEntry(end);
    return run != null && run.getKey() >= from && run.getValue() > end
        || openRun >= from && openRun <= end && runsTo > end;
  }

  /** Finds the runs up to an offset; the last one may carry on past it. */
  private void extend(long past) throws IOException {
    while (runsTo <= past) {
      if (openRun < 0) {
        openNext(past);
        continue;
      }
      long end = end(runsTo);
      if (end > runsTo) {
        runsTo = end;
      } else {
        runs.put(openRun, runsTo);
        openRun = -1;
        runsTo++;
      }
    }
  }

  private void openNext(long past) throws IOException {
    long mark = nextMark(runsTo, past + 1);
    if (mark < 0) {
      runsTo = past + 1;
      return;
    }
    long end = bytes.at(mark) == '*' ? end(mark) : CommandProbe.NONE;
    openRun = end > mark ? mark : -1;
    runsTo = end > mark ? end : mark + 1;
  }
}
