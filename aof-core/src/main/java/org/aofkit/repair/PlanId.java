package org.aofkit.repair;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.aofkit.commit.FileFingerprint;

/**
 * The id of a plan: a hash of its edits, of the fingerprints of the files they were made for, and
 * of what the plan was told.
 *
 * <p>Field by field: what records say of themselves is put together by code that is made when it is
 * first needed, which takes a tenth of a repair of a thousand damages.
 */
final class PlanId {
  private static final int BYTES = 8;

  private final MessageDigest digest = sha256();

  private PlanId() {}

  static String of(
      List<PlannedEdit> edits, Map<Path, FileFingerprint> fingerprints, PlanOptions options) {
    PlanId id = new PlanId();
    id.add(options);
    for (PlannedEdit edit : edits) {
      id.add(edit);
    }
    for (Map.Entry<Path, FileFingerprint> entry : fingerprints.entrySet()) {
      id.add(String.valueOf(entry.getKey().getFileName()), entry.getValue());
    }
    return HexFormat.of().formatHex(id.digest.digest(), 0, BYTES);
  }

  private void add(PlanOptions options) {
    update(
        options.policy().id(),
        options.ambiguousDatabase().name(),
        Boolean.toString(options.partialValues()),
        options.maxLoss().isPresent() ? Long.toString(options.maxLoss().getAsLong()) : "",
        Boolean.toString(options.acceptLoss()),
        options.assume().isPresent() ? Integer.toString(options.assume().getAsInt()) : "",
        options.until().isPresent() ? options.until().get().toString() : "",
        Boolean.toString(options.cleanLeftovers()));
  }

  private void add(PlannedEdit edit) {
    Lost lost = edit.lost();
    update(
        edit.kind().name(),
        edit.editClass().name(),
        edit.file(),
        Long.toString(edit.offset()),
        Long.toString(edit.length()),
        Long.toString(lost.bytes()),
        Long.toString(lost.commands()),
        Long.toString(lost.transactions()),
        Long.toString(lost.keys()),
        edit.reason());
  }

  private void add(String name, FileFingerprint fingerprint) {
    update(
        name,
        Long.toString(fingerprint.size()),
        Long.toString(fingerprint.mtimeNanos()),
        fingerprint.key(),
        Integer.toString(fingerprint.headCrc()),
        Integer.toString(fingerprint.tailCrc()));
  }

  private void update(String... fields) {
    for (String field : fields) {
      digest.update(field.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
