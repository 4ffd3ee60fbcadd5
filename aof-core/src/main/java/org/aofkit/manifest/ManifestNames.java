package org.aofkit.manifest;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.aofkit.io.FileName;
import org.jspecify.annotations.Nullable;

/**
 * The names of the files of one AOF. They all follow from the setting {@code appendfilename} (NAME
 * below):
 *
 * <pre>
 *   in the AOF directory       NAME.manifest  NAME.&lt;seq&gt;.base.rdb  NAME.&lt;seq&gt;.base.aof  NAME.&lt;seq&gt;.incr.aof
 *                              NAME  temp-NAME.manifest  temp-NAME.incr
 *   in the working directory   NAME  temp-rewriteaof-&lt;pid&gt;.aof  temp-rewriteaof-bg-&lt;pid&gt;.aof
 *                              temp-&lt;pid&gt;.rdb  temp-&lt;unix time&gt;.&lt;pid&gt;.rdb
 * </pre>
 *
 * <p>They are a convention of those who write: a server loads whatever its manifest lists.
 *
 * @param appendFileName the setting {@code appendfilename}; {@code appendonly.aof} by default
 */
public record ManifestNames(FileName appendFileName) {
  /** The file name that servers take when nothing else is configured. */
  public static final FileName DEFAULT_APPEND_FILE_NAME = FileName.of("appendonly.aof");

  private static final String MANIFEST = ".manifest";
  private static final String BASE_RDB = ".base.rdb";
  private static final String BASE_AOF = ".base.aof";
  private static final String INCR_AOF = ".incr.aof";
  private static final String INCR = ".incr";
  private static final String RDB = ".rdb";
  private static final String AOF = ".aof";
  private static final String TEMP = "temp-";
  private static final String REWRITE = "temp-rewriteaof-";
  private static final String REWRITE_DONE = "temp-rewriteaof-bg-";
  private static final int MAX_DIGITS = 19;

  // Said here, since what the compiler makes of a record costs 10 ms of start-up at its first use.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ManifestNames names && appendFileName.equals(names.appendFileName);
  }

  @Override
  public int hashCode() {
    return appendFileName.hashCode();
  }

  /** The name of the manifest. */
  public FileName manifest() {
    return appendFileName.wrap("", MANIFEST);
  }

  /** The name under which a server writes a manifest before it renames it. */
  public FileName tempManifest() {
    return appendFileName.wrap(TEMP, MANIFEST);
  }

  /** The name under which a server logs while the AOF is being switched on. */
  public FileName tempIncr() {
    return appendFileName.wrap(TEMP, INCR);
  }

  /** The name of a base; {@code rdb} says in which form it is. */
  public FileName base(long seq, boolean rdb) {
    return appendFileName.wrap("", "." + seq + (rdb ? BASE_RDB : BASE_AOF));
  }

  /** The name of an incr. */
  public FileName incr(long seq) {
    return appendFileName.wrap("", "." + seq + INCR_AOF);
  }

  /**
   * The entry of the base that a server would make next. Files that are not listed do not matter
   * for its number.
   */
  public ManifestEntry nextBase(Manifest manifest, boolean rdb) {
    long seq = manifest.nextBaseSeq();
    return ManifestEntry.of(base(seq, rdb), seq, ManifestType.BASE);
  }

  /**
   * The entry of the incr that a server would make next. Files that are not listed do not matter
   * for its number.
   */
  public ManifestEntry nextIncr(Manifest manifest) {
    long seq = manifest.nextIncrSeq();
    return ManifestEntry.of(incr(seq), seq, ManifestType.INCR);
  }

  /** What a file in the AOF directory is, by its name. */
  public ClassifiedName inAofDirectory(FileName name) {
    if (name.equals(manifest())) {
      return new ClassifiedName(name, NameKind.MANIFEST, 0);
    }
    if (name.equals(tempManifest())) {
      return new ClassifiedName(name, NameKind.TEMP_MANIFEST, 0);
    }
    if (name.equals(tempIncr())) {
      return new ClassifiedName(name, NameKind.TEMP_INCR, 0);
    }
    if (name.equals(appendFileName)) {
      return new ClassifiedName(name, NameKind.SINGLE, 0);
    }
    NameKind kind = numberedKind(name);
    int from = appendFileName.length() + 1;
    if (kind != NameKind.OTHER && name.startsWith(appendFileName) && name.length() > from) {
      long seq = name.at(from - 1) == '.' ? number(name, from, numberedEnd(name)) : 0;
      if (seq > 0) {
        return new ClassifiedName(name, kind, seq);
      }
    }
    return new ClassifiedName(name, NameKind.OTHER, 0);
  }

  /** What a file in the server's working directory is, by its name. */
  public ClassifiedName inWorkingDirectory(FileName name) {
    NameKind kind = NameKind.OTHER;
    int length = name.length();
    if (name.equals(appendFileName)) {
      kind = NameKind.SINGLE;
    } else if (name.startsWith(REWRITE_DONE) && name.endsWith(AOF)) {
      kind = ifNumber(name, REWRITE_DONE.length(), length - 4, NameKind.TEMP_REWRITE_DONE);
    } else if (name.startsWith(REWRITE) && name.endsWith(AOF)) {
      kind = ifNumber(name, REWRITE.length(), length - 4, NameKind.TEMP_REWRITE);
    } else if (name.startsWith(TEMP) && name.endsWith(RDB)) {
      kind = tempRdb(name);
    }
    return new ClassifiedName(name, kind, 0);
  }

  /**
   * The setting {@code appendfilename} behind the name of a manifest, a base, an incr or one of
   * their temporary files; for finding it out where the manifest is lost. Empty if the name is of
   * no such form.
   */
  public static Optional<FileName> appendFileNameBehind(FileName name) {
    int start = 0;
    int end = -1;
    if (name.endsWith(MANIFEST)) {
      start = name.startsWith(TEMP) ? TEMP.length() : 0;
      end = name.length() - MANIFEST.length();
    } else if (name.startsWith(TEMP) && name.endsWith(INCR)) {
      start = TEMP.length();
      end = name.length() - INCR.length();
    } else if (numberedKind(name) != NameKind.OTHER) {
      int numberEnd = numberedEnd(name);
      int dot = numberEnd - 1;
      while (dot > 0 && name.at(dot) != '.') {
        dot--;
      }
      end = number(name, dot + 1, numberEnd) > 0 ? dot : -1;
    }
    return end > start ? Optional.of(name.slice(start, end)) : Optional.empty();
  }

  /**
   * The AOFs that have a manifest in a directory, in the order of their names: what {@code
   * appendfilename} may be, where the configuration is not known. More than one is possible, as a
   * server leaves the files of another setting alone. Names that begin with {@code temp-} are taken
   * for manifests that were being written.
   *
   * @throws IOException if the directory can't be read
   */
  public static SortedSet<ManifestNames> withManifestIn(Path aofDirectory) throws IOException {
    var found = new TreeSet<ManifestNames>((a, b) -> a.appendFileName.compareTo(b.appendFileName));
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(aofDirectory)) {
      for (Path entry : entries) {
        FileName name = FileName.of(entry);
        if (name.endsWith(MANIFEST) && !name.startsWith(TEMP)) {
          appendFileNameBehind(name).ifPresent(behind -> found.add(new ManifestNames(behind)));
        }
      }
    } catch (DirectoryIteratorException failed) {
      throw failed.getCause();
    }
    return found;
  }

  private static NameKind numberedKind(FileName name) {
    if (name.endsWith(BASE_RDB)) {
      return NameKind.BASE_RDB;
    }
    if (name.endsWith(BASE_AOF)) {
      return NameKind.BASE_AOF;
    }
    return name.endsWith(INCR_AOF) ? NameKind.INCR : NameKind.OTHER;
  }

  /**
   * Where the number ends in a name of {@link #numberedKind}: the three endings are equally long.
   */
  private static int numberedEnd(FileName name) {
    return name.length() - INCR_AOF.length();
  }

  private static NameKind tempRdb(FileName name) {
    int end = name.length() - RDB.length();
    int dot = TEMP.length();
    while (dot < end && name.at(dot) != '.') {
      dot++;
    }
    if (dot == end) {
      return ifNumber(name, TEMP.length(), end, NameKind.TEMP_RDB);
    }
    boolean both = number(name, TEMP.length(), dot) > 0 && number(name, dot + 1, end) > 0;
    return both ? NameKind.TEMP_REPLICA_RDB : NameKind.OTHER;
  }

  private static NameKind ifNumber(FileName name, int from, int to, NameKind kind) {
    return number(name, from, to) > 0 ? kind : NameKind.OTHER;
  }

  /** The number that a part of a name is, as a server would write it; 0 if it is none. */
  private static long number(FileName name, int from, int to) {
    if (to <= from || to - from > MAX_DIGITS || name.at(from) == '0') {
      return 0;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = name.at(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      number = number * 10 + digit;
    }
    // 19 digits may be more than 2^63-1, which then shows as a negative number.
    return Math.max(number, 0);
  }
}
