package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.aofkit.commit.LoggedFile.Kept;
import org.aofkit.commit.LoggedFile.Kind;
import org.jspecify.annotations.Nullable;

/**
 * An operation as its journal tells it. Records, in their order:
 *
 * <pre>
 *   operation version time tool dir files keeps swap
 *                                         first; version 1, or 2 with keeps and swap; how many
 *                                         files there are
 *   attribute name value                  any time
 *   file index kind name …                one a file; durable before a temporary file is made
 *   old|new index offset length at crc …  bytes given up and written, in the image file
 *   prepared index …                      the new file, complete beside the old one
 *   kept index how                        the old file
 *   ready                                 all of the above is there
 *   commit                                the decision; what is before it is durable
 *   abort files                           the decision to put these files back
 *   warning text
 *   after index …                         how the files were left
 *   done
 *   undo-preparing                        old files may be copied beside the new ones
 *   undo staged                           the decision to take the operation back
 *   undo-aborted | undone | abandoned
 * </pre>
 *
 * @param announced how many files the head says there are
 * @param isReady whether all was prepared, so that nothing is missing of what is told of the files
 * @param keepsOld whether files that are removed are kept
 * @param isSwap whether new files come in from the folder when old ones have made room
 * @param touched the files that an abort puts back
 * @param staged the files whose way back was prepared before undo was decided
 */
record LoggedOperation(
    Path dir,
    Path folder,
    String name,
    Instant time,
    String tool,
    Map<String, String> attributes,
    OperationStatus status,
    int announced,
    boolean isReady,
    boolean keepsOld,
    boolean isSwap,
    List<LoggedFile> files,
    Set<Integer> touched,
    Set<Integer> staged,
    List<String> warnings,
    Journal.Contents journal) {
  static final int VERSION = 1;

  /** Of operations that keep nothing, or swap: what knows only version 1 must not settle these. */
  static final int VERSION_OF_SWAPS = 2;

  /**
   * Reads the journal in a folder.
   *
   * @throws QuarantineDamagedException if it does not make sense, or tells nothing of what is kept
   *     beside it
   */
  static LoggedOperation read(Path dir, Path folder, String name) throws IOException {
    Journal.Contents contents = Journal.read(folder);
    try {
      LoggedOperation read = new Reader(dir).read(folder, name, contents);
      requireHead(folder, contents);
      read.requireAllFiles();
      return HalfDone.reason(read) == null ? read : read.with(OperationStatus.HALF_DONE);
    } catch (IllegalArgumentException | ArithmeticException | DateTimeParseException e) {
      throw new QuarantineDamagedException(
          folder.resolve(Journal.FILE_NAME), String.valueOf(e.getMessage()));
    }
  }

  /**
   * The first records are durable before anything is kept beside them, and the journal goes before
   * what is kept: one that is there and tells nothing was damaged, and is no operation that never
   * began.
   */
  private static void requireHead(Path folder, Journal.Contents contents) throws IOException {
    Path journal = folder.resolve(Journal.FILE_NAME);
    boolean tellsNothing =
        contents.records().isEmpty() && Files.exists(journal, LinkOption.NOFOLLOW_LINKS);
    if (tellsNothing && !Quarantine.kept(folder).isEmpty()) {
      throw new QuarantineDamagedException(
          journal, "no record can be read, and bytes of an operation are kept beside it");
    }
  }

  /** All files are told durably before anything is kept, so that none can be missing then. */
  private void requireAllFiles() throws IOException {
    if (files.size() < announced && !Quarantine.kept(folder).isEmpty()) {
      throw new QuarantineDamagedException(
          folder.resolve(Journal.FILE_NAME),
          "it tells of "
              + files.size()
              + " of "
              + announced
              + " files, and bytes of the operation are kept beside it");
    }
  }

  /** The directory the journal is about, in the form of {@link Names}; null if it has no head. */
  static @Nullable String directoryOf(Path folder) throws IOException {
    List<JournalRecord> records = Journal.readable(folder);
    boolean hasHead = !records.isEmpty() && records.get(0).type().equals("operation");
    if (!hasHead && !Quarantine.isGivenUp(folder)) {
      // Nobody can say whose it is: that is told, unless somebody has been told before.
      records = Journal.read(folder).records();
    }
    return records.isEmpty() ? null : records.get(0).fields().get("dir");
  }

  static JournalRecord head(Path dir, CommitOptions options, int files) {
    boolean isPlain = options.keepsOld() && !options.isSwap();
    JournalRecord head =
        JournalRecord.of(
            "operation",
            "version",
            isPlain ? VERSION : VERSION_OF_SWAPS,
            "time",
            options.clock().instant(),
            "tool",
            options.toolVersion(),
            "dir",
            Names.ofDirectory(dir),
            "files",
            files);
    return isPlain ? head : head.with("keeps", options.keepsOld()).with("swap", options.isSwap());
  }

  static JournalRecord file(int index, Kind kind, String name, long finalSize) {
    return JournalRecord.of("file", "index", index, "kind", kind, "name", name, "final", finalSize);
  }

  static JournalRecord extent(String type, int index, Extent extent) {
    return JournalRecord.of(
        type,
        "index",
        index,
        "offset",
        extent.offset(),
        "length",
        extent.length(),
        "at",
        extent.imageOffset(),
        "crc",
        extent.crc(),
        "optional",
        extent.tailOptional());
  }

  private LoggedOperation with(OperationStatus other) {
    return new LoggedOperation(
        dir,
        folder,
        name,
        time,
        tool,
        attributes,
        other,
        announced,
        isReady,
        keepsOld,
        isSwap,
        files,
        touched,
        staged,
        warnings,
        journal);
  }

  /** Whether the journal tells that all of it was done once, whatever was decided behind that. */
  boolean wasDone() {
    return journal.records().stream().anyMatch(record -> record.type().equals("done"));
  }

  /** Why it is {@link OperationStatus#HALF_DONE}, if it still is. */
  String halfDone() throws IOException {
    OperationStatus told = wasDone() ? OperationStatus.FINISHED : OperationStatus.PREPARING;
    String reason = HalfDone.reason(with(told));
    return reason == null ? "the last record is damaged" : reason;
  }

  Path image() {
    return folder.resolve(ImageWriter.FILE_NAME);
  }

  /** Bytes that taking the operation back needs on the volume, in whole blocks. */
  long bytesToRestore() {
    long needed = 0;
    for (LoggedFile file : files) {
      FileFingerprint made = file.prepared();
      if (isSwap && made != null) {
        // It makes room first.
        needed -= Failure.blocks(made.size());
      }
      if (file.kind() == Kind.IN_PLACE) {
        needed += Failure.blocks(Math.max(0, file.before().size() - file.finalSize()));
      } else if (file.kept() == Kept.COPY) {
        needed += Failure.blocks(file.before().size());
      }
    }
    return Math.max(0, needed);
  }

  boolean hasCopies() {
    return files.stream().anyMatch(file -> file.kept() == Kept.COPY);
  }

  Operation toOperation() {
    return new Operation(
        name,
        folder,
        status,
        time,
        tool,
        attributes,
        files.stream().map(LoggedFile::file).toList(),
        warnings);
  }

  /** One file while the records about it are read. */
  private static final class Draft {
    private final LoggedFile head;
    private final List<Extent> olds = new ArrayList<>();
    private final List<Extent> news = new ArrayList<>();
    private @Nullable FileFingerprint prepared;
    private @Nullable FileFingerprint after;
    private Kept kept = Kept.NOT;

    Draft(LoggedFile head) {
      this.head = head;
    }

    LoggedFile toFile() {
      return new LoggedFile(
          head.index(),
          head.kind(),
          head.file(),
          head.before(),
          head.owner(),
          head.finalSize(),
          olds,
          news,
          prepared,
          kept,
          after);
    }
  }

  /** Builds the operation record by record. */
  private static final class Reader {
    private final Path dir;
    private final List<Draft> files = new ArrayList<>();
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private OperationStatus status = OperationStatus.PREPARING;
    private int announced;
    private boolean isReady;
    private boolean keepsOld = true;
    private boolean isSwap;
    private Instant time = Instant.EPOCH;
    private String tool = "";
    private Set<Integer> touched = Set.of();
    private Set<Integer> staged = Set.of();

    Reader(Path dir) {
      this.dir = dir;
    }

    LoggedOperation read(Path folder, String name, Journal.Contents contents) {
      boolean first = true;
      for (JournalRecord record : contents.records()) {
        if (first != record.type().equals("operation")) {
          throw new IllegalArgumentException("record " + record.type() + " out of place");
        }
        first = false;
        accept(record);
      }
      if (status != OperationStatus.PREPARING) {
        requireAllPrepared();
      }
      return new LoggedOperation(
          dir,
          folder,
          name,
          time,
          tool,
          attributes,
          status,
          announced,
          isReady,
          keepsOld,
          isSwap,
          files.stream().map(Draft::toFile).toList(),
          touched,
          staged,
          warnings,
          contents);
    }

    /** Nothing is decided before all new files are there: else the journal is not what we wrote. */
    private void requireAllPrepared() {
      for (Draft file : files) {
        Kind kind = file.head.kind();
        if (file.prepared == null && (kind == Kind.REPLACE || kind == Kind.CREATE)) {
          throw new IllegalArgumentException("journal lacks the new " + file.head.file());
        }
      }
    }

    private void accept(JournalRecord r) {
      switch (r.type()) {
        case "operation" -> head(r);
        case "attribute" -> attributes.put(r.text("name"), r.text("value"));
        case "warning" -> warnings.add(r.text("text"));
        case "file" -> file(r);
        case "old" -> add(draft(r).olds, r);
        case "new" -> add(draft(r).news, r);
        case "prepared" -> draft(r).prepared = r.fingerprint();
        case "kept" -> draft(r).kept = Kept.valueOf(r.text("how"));
        case "after" -> draft(r).after = r.fingerprint();
        case "ready" -> isReady = true;
        case "commit" -> status = OperationStatus.APPLYING;
        case "abort" -> {
          status = OperationStatus.ROLLING_BACK;
          touched = indices(r.text("files"));
        }
        case "done" ->
            status = keepsOld ? OperationStatus.FINISHED : OperationStatus.FINISHED_FOR_GOOD;
        case "undo-aborted" -> status = OperationStatus.FINISHED;
        case "undo-preparing" -> status = OperationStatus.PREPARING_UNDO;
        case "undo" -> {
          status = OperationStatus.UNDOING;
          staged = indices(r.text("staged"));
        }
        case "undone" -> status = OperationStatus.UNDONE;
        case "abandoned" -> status = OperationStatus.ABANDONED;
        default -> throw new IllegalArgumentException("unknown record " + r.type());
      }
    }

    private void head(JournalRecord r) {
      long version = r.number("version");
      if (version != VERSION && version != VERSION_OF_SWAPS) {
        throw new IllegalArgumentException(
            "version " + version + ", this tool knows " + VERSION_OF_SWAPS);
      }
      keepsOld = version == VERSION || Boolean.parseBoolean(r.text("keeps"));
      isSwap = version != VERSION && Boolean.parseBoolean(r.text("swap"));
      announced = r.has("files") ? (int) r.number("files") : 0;
      time = Instant.parse(r.text("time"));
      tool = r.text("tool");
    }

    private void file(JournalRecord r) {
      int index = index(r);
      if (index != files.size()) {
        throw new IllegalArgumentException("file " + index + " out of order");
      }
      FileOwner owner =
          r.has("mode")
              ? new FileOwner((int) r.size("mode"), (int) r.number("uid"), (int) r.number("gid"))
              : null;
      files.add(
          new Draft(
              new LoggedFile(
                  index,
                  Kind.valueOf(r.text("kind")),
                  Names.decode(dir, r.text("name")),
                  r.fingerprint(),
                  owner,
                  r.size("final"),
                  List.of(),
                  List.of(),
                  null,
                  Kept.NOT,
                  null)));
    }

    private Draft draft(JournalRecord r) {
      int index = index(r);
      if (index >= files.size()) {
        throw new IllegalArgumentException("record " + r.type() + " of an unknown file");
      }
      return files.get(index);
    }

    private static int index(JournalRecord r) {
      return Math.toIntExact(r.size("index"));
    }

    private static void add(List<Extent> extents, JournalRecord r) {
      Extent extent =
          new Extent(
              r.size("offset"),
              r.size("length"),
              r.size("at"),
              (int) r.number("crc"),
              r.size("optional"));
      if (!extents.isEmpty() && extent.offset() < extents.get(extents.size() - 1).end()) {
        throw new IllegalArgumentException("extent at " + extent.offset() + " out of order");
      }
      extents.add(extent);
    }

    private static Set<Integer> indices(String text) {
      Set<Integer> indices = new TreeSet<>();
      for (String word : text.isEmpty() ? new String[0] : text.split(",")) {
        indices.add(Integer.valueOf(word));
      }
      return indices;
    }
  }
}
