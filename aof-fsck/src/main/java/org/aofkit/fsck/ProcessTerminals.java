package org.aofkit.fsck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The terminals of this process, by where Linux says that its descriptors lead. {@code
 * System.console()} can't be asked: it tells of standard input and output together, and since JDK
 * 22 it answers without a terminal too. On systems without {@code /proc} there is no progress and
 * no colour by default.
 */
final class ProcessTerminals implements Terminals {
  @Override
  public boolean isOutput() {
    return leadsToTerminal(1);
  }

  @Override
  public boolean isError() {
    return leadsToTerminal(2);
  }

  private static boolean leadsToTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      // Not known, so nobody is promised a terminal.
      return false;
    }
  }
}
