package org.aofkit.fsck;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.CancellableSource;
import org.aofkit.aof.HiddenImage;
import org.aofkit.aof.ReadOptions;
import org.aofkit.aof.SetFile;
import org.aofkit.check.CheckOptions;
import org.aofkit.fsck.options.Arguments;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.UsageException;
import org.aofkit.fsck.render.ShowJson;
import org.aofkit.fsck.render.ShowLines;
import org.aofkit.fsck.render.ShowText;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileSources;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbProblem;
import org.aofkit.rdb.salvage.RestoredHead;
import org.aofkit.rdb.salvage.SalvageOptions;
import org.aofkit.resp.RespScanner;
import org.jspecify.annotations.Nullable;

/** {@code show}: commands or keys of a set, in load order; never writes. */
final class ShowCommand {
  /** Bytes of magic and version. */
  private static final int HEAD = 9;

  private final Session session;
  private final ShowRequest request;
  private final Target target;
  private final ShowOutput output;
  private final ShowLines lines;
  private final ShowLoop loop;

  ShowCommand(Session session) throws UsageException, IOException {
    this.session = session;
    Arguments arguments = session.arguments();
    this.request = ShowRequest.of(arguments);
    this.target = session.directory();
    Environment environment = session.environment();
    this.output = new ShowOutput(environment.out(), environment.cancellation());
    ShowLines.Detail detail =
        new ShowLines.Detail(arguments.has(Opt.VALUES), arguments.has(Opt.FULL));
    this.lines =
        arguments.has(Opt.JSON)
            ? new ShowJson(output, detail, Version.number(), target.name())
            : new ShowText(output, detail, session.view(), target.name());
    this.loop = new ShowLoop(request, lines, output);
  }

  int run() throws UsageException, IOException {
    try {
      return show();
    } catch (CancellationException e) {
      lines.flush();
      throw e;
    } catch (ShowOutput.GoneException e) {
      // Who reads standard output knows, or the caller says so.
      return ExitCode.CLEAN;
    } catch (UsageException e) {
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      Failure.trace(e, session.arguments().has(Opt.DEBUG), session.environment().err());
      return ended(ExitCode.OPERATIONAL, "error", null, -1, Failure.describe(e));
    }
  }

  private int show() throws UsageException, IOException {
    CheckOptions settings = session.settings();
    ChosenFiles choice = new ChosenFiles(session, target);
    AofSet set = choice.locate();
    List<SetFile> files =
        choice.of(
            set,
            "the file is part of a set; only what is in this file is shown, and times that files"
                + " before it annotate are not known");
    Optional<Arguments.Place> from = session.arguments().place(Opt.FROM);
    if (from.isPresent()) {
      files = from(files, from.get().file());
    }
    lines.begin(files);
    if (files.isEmpty()) {
      return nothing(set);
    }
    ReadOptions options =
        new ReadOptions(
            settings.ioMode(),
            settings.databases(),
            settings.windowSize(),
            from.isPresent() ? OptionalLong.of(from.get().offset()) : OptionalLong.empty(),
            loop,
            session.stop());
    try (AofReader reader = AofReader.open(files, options)) {
      return read(reader, set.start());
    }
  }

  private int read(AofReader reader, AofSet.Start start) throws IOException {
    boolean enough;
    try {
      enough = loop.run(reader);
    } catch (NoSuchFileException e) {
      return ended(
          ExitCode.UNCORRECTED,
          "damage",
          reader.file(),
          -1,
          "the file is listed, but is not there; what lies behind it is not shown");
    }
    if (enough) {
      return ended(ExitCode.CLEAN, "limit", null, -1, null);
    }
    if (reader.stop() != null) {
      return stopped(reader, start);
    }
    if (request.hasTimes() && !loop.anyTime()) {
      return ended(
          ExitCode.OPERATIONAL,
          "error",
          null,
          -1,
          "no time is annotated in these files, so that --since and --before find nothing; servers"
              + " annotate times with aof-timestamp-enabled yes");
    }
    if (loop.withUnknownKeys() > 0) {
      session.say(
          target.shown()
              + ": "
              + loop.withUnknownKeys()
              + (loop.withUnknownKeys() == 1 ? " command was" : " commands were")
              + " left out, because it is not known which of their words are keys");
    }
    ShowLoop.OpenTransaction open = loop.openTransaction();
    if (open != null) {
      return ended(
          ExitCode.UNCORRECTED,
          "end",
          open.file(),
          open.offset(),
          "the transaction that begins here has no end in its file; no server executes it");
    }
    return ended(ExitCode.CLEAN, "end", null, -1, null);
  }

  private static List<SetFile> from(List<SetFile> files, String name) throws UsageException {
    for (int i = 0; i < files.size(); i++) {
      if (files.get(i).name().toString().equals(name)) {
        return files.subList(i, files.size());
      }
    }
    throw new UsageException("--from: '" + name + "' is none of the files to be shown");
  }

  private int nothing(AofSet set) throws IOException {
    if (ChosenFiles.isEmpty(set)) {
      session.say(target.shown() + ": there are no persistence files");
      return ended(ExitCode.CLEAN, "end", null, -1, null);
    }
    return ended(
        ExitCode.UNCORRECTED,
        "damage",
        null,
        -1,
        "a server would load none of the files that are there, and 'check' says why; give the path of"
            + " one file to see what is in it");
  }

  private int stopped(AofReader reader, AofSet.Start start) throws IOException {
    RdbImage image = reader.image();
    RdbProblem problem = image == null ? null : image.problem();
    org.aofkit.aof.Stop stop = reader.stop();
    if (stop == null) {
      throw new IllegalStateException("nothing stopped the reader");
    }
    long at = problem == null ? stop.offset() : problem.offset();
    boolean isBeheaded =
        problem == null ? at == 0 && reader.file().size() > 0 : at < image.start() + HEAD;
    if (isBeheaded && isShown(reader.file(), problem != null, start)) {
      return ended(
          ExitCode.UNCORRECTED,
          "damage",
          reader.file(),
          0,
          "RDB image: magic and version are damaged; no server loads it, and its keys are shown as"
              + " what is left tells; what lies behind is not shown");
    }
    if (problem != null) {
      int code =
          problem.kind() == RdbProblem.Kind.UNSUPPORTED
              ? ExitCode.OPERATIONAL
              : ExitCode.UNCORRECTED;
      return ended(
          code,
          "damage",
          reader.file(),
          problem.offset(),
          "RDB image: " + problem.text() + "; what lies behind is not shown");
    }
    String words = stop.error() == null ? "no command" : stop.error().text();
    String behind =
        stop.how() == RespScanner.MALFORMED
            ? "; what lies behind is not shown (--from FILE:OFFSET begins behind it)"
            : "";
    return ended(ExitCode.UNCORRECTED, "damage", reader.file(), stop.offset(), words + behind);
  }

  /** Shows an image whose first bytes are damaged; whether it is one that can be read. */
  private boolean isShown(SetFile file, boolean isImage, AofSet.Start start) throws IOException {
    try (ByteSource source = FileSources.open(file.path(), session.settings().ioMode())) {
      SalvageOptions options =
          new SalvageOptions(false, false, false, session.settings().windowSize(), session.stop());
      RestoredHead head =
          isImage || HiddenImage.isImage(start, file, source)
              ? RestoredHead.of(source, 0, options)
              : null;
      if (head != null) {
        loop.image(file, new CancellableSource(head.in(source, 0), session.stop()));
      }
      return head != null;
    }
  }

  private int ended(
      int code, String reason, @Nullable SetFile file, long offset, @Nullable String words)
      throws IOException {
    String name = file == null ? null : file.name().toString();
    lines.end(new ShowLines.End(loop.shown(), loop.read(), reason, name, offset, words, code));
    lines.flush();
    if (words != null) {
      String place = name == null ? "" : name + (offset < 0 ? "" : ":" + offset) + ": ";
      String shown = target.shown() + ": ";
      session.complain(words.startsWith(shown) ? words : shown + place + words);
    }
    if (session.arguments().verbose()) {
      session.say(
          target.shown() + ": " + loop.read() + " commands read, " + loop.shown() + " lines shown");
    }
    return code;
  }
}
