package org.aofkit.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.AofSetLocator;
import org.aofkit.aof.FileType;
import org.aofkit.aof.HiddenImage;
import org.aofkit.aof.MultiInFront;
import org.aofkit.aof.SetFile;
import org.aofkit.aof.StartObstacle;
import org.aofkit.check.Report.ServerSource;
import org.aofkit.command.CommandTable;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileShrankException;
import org.aofkit.io.FileSources;
import org.aofkit.io.IoMode;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Checks a data directory, an AOF directory, a manifest or a single file. Nothing is written, and
 * read permission is enough. Not to be shared between threads; the scan itself uses as many as
 * {@link CheckOptions#threads()} says.
 */
public final class Checker {
  private final AofSet set;
  private final CheckOptions options;
  private final CommandTable table = CommandTable.standard();
  private final Prediction prediction = new Prediction();
  private final Findings findings = new Findings();
  private final List<Damage> damages = new ArrayList<>();
  private final List<FileReport> files = new ArrayList<>();
  private final Tally tally = new Tally();
  private Verdict verdict = Verdict.CLEAN;
  private @Nullable ServerChoice choice;
  private @Nullable LogJudge judge;
  private FileLook.@Nullable Split split;
  private final FileScans scans;
  private final @Nullable ManifestSearch search;
  private final @Nullable ManifestDoubt doubt;
  private final @Nullable ServerChoice given;
  private final BitSet execBehind = new BitSet();
  private final List<@Nullable Borders> borders = new ArrayList<>();
  private int images;

  private Checker(
      AofSet set,
      CheckOptions options,
      @Nullable ServerChoice choice,
      FileScans scans,
      @Nullable ManifestSearch search,
      @Nullable ManifestDoubt doubt) {
    this.set = set;
    this.options = options;
    this.scans = scans;
    this.search = search;
    this.doubt = doubt;
    this.given = choice;
    if (choice != null) {
      take(choice);
    }
  }

  /**
   * Checks what a server would load.
   *
   * @param path the server's data directory, the AOF directory in it, a manifest, or one AOF or RDB
   *     file; a file that is listed in a manifest beside it is taken as part of that set
   * @throws IOException if something can't be read; {@link java.nio.file.NoSuchFileException} if
   *     there is nothing at the path, {@link org.aofkit.io.FileShrankException} if a file shrinks
   *     while it is read
   * @throws java.util.concurrent.CancellationException once {@link CheckOptions#cancelled()} says
   *     so
   */
  public static Report check(Path path, CheckOptions options) throws IOException {
    AofSet set = locate(path, options);
    try {
      return check(set, options);
    } catch (FileShrankException e) {
      boolean mapped = options.ioMode() == IoMode.MAP;
      if (!mapped || !locate(path, options).log().equals(set.log())) {
        throw e;
      }
      // Nothing shrank. On a full tmpfs a mapping has no page to show for a hole in a file, though
      // the file can be read; and a hole on a full volume is what we are here for.
      return check(set, options.withReads());
    }
  }

  private static Report check(AofSet set, CheckOptions options) throws IOException {
    FileScans scans = new FileScans(options.ioMode());
    try {
      ManifestDoubt doubt = ManifestDoubt.of(set, scans, options);
      ManifestSearch search = ManifestSearch.of(set, options, scans, doubt);
      return check(set, options, search == null ? null : search.choice(), scans, search, doubt);
    } catch (InternalError e) {
      // Behind the reading of one file, and in front of that of the next, it may still come.
      throw FileShrankException.of(set.root().toString(), 0, e);
    }
  }

  /** Checks the files of a chain, as if a manifest listed them. */
  static Report check(AofSet set, CheckOptions options, ServerChoice choice, FileScans scans)
      throws IOException {
    return check(set, options, choice, scans, null, null);
  }

  private static Report check(
      AofSet set,
      CheckOptions options,
      @Nullable ServerChoice choice,
      FileScans scans,
      @Nullable ManifestSearch search,
      @Nullable ManifestDoubt doubt)
      throws IOException {
    Checker checker = new Checker(set, options, choice, scans, search, doubt);
    Report report = checker.withSplitTransactions(checker.run());
    Server other = serverOfCommands(report);
    if (other == null) {
      return report;
    }
    ServerChoice chosen = new ServerChoice(other, ServerSource.COMMANDS);
    Checker again = new Checker(set, options, chosen, scans, search, doubt);
    return again.withSplitTransactions(again.run());
  }

  /**
   * Where a later file holds the EXEC of a transaction that has lost a part before, what goes with
   * it is only seen with that in mind. That is so seldom that everything is looked at once more.
   */
  private Report withSplitTransactions(Report report) throws IOException {
    BitSet behind = Borders.execsBehind(borders);
    if (behind.isEmpty()) {
      return report;
    }
    Checker again = new Checker(set, options, given, scans, search, doubt);
    again.execBehind.or(behind);
    return again.run();
  }

  /**
   * The server's {@code dir} for a path: where a repair keeps its journal.
   *
   * @param path as for {@link #check}
   * @throws IOException as for {@link #check}
   */
  public static Path dataDirectory(Path path, CheckOptions options) throws IOException {
    return dataDirectory(locate(path, options));
  }

  private static Path dataDirectory(AofSet set) {
    return set.dataDirectory() == null ? set.root() : set.dataDirectory();
  }

  private static AofSet locate(Path path, CheckOptions options) throws IOException {
    return AofSetLocator.locate(
        path,
        new AofSetLocator.Settings(
            options.appendOnly(),
            options.appendFilename(),
            options.appendDirname(),
            options.dbFilename()));
  }

  /**
   * The server that takes the commands where the one that was found out does not; null where there
   * is none.
   */
  private static @Nullable Server serverOfCommands(Report report) {
    boolean refused = false;
    for (Finding finding : report.findings()) {
      refused |= finding.code() == FindingCode.AOF_UNKNOWN_COMMAND;
    }
    if (!refused || report.serverFrom() == ServerSource.OPTION) {
      return null;
    }
    for (Server server : Server.values()) {
      Loads loads = report.loadsOn().get(server);
      if (loads != null && loads.lenient()) {
        return server;
      }
    }
    return null;
  }

  private Report run() throws IOException {
    int lastWithContent = -1;
    for (int i = 0; i < set.log().size(); i++) {
      if (set.log().get(i).size() > 0) {
        lastWithContent = i;
      }
    }
    if (set.log().isEmpty()) {
      choose(null);
    }
    for (int i = 0; i < set.log().size(); i++) {
      file(i, i >= lastWithContent);
    }
    ServerChoice chosen = choose(null);
    Damage lost = search == null ? null : search.damage(chosen.server());
    StartJudge.Judgement start = StartJudge.judge(set, chosen.server(), lost, doubt);
    findings.addAll(start.findings());
    for (Server server : start.notLoadedBy()) {
      prediction.not(server);
    }
    StartObstacle obstacle = obstacle();
    Loads loads = prediction.of(chosen.server());
    List<Finding> cuts = judge == null ? List.of() : judge.cuts();
    findings.addAll(StartChanges.of(set, chosen.server(), cuts, loads.lenient(), obstacle));
    List<FileReport> all = new ArrayList<>(start.before());
    all.addAll(files);
    all.addAll(start.after());
    List<Damage> allDamages = new ArrayList<>(start.damages());
    allDamages.addAll(damages);
    if (judge != null) {
      allDamages.addAll(judge.damages());
    }
    return new Report(
        set,
        chosen.server(),
        chosen.source(),
        Verdict.worse(verdict, start.verdict()),
        prediction.of(chosen.server()),
        prediction.all(),
        all,
        findings.all(),
        allDamages,
        judge == null ? List.of() : judge.databases(),
        tally.stats(),
        set.notes());
  }

  private @Nullable StartObstacle obstacle() throws IOException {
    Path data = set.dataDirectory();
    boolean upgrade = set.start() == AofSet.Start.UPGRADE && data != null;
    Path directory = upgrade ? data.resolve(options.appendDirname()) : set.root();
    StartObstacle obstacle = StartObstacle.of(set, directory);
    if (obstacle != null) {
      String name = String.valueOf(obstacle.path().getFileName());
      findings.add(FindingCode.DIR_IN_THE_WAY, name, -1, 0, obstacle.text());
      prediction.none();
      verdict = Verdict.worse(verdict, Verdict.CORRUPT);
      damages.add(
          new Damage.Unmendable(
              obstacle.path(), -1, 0, EditClass.UNLOCATED, "it has to be moved away"));
    }
    return obstacle;
  }

  private ServerChoice choose(@Nullable RdbImage image) {
    return choice == null ? take(ServerChoice.of(options.server(), image, set)) : choice;
  }

  private ServerChoice take(ServerChoice chosen) {
    choice = chosen;
    judge = new LogJudge(chosen.server(), prediction, findings);
    return chosen;
  }

  private void file(int index, boolean lastWithContent) throws IOException {
    SetFile file = set.log().get(index);
    if (file.state() != SetFile.State.FILE) {
      borders.add(null);
      choose(null);
      notThere(file);
      return;
    }
    if (file.symbolicLink()) {
      findings.add(FindingCode.DIR_SYMBOLIC_LINK, file.name().toString(), 0, 0, "a symbolic link");
    }
    try (ByteSource source = FileSources.open(file.path(), options.ioMode())) {
      fileOf(index, source, lastWithContent);
    }
  }

  /**
   * A page of a mapping that is gone may be noticed late, anywhere in here: the size tells where.
   */
  private void fileOf(int index, ByteSource source, boolean lastWithContent) throws IOException {
    try {
      FileLook look = look(index, source, lastWithContent);
      FileReport report = judgeOf(look);
      files.add(report);
      verdict = Verdict.worse(verdict, report.verdict());
      tally.add(look);
    } catch (InternalError e) {
      source.verify();
      throw FileShrankException.of(source, 0, e);
    }
  }

  private FileReport judgeOf(FileLook look) throws IOException {
    if (judge == null) {
      throw new IllegalStateException("a file was looked at before its server was chosen");
    }
    return judge.judge(look);
  }

  private void notThere(SetFile file) {
    String name = file.name().toString();
    boolean missing = file.state() == SetFile.State.MISSING;
    findings.add(
        missing ? FindingCode.MAN_FILE_MISSING : FindingCode.DIR_NOT_A_FILE,
        name,
        -1,
        0,
        missing ? "listed in the manifest, but not there" : "expected a regular file");
    prediction.none();
    verdict = Verdict.worse(verdict, Verdict.CORRUPT);
    damages.add(
        new Damage.Unmendable(
            file.path(),
            -1,
            0,
            EditClass.UNLOCATED,
            missing ? "the file is gone" : "what lies there is no regular file"));
    files.add(
        new FileReport(
            name,
            file.type(),
            FileFormat.UNKNOWN,
            0,
            Verdict.CORRUPT,
            0,
            java.util.OptionalLong.empty(),
            0,
            java.util.OptionalLong.empty()));
  }

  private FileLook look(int index, ByteSource source, boolean lastWithContent) throws IOException {
    SetFile file = set.log().get(index);
    long taken = split == null ? 0 : split.restLength();
    ImageScan scan = null;
    if (taken == 0 && HiddenImage.isImage(set.start(), file, source)) {
      boolean dump = set.start() == AofSet.Start.DUMP;
      RdbOptions how = dump ? RdbOptions.forDump() : RdbOptions.forAof();
      scan = scans.image(file.path(), source, how, tally.progressFrom(options));
      if (!dump && (scan.isOtherAsDump() || isOfValkey(scan)) && standsAlone(scan.image())) {
        // Of a dump a master drops keys whose deadline has passed: they may be there twice, or have
        // a deadline that would end it. Valkey does so with fields of hashes.
        scan = ImageScan.of(source, RdbOptions.forDump(), options);
      }
    }
    RdbImage image = scan == null ? null : scan.image();
    ServerChoice chosen = choose(index == 0 ? image : null);
    HeadDoubt head = head(index, image != null);
    boolean alone = taken == 0 && head.isNone() && !execBehind.get(index);
    FileScans.Log known = alone ? scans.log(file.path(), source, chosen.server()) : null;
    Complaints complaints =
        known == null ? new Complaints(chosen.server(), options.databases()) : known.complaints();
    long logStart = image == null ? taken : image.end();
    boolean readable = image == null || (image.problem() == null && !standsAlone(image));
    LogScan.Result log = known == null ? null : known.result();
    if (log == null && readable && (logStart < source.size() || taken > 0)) {
      CheckOptions here = tally.progressFrom(options);
      log = LogScan.of(source, table, here, logStart, head, execBehind.get(index), complaints);
      if (alone) {
        scans.keep(file.path(), source, chosen.server(), logStart, log, complaints);
      }
    }
    borders.add(log != null ? log.borders() : source.size() == 0 ? null : Borders.NONE);
    FileLook.Split headOf = split;
    SetFile next = index + 1 < set.log().size() ? set.log().get(index + 1) : null;
    split =
        log == null || next == null
            ? null
            : SplitSearch.of(file, source, log, next, options, findings);
    return new FileLook(
        file,
        source,
        format(source, image, log),
        image,
        scan == null ? null : scan.duplicates(),
        image == null ? null : keysInFront(index, source, image),
        scan != null && scan.hasCopiesOnly(),
        logStart,
        log,
        complaints,
        index == set.log().size() - 1,
        lastWithContent,
        split,
        headOf,
        options.databases(),
        options.images());
  }

  private KeysInFront keysInFront(int index, ByteSource source, RdbImage image) throws IOException {
    List<SetFile> front = set.log().subList(0, index);
    return KeysInFront.of(front, images++, source, image, options);
  }

  private HeadDoubt head(int index, boolean behindImage) {
    boolean incr = set.log().get(index).type() == FileType.INCR;
    if (judge == null || !incr) {
      return HeadDoubt.NONE;
    }
    HeadDoubt lost = judge.lostAtHead();
    boolean selects = split != null && split.selects() >= 0;
    return new HeadDoubt(
        lost.database() && !selects, behindImage ? MultiInFront.NONE : lost.multi());
  }

  /** A dump ends with its image, whatever bytes follow; the image of an AOF says that it is one. */
  private static boolean isOfValkey(ImageScan scan) {
    return scan.image().dialect() == Dialect.VALKEY && scan.image().problem() != null;
  }

  private boolean standsAlone(RdbImage image) {
    return set.start() == AofSet.Start.DUMP
        || (set.start() == AofSet.Start.SINGLE
            && !isYes(image.auxText("aof-base"))
            && !isYes(image.auxText("aof-preamble")));
  }

  /** Plain dumps have the field too, as 0. */
  private static boolean isYes(Optional<String> field) {
    return field.isPresent() && field.get().equals("1");
  }

  private static FileFormat format(
      ByteSource source, @Nullable RdbImage image, LogScan.@Nullable Result log) {
    if (source.size() == 0) {
      return FileFormat.EMPTY;
    }
    if (image == null) {
      return FileFormat.AOF;
    }
    return log == null ? FileFormat.RDB : FileFormat.RDB_AOF;
  }
}
