package org.aofkit.rdb.salvage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Says of a place that can't be read where the gap around it begins and ends. What stands right in
 * front is looked at again: a spot that begins in the value of a key and goes on behind it leaves
 * that key readable, with another value.
 */
final class GapMaker {
  /** A torn end leaves at most so many bytes of a record whose name is not whole. */
  private static final int SHORT_REST = 64;

  /** A type, a length and three letters. */
  private static final int SHORT_HEAD = 5;

  private static final int LONG_NULS = 32;

  private static final int FIRST_OPCODE = 0xF4;
  private static final int DEADLINE_LENGTH = 9;

  private final ByteWindow bytes;
  private final Glance glance;
  private final Shapes shapes;
  private final Habits habits;
  private final GapSearch search;
  private final Course course;
  private final Edges edges;
  private final Trimming trimming;
  private final FieldRun fieldRun;
  private final ElementRun elementRun;
  private final HiddenBytes hidden;
  private final HeadText heads;

  /** The glance is the walk's own. */
  GapMaker(
      ByteWindow bytes,
      Glance glance,
      Shapes shapes,
      Habits habits,
      GapSearch search,
      Course course,
      Edges edges,
      Trimming trimming,
      FieldRun fieldRun,
      ElementRun elementRun,
      HiddenBytes hidden,
      HeadText heads) {
    this.bytes = bytes;
    this.glance = glance;
    this.shapes = shapes;
    this.habits = habits;
    this.search = search;
    this.course = course;
    this.edges = edges;
    this.trimming = trimming;
    this.fieldRun = fieldRun;
    this.elementRun = elementRun;
    this.hidden = hidden;
    this.heads = heads;
  }

  /**
   * A gap, and what stands on its other side.
   *
   * @param behind the first byte behind it; -1 if nothing goes on
   * @param isFirstWeak whether the first key behind may be bytes of a value
   * @param isDeadlineOpen whether the first key behind may have lost its deadline
   * @param disputedTo where records end that another one claims for its value; -1 without such
   * @param isAlone whether it is a single record that is claimed
   * @param fields how many of the first keys behind may be fields; null if none is
   */
  record Side(
      Gap gap,
      long behind,
      boolean isFirstWeak,
      boolean isDeadlineOpen,
      long disputedTo,
      boolean isAlone,
      @Nullable FieldBounds fields) {}

  /**
   * Finds the other side of a gap, and takes from the stretch in front what may be part of it.
   *
   * @param bad where reading stopped
   * @param nuls whether NULs are there
   * @param attributes what was met of the key that should be there
   */
  Side make(long bad, boolean nuls, Attributes attributes) throws IOException {
    Glance.Kind outside = nuls ? Glance.Kind.NONE : glance.at(bad);
    search.pay(glance.takeWork());
    long outsideEnd = glance.end();
    boolean named = !nuls && glance.reached() == Glance.Reached.NAME && habits.isPlausible(glance);
    // What is odd in the value may be the damage.
    boolean headed = !nuls && glance.reached() == Glance.Reached.NAME && shapes.isTelling(glance);
    boolean known = named && headed;
    boolean cut = !nuls && glance.isCut();
    boolean isPrintable =
        !nuls
            && glance.reached() == Glance.Reached.NAME
            && habits.isStart(bytes.at(bad))
            && shapes.isPrintable(glance);
    String text =
        nuls ? "NULs where a record should be" : GapText.of(bytes, glance, bad, outside, named);
    long nameAt = glance.nameAt();
    long valueAt = glance.nameEnd();
    course.countDropped();
    long behind = -1;
    boolean strong = true;
    boolean survives = false;
    if (outside == Glance.Kind.KEY
        && named
        && search.goesOn(outsideEnd)
        && !edges.isDeadline(outsideEnd)) {
      behind = outsideEnd;
      survives = true;
    }
    long begin = attributes.from(bad);
    long from = begin;
    int type = bytes.at(bad);
    // A field with a deadline among others: what looks like strings in front of it are fields too.
    boolean isField = !nuls && fieldRun.isField(bad);
    boolean hasHead = isPrintable && !isField && ElementRun.isOfElements(type);
    ElementRun.Front front = hasHead ? elementRun.front(type, valueAt) : null;
    long packedEnd = isPrintable ? hidden.packedEnd(type, valueAt) : -1;
    // What looks like a collection up to the damage is one: nothing in front of it is damaged.
    boolean isSure = front != null && front.isSure();
    boolean isHeadSure = isSure || packedEnd >= 0;
    boolean isHeadIntact = !nuls && !isField && heads.isIntact(bad, course.trail().last());
    FieldRun.Passed inside =
        hasHead && fieldRun.isHash(type) ? fieldRun.ofHash(type, valueAt) : null;
    // Where the type is damaged and the name is not, damage ends there, and may begin in front: it
    // may be damaged to another one.
    boolean typed = headed && shapes.hasMet(glance);
    boolean evidence =
        survives || typed || attributes.hasPlausibleDeadline || edges.hasNulsInHeader(bad);
    GapSearch.Found found = null;
    if (!survives) {
      found = nuls || isHeadSure ? null : shifted(bad);
      if (found == null) {
        long seek = nuls ? bytes.behindNuls(bad) - 1 : bad + 1;
        if (inside != null && inside.isAtRecord()) {
          seek = Math.max(seek, inside.stop());
        } else if (front != null) {
          seek = Math.max(seek, front.sureTo());
        }
        found = search.from(seek);
        // Nothing behind, not even the end: it is torn here, which begins with the record.
        boolean torn = found == null && cut && (named || isRest(bad));
        boolean isTornInName =
            found == null
                && cut
                && (isPrintable || isRest(bad) && bytes.limit() - bad >= SHORT_HEAD);
        boolean inNuls = nuls || found == null && bytes.behindNuls(bad) == bytes.limit();
        from =
            isHeadSure || isField || isHeadIntact || isTornInName
                ? (isField ? course.dropPlain(from) : from)
                : inNuls && edges.isLongRun(bad)
                    ? trimming.trimNuls(from, bad)
                    : found == null && isEndTaken(bad)
                        ? course.drop(course.trail().last())
                        : trimming.trim(from, bad, evidence || torn);
      } else {
        from = swallowed();
      }
      if (found != null) {
        behind = found.offset();
        strong = found.isStrong();
      }
    }
    course.close(from);
    long disputedTo = -1;
    boolean isAlone = false;
    FieldBounds fields = null;
    // A few NULs may be a value's own, at which a length that is damaged ends by chance.
    boolean isInRun = nuls && bytes.nuls(bad, LONG_NULS) == LONG_NULS;
    long unread = (behind < 0 ? bytes.limit() : behind) - (isInRun ? beginOfNuls(from, bad) : from);
    boolean isTail = false;
    boolean isThrough = false;
    long firstFound = behind;
    if (inside != null && front != null && behind >= 0) {
      FieldRun.Passed tail =
          inside.isAtRecord() ? inside : bytes.at(behind) == 0 ? fieldRun.behind(behind) : null;
      // Fields in front of the damage that are not sure to be whole.
      while (tail != null
          && tail != inside
          && !tail.isAtRecord()
          && behind <= inside.stop()
          && (bytes.at(tail.stop()) == 0 || !search.isFollowed(tail.stop()))) {
        GapSearch.Found next = search.from(tail.stop() + 1);
        if (next == null) {
          break;
        }
        behind = next.offset();
        strong = next.isStrong();
        tail = bytes.at(behind) == 0 ? fieldRun.behind(behind) : null;
      }
      unread = Math.max(0, behind - front.sureTo());
      firstFound = behind;
      if (tail != null) {
        isTail = tail == inside || tail.isProven();
        isThrough = tail == inside;
        behind = tail.plainFrom();
      }
      fields =
          new FieldBounds(
              front.announced(),
              1 + course.keysDropped(),
              unread - front.missing() + edges.gone(from, behind));
    } else if (!survives && behind >= 0 && fieldRun.isPossible() && bytes.at(behind) == 0) {
      fields = new FieldBounds(Long.MAX_VALUE, -1, behind - from + edges.gone(from, behind));
      behind = fieldRun.behind(behind).plainFrom();
    } else if (survives && edges.hasElements(bad)) {
      GapSearch.Inner other = search.before(bad + 1, behind);
      if (other != null) {
        disputedTo = behind;
        behind = other.offset();
        isAlone = other.isAlone();
      }
    }
    if (front != null && (isSure || isHeadIntact) && behind >= 0 && !survives) {
      ElementRun.Rest rest = elementRun.rest(front, behind, strong, endOf(behind));
      boolean isBelieved =
          rest != null
              && !edges.isDeadline(rest.to())
              && (rest.to() == behind
                  || isSure
                      && rest.to() > behind
                      && fields == null
                      && (front.hasNumbers() || endOf(behind) > behind));
      long read = front.sureTo() + front.missing();
      unread = Math.max(0, (fields == null ? behind : firstFound) - read);
      if (rest != null && isBelieved) {
        // What was taken for a record may be an element that looks like one.
        isTail = true;
        behind = rest.to();
        strong = true;
        unread = Math.max(0, rest.from() - read);
      }
    }
    if (behind >= 0 && !survives) {
      long valueKnown = front != null && isSure ? front.sureTo() : from;
      // A value that ends by its own length just where a record was found holds no other record.
      boolean isMeasured =
          !edges.hasElements(bad)
              && (packedEnd == behind
                  || outside == Glance.Kind.KEY && named && outsideEnd == behind);
      unread = isMeasured ? 0 : hidden.in(unread, from, behind, valueKnown, packedEnd, isInRun);
    }
    boolean isNamed = (known || survives) && bytes.at(nameAt) != 0xC3;
    boolean isCertain = isNamed && from == begin && disputedTo < 0;
    DamagedKey key =
        isCertain
            ? new DamagedKey(
                begin,
                bad,
                bytes.at(bad),
                nameAt,
                valueAt,
                survives && behind >= outsideEnd ? outsideEnd : -1,
                attributes.hasDeadline)
            : null;
    Gap gap =
        new Gap(
            from,
            bad,
            behind < 0 ? bytes.limit() : behind,
            course.span(),
            text,
            isKeyLost(outside),
            course.deadlinesDropped() + (attributes.hasPlausibleDeadline ? 1 : 0),
            course.span().isDatabaseLost,
            !survives && !isThrough,
            unread,
            key);
    // Where just as many bytes are missing as a deadline has, its last one ends the value in front.
    boolean isDeadlineOpen =
        behind >= 0
            && !isTail
            && (survives
                ? bytes.at(behind - 1) == 0
                : edges.isDeadlineOpen(bad < behind ? bad : from, behind));
    return new Side(gap, behind, !strong, isDeadlineOpen, disputedTo, isAlone, fields);
  }

  /**
   * Where the record at an offset ends that was found, if it may be none all the same: a string
   * whose name can't be read. Else the offset.
   */
  private long endOf(long offset) throws IOException {
    boolean isDoubtful =
        glance.at(offset) == Glance.Kind.KEY && glance.code() == 0 && !shapes.isPrintable(glance);
    return isDoubtful ? glance.end() : offset;
  }

  /** Whether the last bytes of the source may be the beginning of a record that is cut. */
  private boolean isRest(long bad) throws IOException {
    long length = bytes.limit() - bad;
    if (length <= 1 || bytes.at(bad) >= FIRST_OPCODE && length <= DEADLINE_LENGTH) {
      return true;
    }
    int second = bytes.at(bad + 1);
    for (long at = bad + (second < 0x40 ? 2 : 3); at < bytes.limit(); at++) {
      int each = bytes.at(at);
      if (length >= SHORT_REST || each < ' ' && each != '\n' || each == 0x7F) {
        return false;
      }
    }
    return habits.isStart(bytes.at(bad)) && second < 0x80;
  }

  /** Where the run of NULs begins that reading stopped in. */
  private long beginOfNuls(long from, long bad) throws IOException {
    long begin = bad;
    while (begin > from && bytes.at(begin - 1) == 0) {
      begin--;
    }
    return begin;
  }

  /** Takes the record in front, which has taken in others; where the gap begins. */
  private long swallowed() throws IOException {
    Trail.Step last = course.trail().last();
    long from = course.drop(last);
    return last.isPlausible() ? from : trimming.trim(from, last.offset(), false);
  }

  /** Where bytes were taken out of the record in front, what follows begins inside of it. */
  private GapSearch.@Nullable Found shifted(long bad) throws IOException {
    Trail.Step last = course.trail().last();
    boolean possible = last != null && last.kind() == Glance.Kind.KEY && !last.isSealed();
    return possible ? search.inside(last.offset() + 1, bad) : null;
  }

  /**
   * Whether the end of the image, or the beginning of it, may lie in the last value, out of which
   * as many bytes are gone.
   */
  private boolean isEndTaken(long bad) throws IOException {
    Trail.Step last = course.trail().last();
    long end = bytes.limit() - glance.endLength();
    return last != null
        && last.kind() == Glance.Kind.KEY
        && !last.isSealed()
        && bad > end
        && end >= last.valueAt()
        && bytes.at(end) == 0xFF;
  }

  private boolean isKeyLost(Glance.Kind outside) {
    boolean opcode = outside != Glance.Kind.NONE && outside != Glance.Kind.KEY;
    return !opcode && !course.isComplete() && course.span().announced != Span.UNKNOWN;
  }
}
