package org.aofkit.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.FileType;
import org.aofkit.aof.SetFile;
import org.aofkit.io.FileName;
import org.aofkit.manifest.ClassifiedName;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestNames;
import org.aofkit.manifest.NameKind;
import org.jspecify.annotations.Nullable;

/**
 * Why a manifest that servers take may not be the one that a server wrote: lines of it are lost or
 * damaged, or files of an older log lie beside it, or the AOF was being switched on. What servers
 * leave behind, and why nothing of it looks like this, is in ADR 7.
 *
 * @param code what is said of it
 * @param inFront whether incrs that are not listed may belong in front of the first that is
 * @param mayBeRight whether a server may have written it all the same: that an incr in front is not
 *     seen to be older than the base is all that is doubtful
 */
record ManifestDoubt(FindingCode code, boolean inFront, boolean mayBeRight) {
  /**
   * So late the process that writes a base may read the clock after the log was switched: it is
   * prompt, but on a machine that is out of memory or processor time. Nothing but the base says
   * when it was taken, and no other time tells a late one.
   */
  private static final int LATE_SECONDS = 60;

  /**
   * An incr that is not in a log, by its number.
   *
   * @param size bytes
   * @param changed when the file system says that it was last written
   * @param firstMark the time in the annotation at its head, unix seconds; -1 where there is none
   */
  record Unlisted(Path path, long seq, long size, FileTime changed, long firstMark) {
    static Unlisted of(Path path, long seq, FileScans scans) throws IOException {
      FileTime changed = Files.getLastModifiedTime(path);
      return new Unlisted(path, seq, Files.size(path), changed, ChainFile.markAtHead(path, scans));
    }
  }

  /**
   * The base of a log.
   *
   * @param seq its number
   * @param takenAt when the server took it by its own word, unix seconds; -1 where it does not say
   * @param changed when the file system says that it was last written
   */
  record Base(long seq, long takenAt, FileTime changed) {
    /**
     * Whether an incr was begun, by the server's word, or ended, by its file time, before the base
     * was taken. A server writes the last byte of an incr before it forks the process that reads
     * the clock for the base, and the first byte of the next incr after, and may have done so
     * before the clock was read: in the seconds around that both may have been written. Times that
     * are not the server's prove nothing: no base was last written before it was taken. Where the
     * base does not say when it was taken its file time does not either: it is that of its end.
     */
    boolean isBehind(Unlisted incr) {
      if (takenAt < 0 || incr.firstMark() > takenAt) {
        return false;
      }
      long before = takenAt - LATE_SECONDS;
      boolean begun = incr.firstMark() >= 0 && incr.firstMark() < before;
      return begun || seconds(changed) >= takenAt && seconds(incr.changed()) < before;
    }

    private static long seconds(FileTime time) {
      return time.to(TimeUnit.SECONDS);
    }
  }

  /** What is doubtful; null where nothing is. */
  static @Nullable ManifestDoubt of(AofSet set, FileScans scans, CheckOptions options)
      throws IOException {
    Manifest manifest = set.manifest();
    ManifestNames names = manifest == null ? null : ChainFiles.names(set);
    if (manifest == null) {
      return null;
    }
    boolean inFront = names != null && isLostInFront(set, manifest, names, scans, options);
    if (listedTwice(manifest) != null) {
      return new ManifestDoubt(FindingCode.MAN_LISTED_TWICE, inFront, false);
    }
    if (names == null) {
      return null;
    }
    FileName next = names.incr(manifest.nextIncrSeq());
    if (set.unlisted().stream().anyMatch(file -> file.size() > 0 && file.name().equals(next))) {
      return new ManifestDoubt(FindingCode.MAN_NEXT_NAME_TAKEN, inFront, false);
    }
    boolean lost =
        set.unlisted().stream().anyMatch(file -> isLeftOut(file, manifest, names))
            || set.history().stream().anyMatch(file -> isNoHistory(file, manifest, names));
    boolean rewritten = manifest.base().filter(base -> base.seq() > 1).isPresent();
    return inFront || lost
        ? new ManifestDoubt(FindingCode.MAN_LINES_LOST, inFront, !lost && rewritten)
        : null;
  }

  /** The first file that is listed again, as whatever type; null where none is. */
  static @Nullable FileName listedTwice(Manifest manifest) {
    Set<FileName> names = new HashSet<>();
    for (ManifestEntry entry : manifest.entries()) {
      if (!names.add(entry.name())) {
        return entry.name();
      }
    }
    return null;
  }

  /**
   * Whether no step of a rewrite leaves this file unlisted beside what is listed. A base is listed
   * alone only after a rewrite with the AOF switched off, which deletes all incrs, and while a
   * single file is taken over, of which is said elsewhere what lies beside it.
   */
  private static boolean isLeftOut(SetFile file, Manifest manifest, ManifestNames names) {
    ClassifiedName name = names.inAofDirectory(file.name());
    List<ManifestEntry> incrs = manifest.incrs();
    if (file.size() == 0) {
      return false;
    }
    if (isBase(name)) {
      return manifest.base().isEmpty() && !incrs.isEmpty();
    }
    if (name.kind() != NameKind.INCR) {
      return false;
    }
    return incrs.isEmpty()
        ? manifest.base().filter(base -> isBase(names.inAofDirectory(base.name()))).isPresent()
        : name.seq() >= firstNumber(incrs.get(0), names);
  }

  /**
   * The number of an incr, by its line or by its name, which is the same in what servers write:
   * where bytes of two lines are gone, what is left of them may be one that servers take.
   */
  private static long firstNumber(ManifestEntry incr, ManifestNames names) {
    ClassifiedName name = names.inAofDirectory(incr.name());
    return name.kind() == NameKind.INCR ? Math.min(name.seq(), incr.seq()) : incr.seq();
  }

  /**
   * Whether no rewrite makes this file history. It makes the old base history with the incrs behind
   * it, puts a new one in its place, and strikes all these lines out at once.
   */
  private static boolean isNoHistory(SetFile file, Manifest manifest, ManifestNames names) {
    ClassifiedName name = names.inAofDirectory(file.name());
    if (file.size() == 0 || manifest.isWithoutData()) {
      return false;
    }
    if (isBase(name) || name.kind() == NameKind.SINGLE) {
      return manifest.base().isEmpty();
    }
    boolean behind = !manifest.incrs().isEmpty() && name.seq() >= manifest.nextIncrSeq();
    return name.kind() == NameKind.INCR && (behind || !isWithBase(manifest.history(), names));
  }

  /** Whether one of the files that were history is a base. */
  static boolean isWithBase(List<ManifestEntry> history, ManifestNames names) {
    return history.stream()
        .map(entry -> names.inAofDirectory(entry.name()))
        .anyMatch(name -> isBase(name) || name.kind() == NameKind.SINGLE);
  }

  static boolean isBase(ClassifiedName name) {
    return name.kind() == NameKind.BASE_RDB || name.kind() == NameKind.BASE_AOF;
  }

  private static boolean isLostInFront(
      AofSet set, Manifest manifest, ManifestNames names, FileScans scans, CheckOptions options)
      throws IOException {
    if (manifest.incrs().isEmpty()) {
      return false;
    }
    long first = manifest.incrs().get(0).seq();
    List<Unlisted> others = new ArrayList<>();
    for (SetFile file : set.unlisted()) {
      ClassifiedName name = names.inAofDirectory(file.name());
      if (file.state() == SetFile.State.FILE
          && name.kind() == NameKind.INCR
          && name.seq() < first) {
        others.add(Unlisted.of(file.path(), name.seq(), scans));
      }
    }
    if (others.isEmpty()) {
      return false;
    }
    SetFile base = set.log().get(0);
    boolean based = base.type() == FileType.BASE && base.state() == SetFile.State.FILE;
    return !inFront(based ? base(base, scans, options) : null, first, others).isEmpty();
  }

  private static Base base(SetFile file, FileScans scans, CheckOptions options) throws IOException {
    long taken = ChainFile.takenAt(file.path(), scans, options);
    return new Base(file.seq(), taken, Files.getLastModifiedTime(file.path()));
  }

  /**
   * The incrs with content that may belong in front of the first one of a log, as its numbers have
   * no gap. A log begins with incr 1 unless a rewrite has ended, which makes a base with a higher
   * number than 1. From then on the incrs in front are those that the rewrite put in the base, and
   * could not be deleted, or came back with a loss of power: if their times say so.
   *
   * @param base null where the log has none
   * @param first the number of its first incr
   * @param others incrs that it does not hold
   */
  static List<Path> inFront(@Nullable Base base, long first, List<Unlisted> others) {
    List<Unlisted> incrs = new ArrayList<>(others);
    incrs.removeIf(incr -> incr.seq() >= first);
    incrs.sort(Comparator.comparingLong(Unlisted::seq).reversed());
    List<Path> found = new ArrayList<>();
    long next = first - 1;
    for (Unlisted incr : incrs) {
      if (base != null && base.seq() > 1 && (incr.seq() != next || base.isBehind(incr))) {
        break;
      }
      next = incr.seq() - 1;
      if (incr.size() > 0) {
        found.add(incr.path());
      }
    }
    return found;
  }
}
