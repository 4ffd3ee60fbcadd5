package org.aofkit.repair;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.aof.FileType;
import org.aofkit.aof.SetFile;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.commit.Content;
import org.aofkit.commit.FileEdit;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileName;
import org.aofkit.io.FileSources;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.rdb.salvage.LeftOutKey;
import org.aofkit.rdb.salvage.LostLibraries;
import org.aofkit.rdb.salvage.LostRange;
import org.aofkit.rdb.salvage.PartialKey;
import org.aofkit.rdb.salvage.PiecedSource;
import org.aofkit.rdb.salvage.RdbSalvage;
import org.aofkit.rdb.salvage.SalvageOptions;
import org.aofkit.rdb.salvage.SalvagePiece;
import org.aofkit.rdb.salvage.SalvagedKeys;
import org.aofkit.rdb.salvage.Salvager;
import org.jspecify.annotations.Nullable;

/**
 * Plans to write a file anew whose RDB image is damaged: with the keys that can be read, and with
 * whatever stands behind the image.
 */
final class ImageRepair {
  private static final int MOST_LISTED = 100;
  private static final int LONGEST_NAME = 48;
  private static final int BLOCK = 1 << 16;

  private final PlanDraft draft;
  private final LogPlaces places;
  private final CheckOptions check;
  private final PlanOptions options;
  private final @Nullable ImageKeys keys;

  ImageRepair(
      PlanDraft draft,
      LogPlaces places,
      CheckOptions check,
      PlanOptions options,
      @Nullable ImageKeys keys) {
    this.keys = keys;
    this.draft = draft;
    this.places = places;
    this.check = check;
    this.options = options;
  }

  /** Plans it, or refuses. */
  void mend(Damage.DamagedImage damage, int index) throws IOException {
    if (damage.editClass() == EditClass.UNLOCATED && !options.acceptLoss()) {
      draft.refuse(damage, damage.editClass(), damage.reason());
      return;
    }
    SetFile file = places.file(index);
    try (ByteSource source = FileSources.open(file.path(), check.ioMode())) {
      RdbSalvage salvage = look(source);
      if (salvage.outcome() == RdbSalvage.Outcome.CHECKSUM && !options.acceptLoss()) {
        draft.refuse(damage, EditClass.UNLOCATED, salvage.reason());
        return;
      }
      String refusal = whyNot(salvage, file, source);
      if (refusal != null) {
        draft.refuse(damage, damage.editClass(), refusal);
        ambiguous(salvage);
        libraries(LostLibraries.of(source, salvage));
        return;
      }
      draft.rewrite(file.path(), parts(salvage, source.size()));
      plan(damage, salvage);
      ambiguous(salvage);
      libraries(LostLibraries.of(source, salvage));
      if (keys != null) {
        String name = draft.name(damage.file());
        SalvagedKeys.tell(source, salvage, key -> keys.key(name, key));
      }
    }
  }

  private RdbSalvage look(ByteSource source) throws IOException {
    SalvageOptions defaults = SalvageOptions.defaults();
    return Salvager.look(
        source,
        0,
        new SalvageOptions(
            options.ambiguousDatabase() == AmbiguousDatabase.KEEP,
            options.acceptLoss(),
            options.partialValues(),
            check.databases(),
            defaults.windowSize(),
            check.cancelled()));
  }

  private @Nullable String whyNot(RdbSalvage salvage, SetFile file, ByteSource source)
      throws IOException {
    switch (salvage.outcome()) {
      case HOPELESS:
        return salvage.reason();
      case WHOLE:
        return salvage.end() < source.size()
            ? "behind the end of the image no key can be read"
            : "servers do not take the image, although nothing in it is damaged";
      default:
    }
    boolean mayHaveHadKeys =
        salvage.doubtful() > 0 || salvage.lost().orElse(1) > 0 || salvage.mayHaveLostMore();
    if (salvage.kept() == 0 && mayHaveHadKeys) {
      return "no key of the image can be kept: " + losses(salvage);
    }
    if (!salvage.endFound() && mayHoldCommands(file) && holdsCommands(salvage, source)) {
      return "where the image ends, and its commands begin, can't be told";
    }
    RdbImage image =
        RdbReader.read(
            new PiecedSource(source, salvage.pieces()), 0, rdbOptions(), RdbDepth.DEEP, null);
    return image.isWhole() ? null : "what is left of the image would not load: " + problem(image);
  }

  private static String problem(RdbImage image) {
    return image.problem() == null ? "" : image.problem().text();
  }

  private RdbOptions rdbOptions() {
    return places.isDump() ? RdbOptions.forDump() : RdbOptions.forAof();
  }

  /** A base that a rewrite made, and a dump, end with their image. */
  private boolean mayHoldCommands(SetFile file) {
    boolean rewritten = file.type() == FileType.BASE && file.name().endsWith(".base.rdb");
    return !rewritten && !places.isDump();
  }

  /** Whether something in the last of the lost ranges looks like commands. */
  private static boolean holdsCommands(RdbSalvage salvage, ByteSource source) throws IOException {
    List<LostRange> ranges = salvage.ranges();
    long from = ranges.isEmpty() ? 0 : ranges.get(ranges.size() - 1).offset();
    byte[] block = new byte[BLOCK];
    long at = from;
    while (at < source.size()) {
      ByteBuffer buffer = ByteBuffer.wrap(block);
      int count = source.read(at, buffer);
      for (int i = 0; i + 2 < count; i++) {
        if (block[i] == '\r'
            && block[i + 1] == '\n'
            && (block[i + 2] == '$' || block[i + 2] == '*')) {
          return true;
        }
      }
      at += count < block.length ? Math.max(1, count) : count - 2;
    }
    return false;
  }

  private static List<FileEdit.Part> parts(RdbSalvage salvage, long size) {
    List<FileEdit.Part> parts = new ArrayList<>();
    for (SalvagePiece piece : salvage.pieces()) {
      if (piece instanceof SalvagePiece.Copy copy) {
        parts.add(new FileEdit.Part.Copy(copy.offset(), copy.length()));
      } else if (piece instanceof SalvagePiece.Literal literal) {
        parts.add(new FileEdit.Part.Literal(Content.of(literal.bytes())));
      }
    }
    if (salvage.endFound() && salvage.end() < size) {
      parts.add(new FileEdit.Part.Copy(salvage.end(), size - salvage.end()));
    }
    return parts;
  }

  private void plan(Damage.DamagedImage damage, RdbSalvage salvage) {
    LostRange first = salvage.first();
    LostRange last = first == null ? null : salvage.ranges().get(salvage.ranges().size() - 1);
    long from = first == null ? damage.offset() : first.offset();
    long to = last == null ? from : last.end();
    RdbSalvage.Outcome outcome = salvage.outcome();
    boolean mended =
        (outcome == RdbSalvage.Outcome.MENDED || outcome == RdbSalvage.Outcome.RESET)
            && salvage.doubtful() == 0;
    long lostKeys = salvage.doubtful() + salvage.lost().orElse(mended ? 0 : gaps(salvage));
    draft.planned(
        new PlannedEdit(
            EditKind.REWRITE_BASE,
            classOf(damage, salvage),
            draft.name(damage.file()),
            from,
            to - from,
            mended
                ? Lost.NOTHING
                : new Lost(salvage.bytesLeftOut(), 0, 0, lostKeys, salvage.mayHaveLostMore()),
            salvage.reason() + "; " + counts(salvage)));
    if (salvage.outcome() == RdbSalvage.Outcome.CHECKSUM) {
      draft.note(
          "The image is written with another checksum, over bytes of which some are wrong: which,"
              + " nobody can say.");
    }
    if (salvage.outcome() == RdbSalvage.Outcome.DAMAGED) {
      draft.note(
          "No checksum proves what is kept: the one of the damaged image is that of the lost bytes"
              + " too. Damage elsewhere that leaves everything readable, if there is any, is"
              + " written with a new checksum.");
    }
    parts(damage, salvage);
    list(damage, salvage);
  }

  /** What else could be done with keys that can be read. */
  private void ambiguous(RdbSalvage salvage) {
    long[] databases =
        salvage.ranges().stream()
            .filter(LostRange::isOfUnknownDatabase)
            .mapToLong(LostRange::database)
            .distinct()
            .limit(2)
            .toArray();
    if (databases.length > 0) {
      String which =
          databases.length == 1
              ? "database " + Long.toUnsignedString(databases[0])
              : "the database in front of the damage each time";
      draft.note(
          "Keys behind the damage can be read and are left out, because a change to another"
              + " database may be lost in it. If they are all of "
              + which
              + ", --ambiguous-db keep keeps them there.");
    }
  }

  /** Without them commands of applications fail, and no key tells that. */
  private void libraries(LostLibraries lost) {
    if (lost.isNone()) {
      return;
    }
    String many = lost.count() == 1 ? "1 function library" : lost.count() + " function libraries";
    draft.note(
        lost.count() == 0
            ? "Function libraries may be lost: they stand in front of the keys, where the damage is."
                + " Compare FUNCTION LIST with what should be there."
            : many
                + (lost.mayBeMore() ? " and perhaps more" : "")
                + (lost.count() == 1 && !lost.mayBeMore() ? " is lost." : " are lost.")
                + " Load what is missing again with FUNCTION LOAD.");
  }

  /** Which of two values is right can't be known: to take one of them is a choice. */
  private EditClass classOf(Damage.DamagedImage damage, RdbSalvage salvage) {
    return switch (salvage.outcome()) {
      case COPIED -> EditClass.SAFE;
      case CHECKSUM -> EditClass.UNLOCATED;
      case REPEATED ->
          salvage.doubtful() > 0 && options.acceptLoss() ? EditClass.UNLOCATED : EditClass.LOSSY;
      default -> damage.editClass();
    };
  }

  /** Names all keys that are kept in part: nobody else can tell them from whole ones. */
  private void parts(Damage.DamagedImage damage, RdbSalvage salvage) {
    for (PartialKey key : salvage.parts()) {
      PartialValue value =
          new PartialValue(
              draft.name(damage.file()),
              key.offset(),
              key.database(),
              name(key.name(), key.nameLength()),
              key.type(),
              key.kept(),
              key.announced(),
              key.withoutGroups());
      draft.keptInPart(value);
      draft.note(
          "Kept in part: " + value.file() + ", byte " + value.offset() + ": " + value.text());
    }
  }

  private static long gaps(RdbSalvage salvage) {
    return salvage.ranges().stream().filter(range -> !range.doubtful()).count();
  }

  private static String counts(RdbSalvage salvage) {
    int parts = salvage.parts().size();
    String kept =
        keys(salvage.kept()) + " kept" + (parts == 0 ? "" : " (" + parts + " of them in part)");
    return kept + ", " + losses(salvage);
  }

  private static String losses(RdbSalvage salvage) {
    String lost =
        salvage.lost().orElse(0) > 0 || !salvage.mayHaveLostMore()
            ? (salvage.mayHaveLostMore() ? "at least " : "")
                + keys(salvage.lost().orElse(0))
                + " lost"
            : "how many are lost the image does not say";
    return lost + ", " + keys(salvage.doubtful()) + " in doubt";
  }

  private static String keys(long count) {
    return count == 1 ? "1 key" : count + " keys";
  }

  private void list(Damage.DamagedImage damage, RdbSalvage salvage) {
    int listed = 0;
    for (LeftOutKey key : salvage.keys()) {
      if (listed++ == MOST_LISTED) {
        draft.note("More keys are given up, and not listed.");
        return;
      }
      draft.note(
          "Given up: "
              + draft.name(damage.file())
              + ", byte "
              + key.offset()
              + ": key "
              + name(key.name(), key.nameLength())
              + " of database "
              + Long.toUnsignedString(key.database())
              + ", "
              + key.type()
              + (key.doubtful() ? ", which is in doubt" : ""));
    }
  }

  private static String name(byte[] head, long length) {
    boolean isLong = head.length > LONGEST_NAME;
    String text = FileName.escape(isLong ? Arrays.copyOf(head, LONGEST_NAME) : head);
    return isLong || length > head.length ? text + "…" : text;
  }
}
