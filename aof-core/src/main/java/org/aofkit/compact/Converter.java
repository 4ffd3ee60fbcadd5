package org.aofkit.compact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.SetFile;
import org.aofkit.check.CheckOptions;
import org.aofkit.check.Report;
import org.aofkit.check.Verdict;
import org.aofkit.commit.Content;
import org.aofkit.commit.FileFingerprint;
import org.aofkit.io.FileName;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestNames;
import org.aofkit.manifest.ManifestWriter;

/**
 * Makes a log of a dump, for those who turn {@code appendonly} on, and a dump of a log. Both are
 * plans for {@link Compactor#run}; what they make appears at once, and the input is only read.
 *
 * <p>Neither takes replication ids and offsets over: servers ignore them in a base, and a dump of a
 * log does not say how far its master was.
 */
public final class Converter {
  private Converter() {}

  /**
   * The plan for a log that begins with what a dump holds.
   *
   * @param dump the check of one file: an image, or the single log of a server before 7.0
   * @param check its {@code appendFilename} and {@code appendDirname} name the new files
   * @param directory becomes the {@code dir} of a server; made if it does not exist; it must hold
   *     no log yet
   * @param options its destination does not matter
   * @throws DamagedInputException with the report, if the dump is not clean
   * @throws CannotCompactException if it is no single file
   */
  public static CompactPlan toLog(
      Report dump, CheckOptions check, Path directory, CompactOptions options) throws IOException {
    AofSet set = dump.set();
    requireClean(dump);
    boolean isOne = set.start() == AofSet.Start.SINGLE || set.start() == AofSet.Start.DUMP;
    if (!isOne || set.log().size() != 1) {
      throw new CannotCompactException(dump.root() + ": not a single file");
    }
    Path data = directory.toAbsolutePath().normalize();
    String given = check.appendFilename();
    ManifestNames names =
        new ManifestNames(
            given == null ? ManifestNames.DEFAULT_APPEND_FILE_NAME : FileName.of(given));
    Path base = names.appendFileName().resolveIn(data);
    Path residual = base;
    Path manifest = base;
    Content content = Content.of();
    if (options.output().targetOf(dump.server()).hasDirectory()) {
      Path root = data.resolve(check.appendDirname());
      Manifest none = new Manifest(List.of());
      boolean isImage = options.output().form() != BaseForm.COMMANDS;
      ManifestEntry first = names.nextBase(none, isImage);
      ManifestEntry incr = names.nextIncr(none);
      base = first.name().resolveIn(root);
      residual = incr.name().resolveIn(root);
      manifest = names.manifest().resolveIn(root);
      content = Content.of(ManifestWriter.write(List.of(first, incr)));
    }
    return plan(dump, options, "", data, base, residual, manifest, content);
  }

  /**
   * The plan for a dump of what a log holds.
   *
   * @param log the check of it
   * @param dump the new file; its directory is made if it does not exist
   * @param options its destination does not matter, and its form is that of a dump
   * @throws DamagedInputException with the report, if the log is not clean
   * @throws CannotCompactException if there is none
   */
  public static CompactPlan toDump(Report log, Path dump, CompactOptions options)
      throws IOException {
    requireClean(log);
    Path file = dump.toAbsolutePath().normalize();
    Path data = file.getParent();
    if (log.set().log().isEmpty() || data == null) {
      throw new CannotCompactException(log.root() + ": there is no log that servers load");
    }
    TargetChoice choice = TargetChoice.of(log, options.output().withForm(BaseForm.DUMP));
    CompactOptions dumping = options.to(new Destination.Output(data)).writing(choice.output());
    return plan(log, dumping, choice.reason(), data, file, file, file, Content.of());
  }

  private static void requireClean(Report report) throws DamagedInputException {
    if (report.verdict() != Verdict.CLEAN) {
      throw new DamagedInputException(report);
    }
  }

  private static CompactPlan plan(
      Report report,
      CompactOptions options,
      String targetReason,
      Path data,
      Path base,
      Path residual,
      Path manifest,
      Content content)
      throws IOException {
    Map<Path, FileFingerprint> fingerprints = new LinkedHashMap<>();
    long bytes = 0;
    for (SetFile file : report.set().log()) {
      bytes += file.size();
      if (!file.symbolicLink()) {
        fingerprints.put(file.path(), FileFingerprint.of(file.path()));
      }
    }
    return new CompactPlan(
        report,
        options.to(new Destination.Output(data)),
        data,
        base,
        residual,
        manifest,
        content,
        List.of(),
        fingerprints,
        bytes,
        targetReason,
        List.of());
  }
}
