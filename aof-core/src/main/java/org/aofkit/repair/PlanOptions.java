package org.aofkit.repair;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a plan may be told.
 *
 * @param policy how much may be given up
 * @param ambiguousDatabase what becomes of commands whose database is not known
 * @param partialValues whether a collection of an image whose value is damaged is kept with the
 *     elements that are intact
 * @param maxLoss how many bytes may be lost at most; empty for any number
 * @param acceptLoss whether edits of class {@link org.aofkit.check.EditClass#UNLOCATED} are allowed
 * @param assume which of the listed manifests to take where several are possible; from 1, or {@link
 *     #LISTED}
 * @param until where the log is to end; empty to keep all of it
 * @param cleanLeftovers whether leftovers of broken rewrites and unlisted files are moved away
 */
public record PlanOptions(
    Policy policy,
    AmbiguousDatabase ambiguousDatabase,
    boolean partialValues,
    OptionalLong maxLoss,
    boolean acceptLoss,
    OptionalInt assume,
    Optional<PointInTime> until,
    boolean cleanLeftovers) {
  /**
   * For {@code assume}: the manifest that is there, where a server may have written it and all that
   * is doubtful is whether an incr in front was left by the log before its base. Where no manifest
   * is in doubt like that it says nothing.
   */
  public static final int LISTED = 0;

  /** The policy {@code safe}, and nothing else. */
  public static PlanOptions safe() {
    return of(Policy.SAFE);
  }

  /** A policy, with the defaults of everything else. */
  public static PlanOptions of(Policy policy) {
    return new PlanOptions(
        policy,
        AmbiguousDatabase.DROP,
        false,
        OptionalLong.empty(),
        false,
        OptionalInt.empty(),
        Optional.empty(),
        false);
  }

  /** The same with another policy. */
  public PlanOptions with(Policy other) {
    return new PlanOptions(
        other,
        ambiguousDatabase,
        partialValues,
        maxLoss,
        acceptLoss,
        assume,
        until,
        cleanLeftovers);
  }

  /** The same with another answer to an ambiguous database. */
  public PlanOptions with(AmbiguousDatabase other) {
    return new PlanOptions(
        policy, other, partialValues, maxLoss, acceptLoss, assume, until, cleanLeftovers);
  }

  /** The same, but collections with damaged values are kept with the elements that are intact. */
  public PlanOptions withPartialValues() {
    return new PlanOptions(
        policy, ambiguousDatabase, true, maxLoss, acceptLoss, assume, until, cleanLeftovers);
  }

  /** The same with a bound of the loss, in bytes. */
  public PlanOptions withMaxLoss(long bytes) {
    return new PlanOptions(
        policy,
        ambiguousDatabase,
        partialValues,
        OptionalLong.of(bytes),
        acceptLoss,
        assume,
        until,
        cleanLeftovers);
  }

  /** The same with edits allowed whose loss can't be located. */
  public PlanOptions withAcceptedLoss() {
    return new PlanOptions(
        policy, ambiguousDatabase, partialValues, maxLoss, true, assume, until, cleanLeftovers);
  }

  /** The same with a choice among the possible manifests, from 1, or {@link #LISTED}. */
  public PlanOptions assuming(int choice) {
    return new PlanOptions(
        policy,
        ambiguousDatabase,
        partialValues,
        maxLoss,
        acceptLoss,
        OptionalInt.of(choice),
        until,
        cleanLeftovers);
  }

  /** The same with an end of the log. */
  public PlanOptions until(PointInTime point) {
    return new PlanOptions(
        policy,
        ambiguousDatabase,
        partialValues,
        maxLoss,
        acceptLoss,
        assume,
        Optional.of(point),
        cleanLeftovers);
  }

  /** The same with leftovers moved away. */
  public PlanOptions withCleanLeftovers() {
    return new PlanOptions(
        policy, ambiguousDatabase, partialValues, maxLoss, acceptLoss, assume, until, true);
  }
}
