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
 * of what the plan was told, where that is more than the policy {@code safe}.
 */
final class PlanId {
  private static final int BYTES = 8;

  private PlanId() {}

  static String of(
      List<PlannedEdit> edits, Map<Path, FileFingerprint> fingerprints, PlanOptions options) {
    MessageDigest digest = sha256();
    if (!options.equals(PlanOptions.safe())) {
      update(digest, options.toString());
    }
    edits.forEach(edit -> update(digest, edit.toString()));
    fingerprints.forEach(
        (path, fingerprint) -> {
          update(digest, String.valueOf(path.getFileName()));
          update(digest, fingerprint.toString());
        });
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  private static void update(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
