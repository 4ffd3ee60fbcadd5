package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at the operations of a directory; needs read permission only, writes nothing. */
public final class Operations {
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
      return blank(place, OperationStatus.DAMAGED);
    }
  }

  private static Operation blank(Quarantine.Place place, OperationStatus status) {
    return new Operation(
        place.name(), place.folder(), status, Instant.EPOCH, "", Map.of(), List.of(), List.of());
  }
}
