package org.aofkit.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import org.aofkit.aof.AdminEffect;
import org.aofkit.aof.LogEvents;
import org.aofkit.server.Server;

/**
 * Notes what the commands of one file give reason to say, for the judged server. A bounded number
 * of each kind is kept.
 */
final class Complaints implements LogEvents {
  private static final int MAX_KEPT = 1000;

  private final Server server;
  private final int databases;
  private final List<Complaint> kept = new ArrayList<>();
  private final Map<FindingCode, Integer> counts = new EnumMap<>(FindingCode.class);
  private boolean disturbs;
  private long lastDamaged = -1;

  /** The offset of each SELECT of a database that the server does not have; the first ones. */
  private final Set<Long> beyond = new HashSet<>();

  /** The offset of each command that is not damaged, but foreign to the server; the first ones. */
  private final Set<Long> foreign = new HashSet<>();

  /**
   * One of them.
   *
   * @param offset the command's first byte
   * @param value the database, the payload's version, a mask of servers or an offset, by code
   */
  record Complaint(FindingCode code, long offset, long value) {}

  Complaints(Server server, int databases) {
    this.server = server;
    this.databases = databases;
  }

  private void add(FindingCode code, long offset, long value) {
    if (counts.merge(code, 1, Integer::sum) <= MAX_KEPT) {
      kept.add(new Complaint(code, offset, value));
    }
  }

  @Override
  public void unknownCommand(long offset, int knownBy) {
    if ((knownBy & server.bit()) == 0) {
      foreign(offset);
      add(FindingCode.AOF_UNKNOWN_COMMAND, offset, knownBy);
    }
  }

  private void foreign(long offset) {
    if (offset != lastDamaged && foreign.size() < MAX_KEPT) {
      foreign.add(offset);
    }
  }

  @Override
  public void wrongArity(long offset, int acceptedBy) {
    if ((acceptedBy & server.bit()) == 0) {
      foreign(offset);
      add(FindingCode.AOF_ARITY, offset, acceptedBy);
    }
  }

  @Override
  public void damagedCommand(long offset) {
    lastDamaged = offset;
  }

  @Override
  public void laxFormat(long offset, int quirks) {
    add(FindingCode.AOF_LAX_FORMAT, offset, quirks);
  }

  @Override
  public void nestedMulti(long offset) {
    add(FindingCode.AOF_NESTED_MULTI, offset, 0);
  }

  @Override
  public void strayExec(long offset) {
    add(FindingCode.AOF_STRAY_EXEC, offset, 0);
  }

  @Override
  public void execAfterDiscard(long offset) {
    add(FindingCode.AOF_DISCARD_IN_TRANSACTION, offset, 0);
  }

  @Override
  public void select(long offset, int database) {
    if (database >= databases && beyond.size() < MAX_KEPT) {
      beyond.add(offset);
    }
    if (database < 0 || database >= databases) {
      add(FindingCode.AOF_SELECT_OUT_OF_RANGE, offset, database);
    }
  }

  @Override
  public void payload(long offset, int rdbVersion, boolean intact) {
    if (rdbVersion >= 0 && !server.restoresPayload(rdbVersion)) {
      add(FindingCode.AOF_FOREIGN_PAYLOAD, offset, rdbVersion);
    } else if (!intact) {
      add(FindingCode.AOF_BAD_PAYLOAD, offset, rdbVersion);
    }
  }

  @Override
  public void admin(long offset, AdminEffect effect) {
    disturbs |= effect != AdminEffect.CHANGES_SETTINGS;
    add(FindingCode.AOF_ADMIN_COMMAND, offset, effect.ordinal());
  }

  @Override
  public void crash(long offset, int servers) {
    if ((servers & server.bit()) != 0) {
      add(FindingCode.AOF_ENDS_SERVER, offset, servers);
    }
  }

  @Override
  public void fails(long offset) {
    add(FindingCode.AOF_COMMAND_FAILS, offset, 0);
  }

  /**
   * Forgets what is said of commands that turned out to be lost.
   *
   * @param lost where lost ranges begin, and where each ends
   */
  void forget(NavigableMap<Long, Long> lost) {
    beyond.removeIf(offset -> isIn(lost, offset));
    foreign.removeIf(offset -> isIn(lost, offset));
    Iterator<Complaint> each = kept.iterator();
    while (each.hasNext()) {
      Complaint complaint = each.next();
      if (isIn(lost, complaint.offset())) {
        counts.merge(complaint.code(), -1, Integer::sum);
        each.remove();
      }
    }
  }

  private static boolean isIn(NavigableMap<Long, Long> ranges, long offset) {
    Map.Entry<Long, Long> range = ranges.floorEntry(offset);
    return range != null && offset < range.getValue();
  }

  /** What looks like commands inside of a value with an odd line end. */
  void doubtful(long offset) {
    add(FindingCode.AOF_DOUBTFUL_ISLAND, offset, 0);
  }

  /**
   * An odd command that turned out to be the mask of a repair.
   *
   * @param closing offset of the CR LF it lacks
   */
  void unfinishedMask(Complaint odd, long closing) {
    kept.set(
        kept.indexOf(odd), new Complaint(FindingCode.AOF_MASK_UNFINISHED, odd.offset(), closing));
  }

  List<Complaint> kept() {
    return List.copyOf(kept);
  }

  /** Whether a transaction makes every server crash. */
  boolean crash() {
    return any(FindingCode.AOF_DISCARD_IN_TRANSACTION);
  }

  /** Whether commands go to a wrong database, or data are ignored in silence. */
  boolean loses() {
    return !beyond.isEmpty()
        || any(FindingCode.AOF_FOREIGN_PAYLOAD)
        || any(FindingCode.AOF_BAD_PAYLOAD)
        || any(FindingCode.AOF_COMMAND_FAILS);
  }

  /** Whether a command makes the server throw its data away or save them half loaded. */
  boolean disturbs() {
    return disturbs;
  }

  /** Whether a command ends the judged server. */
  boolean endsServer() {
    return any(FindingCode.AOF_ENDS_SERVER);
  }

  /**
   * Whether one does that stands in none of these ranges.
   *
   * @param ranges where each begins, and where it ends
   */
  boolean endsServerOutside(NavigableMap<Long, Long> ranges) {
    int outside = counts.getOrDefault(FindingCode.AOF_ENDS_SERVER, 0);
    for (Complaint complaint : kept) {
      boolean inside =
          complaint.code() == FindingCode.AOF_ENDS_SERVER && isIn(ranges, complaint.offset());
      outside -= inside ? 1 : 0;
    }
    return outside > 0;
  }

  /**
   * Whether one of those that the judged server does not take is not damaged, but foreign to it.
   */
  boolean foreignCommand() {
    return !foreign.isEmpty();
  }

  /** Whether the judged server meets a command it does not take. */
  boolean badCommand() {
    return any(FindingCode.AOF_UNKNOWN_COMMAND) || any(FindingCode.AOF_ARITY);
  }

  private boolean any(FindingCode code) {
    return counts.getOrDefault(code, 0) > 0;
  }
}
