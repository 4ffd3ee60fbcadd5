package org.aofkit.check;

import java.io.IOException;
import org.aofkit.aof.CommandProbe;
import org.aofkit.io.ByteSource;

/**
 * Finds where commands go on behind a frame that could not be read.
 *
 * <p>What the surviving headers of the damaged frame announce as value is value: what ends in a
 * real CR LF where its header says is jumped over. A header whose value does not end so may lie. It
 * does if some run of commands that begins in the value carries on past the announced end; else the
 * value is jumped over too. A value that reaches beyond the end of the file is torn, unless a run
 * of whole commands ends exactly with the file, or it is longer than a value can be as servers are
 * set up.
 *
 * <p>Where no header survives, the first byte behind CR LF that is the beginning of a known command
 * counts, if commands go on behind it, or a further damage, or nothing. Such a place is doubtful.
 * On the way to it, chains of bulk headers whose values end where they say are jumped over.
 */
// The work is in proportion to the file, however many damages there are. A search advances, and
// the next one begins behind it; runs of commands inside of lying values are remembered; what
// could be looked through more than once is charged against a budget.
final class Resync {
  private static final int CHEAP_WORDS = 64;
  private static final String EXEC = "*1\r\n$4\r\nEXEC\r\n";

  /** So much of it says that it has one word of four letters. */
  private static final int EXEC_HEAD = "*1\r\n$4\r".length();

  /** With more bytes damaged nothing but the length would speak for an EXEC. */
  private static final int MAX_WRONG = 4;

  /** The default of proto-max-bulk-len: more than this no client can send in one value. */
  static final long MAX_USUAL_VALUE = 512L << 20;

  /** No offset is looked at but those behind line ends. */
  private static final long NOWHERE = -1;

  private final long size;
  private final BlockReader bytes;
  private final CommandProbe probe;
  private final Candidates candidates;
  private final CommandRuns runs;
  private final BulkChain chain;

  /** Borrows the source, and a probe of it. */
  Resync(ByteSource source, CommandProbe probe) {
    this.size = source.size();
    this.bytes = new BlockReader(source);
    this.probe = probe;
    this.candidates = new Candidates(size, bytes, probe);
    this.runs = new CommandRuns(bytes, candidates);
    this.chain = new BulkChain(bytes);
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
      // The header of a value may be all that is left of the frame.
      return search(bytes.at(frame) == '$' ? frame : frame + 1, NOWHERE);
    }
    long arguments = bytes.headerEnd();
    long position = arguments;
    long last = arguments;
    long whole = 0;
    for (; whole < count; whole++) {
      long length = bytes.header(position, '$');
      if (length < 0) {
        break;
      }
      last = position + 1;
      long value = bytes.headerEnd();
      long end = value + length;
      if (!bytes.crLfAt(end)) {
        return behindLie(value, length);
      }
      position = end + 2;
    }
    // Each value ends as its header says, but one of the numbers is wrong. A length that was
    // damaged may happen to end in front of some other CR LF.
    long damaged = swallowed(arguments, whole, position);
    if (damaged >= 0) {
      return search(damaged, NOWHERE);
    }
    long further = whole < count ? furtherArgument(last, position) : NOWHERE;
    return further < 0 ? search(position, NOWHERE) : search(further, further);
  }

  /** Whether a length in a whole frame looks damaged, so that the frame has swallowed others. */
  boolean hasDamagedLength(long frame) throws IOException {
    long count = bytes.header(frame, '*');
    if (count < 0) {
      return false;
    }
    long arguments = bytes.headerEnd();
    return swallowed(arguments, count, endOf(arguments, count)) >= 0;
  }

  /** Where so many arguments end; -1 where they do not end as their headers say. */
  private long endOf(long arguments, long count) throws IOException {
    long position = arguments;
    for (long n = 0; n < count; n++) {
      long length = bytes.header(position, '$');
      if (length < 0) {
        return -1;
      }
      position = bytes.headerEnd() + length + 2;
    }
    return position;
  }

  /**
   * The first command that a frame has swallowed in one of its values. The text of a value may be
   * commands, and the last one may share its line end with the value, or take further arguments for
   * its own; but none of them goes on in what stands behind the frame.
   *
   * @param end the first byte behind the frame
   * @return -1 where there is none
   */
  private long swallowed(long arguments, long count, long end) throws IOException {
    long position = arguments;
    for (long n = 0; n < Math.min(count, CHEAP_WORDS) && position < end; n++) {
      long length = bytes.header(position, '$');
      long value = bytes.headerEnd();
      long from = length < 0 ? -1 : straddling(value, length, end);
      if (from >= 0) {
        return from;
      }
      position = length < 0 ? end : value + length + 2;
    }
    return -1;
  }

  /**
   * Where in a value a run of commands begins that goes on behind an offset; -1 where there is
   * none. The run may begin in text at the end of a value that has lost bytes: its first commands
   * count only if they are where a length of as many digits as the value's would have ended.
   */
  private long straddling(long value, long length, long end) throws IOException {
    long position = value;
    long valueEnd = Math.min(value + length, size);
    while (position < valueEnd) {
      long mark = nextMark(position, valueEnd);
      if (mark < 0) {
        return -1;
      }
      position = mark + 1;
      if (bytes.at(mark) == '*' && candidates.believable(mark)) {
        long last = mark;
        long behind = candidates.end(mark);
        while (behind > last && behind <= end && behind < valueEnd) {
          last = behind;
          behind = candidates.end(last);
        }
        if (behind > end) {
          return mayBegin(value, length, mark) ? mark : last;
        }
        position = Math.max(behind, last + 1);
      }
    }
    return -1;
  }

  /** Whether a command may stand behind the true end of a value, and of further arguments. */
  private boolean mayBegin(long value, long length, long command) throws IOException {
    long other = chainTo(value, command) - 2 - value;
    return other >= 0
        && bytes.crLfAt(value + other)
        && Long.toString(other).length() == Long.toString(length).length();
  }

  /** Where in a value the first chain of bulk headers begins that leads to a command. */
  private long chainTo(long value, long command) throws IOException {
    long position = value;
    while (position < command) {
      long mark = nextMark(position, command);
      if (mark < 0) {
        return command;
      }
      if (bytes.at(mark) == '$' && chain.leadsTo(mark, command)) {
        return mark;
      }
      position = mark + 1;
    }
    return command;
  }

  /** Where commands go on behind a header that does not tell where its value ends. */
  private long behindLie(long value, long length) throws IOException {
    long end = value + length;
    if (firstInside(value, Math.min(end, size)) >= 0
        && runs.carryPast(value, Math.min(end, size - 1))) {
      return search(value, NOWHERE);
    }
    if (end >= size) {
      // No server that is set up as usual has written such a value; it is not torn, but damaged.
      return length > MAX_USUAL_VALUE ? search(value, NOWHERE) : -1;
    }
    long further = furtherArgument(value, end);
    if (further >= 0) {
      return search(further, further);
    }
    // The next header may stand too early because bytes of the line end are gone.
    for (long at = end; at < end + 2; at++) {
      if (chain.behind(at) > at) {
        return search(at, at);
      }
    }
    return search(end, end + 2);
  }

  /**
   * The header of a further argument in what a header announces: the length in that is too great,
   * or bytes in front of the other are gone. What it leads to lies past the announced end, and no
   * command in it goes on behind that; -1 where there is none.
   */
  private long furtherArgument(long value, long end) throws IOException {
    long at = nextMarkOrBulk(value, end);
    while (at >= 0) {
      long behind = bytes.at(at) == '$' ? chain.behind(at) : at;
      if (behind > end) {
        boolean leads = candidates.affords(behind - at) && straddling(at, behind - at, behind) < 0;
        return leads ? at : -1;
      }
      at = nextMarkOrBulk(Math.max(behind, at + 1), end);
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
      long star = bulk ? chain.behind(mark) : mark;
      if ((star > mark || !bulk) && bytes.at(star) == '*' && candidates.believable(star)) {
        return mark;
      }
      position = Math.max(star, mark + 1);
    }
    return -1;
  }

  /** Whether lost bytes are the frame of an EXEC in which a few are damaged. */
  boolean isDamagedExec(long offset, long end) throws IOException {
    if (end - offset != EXEC.length()) {
      return false;
    }
    int wrong = 0;
    for (int i = 0; i < EXEC.length(); i++) {
      wrong += bytes.at(offset + i) == EXEC.charAt(i) ? 0 : 1;
    }
    return wrong <= MAX_WRONG;
  }

  /**
   * Whether the file ends in the head of an EXEC: of one word and four letters servers log no other
   * command.
   */
  boolean isTornExec(long offset) throws IOException {
    long length = size - offset;
    if (length < EXEC_HEAD || length >= EXEC.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes.at(offset + i) != EXEC.charAt(i)) {
        return false;
      }
    }
    return true;
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
      long mark = nextMarkOrBulk(position, also);
      if (mark < 0) {
        mark = position <= also && isMark(also) ? also : nextMarkOrBulk(position, size);
      }
      if (mark < 0) {
        return -1;
      }
      if (bytes.at(mark) == '$') {
        position = Math.max(behindBulk(mark), mark + 1);
      } else if (candidates.believable(mark)) {
        return mark;
      } else {
        position = mark + 1;
      }
    }
    return -1;
  }

  /**
   * Behind the chain that a bulk header begins. One in the midst of a line, as it stands behind
   * other damage, may be text: it is none if a command in its values goes on behind them.
   */
  private long behindBulk(long header) throws IOException {
    long behind = chain.behind(header);
    if (behind == header || bytes.isLineStart(header)) {
      return behind;
    }
    boolean value =
        candidates.affords(behind - header) && straddling(header, behind - header, behind) < 0;
    return value ? behind : header;
  }

  private boolean isMark(long offset) throws IOException {
    return bytes.at(offset) == '*' || bytes.at(offset) == '$';
  }

  private long nextMarkOrBulk(long from, long to) throws IOException {
    return from >= to ? -1 : bytes.nextMark(from, to, true);
  }

  private long nextMark(long from, long to) throws IOException {
    return from >= to ? -1 : bytes.nextMark(from, to);
  }

  /**
   * Whether what stands at an offset are further arguments of the command in front, whose number of
   * arguments is damaged.
   */
  boolean belongsTo(long command, long offset) throws IOException {
    int links = chain.links(offset);
    return links > 0 && probe.mayLack(command, links);
  }
}
