package org.aofkit.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.FileType;
import org.aofkit.aof.SetFile;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestResult;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a server decides at its start, before it reads a log: the manifest, what is not
 * listed, what lies about.
 */
final class StartJudge {
  private final AofSet set;
  private final Server server;
  private final @Nullable Damage manifestLost;
  private final @Nullable ManifestDoubt doubt;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Damage> damages = new ArrayList<>();
  private Verdict verdict = Verdict.CLEAN;

  /**
   * What is to be said of the start.
   *
   * @param before reports of the files to be named in front of the log
   * @param after reports of the files to be named behind it
   * @param notLoadedBy the servers that do not come up because of the manifest
   */
  record Judgement(
      Verdict verdict,
      List<Finding> findings,
      List<Damage> damages,
      List<FileReport> before,
      List<FileReport> after,
      Set<Server> notLoadedBy) {}

  private StartJudge(
      AofSet set, Server server, @Nullable Damage manifestLost, @Nullable ManifestDoubt doubt) {
    this.set = set;
    this.server = server;
    this.manifestLost = manifestLost;
    this.doubt = doubt;
  }

  /**
   * Judges a start.
   *
   * @param manifestLost what the search for the manifest has found; null where it was not needed
   * @param doubt what is doubtful about a manifest that servers take; null where nothing is
   */
  static Judgement judge(
      AofSet set, Server server, @Nullable Damage manifestLost, @Nullable ManifestDoubt doubt) {
    return new StartJudge(set, server, manifestLost, doubt).judge();
  }

  private Judgement judge() {
    Set<Server> notLoadedBy = set.refusals().keySet();
    switch (set.start()) {
      case MANIFEST -> manifest();
      case MANIFEST_MISSING ->
          lost(
              FindingCode.MAN_MISSING,
              "no manifest beside " + set.unlisted().size() + " AOF files");
      case MANIFEST_WITHOUT_ENTRIES -> withoutEntries();
      case MANIFEST_IS_DIRECTORY -> {
        findings.add(Finding.of(FindingCode.DIR_NOT_A_FILE, manifestName(), -1, 0, "a directory"));
        worse(Verdict.CORRUPT);
        unmendable(EditClass.UNLOCATED, "a directory stands in the manifest's place");
        notLoadedBy = Set.of(Server.values());
      }
      case UPGRADE -> upgrade();
      case DUMP_IGNORED -> {
        findings.add(Finding.of(FindingCode.DIR_DUMP_IGNORED, "", -1, 0, "a dump and no AOF"));
        worse(Verdict.LOSSY);
        unmendable(EditClass.UNLOCATED, "nothing is damaged; the server would not read the dump");
      }
      case AOF_IGNORED -> {
        findings.add(Finding.of(FindingCode.DIR_AOF_IGNORED, "", -1, 0, "an AOF and no dump"));
        worse(Verdict.LOSSY);
        unmendable(EditClass.UNLOCATED, "nothing is damaged; the server would not read the AOF");
      }
      case EMPTY -> {
        findings.add(Finding.of(FindingCode.DIR_EMPTY, "", -1, 0, "no files"));
        if (set.leftovers().stream().anyMatch(this::isSwitchOn)) {
          worse(Verdict.LOSSY);
          unmendable(
              EditClass.UNLOCATED,
              "nothing is damaged; the server would not read what was logged while its AOF was switched"
                  + " on");
        }
      }
      case DUMP, SINGLE -> {}
    }
    if (!set.refusals().isEmpty() && set.start() != AofSet.Start.MANIFEST) {
      unreadManifest();
    }
    List<FileReport> before = new ArrayList<>();
    SetFile manifest = set.manifestFile();
    if (manifest != null) {
      before.add(report(manifest, FileFormat.MANIFEST, verdict));
    }
    return new Judgement(verdict, findings, damages, before, lyingAbout(), notLoadedBy);
  }

  /**
   * Servers move the old file and load it alone. Measured with Redis 7.0.15, 8.0.6 and Valkey
   * 9.1.2: an unlisted incr 1 is then appended to, and loaded at the start after; a history file of
   * that name is deleted, and the start after fails.
   */
  private void upgrade() {
    String name = set.log().get(0).name().toString();
    findings.add(Finding.of(FindingCode.DIR_UPGRADE, name, 0, 0, "found in the data directory"));
    long beside = 0;
    for (List<SetFile> files : List.of(set.unlisted(), set.history())) {
      beside += files.stream().filter(StartJudge::hasContent).count();
    }
    if (beside > 0) {
      findings.add(
          Finding.of(
              FindingCode.DIR_UPGRADE_BESIDE_FILES,
              name,
              0,
              0,
              "and " + beside + " files with content in the AOF directory that no manifest lists"));
      worse(Verdict.LOSSY);
      unmendable(
          EditClass.UNLOCATED,
          "an old single AOF and files of a lost manifest lie side by side; which of them hold the"
              + " data can't be known");
    }
  }

  private static boolean hasContent(SetFile file) {
    return file.state() == SetFile.State.FILE && file.size() > 0;
  }

  /**
   * Whether a leftover is what a server logs while its AOF is switched on, or a rewrite that is
   * whole.
   */
  private boolean isSwitchOn(SetFile file) {
    String name = file.name().toString();
    return hasContent(file)
        && (name.equals("temp-" + set.baseName() + ".incr")
            || name.startsWith("temp-rewriteaof-bg-") && set.start() != AofSet.Start.MANIFEST);
  }

  /**
   * Servers parse the manifest with {@code appendonly no} too, as Redis 7.0.15 and 8.0.6 and Valkey
   * 9.1.2 do.
   */
  private void unreadManifest() {
    ManifestResult.Refused refused = set.refusals().get(server);
    if (refused != null) {
      refused(refused);
      unmendable(
          EditClass.UNLOCATED,
          "servers read the manifest with appendonly no too; repair it with appendonly yes, or move"
              + " it away");
    }
  }

  private void refused(ManifestResult.Refused refused) {
    boolean empty = set.manifestFile() != null && set.manifestFile().size() == 0;
    findings.add(
        Finding.of(
            empty ? FindingCode.MAN_EMPTY : FindingCode.MAN_BAD_FORMAT,
            manifestName(),
            refused.offset(),
            refused.length(),
            "line " + refused.line() + ": " + refused.text()));
    worse(Verdict.CORRUPT);
  }

  private void worse(Verdict other) {
    verdict = Verdict.worse(verdict, other);
  }

  private String manifestName() {
    SetFile manifest = set.manifestFile();
    return manifest == null ? "" : manifest.name().toString();
  }

  private void manifest() {
    ManifestResult.Refused refused = set.refusals().get(server);
    if (refused != null) {
      refused(refused);
      rebuild();
    } else if (manifestLost != null
        || doubt != null && doubt.code() == FindingCode.MAN_LISTED_TWICE) {
      if (doubt != null
          && set.log().stream().noneMatch(file -> file.state() == SetFile.State.MISSING)) {
        findings.add(doubtful(doubt));
        worse(Verdict.LOSSY);
      }
      rebuild();
    } else if (set.unusualManifest()) {
      findings.add(
          Finding.of(
              FindingCode.MAN_UNREAD_BY_CHECK_TOOL,
              manifestName(),
              0,
              0,
              "not as servers write it; they accept it all the same"));
    }
  }

  private Finding doubtful(ManifestDoubt doubt) {
    FindingCode code = doubt.code();
    return new Finding(
        code,
        code.severity(),
        manifestName(),
        -1,
        0,
        about(doubt),
        doubt.mayBeRight()
            ? "If no line is missing, and a copy gave its files new times, run 'aof-fsck repair"
                + " --assume listed'. Else choose one of the manifests that are possible by its number: 'aof-fsck repair"
                + " --dry-run' shows them."
            : code.remedy());
  }

  private String about(ManifestDoubt doubt) {
    Manifest manifest = set.manifest();
    return switch (doubt.code()) {
      case MAN_LISTED_TWICE ->
          (manifest == null ? null : ManifestDoubt.listedTwice(manifest))
              + " is listed more than once";
      case MAN_NEXT_NAME_TAKEN ->
          "an unlisted incr has the number that comes next, and commands in it";
      default ->
          doubt.mayBeRight()
              ? "an incr with content in front of the first that is listed: its line is lost, or it"
                  + " is a leftover of the log before the base, and neither its file time nor an"
                  + " annotation shows that"
              : "files with content that belong to those listed are left out, or listed as history";
    };
  }

  private void withoutEntries() {
    boolean something = !set.unlisted().isEmpty() || !set.history().isEmpty();
    if (something) {
      lost(FindingCode.MAN_NO_ENTRIES, "neither base nor incr listed, but AOF files are there");
    } else {
      findings.add(Finding.of(FindingCode.DIR_EMPTY, manifestName(), -1, 0, "nothing is listed"));
    }
  }

  private void lost(FindingCode code, String message) {
    findings.add(Finding.of(code, manifestName(), -1, 0, message));
    worse(Verdict.LOSSY);
    rebuild();
  }

  /** Adds how the manifest can be put together again. */
  private void rebuild() {
    if (manifestLost == null) {
      unmendable(EditClass.UNLOCATED, "no manifest can be made of the files that are there");
      return;
    }
    damages.add(manifestLost);
    if (manifestLost instanceof Damage.ManifestLost lost) {
      for (Chain chain : lost.chains()) {
        findings.add(
            new Finding(
                FindingCode.MAN_POSSIBLE,
                FindingCode.MAN_POSSIBLE.severity(),
                manifestName(),
                -1,
                0,
                chain.description(),
                lost.editClass() == EditClass.SAFE
                    ? "Run 'aof-fsck repair'."
                    : "To take this one, run 'aof-fsck repair --assume "
                        + (chain.inForce() ? "listed" : chain.number())
                        + "'."));
      }
    }
  }

  private void unmendable(EditClass editClass, String reason) {
    SetFile manifest = set.manifestFile();
    Path place = manifest == null ? set.root() : manifest.path();
    damages.add(new Damage.Unmendable(place, -1, 0, editClass, reason));
  }

  private List<FileReport> lyingAbout() {
    List<FileReport> reports = new ArrayList<>();
    about(set.history(), FindingCode.DIR_HISTORY, reports);
    about(set.leftovers(), FindingCode.DIR_LEFTOVER, reports);
    about(set.unlisted(), FindingCode.DIR_UNLISTED, reports);
    return reports;
  }

  private void about(List<SetFile> files, FindingCode code, List<FileReport> reports) {
    for (SetFile file : files) {
      if (file.state() == SetFile.State.MISSING) {
        continue;
      }
      FindingCode said = isSwitchOn(file) ? FindingCode.DIR_SWITCH_ON_BROKEN_OFF : code;
      findings.add(
          Finding.of(
              said, nameOf(file), -1, 0, file.size() + (file.size() == 1 ? " byte" : " bytes")));
      reports.add(report(file, FileFormat.UNKNOWN, Verdict.CLEAN));
    }
  }

  /** The name relative to the root, so that files of the data directory are told apart. */
  private String nameOf(SetFile file) {
    @Nullable Path parent = file.path().getParent();
    if (set.root().equals(parent)) {
      return file.name().toString();
    }
    // Of an upgrade the root is the data directory, and the AOF directory lies in it.
    boolean below = parent != null && set.root().equals(parent.getParent());
    return (below ? parent.getFileName() + "/" : "../") + file.name();
  }

  private FileReport report(SetFile file, FileFormat format, Verdict judged) {
    boolean isManifest = file.type() == FileType.MANIFEST;
    return new FileReport(
        nameOf(file),
        file.type(),
        format,
        file.size(),
        judged,
        isManifest && judged == Verdict.CLEAN ? file.size() : 0,
        OptionalLong.empty(),
        0,
        OptionalLong.empty());
  }
}
