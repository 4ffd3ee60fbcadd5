package org.aofkit.check;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;

/**
 * A manifest that may be the one that was lost: a base or none, and incrs in the order in which
 * they are loaded. Immutable.
 *
 * @param number its number among the possible ones, from 1; the same files give the same number
 * @param manifest what it lists, and how it would be written
 * @param adopted a finished rewrite that lies outside of the AOF directory and would have to become
 *     the base under the name the manifest gives it; empty where all files are in their place
 * @param report what a check of its files says, as if the manifest listed them
 * @param evidence what speaks for it and against it
 * @param aside incrs with content that it leaves out, and that a check of it could not tell from
 *     such whose lines were lost: they have to be moved away with it
 * @param inForce whether it is what the manifest that is there lists, and a server may have written
 *     that
 */
public record Chain(
    int number,
    Manifest manifest,
    Optional<Path> adopted,
    Report report,
    List<Evidence> evidence,
    List<Path> aside,
    boolean inForce) {
  /** Copies the lists. */
  public Chain {
    evidence = List.copyOf(evidence);
    aside = List.copyOf(aside);
  }

  /** The same under another number. */
  Chain numbered(int other) {
    return new Chain(other, manifest, adopted, report, evidence, aside, inForce);
  }

  /** Its files, escaped for printing: {@code a.1.base.rdb + a.1.incr.aof .. a.3.incr.aof}. */
  public String files() {
    List<ManifestEntry> incrs = manifest.incrs();
    String base = manifest.base().map(entry -> entry.name().toString()).orElse("no base");
    if (incrs.isEmpty()) {
      return base + " alone";
    }
    String first = incrs.get(0).name().toString();
    return incrs.size() == 1
        ? base + " + " + first
        : base + " + " + first + " .. " + incrs.get(incrs.size() - 1).name();
  }

  /** What it is and what speaks for and against it, for people, in one line. */
  public String description() {
    StringBuilder text = new StringBuilder();
    Report.Stats stats = report.stats();
    text.append(number).append(": ").append(files());
    text.append(" (").append(stats.rdbKeys()).append(" keys and ");
    text.append(stats.commands()).append(" commands in ").append(stats.bytes());
    text.append(" bytes, ").append(report.verdict().id()).append(')');
    adopted.ifPresent(
        path -> text.append("; takes ").append(path.getFileName()).append(" as base"));
    append(text, true, "; for: ");
    append(text, false, "; against: ");
    return text.toString();
  }

  private void append(StringBuilder text, boolean supports, String head) {
    String separator = head;
    for (Evidence each : evidence) {
      if (each.supports() == supports) {
        text.append(separator).append(each.text());
        separator = ", ";
      }
    }
  }
}
