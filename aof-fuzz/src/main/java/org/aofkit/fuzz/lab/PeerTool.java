package org.aofkit.fuzz.lab;

import java.io.IOException;
import java.time.Duration;
import org.aofkit.fuzz.server.CheckTool;
import org.aofkit.fuzz.server.ServerBinaries;
import org.aofkit.fuzz.server.ServerBinaries.Tool;
import org.aofkit.server.Server;

/**
 * Runs redis-check-aof of Redis 7.0.15, out of the test dependency, and answers its question with
 * yes.
 */
public final class PeerTool {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private PeerTool() {}

  /**
   * Prints the tool's output and ends with its exit status.
   *
   * @param args the tool's arguments
   */
  public static void main(String[] args) throws IOException {
    var program = ServerBinaries.find(Server.REDIS_7_0, Tool.CHECK_AOF).orElseThrow();
    var result = CheckTool.run(program, LIMIT, args);
    System.out.print(result.output());
    System.exit(result.exitCode());
  }
}
