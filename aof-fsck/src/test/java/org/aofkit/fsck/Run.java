package org.aofkit.fsck;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One run of the tool in this process, with captured streams. */
final class Run {
  final FakeEngine engine = new FakeEngine();
  private final Engine library;
  final Map<String, String> variables = new HashMap<>();
  final Cancellation cancellation = new Cancellation();
  private final ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
  InputStream in = new ByteArrayInputStream(new byte[0]);
  PrintStream stdout = new PrintStream(outBytes, false, StandardCharsets.UTF_8);
  boolean outIsTerminal;
  boolean errIsTerminal;

  /** Over a library that answers as told. */
  Run() {
    library = engine;
  }

  /** Over another library. */
  Run(Engine library) {
    this.library = library;
  }

  int run(String... words) {
    Terminals terminals =
        new Terminals() {
          @Override
          public boolean isOutput() {
            return outIsTerminal;
          }

          @Override
          public boolean isError() {
            return errIsTerminal;
          }
        };
    Environment environment =
        new Environment(
            in,
            stdout,
            new PrintStream(errBytes, false, StandardCharsets.UTF_8),
            variables,
            terminals,
            FileSystems.getDefault(),
            Clock.fixed(Instant.parse("2026-11-22T10:15:00Z"), ZoneOffset.UTC),
            "aof-fsck",
            cancellation);
    return new Fsck(library).run(words, environment);
  }

  String out() {
    return outBytes.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return errBytes.toString(StandardCharsets.UTF_8);
  }

  List<Object> json() {
    return Json.lines(out());
  }
}
