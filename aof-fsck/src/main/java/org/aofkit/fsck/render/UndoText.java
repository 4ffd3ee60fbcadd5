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
