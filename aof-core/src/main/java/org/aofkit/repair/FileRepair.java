package org.aofkit.repair;

import java.nio.file.Path;
import java.util.ArrayList;
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
  private final Path file;
  private final long size;
  private final List<Cut> cuts = new ArrayList<>();
  private final List<FileEdit> inPlace = new ArrayList<>();
  private final List<FileEdit> appended = new ArrayList<>();
  private boolean rewrite;

  /** A range that goes, with what comes in its place where the file is written anew. */
  private record Cut(long offset, long length, byte[] instead) {}

  FileRepair(Path file, long size) {
    this.file = file;
    this.size = size;
  }

  /** Mends a hole; answers how. */
  EditKind hole(Damage.NulHole hole) {
    return clear(hole.offset(), hole.length(), hole.selectDatabase());
  }

  /** Takes the rest of a split command off the head of this file. */
  EditKind head(Damage.SplitCommand split) {
    return clear(0, split.restLength(), split.database());
  }

  private EditKind clear(long offset, long length, int database) {
    byte[] select = database < 0 ? new byte[0] : RespEncoder.select(database);
    cuts.add(new Cut(offset, length, select));
    long masked = length - select.length;
    if (masked != 0 && masked < PingMask.MIN_LENGTH) {
      rewrite = true;
      return EditKind.EXCISE;
    }
    if (select.length > 0) {
      inPlace.add(new FileEdit.Overwrite(file, offset, Content.of(select)));
    }
    if (masked > 0) {
      mask(offset + select.length, masked);
    }
    return EditKind.MASK;
  }

  private void mask(long offset, long length) {
    for (PingMask.Piece piece : PingMask.over(offset, length)) {
      inPlace.add(new FileEdit.Overwrite(file, piece.offset(), Content.of(piece.head())));
      // Servers do not look at the two bytes behind an argument: without a free block for them the
      // file loads too.
      Content end = Content.of((byte) '\r', (byte) '\n');
      inPlace.add(new FileEdit.Overwrite(file, piece.endOffset(), end, end.length()));
    }
  }

  /** Writes what a repair before had no room for. */
  EditKind maskEnd(Damage.UnfinishedMask mask) {
    Content end = Content.of((byte) '\r', (byte) '\n');
    cuts.add(new Cut(mask.offset(), mask.length(), new byte[] {'\r', '\n'}));
    inPlace.add(new FileEdit.Overwrite(file, mask.offset(), end, end.length()));
    return EditKind.MASK_END;
  }

  /** Cuts the end off. */
  EditKind tail(Damage.BadTail tail) {
    cuts.add(new Cut(tail.offset(), size - tail.offset(), new byte[0]));
    inPlace.add(new FileEdit.Truncate(file, tail.offset()));
    return EditKind.TRUNCATE;
  }

  /** Puts the SELECT in that is missing. */
  EditKind select(Damage.MissingSelect missing) {
    cuts.add(new Cut(missing.offset(), 0, RespEncoder.select(missing.database())));
    rewrite = true;
    return EditKind.INSERT;
  }

  /** Adds the rest of a split command, which the next file still holds. */
  EditKind rest(Damage.SplitCommand split) {
    appended.add(new FileEdit.Append(file, Content.slice(split.nextFile(), 0, split.restLength())));
    return EditKind.APPEND;
  }

  /** The edits of this file, as one list that the commit takes together. */
  List<FileEdit> edits() {
    if (!rewrite) {
      List<FileEdit> all = new ArrayList<>(inPlace);
      all.addAll(appended);
      return all;
    }
    List<FileEdit.Part> parts = new ArrayList<>();
    long position = 0;
    for (Cut cut : cuts.stream().sorted(java.util.Comparator.comparingLong(Cut::offset)).toList()) {
      copy(parts, position, cut.offset());
      if (cut.instead().length > 0) {
        parts.add(new FileEdit.Part.Literal(Content.of(cut.instead())));
      }
      position = cut.offset() + cut.length();
    }
    copy(parts, position, size);
    for (FileEdit edit : appended) {
      if (edit instanceof FileEdit.Append append) {
        parts.add(new FileEdit.Part.Literal(append.content()));
      }
    }
    return List.of(new FileEdit.Replace(file, parts));
  }

  private static void copy(List<FileEdit.Part> parts, long from, long to) {
    if (to > from) {
      parts.add(new FileEdit.Part.Copy(from, to - from));
    }
  }
}
