package org.aofkit.fsck;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.SetFile;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.UsageException;
import org.aofkit.fsck.render.StatsJson;
import org.aofkit.fsck.render.StatsText;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbProblem;
import org.aofkit.stats.FileStats;
import org.aofkit.stats.StatsReader;
import org.jspecify.annotations.Nullable;

/** {@code stats}: what is in the files of a set; never writes. */
final class StatsCommand {
  private static final int TOP = 10;
  private static final int MOST_TOP = 10_000;

  private final Session session;
  private final Target target;
  private final StatsReader reader;
  private final List<FileStats> files = new ArrayList<>();

  StatsCommand(Session session) throws UsageException {
    this.session = session;
    this.target = session.directory();
    int top = session.arguments().number(Opt.TOP, 0, MOST_TOP, TOP);
    this.reader =
        new StatsReader(
            session.settings().ioMode(),
            top,
            session.environment().clock().millis(),
            session.stop());
  }

  int run() throws UsageException, IOException {
    try {
      return stats();
    } catch (CancellationException | UsageException e) {
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      Failure.trace(e, session.arguments().has(Opt.DEBUG), session.environment().err());
      return ended(ExitCode.OPERATIONAL, Failure.describe(e));
    }
  }

  private int stats() throws UsageException, IOException {
    ChosenFiles choice = new ChosenFiles(session, target);
    AofSet set = choice.locate();
    List<SetFile> chosen = choice.of(set, "");
    if (chosen.isEmpty() && !ChosenFiles.isEmpty(set)) {
      return ended(
          ExitCode.UNCORRECTED,
          "a server would load none of the files that are there, and 'check' says why; give the path"
              + " of one file to see what is in it");
    }
    int code = ExitCode.CLEAN;
    String words = null;
    for (SetFile file : chosen) {
      if (file.state() != SetFile.State.FILE) {
        code |= ExitCode.UNCORRECTED;
        words = words == null ? file.name() + ": the file is listed, but is not there" : words;
        continue;
      }
      FileStats stats = reader.read(file, set.start());
      files.add(stats);
      if (!stats.isWhole()) {
        code |= codeOf(stats);
        words = words == null ? damage(stats) : words;
      }
    }
    return ended(code, words);
  }

  private static int codeOf(FileStats stats) {
    RdbProblem problem = stats.image() == null ? null : stats.image().image().problem();
    return problem != null && problem.kind() == RdbProblem.Kind.UNSUPPORTED
        ? ExitCode.OPERATIONAL
        : ExitCode.UNCORRECTED;
  }

  private static String damage(FileStats stats) {
    String name = stats.file().name().toString();
    RdbImage image = stats.image() == null ? null : stats.image().image();
    if (image != null && image.problem() != null) {
      RdbProblem problem = image.problem();
      return name
          + ":"
          + problem.offset()
          + ": RDB image: "
          + problem.text()
          + "; what lies behind is not counted";
    }
    if (stats.stop() == null && stats.head() != null) {
      return name
          + ":0: RDB image: magic and version are damaged; it is counted as "
          + stats.head().name()
          + (stats.head().isProven()
              ? ", which its checksum proves"
              : ", as its first field tells");
    }
    long offset = stats.stop() == null ? 0 : stats.stop().offset();
    String words =
        stats.stop() == null || stats.stop().error() == null
            ? "no command"
            : stats.stop().error().text();
    return name + ":" + offset + ": " + words + "; what lies behind is not counted";
  }

  private int ended(int code, @Nullable String words) throws IOException {
    if (session.arguments().has(Opt.JSON)) {
      new StatsJson(session.environment().out(), Version.number())
          .write(target.name(), files, code, words);
    } else {
      session.environment().out().print(StatsText.of(files));
      session.environment().out().flush();
    }
    if (words != null) {
      String shown = target.shown() + ": ";
      session.complain(words.startsWith(shown) ? words : shown + words);
    }
    return code;
  }
}
