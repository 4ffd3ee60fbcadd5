package org.aofkit.fsck.render;

import java.util.List;
import org.aofkit.check.Report;
import org.aofkit.repair.Lost;
import org.aofkit.repair.RepairPlan;
import org.jspecify.annotations.Nullable;

/**
 * What a command has to say of one PATH, before it is rendered.
 *
 * @param command the command's word
 * @param path the PATH as it was given, as bytes; never changed
 * @param report the files as they are when the command ends; null where they could not be looked at
 * @param plan what a repair would do, or has done; null where none was made
 * @param lost what was given up by what was done; null where nothing was done
 * @param alternatives what plans under other policies would do; empty where that was not asked
 * @param compaction what a compaction has come to, or would; null where none was wanted
 * @param exitCode the exit code for this PATH
 * @param error why the command could not do its work, for people; null where it could
 */
public record Outcome(
    String command,
    byte[] path,
    @Nullable Report report,
    @Nullable RepairPlan plan,
    @Nullable Lost lost,
    List<Alternative> alternatives,
    @Nullable Compacted compaction,
    int exitCode,
    @Nullable String error) {

  /** Copies the list. */
  public Outcome {
    alternatives = List.copyOf(alternatives);
  }

  /** One without a compaction. */
  public Outcome(
      String command,
      byte[] path,
      @Nullable Report report,
      @Nullable RepairPlan plan,
      @Nullable Lost lost,
      List<Alternative> alternatives,
      int exitCode,
      @Nullable String error) {
    this(command, path, report, plan, lost, alternatives, null, exitCode, error);
  }

  /** One without alternatives. */
  public Outcome(
      String command,
      byte[] path,
      @Nullable Report report,
      @Nullable RepairPlan plan,
      @Nullable Lost lost,
      int exitCode,
      @Nullable String error) {
    this(command, path, report, plan, lost, List.of(), exitCode, error);
  }

  /** The same with a compaction. */
  public Outcome with(@Nullable Compacted other) {
    return new Outcome(command, path, report, plan, lost, alternatives, other, exitCode, error);
  }

  /** One that failed before anything could be looked at. */
  public static Outcome failed(String command, byte[] path, int exitCode, String error) {
    return new Outcome(command, path, null, null, null, exitCode, error);
  }
}
