package org.aofkit.check;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.FileType;
import org.aofkit.aof.SetFile;
import org.aofkit.io.FileName;
import org.aofkit.manifest.ClassifiedName;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestNames;
import org.aofkit.manifest.ManifestRemains;
import org.aofkit.manifest.ManifestType;
import org.aofkit.manifest.NameKind;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is there of a set whose manifest is lost: the files that it may have listed, each
 * checked alone, the lines of it that can still be read, and what servers leave lying about.
 *
 * @param names how the files of the set are named
 * @param bases the bases, the highest number first
 * @param incrs the incrs, ascending; no number twice
 * @param history incrs that readable lines list as history; their lines are not written again
 * @param finished finished rewrites that were not moved into the AOF directory, and check clean
 * @param remains the readable lines of the manifest
 * @param temp the readable lines of the manifest that was being written
 * @param switchingOn whether there are commands that were logged while the AOF was being switched
 *     on, and never became part of it
 * @param missing what the readable lines list and is not there
 * @param contradictory whether two files have the same number, or a line another number than the
 *     name in it, so that nothing is proven
 */
record ChainFiles(
    ManifestNames names,
    List<ChainFile> bases,
    List<ChainFile> incrs,
    List<ManifestDoubt.Unlisted> history,
    List<ChainFile> finished,
    ManifestRemains remains,
    ManifestRemains temp,
    boolean switchingOn,
    List<ManifestEntry> missing,
    boolean contradictory) {

  /** Checks one file alone. */
  interface Alone {
    Report check(ManifestEntry entry, Path path) throws IOException;
  }

  /** The set's names; null where not even a file of it is there. */
  static @Nullable ManifestNames names(AofSet set) {
    SetFile manifest = set.manifestFile();
    Optional<FileName> behind =
        manifest == null ? Optional.empty() : ManifestNames.appendFileNameBehind(manifest.name());
    for (SetFile file : set.unlisted()) {
      behind = behind.isPresent() ? behind : ManifestNames.appendFileNameBehind(file.name());
    }
    return behind.map(ManifestNames::new).orElse(null);
  }

  static ChainFiles of(
      AofSet set,
      ManifestNames names,
      Server server,
      Alone alone,
      FileScans scans,
      @Nullable ManifestDoubt doubt)
      throws IOException {
    ManifestRemains remains = remains(names.manifest().resolveIn(set.root()), server);
    boolean lostInFront = doubt != null && doubt.inFront();
    Map<FileName, ManifestEntry> entries = new LinkedHashMap<>();
    List<ManifestEntry> missing = new ArrayList<>();
    boolean garbled = false;
    Set<FileName> doubtful = new HashSet<>();
    List<ManifestDoubt.Unlisted> history = new ArrayList<>();
    for (ManifestEntry entry : remains.entries()) {
      if (entry.type() == ManifestType.HISTORY) {
        boolean unbased = isWithoutBase(entry, remains, names);
        lostInFront |= unbased;
        if (unbased || isBehindAnIncr(entry, remains)) {
          doubtful.add(entry.name());
          garbled = true;
        } else if (names.inAofDirectory(entry.name()).kind() == NameKind.INCR
            && Files.isRegularFile(entry.name().resolveIn(set.root()))) {
          Path path = entry.name().resolveIn(set.root());
          history.add(ManifestDoubt.Unlisted.of(path, entry.seq(), scans));
        }
        continue;
      }
      if (Files.isRegularFile(entry.name().resolveIn(set.root()))) {
        boolean contradicts = contradicts(entry, byName(names, entry.name()));
        ManifestEntry first = entries.putIfAbsent(entry.name(), entry);
        garbled |= first != null || contradicts;
        if (first != null && !contradicts) {
          // Of two lines for one file the damaged one is that which does not fit its name.
          entries.put(entry.name(), entry);
        }
      } else {
        missing.add(entry);
      }
    }
    for (FileName name : named(set, names)) {
      ManifestEntry entry = byName(names, name);
      if (entry != null && (!remains.names(name) || doubtful.contains(name))) {
        entries.put(name, entry);
      }
    }
    List<ChainFile> bases = new ArrayList<>();
    List<ChainFile> incrs = new ArrayList<>();
    boolean twice = false;
    for (ManifestEntry entry : entries.values()) {
      Path path = entry.name().resolveIn(set.root());
      boolean confirmed = remains.names(entry.name()) && !doubtful.contains(entry.name());
      ChainFile file = ChainFile.of(entry, path, confirmed, alone.check(entry, path), scans);
      List<ChainFile> list = entry.type() == ManifestType.BASE ? bases : incrs;
      boolean again = list.stream().anyMatch(other -> other.seq() == file.seq());
      twice |= again;
      if (!again || entry.type() == ManifestType.BASE) {
        list.add(file);
      }
    }
    bases.sort(Comparator.comparingLong(ChainFile::seq).reversed());
    incrs.sort(Comparator.comparingLong(ChainFile::seq));
    return new ChainFiles(
        names,
        bases,
        incrs,
        history,
        finished(set, names, bases, alone, scans),
        lostInFront ? remains.withLinesLost() : remains,
        remains(names.tempManifest().resolveIn(set.root()), server),
        switchingOn(set, names),
        missing,
        twice || garbled);
  }

  /**
   * Whether a history line names an incr behind one that is in use. No rewrite writes that; {@code
   * h} and {@code i} are one bit apart.
   */
  private static boolean isBehindAnIncr(ManifestEntry history, ManifestRemains remains) {
    return remains.entries().stream()
        .anyMatch(
            line ->
                line.type() == ManifestType.INCR
                    && line.seq() < history.seq()
                    && history.name().toString().endsWith(".incr.aof"));
  }

  /**
   * Whether a history line names what no rewrite makes history, in a manifest that is whole: a base
   * where there is no other, or an incr without the base in front of it.
   */
  private static boolean isWithoutBase(
      ManifestEntry history, ManifestRemains remains, ManifestNames names) {
    boolean isIncr = names.inAofDirectory(history.name()).kind() == NameKind.INCR;
    boolean based = !remains.of(ManifestType.BASE).isEmpty();
    boolean inUse = based || !remains.of(ManifestType.INCR).isEmpty();
    boolean wrong =
        isIncr ? !ManifestDoubt.isWithBase(remains.of(ManifestType.HISTORY), names) : !based;
    return inUse && wrong && !remains.lostAnywhere();
  }

  /** The names of the files in the AOF directory that a manifest may list. */
  private static List<FileName> named(AofSet set, ManifestNames names) throws IOException {
    List<FileName> found = new ArrayList<>();
    for (List<SetFile> files : List.of(set.unlisted(), set.log(), set.history())) {
      for (SetFile file : files) {
        if (file.state() == SetFile.State.FILE) {
          found.add(file.name());
        }
      }
    }
    boolean inDataDirectory = set.root().equals(set.dataDirectory());
    if (!inDataDirectory && Files.isRegularFile(names.appendFileName().resolveIn(set.root()))) {
      found.add(names.appendFileName());
    }
    return found;
  }

  /** Whether a line says something else than the name in it; servers write what the name says. */
  private static boolean contradicts(ManifestEntry line, @Nullable ManifestEntry name) {
    return name != null && (line.seq() != name.seq() || line.type() != name.type());
  }

  private static @Nullable ManifestEntry byName(ManifestNames names, FileName name) {
    ClassifiedName classified = names.inAofDirectory(name);
    return switch (classified.kind()) {
      case BASE_RDB, BASE_AOF -> ManifestEntry.of(name, classified.seq(), ManifestType.BASE);
      case INCR -> ManifestEntry.of(name, classified.seq(), ManifestType.INCR);
      case SINGLE -> ManifestEntry.of(name, 1, ManifestType.BASE);
      default -> null;
    };
  }

  private static List<ChainFile> finished(
      AofSet set, ManifestNames names, List<ChainFile> bases, Alone alone, FileScans scans)
      throws IOException {
    List<ChainFile> finished = new ArrayList<>();
    long seq = bases.isEmpty() ? 1 : bases.get(0).seq() + 1;
    for (SetFile file : set.leftovers()) {
      if (names.inWorkingDirectory(file.name()).kind() != NameKind.TEMP_REWRITE_DONE) {
        continue;
      }
      ManifestEntry entry = ManifestEntry.of(names.base(seq, true), seq, ManifestType.BASE);
      Report report = alone.check(entry, file.path());
      if (scans.image(file.path()) == null) {
        entry = ManifestEntry.of(names.base(seq, false), seq, ManifestType.BASE);
      }
      if (file.size() > 0 && report.verdict() == Verdict.CLEAN) {
        finished.add(ChainFile.of(entry, file.path(), false, report, scans));
      }
    }
    return finished;
  }

  private static boolean switchingOn(AofSet set, ManifestNames names) {
    return set.leftovers().stream()
        .anyMatch(file -> file.name().equals(names.tempIncr()) && file.size() > 0);
  }

  private static ManifestRemains remains(Path manifest, Server server) throws IOException {
    if (!Files.isRegularFile(manifest)) {
      return ManifestRemains.NOTHING;
    }
    try (ReadableByteChannel channel = Channels.newChannel(Files.newInputStream(manifest))) {
      return ManifestRemains.read(channel, server);
    }
  }

  /** A set of these files alone, as a manifest would list them. */
  static AofSet listing(AofSet set, List<SetFile> log, Manifest manifest) {
    return new AofSet(
        AofSet.Start.MANIFEST,
        set.root(),
        set.dataDirectory(),
        set.baseName(),
        null,
        manifest,
        Map.of(),
        false,
        log,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** A file of such a set. */
  static SetFile setFile(ManifestEntry entry, Path path) throws IOException {
    return new SetFile(
        entry.name(),
        path,
        entry.type() == ManifestType.BASE ? FileType.BASE : FileType.INCR,
        entry.seq(),
        SetFile.State.FILE,
        Files.size(path),
        Files.isSymbolicLink(path));
  }
}
