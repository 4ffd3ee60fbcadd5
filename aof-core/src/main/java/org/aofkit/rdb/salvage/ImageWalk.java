package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.aofkit.server.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * Walks an image from its first record to its end, over what can't be read, and notes the stretches
 * that can and the gaps between them.
 *
 * <p>What stands right in front of a gap is looked at twice: a spot that begins in the value of a
 * key and goes on behind it leaves that key readable, with another value.
 */
final class ImageWalk implements GapSearch.Ends {
  /** Beyond so many gaps the rest of an image is given up. */
  private static final int MOST_GAPS = 100_000;

  private static final int MOST_STRETCHES = 1_000_000;

  /** A torn end leaves at most so many bytes of a record whose name is not whole. */
  private static final int SHORT_REST = 64;

  private static final int MOST_STRANGE = 8;
  private static final int SHORT_NULS = 4;
  private static final int SHORT_RUN = 8;
  private static final int LONG_NULS = 16;
  private static final int CALM = 8;
  private static final int LONGEST_LOOK = 1 << 16;
  private static final int PATIENCE = 1 << 14;

  private final ByteWindow bytes;
  private final Glance glance;
  private final Shapes shapes;
  private final GapSearch search;
  private final Trail trail = new Trail();
  private final SalvageOptions options;
  private final long first;

  /** Whether whatever can be read is taken for what was written. */
  private final boolean isTrusting;

  private final List<Stretch> stretches = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final List<Replica> replicas = new ArrayList<>();

  private Span span = new Span(0, false);
  private Stretch stretch;

  /** Where the attributes of the next key begin; -1 without any. */
  private long attributes = -1;

  private boolean hasPlausibleDeadline;
  private boolean hasDeadline;
  private boolean deadlinesMet;
  private boolean databasesMet;

  /** Where a disputed stretch ends; -1 without one. */
  private long splitAt = -1;

  /** Of the keys taken from the end of a stretch, how many had a deadline. */
  private int deadlinesDropped;

  private long end = -1;
  private final RecordSizes sizes = new RecordSizes();

  /** A field that tells how far a replica is. */
  record Replica(long offset, long end) {}

  ImageWalk(
      ByteWindow bytes,
      Dialect dialect,
      int version,
      long first,
      SalvageOptions options,
      boolean isTrusting,
      @Nullable ImageWalk before) {
    this.bytes = bytes;
    this.first = first;
    this.options = options;
    this.isTrusting = isTrusting;
    this.glance = new Glance(bytes, dialect, version);
    this.shapes = before == null ? new Shapes(bytes) : before.shapes;
    this.search = new GapSearch(bytes, dialect, version, shapes, this, options.cancelled());
    if (before != null) {
      shapes.freeze();
      search.know(before.search);
    }
    this.stretch = new Stretch(span, first, null);
    stretches.add(stretch);
  }

  List<Stretch> stretches() {
    return stretches;
  }

  List<Gap> gaps() {
    return gaps;
  }

  /** Whether names are so different that a new form says nothing. */
  boolean namesAreManifold() {
    return shapes.areManifold();
  }

  List<Replica> replicas() {
    return replicas;
  }

  /** Where the record of the end is; -1 if it was not found. */
  long end() {
    return end;
  }

  /** How long the records of keys are. */
  RecordSizes sizes() {
    return sizes;
  }

  /** Whether keys with a deadline were met. */
  boolean deadlinesMet() {
    return deadlinesMet;
  }

  /** Walks it. */
  void run() throws IOException {
    long at = first;
    int patience = PATIENCE;
    while (at >= 0 && end < 0) {
      if (at == splitAt) {
        close(at);
        stretch = new Stretch(span, at, null);
        stretches.add(stretch);
        splitAt = -1;
      }
      boolean nuls = !isTrusting && bytes.nuls(at, GapSearch.NUL_RUN) == GapSearch.NUL_RUN;
      Glance.Kind kind = nuls ? Glance.Kind.NONE : glance.deepAt(at);
      if (kind == Glance.Kind.KEY && isBaseless(at)) {
        kind = Glance.Kind.NONE;
      }
      if (kind == Glance.Kind.END && isEnd(at, glance.end())) {
        close(at);
        end = at;
      } else if (kind == Glance.Kind.NONE || kind == Glance.Kind.END) {
        at = gap(at, nuls);
      } else {
        take(kind);
        at = glance.end();
      }
      if (--patience == 0) {
        patience = PATIENCE;
        if (options.cancelled().getAsBoolean()) {
          throw new CancellationException();
        }
      }
    }
  }

  /** Whether a key without a name stands in front of what is no record: NULs look like that. */
  private boolean isBaseless(long at) throws IOException {
    return !isTrusting && bytes.at(at + 1) == 0 && !search.isFollowed(glance.end());
  }

  /**
   * The end of the image is at the end of the source or, where commands of an AOF follow, in front
   * of them. Without any damage in front it is the first that is met.
   */
  @Override
  public boolean isEnd(long offset, long behind) throws IOException {
    if (behind == bytes.limit()) {
      return true;
    }
    boolean commands = bytes.at(behind) == '*' && isDigit(bytes.at(behind + 1));
    boolean annotation = bytes.at(behind) == '#' && bytes.at(behind + 1) == 'T';
    return commands || annotation || isFirstWalk(offset);
  }

  /** Whether everything in front was passed record by record. */
  private boolean isFirstWalk(long offset) {
    return gaps.isEmpty() && glance.offset() == offset;
  }

  private static boolean isDigit(int each) {
    return each >= '0' && each <= '9';
  }

  private void take(Glance.Kind kind) throws IOException {
    long offset = glance.offset();
    switch (kind) {
      case KEY -> key();
      case ATTRIBUTE -> {
        search.metOpcode(glance.code());
        attribute();
      }
      case DATABASE -> database();
      case SIZES -> {
        boolean expected = stretch.keys == 0 && span.announced == Span.UNKNOWN;
        step(kind, offset, expected, false);
        if (expected) {
          span.announced = glance.number();
          span.announcedExpiring = glance.second();
          span.sizesAt = offset;
          span.sizesEnd = glance.end();
        }
      }
      default -> {
        search.metOpcode(glance.code());
        step(kind, offset, stretch.keys == 0 || glance.code() == 0xF4, false);
        if (glance.code() == 0xFA && isReplicationField()) {
          replicas.add(new Replica(offset, glance.end()));
        }
      }
    }
    stretch.to = glance.end();
  }

  private void step(Glance.Kind kind, long from, boolean plausible, boolean expiring) {
    boolean sealed = kind == Glance.Kind.KEY && GapSearch.isSealed(glance);
    trail.push(
        new Trail.Step(
            from,
            glance.offset(),
            glance.end(),
            kind,
            plausible,
            sealed,
            glance.valueAt(),
            expiring));
  }

  private void key() throws IOException {
    boolean plausible = search.isPlausible(glance);
    long from = attributes < 0 ? glance.offset() : attributes;
    step(Glance.Kind.KEY, from, plausible, hasDeadline);
    shapes.add(glance);
    if (plausible) {
      search.met(glance);
    }
    stretch.keys++;
    sizes.add(glance.end() - from);
    if (hasDeadline) {
      stretch.expiring++;
      deadlinesMet = true;
    }
    clearAttributes();
  }

  private void clearAttributes() {
    attributes = -1;
    hasDeadline = false;
    hasPlausibleDeadline = false;
  }

  private void attribute() {
    if (attributes < 0) {
      attributes = glance.offset();
    }
    if (glance.code() == 0xFC || glance.code() == 0xFD) {
      hasDeadline = glance.code() == 0xFD || glance.number() != -1;
      hasPlausibleDeadline = GapSearch.isPlausibleDeadline(glance);
    }
  }

  private void database() {
    boolean complete =
        span.announced == Span.UNKNOWN || stretch.gap != null || stretch.keys == span.announced;
    boolean ascends = !databasesMet || glance.number() > span.database;
    close(glance.offset());
    span = new Span(glance.number(), true);
    stretch = new Stretch(span, glance.offset(), null);
    stretches.add(stretch);
    databasesMet = true;
    step(Glance.Kind.DATABASE, glance.offset(), complete && ascends, false);
  }

  private void close(long to) {
    stretch.to = to;
  }

  private boolean isReplicationField() throws IOException {
    byte[] name = new byte[6];
    int length = bytes.at(glance.nameAt());
    if (length < name.length || length >= 0x40) {
      return false;
    }
    bytes.copy(glance.nameAt() + 1, name, 0, name.length);
    return new String(name, java.nio.charset.StandardCharsets.ISO_8859_1).startsWith("repl-");
  }

  /** Finds the other side of a gap; -1 if there is none. */
  private long gap(long bad, boolean nuls) throws IOException {
    Glance.Kind outside = nuls ? Glance.Kind.NONE : glance.at(bad);
    long outsideEnd = glance.end();
    boolean named = !nuls && glance.reached() == Glance.Reached.NAME && search.isPlausible(glance);
    boolean cut = !nuls && glance.isCut();
    String text = text(bad, nuls, outside);
    deadlinesDropped = 0;
    long behind = -1;
    boolean strong = true;
    boolean survives = false;
    if (outside == Glance.Kind.KEY
        && named
        && search.goesOn(outsideEnd)
        && !isDeadline(outsideEnd)) {
      behind = outsideEnd;
      survives = true;
    }
    long from = attributes < 0 ? bad : attributes;
    boolean evidence = survives || named || hasPlausibleDeadline || hasNulsInHeader(bad);
    GapSearch.Found found = null;
    if (!survives) {
      found = nuls ? null : shifted(bad);
      if (found == null) {
        found = search.from(nuls ? bytes.behindNuls(bad) - 1 : bad + 1);
        boolean torn = found == null && cut && bytes.limit() - bad < SHORT_REST;
        from = nuls && isLongRun(bad) ? trimNuls(from, bad) : trim(from, bad, evidence || torn);
      } else {
        from = trim(from, bad, false);
      }
      if (found != null) {
        behind = found.offset();
        strong = found.isStrong();
      }
    }
    close(from);
    long disputedTo = -1;
    if (survives && hasElements(bad)) {
      GapSearch.Found other = search.before(bad + 1, behind);
      if (other != null) {
        disputedTo = behind;
        behind = other.offset();
      }
    }
    Gap gap =
        new Gap(
            from,
            bad,
            behind < 0 ? bytes.limit() : behind,
            span,
            text,
            isKeyLost(outside),
            deadlinesDropped + (hasPlausibleDeadline ? 1 : 0),
            span.isDatabaseLost,
            !survives);
    gaps.add(gap);
    clearAttributes();
    trail.clear();
    boolean tooMany = gaps.size() >= MOST_GAPS || stretches.size() >= MOST_STRETCHES;
    if (behind < 0 || tooMany) {
      return -1;
    }
    stretch = new Stretch(span, behind, gap);
    stretch.isFirstWeak = !strong;
    stretch.isDeadlineOpen = !survives && isDeadlineOpen(bad, behind);
    stretch.isDisputed = disputedTo >= 0;
    splitAt = disputedTo;
    stretches.add(stretch);
    return behind;
  }

  /**
   * Whether the value of a key is made of many strings: where one of their lengths is damaged,
   * those behind it are read off the mark, and may be on the mark again by chance.
   */
  private boolean hasElements(long offset) throws IOException {
    return switch (bytes.at(offset)) {
      case 1, 2, 3, 4, 5, 14, 15, 18, 19, 21, 22, 24 -> true;
      default -> false;
    };
  }

  /** Whether a deadline stands right in front of an offset: no other bytes look like that. */
  private boolean isDeadline(long behind) throws IOException {
    if (bytes.at(behind - 9) != 0xFC) {
      return false;
    }
    glance.at(behind - 9);
    return GapSearch.isPlausibleDeadline(glance);
  }

  /** Where bytes were taken out of the record in front, what follows begins inside of it. */
  private GapSearch.@Nullable Found shifted(long bad) throws IOException {
    Trail.Step last = trail.last();
    boolean possible = last != null && last.kind() == Glance.Kind.KEY && !last.isSealed();
    return possible ? search.inside(last.offset() + 1, bad) : null;
  }

  private boolean isKeyLost(Glance.Kind outside) {
    boolean opcode = outside != Glance.Kind.NONE && outside != Glance.Kind.KEY;
    boolean complete = span.announced != Span.UNKNOWN && keysOf(span) >= span.announced;
    return !opcode && !complete && span.announced != Span.UNKNOWN;
  }

  private long keysOf(Span of) {
    long keys = 0;
    for (int i = stretches.size() - 1; i >= 0 && stretches.get(i).span == of; i--) {
      keys += stretches.get(i).keys;
    }
    return keys;
  }

  /**
   * Whether the first key behind a gap may have had a deadline that is lost. Where the damage ends
   * nine bytes in front of the key, the deadline would be seen; where it ends inside of one, its
   * last byte, a NUL, would be left.
   */
  private boolean isDeadlineOpen(long bad, long behind) throws IOException {
    glance.at(behind);
    if (glance.kind() != Glance.Kind.KEY) {
      return false;
    }
    if (bytes.at(behind - 1) == 0) {
      return !isOutOfReach(bad, behind);
    }
    return !isOutOfReach(bad, behind)
        && bytes.at(behind - 1) != 0xFF
        && !isText(behind - CALM, behind);
  }

  /** Whether a long run of NULs, which is the damage then, ends well in front of an offset. */
  private boolean isOutOfReach(long bad, long behind) throws IOException {
    long at = Math.max(bad, behind - LONGEST_LOOK);
    long last = -1;
    while (at < behind) {
      if (bytes.nuls(at, LONG_NULS) == LONG_NULS) {
        last = Math.min(behind, bytes.behindNuls(at));
        at = last;
      }
      at++;
    }
    if (last < 0) {
      return false;
    }
    return behind - last >= 9 || behind > last && bytes.at(behind - 1) != 0;
  }

  private boolean isText(long from, long to) throws IOException {
    for (long at = from; at < to; at++) {
      int each = bytes.at(at);
      if (each < ' ' || each >= 0x7F) {
        return false;
      }
    }
    return true;
  }

  /** Whether NULs around an offset are too many to be those of a value. */
  private boolean isLongRun(long offset) throws IOException {
    int before = 0;
    while (before < SHORT_RUN && bytes.at(offset - 1 - before) == 0) {
      before++;
    }
    return before + bytes.nuls(offset, SHORT_RUN) >= SHORT_RUN;
  }

  /** Takes from the end of the stretch what the same run of NULs lies over. */
  private long trimNuls(long gapFrom, long bad) throws IOException {
    long begin = bad;
    while (begin > first && bytes.at(begin - 1) == 0) {
      begin--;
    }
    long from = gapFrom;
    Trail.Step last = trail.last();
    while (last != null && last.end() > begin) {
      from = drop(last);
      last = trail.last();
    }
    return from;
  }

  /**
   * Takes from the end of the stretch what may be damaged: records that look like no others there,
   * and the one in front of them, unless damage over its end would have been noticed.
   */
  private long trim(long gapFrom, long bad, boolean evidence) throws IOException {
    long from = gapFrom;
    long next = bad;
    boolean header = false;
    int strange = 0;
    Trail.Step last = trail.last();
    while (last != null && !last.isPlausible() && strange < MOST_STRANGE) {
      header = hasNulsInHeader(last.offset());
      next = last.offset();
      from = drop(last);
      strange++;
      last = trail.last();
    }
    boolean intact = last == null || last.isSealed() || header || evidence && strange == 0;
    return intact || search.hasMetHead(next) && isCalm(last) ? from : drop(last);
  }

  /** Whether NULs lie over the name of a key: then that is where the damage begins. */
  private boolean hasNulsInHeader(long offset) throws IOException {
    if (!search.hasMet(bytes.at(offset))) {
      return false;
    }
    glance.at(offset);
    long to = glance.reached() == Glance.Reached.NAME ? glance.nameEnd() : offset + SHORT_NULS;
    for (long at = offset + 1; at <= to; at++) {
      if (bytes.nuls(at, SHORT_NULS) == SHORT_NULS) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether damage over the end of a key would most likely be seen in it: its last bytes are text,
   * or those of a compressed string.
   */
  private boolean isCalm(Trail.Step step) throws IOException {
    if (step.kind() != Glance.Kind.KEY) {
      return false;
    }
    if (bytes.at(step.offset()) == 0 && bytes.at(step.valueAt()) == 0xC3) {
      return true;
    }
    return step.end() - step.valueAt() > CALM && isText(step.end() - CALM, step.end());
  }

  private long drop(Trail.Step step) {
    trail.pop();
    switch (step.kind()) {
      case KEY -> {
        stretch.keys--;
        if (step.isExpiring()) {
          stretch.expiring--;
          deadlinesDropped += step.isPlausible() ? 1 : 0;
        }
      }
      case DATABASE -> {
        stretches.remove(stretches.size() - 1);
        stretch = stretches.get(stretches.size() - 1);
        span = stretch.span;
        span.isDatabaseLost = true;
      }
      case SIZES -> span.forgetSizes();
      default -> replicas.removeIf(each -> each.offset() == step.offset());
    }
    stretch.to = step.from();
    return step.from();
  }

  private String text(long bad, boolean nuls, Glance.Kind outside) throws IOException {
    if (nuls) {
      return "NULs where a record should be";
    }
    if (bad >= bytes.limit()) {
      return "the image ends without its end";
    }
    if (outside == Glance.Kind.KEY) {
      return "a value that is damaged inside";
    }
    if (outside == Glance.Kind.END) {
      return "an end in the midst of the image";
    }
    return glance.isCut()
        ? "a record that goes on behind the end of the file"
        : "no record: it begins with the byte 0x" + Integer.toHexString(bytes.at(bad));
  }
}
