package org.aofkit.fuzz.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.aofkit.aof.AofSet;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Report;
import org.jspecify.annotations.Nullable;

/** Compares what a start did to the files with what a report says it would do. */
final class FileChanges {
  private FileChanges() {}

  /**
   * What a report does not say of the changes, or says and did not happen.
   *
   * @param dir the directory after a start with {@code aof-load-truncated yes}
   */
  static List<String> unsaid(Directories.Made made, Path dir, Report report) throws IOException {
    List<String> unsaid = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : made.files().entrySet()) {
      String name = file.getKey();
      Path path = whereabouts(dir, name);
      if (name.contains("manifest")) {
        continue;
      }
      if (path != null) {
        compare(name, file.getValue(), path, report, unsaid);
      } else if (!said(report, FindingCode.DIR_HISTORY, name)) {
        unsaid.add(name + " is gone");
      }
    }
    return unsaid;
  }

  /** Where the file is now: an upgrade moves the old one. Null where it is gone. */
  private static @Nullable Path whereabouts(Path dir, String name) {
    Path path = dir.resolve(name);
    Path moved = dir.resolve("appendonlydir").resolve(name);
    return Files.exists(path) ? path : Files.exists(moved) ? moved : null;
  }

  private static boolean said(Report report, FindingCode code, String name) {
    return report.findings().stream()
        .anyMatch(finding -> finding.code() == code && name.endsWith(finding.file()));
  }

  private static void compare(
      String name, byte[] before, Path path, Report report, List<String> unsaid)
      throws IOException {
    byte[] after = Files.readAllBytes(path);
    boolean upgrade = report.set().start() == AofSet.Start.UPGRADE;
    boolean looked = name.startsWith("appendonlydir/") != (upgrade && isCut(report, path));
    List<Finding> said = looked ? changes(report, path) : List.of();
    // A PSYNC that makes the server crash may have made it save a dump first.
    boolean saved = name.equals("dump.rdb") && says(report, FindingCode.AOF_ENDS_SERVER);
    if (said.isEmpty() && !saved && !Arrays.equals(before, after)) {
      unsaid.add(name + " has " + after.length + " bytes now");
    }
    for (Finding finding : said) {
      if (finding.message().contains("cut") && after.length != finding.offset()) {
        unsaid.add(name + " has " + after.length + " bytes: " + finding);
      }
    }
  }

  private static boolean says(Report report, FindingCode code) {
    return report.findings().stream().anyMatch(finding -> finding.code() == code);
  }

  private static boolean isCut(Report report, Path path) {
    return changes(report, path).stream().anyMatch(each -> each.message().contains("cut"));
  }

  private static List<Finding> changes(Report report, Path path) {
    return report.findings().stream()
        .filter(finding -> finding.code() == FindingCode.DIR_START_CHANGES)
        .filter(finding -> finding.file().equals(path.getFileName().toString()))
        .toList();
  }
}
