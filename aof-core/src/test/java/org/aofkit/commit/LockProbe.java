package org.aofkit.commit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Another process that tries to take a directory. */
final class LockProbe {
  private LockProbe() {}

  /** What another process finds: {@code free} or {@code locked}. */
  static String another(Path dir) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    LockProbe.class.getName(),
                    dir.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    process.waitFor();
    return answer.strip();
  }

  /**
   * Tries it.
   *
   * @param args the directory
   */
  public static void main(String[] args) throws IOException {
    try (DirectoryClaim claim = DirectoryClaim.take(Path.of(args[0]))) {
      System.out.println(claim == null ? "" : "free");
    } catch (LockedException e) {
      System.out.println("locked");
    }
  }
}
