package org.aofkit.aof;

import org.aofkit.command.CommandTable;
import org.aofkit.resp.RespScanner;

/**
 * Looks up the command a scanner stands at. Names beyond the bytes a scanner keeps are no
 * command's.
 */
final class CommandNames {
  private CommandNames() {}

  static int lookup(CommandTable table, RespScanner scanner) {
    long length = scanner.argumentLength(0);
    return length > RespScanner.HEAD_LENGTH
        ? -1
        : table.lookup(scanner.headBytes(), scanner.headIndex(0), (int) length);
  }

  static int lookupSub(CommandTable table, int container, RespScanner scanner) {
    long length = scanner.argumentLength(1);
    return length > RespScanner.HEAD_LENGTH
        ? -1
        : table.lookupSub(container, scanner.headBytes(), scanner.headIndex(1), (int) length);
  }
}
