package org.aofkit.fsck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.aof.AofSet;
import org.aofkit.aof.AofSetLocator;
import org.aofkit.aof.SetFile;
import org.aofkit.check.CheckOptions;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.UsageException;

/** The files that commands which only tell what is in them ({@code show}, {@code stats}) read. */
final class ChosenFiles {
  private final Session session;
  private final Target target;

  ChosenFiles(Session session, Target target) {
    this.session = session;
    this.target = target;
  }

  /** The set at the PATH. */
  AofSet locate() throws IOException, UsageException {
    CheckOptions settings = session.settings();
    return AofSetLocator.locate(
        target.path(),
        new AofSetLocator.Settings(
            settings.appendOnly(),
            settings.appendFilename(),
            settings.appendDirname(),
            settings.dbFilename()));
  }

  /** Whether nothing is there, and a server would start empty for good reason. */
  static boolean isEmpty(AofSet set) {
    return set.start() == AofSet.Start.EMPTY
        || set.start() == AofSet.Start.MANIFEST_WITHOUT_ENTRIES && set.unlisted().isEmpty();
  }

  /**
   * The files of a set to read: all that a server loads, or the one that was given or named.
   *
   * @param alone said where a file of a set was given; empty to say nothing
   */
  List<SetFile> of(AofSet set, String alone) throws IOException, UsageException {
    for (String note : set.notes()) {
      if (!note.endsWith("the whole set is looked at.")) {
        session.say(target.shown() + ": " + note);
      }
    }
    String name = session.arguments().text(Opt.FILE);
    List<SetFile> all = new ArrayList<>(set.log());
    all.addAll(set.history());
    if (name != null) {
      for (SetFile file : all) {
        if (file.name().toString().equals(name)) {
          return List.of(file);
        }
      }
      throw new UsageException("--file: the set has no file '" + name + "'");
    }
    Path real = target.path().toRealPath();
    if (set.start() != AofSet.Start.SINGLE && Files.isRegularFile(real)) {
      for (SetFile file : all) {
        if (file.state() == SetFile.State.FILE && file.path().toRealPath().equals(real)) {
          if (!alone.isEmpty()) {
            session.say(target.shown() + ": " + alone);
          }
          return List.of(file);
        }
      }
    }
    return set.log();
  }
}
