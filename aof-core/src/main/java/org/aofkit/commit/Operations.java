package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at the operations of a directory; needs read permission only, writes nothing. */
public final class Operations {
  private static final String KEPT = ".kept";

  private Operations() {}

  /** The operations that {@code .aof-fsck} of a directory knows, oldest first. */
  public static List<Operation> list(Path dir) throws IOException {
    return list(dir, null);
  }

  /**
   * The operations that {@code .aof-fsck} of a directory and a quarantine elsewhere know, oldest
   * first. One whose journal makes no sense is listed as {@link OperationStatus#DAMAGED}, one that
   * this user may not read as {@link OperationStatus#DENIED}.
   */
  public static List<Operation> list(Path dir, @Nullable Path quarantine) throws IOException {
    Path plain = ChangePlan.plain(dir);
    List<Operation> operations = new ArrayList<>();
    for (Quarantine.Place place : new Quarantine(plain, quarantine).places()) {
      operations.add(read(plain, place));
    }
    return List.copyOf(operations);
  }

  static Operation read(Path dir, Quarantine.Place place) throws IOException {
    if (!place.isReachable()) {
      return blank(
          place, place.isMarkedRunning() ? OperationStatus.UNREACHABLE : OperationStatus.ELSEWHERE);
    }
    try {
      return LoggedOperation.read(dir, place.folder(), place.name()).toOperation();
    } catch (AccessDeniedException e) {
      return blank(place, OperationStatus.DENIED);
    } catch (QuarantineDamagedException e) {
      return blank(
          place,
          Quarantine.isGivenUp(place.folder())
              ? OperationStatus.ABANDONED
              : OperationStatus.DAMAGED);
    }
  }

  /**
   * What lies in the folder of an operation, but for its journal: also of one whose journal is
   * damaged, as far as that tells.
   *
   * @throws IOException if it can't be read
   */
  public static List<KeptFile> kept(Path dir, Operation operation) throws IOException {
    Path plain = ChangePlan.plain(dir);
    Map<String, Path> originals = new HashMap<>();
    for (JournalRecord record : Journal.readable(operation.folder())) {
      if (record.type().equals("file") && record.has("index") && record.has("name")) {
        try {
          originals.put(record.text("index") + KEPT, Names.decode(plain, record.text("name")));
        } catch (IllegalArgumentException e) {
          // A name that none of ours could have written names nothing.
        }
      }
    }
    List<KeptFile> kept = new ArrayList<>();
    for (Path file : Quarantine.kept(operation.folder())) {
      Path original = originals.get(String.valueOf(file.getFileName()));
      kept.add(new KeptFile(file, Optional.ofNullable(original)));
    }
    kept.sort(Comparator.comparing(KeptFile::file));
    return List.copyOf(kept);
  }

  private static Operation blank(Quarantine.Place place, OperationStatus status) {
    return new Operation(
        place.name(), place.folder(), status, Instant.EPOCH, "", Map.of(), List.of(), List.of());
  }
}
