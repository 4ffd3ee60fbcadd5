package org.aofkit.fsck;

import org.aofkit.check.FindingCode;

/** {@code src/docs/findings.md}, made from the codes. */
final class FindingsPage {
  private static final String[][] PARTS = {
    {"AOF-", "Commands"},
    {"RDB-", "RDB images"},
    {"MAN-", "The manifest"},
    {"DIR-", "The directory"},
  };

  private FindingsPage() {}

  static String text() {
    StringBuilder text = new StringBuilder();
    text.append("# Findings\n\n");
    text.append(
        "Every finding has a stable code, which is never renamed and never given another meaning.\n");
    text.append("This page is made from the codes themselves; `mvn -pl aof-fsck -am test");
    text.append(" -Dtest=FindingsPageTest -Dsurefire.failIfNoSpecifiedTests=false");
    text.append(" -Daofkit.regenerate=true` writes it anew.\n\n");
    text.append("| severity | meaning |\n|---|---|\n");
    text.append("| note | Worth knowing; nothing is wrong. |\n");
    text.append("| warning | Wrong, but the server accepts it. |\n");
    text.append("| error | The server refuses it, or data are lost by it. |\n\n");
    text.append(
        "The severity of a code is the usual one; a finding may have another where its place matters.\n");
    for (String[] part : PARTS) {
      text.append("\n## ").append(part[1]).append("\n\n");
      text.append(
          "| code | severity | what it is and what it means | what to do |\n|---|---|---|---|\n");
      for (FindingCode code : FindingCode.values()) {
        if (code.id().startsWith(part[0])) {
          text.append("| `").append(code.id()).append("` | ").append(code.severity().id());
          text.append(" | ").append(cell(code.meaning())).append(" | ").append(cell(code.remedy()));
          text.append(" |\n");
        }
      }
    }
    return text.toString();
  }

  private static String cell(String words) {
    return words.isEmpty() ? "Nothing." : words.replace("|", "\\|");
  }
}
