package org.aofkit.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.SetFile;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileName;
import org.aofkit.io.FileSources;
import org.aofkit.manifest.ClassifiedName;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestNames;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbStepper;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a manifest has listed that is missing, can't be read, or lists files that are
 * gone. Only looks.
 */
final class ManifestSearch {
  private final AofSet set;
  private final ManifestNames names;
  private final CheckOptions options;
  private final FileScans scans;
  private final ServerChoice choice;
  private final @Nullable ManifestDoubt doubt;

  private record Judged(ChainDraft draft, Chain chain, @Nullable String proof) {}

  private ManifestSearch(
      AofSet set,
      ManifestNames names,
      CheckOptions options,
      FileScans scans,
      ServerChoice choice,
      @Nullable ManifestDoubt doubt) {
    this.set = set;
    this.names = names;
    this.options = options.withProgress(CheckOptions.defaults().progress());
    this.scans = scans;
    this.choice = choice;
    this.doubt = doubt;
  }

  /**
   * The search for the manifest of a set; null where nothing is wrong with the one it has.
   *
   * @param doubt what is doubtful about the one it has; null where nothing is
   */
  static @Nullable ManifestSearch of(
      AofSet set, CheckOptions options, FileScans scans, @Nullable ManifestDoubt doubt)
      throws IOException {
    boolean wanted =
        switch (set.start()) {
          case MANIFEST_MISSING -> true;
          case MANIFEST_WITHOUT_ENTRIES -> !set.unlisted().isEmpty() || !set.history().isEmpty();
          case MANIFEST -> !set.refusals().isEmpty() || fileMissing(set) || doubt != null;
          default -> false;
        };
    ManifestNames names = wanted ? ChainFiles.names(set) : null;
    if (names == null) {
      return null;
    }
    RdbImage image = imageOfNewestBase(set, names, options, scans);
    ServerChoice choice = ServerChoice.of(options.server(), image, set);
    return new ManifestSearch(set, names, options, scans, choice, doubt);
  }

  private static boolean fileMissing(AofSet set) {
    return set.log().stream().anyMatch(file -> file.state() == SetFile.State.MISSING);
  }

  private static @Nullable RdbImage imageOfNewestBase(
      AofSet set, ManifestNames names, CheckOptions options, FileScans scans) throws IOException {
    SetFile newest = null;
    long highest = 0;
    for (List<SetFile> files : List.of(set.log(), set.unlisted())) {
      for (SetFile file : files) {
        ClassifiedName name = names.inAofDirectory(file.name());
        if (ManifestDoubt.isBase(name) && name.seq() > highest && file.size() > 0) {
          newest = file;
          highest = name.seq();
        }
      }
    }
    if (newest == null) {
      return null;
    }
    try (ByteSource source = FileSources.open(newest.path(), scans.ioMode())) {
      return RdbStepper.looksLikeRdb(source, 0)
          ? scans.image(newest.path(), source, RdbOptions.forAof(), options).image()
          : null;
    }
  }

  /** The server that the files point to. */
  ServerChoice choice() {
    return choice;
  }

  /**
   * What is to be mended: a {@link Damage.ManifestLost}, or that nothing can be done; null if the
   * judged server takes the manifest as it is.
   */
  @Nullable Damage damage(Server server) throws IOException {
    boolean taken = set.start() == AofSet.Start.MANIFEST && !set.refusals().containsKey(server);
    boolean inDoubt = taken && !fileMissing(set);
    if (inDoubt && doubt == null) {
      return null;
    }
    Path manifest = names.manifest().resolveIn(set.root());
    boolean plain = Files.isRegularFile(manifest, LinkOption.NOFOLLOW_LINKS);
    if (!plain && Files.exists(manifest, LinkOption.NOFOLLOW_LINKS)) {
      return new Damage.Unmendable(
          manifest,
          -1,
          0,
          EditClass.UNLOCATED,
          "a link, or what is no regular file, stands in the manifest's place; move it away");
    }
    ChainFiles files = ChainFiles.of(set, names, server, this::alone, scans, doubt);
    List<Judged> judged = new ArrayList<>();
    for (ChainDraft draft : ChainDrafts.of(files)) {
      judged.add(judge(files, draft));
    }
    long length = plain ? Files.size(manifest) : 0;
    if (judged.isEmpty()) {
      return new Damage.Unmendable(
          manifest,
          -1,
          0,
          EditClass.UNLOCATED,
          "no manifest can be made of the files that are there");
    }
    List<Judged> proven = judged.stream().filter(each -> each.proof() != null).toList();
    if (proven.size() == 1 && !inDoubt) {
      Judged only = proven.get(0);
      return new Damage.ManifestLost(
          manifest,
          0,
          length,
          EditClass.SAFE,
          "one manifest is possible: " + only.proof(),
          List.of(only.chain().numbered(1)));
    }
    judged.sort(
        Comparator.comparingInt((Judged each) -> -ChainEvidence.score(each.chain().evidence())));
    List<Chain> chains = new ArrayList<>();
    for (Judged each : judged) {
      chains.add(each.chain().numbered(chains.size() + 1));
    }
    return new Damage.ManifestLost(
        manifest, 0, length, EditClass.UNLOCATED, unlocated(chains), chains);
  }

  private static String unlocated(List<Chain> chains) {
    String text =
        chains.size() == 1
            ? "one manifest is possible, but it is not proven to be the one that was lost; take it"
                + " with --assume 1"
            : chains.size() + " manifests are possible; choose one of them with --assume N";
    return chains.stream().anyMatch(Chain::inForce)
        ? text
            + ", or with --assume listed the one that is there, if no line of it is missing and a"
            + " copy gave the files new times"
        : text;
  }

  private Report alone(ManifestEntry entry, Path path) throws IOException {
    return Checker.check(
        ChainFiles.listing(
            set, List.of(ChainFiles.setFile(entry, path)), new Manifest(List.of(entry))),
        options,
        choice,
        scans);
  }

  /** Whether a draft lists the files with content that the manifest lists, which may be right. */
  private boolean isInForce(ChainDraft draft) {
    List<FileName> listed =
        set.log().stream().filter(file -> file.size() > 0).map(SetFile::name).toList();
    return doubt != null
        && doubt.mayBeRight()
        && draft.files().stream()
            .filter(file -> !file.isEmpty())
            .map(file -> file.entry().name())
            .toList()
            .equals(listed);
  }

  private Judged judge(ChainFiles files, ChainDraft draft) throws IOException {
    List<SetFile> log = new ArrayList<>();
    for (ChainFile file : draft.files()) {
      log.add(ChainFiles.setFile(file.entry(), file.path()));
    }
    Report report =
        Checker.check(ChainFiles.listing(set, log, draft.manifest(true)), options, choice, scans);
    ChainFile base = draft.base();
    boolean inForce = isInForce(draft);
    Chain chain =
        new Chain(
            1,
            draft.manifest(report.damages().isEmpty()),
            draft.adopted() && base != null ? Optional.of(base.path()) : Optional.empty(),
            report,
            ChainEvidence.of(files, draft, report, inForce),
            draft.inFront(files),
            inForce);
    return new Judged(draft, chain, ChainProof.of(files, draft, report));
  }
}
