package org.aofkit.fuzz.tool;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.aofkit.fsck.Cancellation;
import org.aofkit.fsck.Environment;
import org.aofkit.fsck.Fsck;
import org.aofkit.fsck.Terminals;

/**
 * What one run of the tool in this process answered.
 *
 * @param exitCode of the command
 * @param out standard output
 * @param err standard error
 */
public record ToolRun(int exitCode, String out, String err) {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:11:12Z"), ZoneOffset.UTC);
  private static final Terminals NONE =
      new Terminals() {
        @Override
        public boolean isOutput() {
          return false;
        }

        @Override
        public boolean isError() {
          return false;
        }
      };

  /** Runs a command on a file system, with the real library. */
  public static ToolRun of(FileSystem fileSystem, Map<String, String> variables, String... words) {
    return of(fileSystem, variables, new ByteArrayInputStream(new byte[0]), words);
  }

  /** Runs a command that reads standard input. */
  public static ToolRun of(
      FileSystem fileSystem, Map<String, String> variables, InputStream in, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Environment environment =
        new Environment(
            in,
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            variables,
            NONE,
            fileSystem,
            CLOCK,
            "aof-fsck",
            new Cancellation());
    int code = new Fsck().run(words, environment);
    return new ToolRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Everything it said, for the message of an assertion. */
  public String said() {
    return "exit " + exitCode + "\n" + out + err;
  }
}
