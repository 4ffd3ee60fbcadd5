package org.aofkit.repair;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.aofkit.check.Damage;
import org.aofkit.commit.Content;
import org.aofkit.commit.FileEdit;
import org.aofkit.resp.RespEncoder;

/**
 * Turns the damages of one file into edits of it. In place wherever that fits, since it needs next
 * to no space; as soon as one damage of a file can't be mended in place, the file is written anew
 * with all of them mended.
 */
final class FileRepair {
  private static final byte[] NOTHING = {};
  private static final byte[] LINE_END = {'\r', '\n'};

  private final Path file;
  private final long size;
  private final List<Cut> cuts = new ArrayList<>();
  private final List<FileEdit> appended = new ArrayList<>();
  private long newSize;

  /**
   * A range that goes, and what comes in its place.
   *
   * @param instead what the range begins with afterwards; the rest is masked, or left out
   * @param optional whether the file can do without it
   */
  private record Cut(long offset, long end, byte[] instead, boolean optional) {
    long masked() {
      return end - offset - instead.length;
    }

    boolean fitsInPlace() {
      return masked() == 0 || masked() >= PingMask.MIN_LENGTH;
    }
  }

  FileRepair(Path file, long size) {
    this.file = file;
    this.size = size;
    this.newSize = size;
  }

  /** Mends a hole; answers how. */
  EditKind hole(Damage.NulHole hole) {
    return clear(hole.offset(), hole.length(), hole.selectDatabase());
  }

  /** Takes the rest of a split command off the head of this file. */
  EditKind head(Damage.SplitCommand split) {
    return clear(0, split.restLength(), split.database());
  }

  /**
   * Takes a range of whole frames or of damaged bytes out; answers how.
   *
   * @param database what is to be selected behind it; -1 for what is selected in front
   */
  EditKind clear(long offset, long length, int database) {
    byte[] select = database < 0 ? NOTHING : RespEncoder.select(database);
    Cut cut = new Cut(offset, offset + length, select, false);
    cuts.add(cut);
    return length == 0 ? EditKind.INSERT : cut.fitsInPlace() ? EditKind.MASK : EditKind.EXCISE;
  }

  /** Writes what a repair before had no room for. */
  EditKind maskEnd(Damage.UnfinishedMask mask) {
    cuts.add(new Cut(mask.offset(), mask.offset() + mask.length(), LINE_END, true));
    return EditKind.MASK_END;
  }

  /** Cuts the end off. */
  EditKind tail(Damage.BadTail tail) {
    return cutAt(tail.offset());
  }

  /** Cuts the file off at an offset. */
  EditKind cutAt(long offset) {
    newSize = Math.min(newSize, offset);
    return EditKind.TRUNCATE;
  }

  /** Puts the SELECT in that is missing. */
  EditKind select(Damage.MissingSelect missing) {
    int database = missing.database() < 0 ? missing.likely() : missing.database();
    cuts.add(new Cut(missing.offset(), missing.offset(), RespEncoder.select(database), false));
    return EditKind.INSERT;
  }

  /** Adds the rest of a split command, which the next file still holds. */
  EditKind rest(Damage.SplitCommand split) {
    appended.add(new FileEdit.Append(file, Content.slice(split.nextFile(), 0, split.restLength())));
    return EditKind.APPEND;
  }

  /** The edits of this file, as one list that the commit takes together. */
  List<FileEdit> edits() {
    List<Cut> left = cutsLeft();
    for (Cut cut : left) {
      if (!cut.fitsInPlace()) {
        return List.of(new FileEdit.Replace(file, parts(left)));
      }
    }
    List<FileEdit> edits = new ArrayList<>();
    for (Cut cut : left) {
      inPlace(edits, cut);
    }
    if (newSize < size) {
      edits.add(new FileEdit.Truncate(file, newSize));
    }
    edits.addAll(appended);
    return edits;
  }

  /** In ascending order, without what goes with the end of the file anyway. */
  private List<Cut> cutsLeft() {
    cuts.sort(Comparator.comparingLong(Cut::offset).thenComparingLong(Cut::end));
    for (Cut cut : cuts) {
      if (cut.offset() < newSize && cut.end() >= newSize && newSize < size) {
        newSize = cut.offset();
      }
    }
    List<Cut> left = new ArrayList<>();
    for (Cut cut : cuts) {
      if (cut.offset() < newSize || newSize == size) {
        left.add(cut);
      }
    }
    return left;
  }

  private void inPlace(List<FileEdit> edits, Cut cut) {
    if (cut.instead().length > 0) {
      Content instead = Content.of(cut.instead());
      long optional = cut.optional() ? instead.length() : 0;
      edits.add(new FileEdit.Overwrite(file, cut.offset(), instead, optional));
    }
    if (cut.masked() == 0) {
      return;
    }
    long from = cut.offset() + cut.instead().length;
    for (PingMask.Piece piece : PingMask.over(from, cut.masked())) {
      edits.add(new FileEdit.Overwrite(file, piece.offset(), Content.of(piece.head())));
      // Servers do not look at the two bytes behind an argument: without a free block for them the
      // file loads too.
      Content end = Content.of(LINE_END);
      edits.add(new FileEdit.Overwrite(file, piece.endOffset(), end, end.length()));
    }
  }

  private List<FileEdit.Part> parts(List<Cut> left) {
    List<FileEdit.Part> parts = new ArrayList<>();
    long position = 0;
    for (Cut cut : left) {
      copy(parts, position, cut.offset());
      if (cut.instead().length > 0) {
        parts.add(new FileEdit.Part.Literal(Content.of(cut.instead())));
      }
      position = cut.end();
    }
    copy(parts, position, newSize);
    for (FileEdit edit : appended) {
      if (edit instanceof FileEdit.Append append) {
        parts.add(new FileEdit.Part.Literal(append.content()));
      }
    }
    return parts;
  }

  private static void copy(List<FileEdit.Part> parts, long from, long to) {
    if (to > from) {
      parts.add(new FileEdit.Part.Copy(from, to - from));
    }
  }
}
