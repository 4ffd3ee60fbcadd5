package org.aofkit.fsck.render;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What undo has done, for people. */
public final class UndoText {
  private static final int SHOWN = 50;

  private UndoText() {}

  /** The lines, with a line end. */
  public static String of(
      byte[] path, Path operation, List<String> files, Optional<Path> to, View view) {
    StringBuilder text = new StringBuilder(ByteStrings.forPeople(path));
    if (to.isPresent()) {
      text.append(": the originals are in ").append(to.get()).append(": ");
    } else {
      text.append(": ").append(operation.getFileName()).append(" was taken back: ");
    }
    text.append(Numbers.count(files.size(), "file")).append(".\n");
    return list(text, files, view);
  }

  /** The lines about an operation that was given up, with a line end. */
  public static String abandoned(byte[] path, Path operation, List<String> kept, View view) {
    StringBuilder text = new StringBuilder(ByteStrings.forPeople(path));
    text.append(": ")
        .append(operation.getFileName())
        .append(" was given up; the files are as they were found. It keeps ")
        .append(Numbers.count(kept.size(), "file"))
        .append(" in ")
        .append(operation)
        .append(".\n");
    return list(text, kept, view);
  }

  private static String list(StringBuilder text, List<String> files, View view) {
    if (view.quiet()) {
      return text.toString();
    }
    text.append('\n');
    for (int i = 0; i < Math.min(files.size(), SHOWN); i++) {
      text.append("  ").append(files.get(i)).append('\n');
    }
    if (files.size() > SHOWN) {
      text.append("  and ").append(Numbers.grouped(files.size() - SHOWN)).append(" more\n");
    }
    return text.append('\n').toString();
  }
}
