package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  /** No server was ever configured with so many. */
  private static final int MOST_DATABASES = 1 << 18;

  /** More NULs are no records, whatever is trusted: as records they are all of the same key. */
  private static final int MOST_NULS = 1 << 18;

  /** The key that bytes of a value stand in, and the one in front of it. */
  private static final int MOST_LOST = 2;

  /** So many keys behind damage may be bytes of a value. */
  static final int FEW = 4;

  private static final int PATIENCE = 1 << 14;

  /** What belongs to a record that is no key. */
  private final Attributes none = new Attributes();

  private final ByteWindow bytes;
  private final Glance glance;
  private final Shapes shapes;
  private final Habits habits;
  private final GapSearch search;
  private final Course course;
  private final GapMaker maker;
  private final FieldRun fieldRun;
  private final SalvageOptions options;
  private final long first;

  /** Whether whatever can be read is taken for what was written. */
  private final boolean isTrusting;

  private final List<Gap> gaps = new ArrayList<>();

  /** What was met of the next key. */
  private final Attributes attributes = new Attributes();

  /** Whether an end that something else follows is none. */
  private boolean isEarlyEndNone;

  private int databases;

  /** Up to where NULs were counted that are not too many. */
  private long nulsCounted;

  private boolean deadlinesMet;
  private boolean databasesMet;
  private boolean sizesMet;

  /** What looks like records that select a database and is none, as the sizes behind it show. */
  private final Set<Long> strays = new HashSet<>();

  /** Where a disputed stretch ends; -1 without one. */
  private long splitAt = -1;

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
    this.habits = new Habits(bytes, dialect, version, shapes, options.databases());
    this.search = new GapSearch(bytes, dialect, version, shapes, habits, this, options.cancelled());
    if (before != null) {
      shapes.freeze();
      habits.know(before.habits);
      strays.addAll(before.strays);
      isEarlyEndNone = before.isEarlyEndNone;
    }
    this.course = new Course(first);
    Edges edges = new Edges(bytes, glance, habits);
    HeadText heads =
        new HeadText(bytes, new Glance(bytes, dialect, version), habits, search, edges, version);
    Trimming trimming = new Trimming(bytes, habits, edges, course, heads, first);
    this.fieldRun = new FieldRun(bytes, dialect, version, search);
    this.maker =
        new GapMaker(
            bytes,
            glance,
            shapes,
            habits,
            search,
            course,
            edges,
            trimming,
            fieldRun,
            new ElementRun(bytes, dialect, search),
            new HiddenBytes(bytes, sizes),
            heads);
  }

  Shapes shapes() {
    return shapes;
  }

  List<Stretch> stretches() {
    return course.stretches();
  }

  List<Gap> gaps() {
    return gaps;
  }

  /** Whether names are so different that a new form says nothing. */
  boolean namesAreManifold() {
    return shapes.areManifold();
  }

  List<Replica> replicas() {
    return course.replicas();
  }

  /** Where the record of the end is; -1 if it was not found. */
  long end() {
    return end;
  }

  /** Believes no end but one at the end of the source, or in front of commands. */
  void believeNoEarlyEnd() {
    isEarlyEndNone = true;
  }

  /**
   * Whether something follows an end that was met and is none of what may: commands of an AOF.
   *
   * @param behind the first byte behind the end and its checksum
   */
  boolean isFollowed(long behind) throws IOException {
    return behind < bytes.limit() && !CommandHead.isAt(bytes, behind);
  }

  /**
   * Whether what was met does not end where an image ends: no database was met, or one lacks keys
   * that the image says it has.
   */
  boolean lacksKeys() {
    boolean lacksKeys = !databasesMet;
    for (Stretch stretch : stretches()) {
      lacksKeys |= stretch.span.announced > stretch.span.passed;
    }
    return lacksKeys;
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
        course.close(at);
        // What a record claims may end with the deadline of the next key.
        course.begin(at, null).isDeadlineOpen = bytes.at(at - 1) == 0;
        splitAt = -1;
      }
      boolean nuls = isInNuls(at);
      Glance.Kind kind = nuls ? Glance.Kind.NONE : glance.deepAt(at);
      long work = glance.takeWork();
      if (kind == Glance.Kind.NONE) {
        search.pay(work);
      }
      if (kind == Glance.Kind.KEY && (isBaseless(at) || isField() || isUnlikely())
          || kind == Glance.Kind.DATABASE && (isStray() || ++databases > MOST_DATABASES)
          || kind == Glance.Kind.OTHER && isStrange()
          || kind == Glance.Kind.ATTRIBUTE && isStrayAttribute()) {
        kind = Glance.Kind.NONE;
      }
      if (kind == Glance.Kind.END && isEnd(at, glance.end())) {
        course.close(at);
        end = at;
        noteStray();
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

  /** Whether more NULs stand at an offset than a record begins with. */
  private boolean isInNuls(long at) throws IOException {
    if (bytes.at(at) != 0 || bytes.nuls(at, GapSearch.NUL_RUN) < GapSearch.NUL_RUN) {
      return false;
    }
    if (!isTrusting) {
      return true;
    }
    if (at < nulsCounted) {
      return false;
    }
    long counted = bytes.nuls(at, MOST_NULS);
    nulsCounted = at + counted;
    return counted == MOST_NULS;
  }

  /**
   * Whether a key without a name stands in front of what is no record, or is a collection of
   * nothing, which servers drop: NULs look like that.
   */
  private boolean isBaseless(long at) throws IOException {
    if (isTrusting || bytes.at(at + 1) != 0) {
      return false;
    }
    boolean isEmpty = glance.code() != 0 && glance.end() == at + 3 && bytes.at(at + 2) == 0;
    return isEmpty || !search.isFollowed(glance.end());
  }

  /** Whether a key has the name of a field that servers write at the head of an image. */
  private boolean isField() throws IOException {
    return !isTrusting && ServerFields.isNameOf(glance, bytes);
  }

  /** Whether a key behind damage has a type and a name unlike all others. */
  private boolean isUnlikely() throws IOException {
    return !isTrusting
        && course.stretch().gap != null
        && !habits.hasMet(glance.code())
        && !habits.isPlausible(glance);
  }

  /** Whether no key follows on what should belong to one, and it is no deadline of our times. */
  private boolean isStrayAttribute() throws IOException {
    return !isTrusting && !Habits.isPlausibleDeadline(glance) && !search.isKey(glance.end());
  }

  /** Whether it is a field with a name that no server writes. */
  private boolean isStrange() throws IOException {
    return !isTrusting && glance.code() == 0xFA && !shapes.isPrintable(glance);
  }

  /**
   * Whether what selects a database is unlike the one in front of it, or one that the server does
   * not have, with few keys between it and damage.
   */
  private boolean isStray() throws IOException {
    Stretch stretch = course.stretch();
    boolean isAtDamage = stretch.gap != null && stretch.keys < FEW;
    return !isTrusting
        && (sizesMet && !habits.isDatabase(glance)
            || isAtDamage && !habits.mayHaveDatabase(glance.number())
            || strays.contains(glance.offset()));
  }

  /**
   * Notes what selected the database that was passed, behind damage, if it has not as many keys as
   * are said there, although nothing in it is damaged, or more of them; they must be no more than
   * the database in front of it may have. Where damage is right behind too, it stands in the midst
   * of damage, and all but a key or two of the database in front must be there.
   */
  private void noteStray() {
    Span span = course.span();
    long lost = span.room - span.passed;
    boolean isOff =
        span.announced != Span.UNKNOWN
            ? (span.isDamaged ? span.passed > span.announced : span.passed != span.announced)
            : span.said != Span.UNKNOWN
                && span.said != span.passed
                && lost > 0
                && lost <= MOST_LOST;
    if (span.selectedAt >= 0 && isOff && lost >= 0 && strays.size() < MOST_DATABASES) {
      strays.add(span.selectedAt);
    }
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
    return CommandHead.isAt(bytes, behind) || isFirstWalk(offset);
  }

  /** Whether everything in front was passed record by record. */
  private boolean isFirstWalk(long offset) {
    return !isEarlyEndNone && gaps.isEmpty() && glance.offset() == offset;
  }

  private void take(Glance.Kind kind) throws IOException {
    long offset = glance.offset();
    switch (kind) {
      case KEY -> key();
      case ATTRIBUTE -> {
        habits.metOpcode(glance.code());
        attributes.take(glance);
      }
      case DATABASE -> database();
      case SIZES -> {
        boolean expected = course.stretch().keys == 0 && course.span().announced == Span.UNKNOWN;
        course.step(glance, kind, offset, expected, none);
        sizesMet = true;
        if (expected) {
          course.span().announced = glance.number();
          course.span().announcedExpiring = glance.second();
          course.span().sizesAt = offset;
          course.span().sizesEnd = glance.end();
        }
      }
      default -> {
        habits.metOpcode(glance.code());
        course.step(
            glance, kind, offset, course.stretch().keys == 0 || glance.code() == 0xF4, none);
        if (isReplicationField(bytes, glance)) {
          course.replicas().add(new Replica(offset, glance.end()));
        }
      }
    }
    course.stretch().to = glance.end();
  }

  private void key() throws IOException {
    boolean plausible = habits.isPlausible(glance);
    long from = attributes.from(glance.offset());
    boolean usual = plausible && (shapes.hasMet(glance) || shapes.areManifold());
    course.step(glance, Glance.Kind.KEY, from, usual, attributes);
    Stretch stretch = course.stretch();
    stretch.isPlainOver |= glance.code() != 0 || from != glance.offset();
    if (stretch.fields != null && !stretch.isPlainOver) {
      // It may be a field, which teaches nothing.
      stretch.plain++;
      stretch.note(shapes.of(glance), shapes.stem(glance));
    } else {
      shapes.add(glance);
      if (glance.code() == 0) {
        shapes.addStem(shapes.stem(glance));
      }
      if (plausible) {
        habits.met(glance);
      }
      sizes.add(glance.end() - from);
    }
    if (fieldRun.isHash(glance.code()) && !isTrusting) {
      fieldRun.teach(glance, shapes);
      glance.at(glance.offset());
    }
    course.countKey();
    if (attributes.hasDeadline) {
      course.stretch().expiring++;
      deadlinesMet = true;
    }
    attributes.clear();
  }

  private void database() {
    boolean complete =
        course.span().announced == Span.UNKNOWN
            || course.stretch().gap != null
            || course.stretch().keys == course.span().announced;
    boolean ascends = !databasesMet || glance.number() > course.span().database;
    noteStray();
    Span before = course.span();
    Span span = new Span(glance.number(), true);
    if (course.stretch().gap != null && before.announced != Span.UNKNOWN) {
      span.selectedAt = glance.offset();
      span.room = before.announced - before.passed;
    }
    course.close(glance.offset());
    course.begin(span, glance.offset());
    databasesMet = true;
    if (gaps.isEmpty()) {
      habits.metDatabase(glance.number());
    }
    course.step(glance, Glance.Kind.DATABASE, glance.offset(), complete && ascends, none);
  }

  /** Whether the record that was looked at is a field that tells how far a replica is. */
  static boolean isReplicationField(ByteWindow bytes, Glance glance) throws IOException {
    byte[] name = new byte[6];
    int length = glance.code() == 0xFA ? bytes.at(glance.nameAt()) : 0;
    if (length < name.length || length >= 0x40) {
      return false;
    }
    bytes.copy(glance.nameAt() + 1, name, 0, name.length);
    return new String(name, java.nio.charset.StandardCharsets.ISO_8859_1).startsWith("repl-");
  }

  /** Passes a gap; where it ends, or -1 if nothing is behind it. */
  private long gap(long bad, boolean nuls) throws IOException {
    GapMaker.Side side = maker.make(bad, nuls, attributes);
    gaps.add(side.gap());
    course.span().isDamaged = true;
    attributes.clear();
    course.trail().clear();
    boolean tooMany = gaps.size() >= MOST_GAPS || course.stretches().size() >= MOST_STRETCHES;
    if (side.behind() < 0 || tooMany) {
      return -1;
    }
    Stretch stretch = course.begin(side.behind(), side.gap());
    stretch.isFirstWeak = side.isFirstWeak();
    stretch.isDeadlineOpen = side.isDeadlineOpen();
    stretch.isDisputed = side.disputedTo() >= 0;
    stretch.isAlone = side.isAlone();
    stretch.fields = side.fields();
    splitAt = side.disputedTo();
    return side.behind();
  }
}
