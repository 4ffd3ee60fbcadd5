package org.aofkit.repair;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.SetFile;
import org.aofkit.check.EditClass;
import org.aofkit.check.Report;
import org.aofkit.manifest.Manifest;
import org.aofkit.manifest.ManifestEntry;
import org.aofkit.manifest.ManifestType;

/**
 * Moves away what no server reads: history files, files that no manifest lists, leftovers of broken
 * rewrites. While a listed file is damaged they may hold what is missing, and stay. Other names are
 * never touched, nor is a file whose writer may live.
 */
final class LeftoverEdits {
  private final Report report;
  private final PlanDraft draft;

  LeftoverEdits(Report report, PlanDraft draft) {
    this.report = report;
    this.draft = draft;
  }

  void plan() throws IOException {
    AofSet set = report.set();
    List<SetFile> files = new ArrayList<>(set.history());
    files.addAll(set.leftovers());
    files.addAll(set.unlisted());
    files.removeIf(file -> file.state() != SetFile.State.FILE);
    if (!report.damages().isEmpty() && !files.isEmpty()) {
      draft.refuse(
          EditClass.UNLOCATED,
          "leftovers are not moved away while something is damaged: they may hold what is missing;"
              + " repair first");
      return;
    }
    Leftovers found = Leftovers.of(set, files);
    List<SetFile> moved = found.removable();
    for (SetFile file : files) {
      String why = found.staying().get(file);
      if (why != null) {
        draft.note(draft.name(file.path()) + " stays: " + why + ".");
      }
    }
    if (!moved.isEmpty()) {
      watchTheServer();
    }
    unlistHistory(moved);
    for (SetFile file : moved) {
      draft.remove(file);
      draft.planned(
          new PlannedEdit(
              EditKind.LEFTOVER,
              EditClass.SAFE,
              draft.name(file.path()),
              0,
              file.size(),
              Lost.NOTHING,
              switch (file.type()) {
                case HISTORY -> "a history file, which the server deletes at its start";
                case UNLISTED -> "no manifest lists it";
                default -> "left behind by something that was broken off";
              }));
    }
  }

  /**
   * A server that runs may be about to list a file that it has just made. It holds its last incr
   * open and writes its manifest anew.
   */
  private void watchTheServer() throws IOException {
    SetFile manifest = report.set().manifestFile();
    if (manifest != null) {
      draft.watch(manifest);
    }
    for (SetFile file : report.set().log()) {
      draft.watch(file);
    }
  }

  private void unlistHistory(List<SetFile> moved) throws IOException {
    Set<Path> gone = new HashSet<>();
    moved.forEach(file -> gone.add(file.path()));
    List<ManifestEntry> kept = new ArrayList<>();
    for (ManifestEntry entry : draft.manifest().entries()) {
      boolean goes =
          entry.type() == ManifestType.HISTORY
              && gone.contains(entry.name().resolveIn(report.root()));
      if (!goes) {
        kept.add(entry);
      }
    }
    if (kept.size() < draft.manifest().entries().size()) {
      draft.manifest(new Manifest(kept));
      draft.plannedManifest("history files are no longer listed");
    }
  }

  /**
   * The process in the name of a temporary file: {@code temp-rewriteaof-<pid>.aof}, {@code
   * temp-rewriteaof-bg-<pid>.aof}, {@code temp-<pid>.rdb}, {@code temp-<time>.<pid>.rdb}.
   */
  static OptionalLong writer(String name) {
    int end = name.lastIndexOf('.');
    if (!name.startsWith("temp-") || !name.endsWith(".aof") && !name.endsWith(".rdb")) {
      return OptionalLong.empty();
    }
    int start = Math.max(name.lastIndexOf('-', end), name.lastIndexOf('.', end - 1)) + 1;
    try {
      return OptionalLong.of(Long.parseLong(name.substring(start, end)));
    } catch (NumberFormatException e) {
      // No number: then the name tells no process.
      return OptionalLong.empty();
    }
  }
}
