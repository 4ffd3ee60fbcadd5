package org.aofkit.aof;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.aofkit.io.FileName;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestResult;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * The files that a server would look at when it starts, and those lying about.
 *
 * @param start what the server would do
 * @param root the directory that file names are relative to: the AOF directory, or that of a single
 *     file
 * @param dataDirectory the server's {@code dir}; null where it can't be told
 * @param baseName the server's {@code appendfilename}, as a {@link FileName} is printed
 * @param manifestFile the manifest; null where the set has none
 * @param manifest what the manifest lists; null where there is none or it is refused
 * @param refusals the servers that refuse the manifest, each with its reason; they read it with
 *     {@code appendonly no} too
 * @param unusualManifest whether check tools would not recognise the manifest
 * @param log the files in load order: base, then incr files
 * @param history files that the server deletes when it starts
 * @param leftovers files of broken rewrites
 * @param unlisted files named like those of a set that no manifest lists
 * @param notes what was decided about the path given, a sentence each
 */
public record AofSet(
    Start start,
    Path root,
    @Nullable Path dataDirectory,
    String baseName,
    @Nullable SetFile manifestFile,
    @Nullable Manifest manifest,
    Map<Server, ManifestResult.Refused> refusals,
    boolean unusualManifest,
    List<SetFile> log,
    List<SetFile> history,
    List<SetFile> leftovers,
    List<SetFile> unlisted,
    List<String> notes) {

  /** The server's {@code appendfilename}, byte by byte. */
  public FileName appendFileName() {
    return FileName.ofPrinted(baseName);
  }

  /** Copies the collections. */
  public AofSet {
    refusals = Map.copyOf(refusals);
    log = List.copyOf(log);
    history = List.copyOf(history);
    leftovers = List.copyOf(leftovers);
    unlisted = List.copyOf(unlisted);
    notes = List.copyOf(notes);
  }

  /** What a server would do with what is there. */
  public enum Start {
    /** Reads the manifest and loads what it lists. */
    MANIFEST,
    /** Finds no persistence file and starts empty. */
    EMPTY,
    /** Finds AOF files and no manifest: starts empty and reuses their names. */
    MANIFEST_MISSING,
    /** Finds a manifest that lists neither base nor incr: starts empty. */
    MANIFEST_WITHOUT_ENTRIES,
    /** Finds a directory in the manifest's place and fails when it wants to replace it. */
    MANIFEST_IS_DIRECTORY,
    /** Finds the single AOF of a server before 7.0 and moves it into the AOF directory. */
    UPGRADE,
    /** Finds a dump but no AOF: starts empty. */
    DUMP_IGNORED,
    /** Has {@code appendonly no} and loads the dump. */
    DUMP,
    /** Has {@code appendonly no} and finds an AOF but no dump: starts empty. */
    AOF_IGNORED,
    /** A file was given alone and is looked at as if it were the only one. */
    SINGLE
  }
}
