package org.aofkit.fuzz.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the check tools that come with the servers. */
public final class CheckTool {
  private CheckTool() {}

  /**
   * What a tool did.
   *
   * @param exitCode its exit status; 128 and the signal's number where a signal ended it
   * @param output both of its output streams
   */
  public record Result(int exitCode, String output) {}

  /**
   * Runs a tool to its end and answers its questions with "y".
   *
   * @param program the tool
   * @param limit after this time it is killed and an exception thrown
   * @param arguments its arguments
   */
  public static Result run(Path program, Duration limit, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("aofkit-tool-", ".out");
    Path answers = Files.createTempFile("aofkit-tool-", ".in");
    try {
      Files.writeString(answers, "y\n", StandardCharsets.US_ASCII);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .redirectInput(answers.toFile())
              .start();
      int exitCode = await(process, limit);
      return new Result(exitCode, Files.readString(output, StandardCharsets.ISO_8859_1));
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(answers);
    }
  }

  private static int await(Process process, Duration limit) throws IOException {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("the tool still runs after " + limit);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
