package org.aofkit.fsck.render;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.aofkit.check.Damage;
import org.aofkit.check.EditClass;
import org.aofkit.check.FileFormat;
import org.aofkit.check.FileReport;
import org.aofkit.check.Finding;
import org.aofkit.check.FindingCode;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.check.Severity;
import org.aofkit.check.Verdict;
import org.aofkit.io.FileName;
import org.aofkit.rdb.RdbChecksum;
import org.aofkit.server.Server;

/** A report for people: what is wrong, where, what it means, and what to type next. */
public final class ReportText {
  /** How many findings of one code are shown; JSON has them all. */
  static final int SHOWN_PER_CODE = 20;

  private static final int FILES_SHOWN = 100;

  private final Report report;
  private final byte[] path;
  private final View view;
  private final Paint paint;
  private final String planned;
  private final StringBuilder text = new StringBuilder(4096);

  private ReportText(Report report, byte[] path, View view, String planned) {
    this.planned = planned;
    this.report = report;
    this.path = path;
    this.view = view;
    this.paint = view.paint();
  }

  /** The block of one PATH, with a line end. */
  public static String of(Report report, byte[] path, View view) {
    return of(report, path, view, "");
  }

  /**
   * The block of a PATH whose repair has failed.
   *
   * @param planned the options of its plan as they are typed; empty for the defaults
   */
  public static String of(Report report, byte[] path, View view, String planned) {
    ReportText block = new ReportText(report, path, view, planned);
    block.text.append(Headline.of(report, path, view.paint())).append('\n');
    if (!view.quiet()) {
      block.body();
    }
    return block.text.toString();
  }

  private void body() {
    text.append('\n');
    for (String note : report.notes()) {
      line("note", note);
    }
    line("judged for", report.server().title() + " (" + found() + ")");
    line("it starts", starts(report.loads()));
    others();
    files();
    findings();
    next();
  }

  private void line(String name, String value) {
    text.append("  ").append(name);
    for (int i = name.length(); i < 12; i++) {
      text.append(' ');
    }
    text.append(value).append('\n');
  }

  private String found() {
    return switch (report.serverFrom()) {
      case OPTION -> "as you said";
      case AUX -> "the base says so";
      case MANIFEST -> "the manifest shows it";
      case COMMANDS -> "the first one that takes its commands";
      case DEFAULT -> "nothing in the files says which; --server does";
    };
  }

  private String starts(Loads loads) {
    Boolean configured = view.loadTruncated();
    if (configured != null) {
      boolean answer = configured ? loads.lenient() : loads.strict();
      return yes(answer) + " with your aof-load-truncated " + (configured ? "yes" : "no");
    }
    if (loads.strict() == loads.lenient()) {
      return yes(loads.lenient());
    }
    return yes(loads.lenient())
        + " with aof-load-truncated yes (the default), "
        + yes(loads.strict())
        + " with no";
  }

  private static String yes(boolean answer) {
    return answer ? "yes" : "no";
  }

  private void others() {
    StringBuilder different = new StringBuilder();
    for (Server server : Server.values()) {
      Loads loads = report.loadsOn().get(server);
      if (loads == null || server == report.server() || isSame(loads, report.loads())) {
        continue;
      }
      different.append(different.length() == 0 ? "" : "; ").append(server.title()).append(": ");
      different.append(yes(loads.lenient()));
      if (loads.lenient() != loads.strict()) {
        different.append(" (strict: ").append(yes(loads.strict())).append(')');
      }
    }
    if (different.length() > 0) {
      line("elsewhere", different.toString());
    }
  }

  /** What a record is given as {@code equals} costs 15 ms at its first use. */
  private static boolean isSame(Loads a, Loads b) {
    return a.lenient() == b.lenient() && a.strict() == b.strict();
  }

  private void files() {
    if (report.files().isEmpty()) {
      return;
    }
    Table table = new Table(false, false, false, true, false, true, true);
    table.row("file", "type", "format", "size", "verdict", "commands", "keys");
    int shown = 0;
    for (FileReport file : report.files()) {
      // A directory may hold any number of files that are not listed.
      if (shown >= FILES_SHOWN) {
        break;
      }
      shown++;
      table.row(
          file.name(),
          file.type().id(),
          file.format().id(),
          Numbers.size(file.size()),
          isUnread(file) ? "-" : file.verdict().id(),
          isUnread(file) || file.format() == FileFormat.MANIFEST
              ? ""
              : Numbers.grouped(file.commands()),
          file.keys().isPresent() ? Numbers.grouped(file.keys().getAsLong()) : "");
    }
    text.append('\n');
    table.append(text, "  ");
    if (report.files().size() > shown) {
      text.append("  and ")
          .append(Numbers.grouped(report.files().size() - shown))
          .append(" more (--json lists all)\n");
    }
    withoutChecksum();
    Unread unread = Unread.of(report);
    if (unread.files() > 0) {
      text.append("\n  ").append(Numbers.size(unread.bytes())).append(" in ");
      text.append(Numbers.count(unread.files(), "file")).append(" that no server reads\n");
      if (report.damages().isEmpty() && report.verdict() == Verdict.CLEAN) {
        text.append("    ").append(view.command("repair --clean-leftovers", path)).append('\n');
      }
    }
  }

  /** Images that were written without a checksum are no damage, but less is known of them. */
  private void withoutChecksum() {
    for (FileReport file : report.files()) {
      if (file.image() != null && file.image().checksum() == RdbChecksum.DISABLED) {
        text.append('\n');
        wrap(
            file.name()
                + " was written without a checksum (rdbchecksum no): a changed byte inside of a"
                + " value can't be seen.");
      }
    }
  }

  /** Not looked into, so that no judgement of it should be read into the table. */
  private static boolean isUnread(FileReport file) {
    return file.format() == FileFormat.UNKNOWN && file.verdict() == Verdict.CLEAN;
  }

  private void findings() {
    Map<FindingCode, Integer> seen = new EnumMap<>(FindingCode.class);
    for (Finding finding : report.findings()) {
      int before = seen.getOrDefault(finding.code(), 0);
      seen.put(finding.code(), before + 1);
      if (before < SHOWN_PER_CODE) {
        finding(finding, before == 0);
      }
    }
    for (Map.Entry<FindingCode, Integer> entry : seen.entrySet()) {
      int more = entry.getValue() - SHOWN_PER_CODE;
      if (more > 0) {
        text.append("\n  and ").append(Numbers.grouped(more)).append(" more of ");
        text.append(entry.getKey().id()).append(" (--json lists all)\n");
      }
    }
  }

  private void finding(Finding finding, boolean explain) {
    text.append("\n  ").append(paint.of(finding.severity(), finding.severity().id())).append(' ');
    text.append(paint.bold(finding.code().id()));
    String place = place(finding);
    if (!place.isEmpty()) {
      text.append("  ").append(place);
    }
    text.append('\n');
    wrap(finding.message());
    if (explain) {
      wrap(finding.code().meaning());
    }
    if (finding.severity() != Severity.NOTE && finding.offset() >= 0 && !finding.file().isEmpty()) {
      spot(finding);
    }
    if (!finding.remedy().isEmpty() && explain) {
      wrap("-> " + finding.remedy());
    }
  }

  /** Where a finding is: file, offset and length, as far as they are known. */
  static String place(Finding finding) {
    StringBuilder place = new StringBuilder(finding.file());
    if (finding.offset() >= 0) {
      place.append(" @ ").append(Numbers.offset(finding.offset()));
    }
    if (finding.length() > 0) {
      place.append(", ").append(Numbers.count(finding.length(), "byte"));
    }
    return place.toString();
  }

  private void spot(Finding finding) {
    Path file;
    try {
      file = Names.resolve(report.root(), ByteStrings.unescape(finding.file()));
    } catch (InvalidPathException e) {
      // A name that this file system can't express has no bytes to show.
      return;
    }
    HexView.append(text, file, finding.offset(), finding.length(), "      ");
  }

  private void wrap(String words) {
    Wrapping.append(text, words, "    ");
  }

  private void next() {
    List<Damage> damages = report.damages();
    if (report.verdict() == Verdict.CLEAN && damages.isEmpty()) {
      return;
    }
    text.append('\n');
    if (damages.isEmpty()) {
      if (report.verdict() != Verdict.UNSUPPORTED) {
        text.append("  There is nothing here that a repair could mend; see the advice above.\n");
      }
      return;
    }
    if (!planned.isEmpty()) {
      text.append("  Nothing was written. The plan, and the repair, once that is put right:\n\n");
      text.append("    ").append(view.command("repair --dry-run" + planned, path)).append('\n');
      text.append("    ").append(view.command("repair" + planned, path)).append('\n');
      return;
    }
    boolean allSafe = true;
    for (Damage damage : damages) {
      allSafe &= damage.editClass() == EditClass.SAFE;
    }
    if (allSafe) {
      text.append(
          "  All of it can be repaired without giving anything up. To see how, then to do it:\n\n");
      text.append("    ").append(view.command("repair --dry-run", path)).append('\n');
      text.append("    ").append(view.command("repair", path)).append("\n");
      return;
    }
    refusals(damages);
  }

  private void refusals(List<Damage> damages) {
    text.append("  A repair would write nothing, because not all of it can be mended freely:\n");
    int shown = 0;
    for (Damage damage : damages) {
      if (damage.editClass() == EditClass.SAFE || shown++ >= SHOWN_PER_CODE) {
        continue;
      }
      Path name = damage.file().equals(report.root()) ? null : damage.file().getFileName();
      wrap("- " + (name == null ? "" : FileName.of(name) + ": ") + damage.reason());
    }
    if (shown > SHOWN_PER_CODE) {
      wrap("and at " + Numbers.grouped(shown - SHOWN_PER_CODE) + " more places");
    }
    text.append("  Look for a replica or a backup that still has the data first. The plan:\n\n");
    text.append("    ").append(view.command("repair --dry-run", path)).append('\n');
  }
}
