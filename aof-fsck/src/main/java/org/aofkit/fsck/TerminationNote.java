package org.aofkit.fsck;

import java.nio.file.Path;
import org.aofkit.fsck.options.Opt;
import org.aofkit.fsck.options.UsageException;
import org.aofkit.fsck.render.TerminationLog;

/** The termination log of a command: that of {@code --termination-log}, or Kubernetes' own. */
final class TerminationNote {
  private final String command;
  private final Path file;
  private final boolean isNamed;

  TerminationNote(Session session) throws UsageException {
    this.command = session.arguments().command().id();
    this.isNamed = session.arguments().has(Opt.TERMINATION_LOG);
    this.file =
        session
            .path(Opt.TERMINATION_LOG)
            .orElse(session.environment().fileSystem().getPath("/dev/termination-log"));
  }

  /** Writes a sentence behind the answer. */
  void write(int exitCode, String words) {
    write("aof-fsck " + command + ", exit " + exitCode + ": " + words + "\n");
  }

  /** Writes a text over what the file held. */
  void write(String text) {
    TerminationLog.write(file, text, isNamed);
  }
}
