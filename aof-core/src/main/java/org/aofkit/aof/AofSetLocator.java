package org.aofkit.aof;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aofkit.io.FileName;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestNames;
import org.aofkit.manifest.ManifestResult;
import org.aofkit.manifest.ManifestType;
import org.aofkit.manifest.NameKind;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Finds the set of files a path stands for, and what a server would decide at its start. Measured
 * with Redis 7.0.15, 8.0.6 and Valkey 9.1.2, which agree in all of it but one rule of manifest
 * syntax. Only looks.
 */
public final class AofSetLocator {
  private static final ManifestNames DEFAULT_NAMES =
      new ManifestNames(ManifestNames.DEFAULT_APPEND_FILE_NAME);

  private final Settings settings;
  private @Nullable SetFile unreadManifest;
  private Map<Server, ManifestResult.Refused> unreadRefusals = Map.of();
  private final List<String> notes = new ArrayList<>();

  /**
   * The server's settings that decide which files it looks at.
   *
   * @param appendOnly {@code appendonly}
   * @param appendFilename {@code appendfilename}; null to take the one that is found
   * @param appendDirname {@code appenddirname}
   * @param dbFilename {@code dbfilename}
   */
  public record Settings(
      boolean appendOnly,
      @Nullable String appendFilename,
      String appendDirname,
      String dbFilename) {}

  private AofSetLocator(Settings settings) {
    this.settings = settings;
  }

  /**
   * Finds the set that a path stands for.
   *
   * @param path a data directory, an AOF directory, a manifest, an AOF or an RDB file
   * @throws NoSuchFileException if there is nothing
   * @throws AmbiguousPathException if several sets are there
   * @throws IOException if a directory or a manifest can't be read
   */
  public static AofSet locate(Path path, Settings settings) throws IOException {
    Path real = path.toRealPath();
    AofSetLocator locator = new AofSetLocator(settings);
    return PathLook.at(real).isDirectory() ? locator.directory(real) : locator.file(real);
  }

  private AofSet directory(Path directory) throws IOException {
    DirectoryLook look = DirectoryLook.at(directory);
    if (look.holdsAof() && !directory.resolve(settings.appendDirname()).equals(directory)) {
      return set(directory, directory.getParent(), look);
    }
    Path aofDirectory = directory.resolve(settings.appendDirname());
    if (!PathLook.at(aofDirectory).isDirectory()) {
      List<Path> others = look.directoriesWithManifest();
      if (others.size() > 1) {
        throw new AmbiguousPathException(directory, "several AOF directories: " + others);
      }
      if (others.size() == 1) {
        aofDirectory = others.get(0);
        notes.add("The AOF directory is " + aofDirectory.getFileName() + ".");
      }
    }
    if (!settings.appendOnly()) {
      return dump(directory, aofDirectory);
    }
    return set(aofDirectory, directory, DirectoryLook.at(aofDirectory));
  }

  private AofSet file(Path file) throws IOException {
    Path directory = file.getParent();
    FileName name = FileName.of(file);
    DirectoryLook look = DirectoryLook.at(directory);
    Optional<FileName> setName =
        DirectoryLook.isManifest(name)
            ? ManifestNames.appendFileNameBehind(name)
            : Optional.empty();
    if (setName.isPresent()) {
      return set(directory, directory.getParent(), look, new ManifestNames(setName.get()));
    }
    for (ManifestNames names : look.sets()) {
      AofSet whole = set(directory, directory.getParent(), look, names);
      if (whole.manifest() != null && whole.manifest().lists(name)) {
        notes.add(name + " is listed in " + names.manifest() + "; the whole set is looked at.");
        return withNotes(whole);
      }
      NameKind kind = names.inAofDirectory(name).kind();
      boolean base = kind == NameKind.BASE_RDB || kind == NameKind.BASE_AOF;
      if (whole.manifest() != null && (base || kind == NameKind.INCR)) {
        notes.add(name + " is not listed in " + names.manifest() + "; it is looked at alone.");
      }
    }
    return single(file, AofSet.Start.SINGLE);
  }

  private AofSet withNotes(AofSet set) {
    return new AofSet(
        set.start(),
        set.root(),
        set.dataDirectory(),
        set.baseName(),
        set.manifestFile(),
        set.manifest(),
        set.refusals(),
        set.unusualManifest(),
        set.log(),
        set.history(),
        set.leftovers(),
        set.unlisted(),
        notes);
  }

  private AofSet dump(Path dataDirectory, Path aofDirectory) throws IOException {
    Path dump = dataDirectory.resolve(settings.dbFilename());
    refusedUnread(aofDirectory);
    PathLook there = PathLook.at(dump);
    if (!there.exists()) {
      UnreadAof aof = unreadAof(dataDirectory, aofDirectory);
      if (aof == null) {
        return nothing(dataDirectory, dataDirectory, AofSet.Start.EMPTY);
      }
      notes.add(aof.described());
      return nothing(aof.root(), dataDirectory, AofSet.Start.AOF_IGNORED);
    }
    try {
      UnreadAof aof = unreadAof(dataDirectory, aofDirectory);
      if (aof != null) {
        notes.add(aof.describedBeside(dump, there));
      }
    } catch (AccessDeniedException e) {
      // The server does not look there either.
      notes.add(
          FileName.of(aofDirectory)
              + " can't be looked into (permission denied): it may hold an AOF, which a server with"
              + " appendonly no does not read.");
    }
    return single(dump, AofSet.Start.DUMP);
  }

  /** Servers parse the manifest with {@code appendonly no} too, and exit where they can't. */
  private void refusedUnread(Path aofDirectory) throws IOException {
    if (!PathLook.at(aofDirectory).isDirectory() || !Files.isReadable(aofDirectory)) {
      return;
    }
    Path manifest =
        names(aofDirectory, DirectoryLook.at(aofDirectory)).manifest().resolveIn(aofDirectory);
    if (PathLook.at(manifest).isFile()) {
      unreadManifest = DirectoryLook.file(FileName.of(manifest), manifest, FileType.MANIFEST, 0);
      unreadRefusals = ManifestLook.at(manifest).refusals();
    }
  }

  private @Nullable UnreadAof unreadAof(Path dataDirectory, Path aofDirectory) throws IOException {
    String name = settings.appendFilename();
    ManifestNames names = name == null ? null : new ManifestNames(FileName.of(name));
    FileName oldFile = (names == null ? DEFAULT_NAMES : names).appendFileName();
    return UnreadAof.find(dataDirectory, aofDirectory, names, oldFile);
  }

  private AofSet single(Path file, AofSet.Start start) throws IOException {
    SetFile only = DirectoryLook.file(FileName.of(file), file, FileType.SINGLE, 0);
    return new AofSet(
        start,
        file.getParent(),
        file.getParent(),
        only.name().toString(),
        unreadRefusals.isEmpty() ? null : unreadManifest,
        null,
        unreadRefusals,
        false,
        List.of(only),
        List.of(),
        List.of(),
        List.of(),
        notes);
  }

  private AofSet nothing(Path root, @Nullable Path dataDirectory, AofSet.Start start) {
    return new AofSet(
        start,
        root,
        dataDirectory,
        DEFAULT_NAMES.appendFileName().toString(),
        unreadRefusals.isEmpty() ? null : unreadManifest,
        null,
        unreadRefusals,
        false,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        notes);
  }

  private AofSet set(Path aofDirectory, @Nullable Path dataDirectory, DirectoryLook look)
      throws IOException {
    return set(aofDirectory, dataDirectory, look, names(aofDirectory, look));
  }

  private ManifestNames names(Path aofDirectory, DirectoryLook look) throws IOException {
    if (settings.appendFilename() != null) {
      return new ManifestNames(FileName.of(settings.appendFilename()));
    }
    List<ManifestNames> found = look.sets();
    if (found.size() > 1) {
      for (ManifestNames names : found) {
        if (names.equals(DEFAULT_NAMES)) {
          return names;
        }
      }
      throw new AmbiguousPathException(
          aofDirectory, "several sets of AOF files; say which one by its manifest");
    }
    return found.isEmpty() ? DEFAULT_NAMES : found.get(0);
  }

  private AofSet set(
      Path aofDirectory, @Nullable Path dataDirectory, DirectoryLook look, ManifestNames names)
      throws IOException {
    Path manifestPath = names.manifest().resolveIn(aofDirectory);
    Path oldFile = dataDirectory == null ? null : names.appendFileName().resolveIn(dataDirectory);
    boolean old = oldFile != null && PathLook.at(oldFile).isFile();
    SetBuilder builder = new SetBuilder(aofDirectory, dataDirectory, names, look, notes);
    PathLook manifest = PathLook.at(manifestPath);
    if (manifest.isDirectory()) {
      return builder.build(AofSet.Start.MANIFEST_IS_DIRECTORY);
    }
    if (!manifest.isFile()) {
      return withoutManifest(builder, old ? oldFile : null, dataDirectory);
    }
    ManifestLook read = ManifestLook.at(manifestPath);
    ManifestResult.Parsed parsed = read.parsed();
    builder.manifest(manifestPath, parsed, read.refusals());
    if (parsed == null) {
      return builder.build(AofSet.Start.MANIFEST);
    }
    boolean upgrade =
        parsed.manifest().isWithoutData() || halfUpgraded(parsed.manifest(), names, aofDirectory);
    if (old && upgrade) {
      builder.log(List.of(DirectoryLook.file(names.appendFileName(), oldFile, FileType.BASE, 1)));
      return builder.build(AofSet.Start.UPGRADE);
    }
    if (parsed.manifest().isWithoutData()) {
      return builder.build(AofSet.Start.MANIFEST_WITHOUT_ENTRIES);
    }
    builder.listed();
    return builder.build(AofSet.Start.MANIFEST);
  }

  private AofSet withoutManifest(
      SetBuilder builder, @Nullable Path oldFile, @Nullable Path dataDirectory) throws IOException {
    if (oldFile != null) {
      builder.log(List.of(DirectoryLook.file(FileName.of(oldFile), oldFile, FileType.BASE, 1)));
      return builder.build(AofSet.Start.UPGRADE);
    }
    AofSet set = builder.build(AofSet.Start.MANIFEST_MISSING);
    if (!set.unlisted().isEmpty()) {
      return set;
    }
    boolean dump =
        dataDirectory != null && PathLook.at(dataDirectory.resolve(settings.dbFilename())).exists();
    return builder.build(dump ? AofSet.Start.DUMP_IGNORED : AofSet.Start.EMPTY);
  }

  /**
   * The server was interrupted between writing the manifest of an upgrade and moving the old file.
   */
  private static boolean halfUpgraded(Manifest manifest, ManifestNames names, Path aofDirectory)
      throws IOException {
    if (manifest.entries().size() != 1) {
      return false;
    }
    ManifestEntry only = manifest.entries().get(0);
    return only.type() == ManifestType.BASE
        && only.name().equals(names.appendFileName())
        && !PathLook.at(only.name().resolveIn(aofDirectory)).exists();
  }
}
