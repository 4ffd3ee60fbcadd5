package org.aofkit.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
  private boolean crash;
  private boolean wrongDatabase;
  private boolean ignored;
  private boolean disturbs;
  private boolean endsServer;
  private boolean badCommand;
  private boolean swallowed;

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
      badCommand = true;
      add(FindingCode.AOF_UNKNOWN_COMMAND, offset, knownBy);
    }
  }

  @Override
  public void wrongArity(long offset, int acceptedBy) {
    if ((acceptedBy & server.bit()) == 0) {
      badCommand = true;
      add(FindingCode.AOF_ARITY, offset, acceptedBy);
    }
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
    crash = true;
    add(FindingCode.AOF_DISCARD_IN_TRANSACTION, offset, 0);
  }

  @Override
  public void select(long offset, int database) {
    if (database < 0 || database >= databases) {
      wrongDatabase = true;
      add(FindingCode.AOF_SELECT_OUT_OF_RANGE, offset, database);
    }
  }

  @Override
  public void payload(long offset, int rdbVersion, boolean intact) {
    if (rdbVersion >= 0 && !server.restoresPayload(rdbVersion)) {
      ignored = true;
      add(FindingCode.AOF_FOREIGN_PAYLOAD, offset, rdbVersion);
    } else if (!intact) {
      ignored = true;
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
      endsServer = true;
      add(FindingCode.AOF_ENDS_SERVER, offset, servers);
    }
  }

  @Override
  public void fails(long offset) {
    ignored = true;
    add(FindingCode.AOF_COMMAND_FAILS, offset, 0);
  }

  /** A command that is read whole, but holds intact commands where its length was damaged. */
  void swallowed(long offset) {
    swallowed = true;
    add(FindingCode.AOF_SWALLOWED, offset, 0);
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

  /** Whether a command has swallowed intact ones. */
  boolean swallowed() {
    return swallowed;
  }

  List<Complaint> kept() {
    return List.copyOf(kept);
  }

  /** Whether a transaction makes every server crash. */
  boolean crash() {
    return crash;
  }

  /** Whether commands go to a wrong database, or data are ignored in silence. */
  boolean loses() {
    return wrongDatabase || ignored;
  }

  /** Whether a command makes the server throw its data away or save them half loaded. */
  boolean disturbs() {
    return disturbs;
  }

  /** Whether a command ends the judged server. */
  boolean endsServer() {
    return endsServer;
  }

  /** Whether the judged server meets a command it does not take. */
  boolean badCommand() {
    return badCommand;
  }
}
