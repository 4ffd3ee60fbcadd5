package org.aofkit.fsck.render;

import java.util.ArrayList;
import java.util.List;

/** Columns of text; numbers stand to the right. */
final class Table {
  private final boolean[] right;
  private final List<String[]> rows = new ArrayList<>();

  Table(boolean... right) {
    this.right = right;
  }

  void row(String... cells) {
    rows.add(cells);
  }

  void append(StringBuilder text, String indent) {
    int[] widths = new int[right.length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], width(row[i]));
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int i = 0; i < row.length; i++) {
        if (i > 0) {
          line.append("  ");
        }
        if (right[i]) {
          pad(line, widths[i] - width(row[i]));
        }
        line.append(row[i]);
        if (!right[i]) {
          pad(line, widths[i] - width(row[i]));
        }
      }
      int end = line.length();
      while (end > 0 && line.charAt(end - 1) == ' ') {
        end--;
      }
      text.append(line, 0, end).append('\n');
    }
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  private static void pad(StringBuilder line, int blanks) {
    for (int i = 0; i < blanks; i++) {
      line.append(' ');
    }
  }
}
