package org.aofkit.fuzz.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.aofkit.fuzz.reference.ReferenceFrame.Outcome;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.resp.RespQuirk;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Logs whose verdicts Redis 7.0.15 gave: what the frames say must explain them. Without those that
 * begin with an RDB image.
 */
class AcceptanceTest {
  private static final Path ALL = Servers.testdata("acceptance");

  /** Refused, or deadly, for what the commands mean: their frames are fine. */
  private static final String MEANING =
      "incr-(.*unknown.*|hash-subkey-vectors|hsetex|arity-.*|container-alone"
          + "|multi-arity-inside|multi-discard-exec)";

  /** A case with the verdicts of the server, with and without cutting, and of its check tool. */
  record Case(String name, String load, String strictLoad, String check) {
    byte[] log() throws IOException {
      return Files.readAllBytes(
          ALL.resolve(name).resolve("data/appendonlydir/appendonly.aof.1.incr.aof"));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() throws IOException {
    try (Stream<String> lines = Files.lines(ALL.resolve("summary.tsv"))) {
      List<Case> cases =
          lines
              .filter(line -> line.matches("incr-(?!rdb-in|redis).*"))
              .map(line -> line.split("\t"))
              .map(columns -> new Case(columns[0], columns[1], columns[2], columns[3]))
              .toList();
      assertThat(cases).hasSizeGreaterThan(150);
      return cases;
    }
  }

  private static ReferenceFrame last(byte[] log) {
    List<ReferenceFrame> frames = new ReferenceParser(log).frames();
    return frames.get(frames.size() - 1);
  }

  private static boolean ends(ReferenceFrame last) {
    return last.outcome() == Outcome.END || last.outcome() == Outcome.CUT_ANNOTATION;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void framesExplainWhatTheServerDid(Case given) throws IOException {
    ReferenceFrame last = last(given.log());
    if (given.name.matches(MEANING)) {
      assertThat(ends(last)).isTrue();
    } else if (given.load.startsWith("crashes")) {
      assertThat(String.valueOf(last.error())).matches("NEGATIVE_LENGTH|LENGTH_TOO_LARGE");
    } else if (given.load.equals("refuses")) {
      assertThat(last.outcome()).isEqualTo(Outcome.MALFORMED);
    } else if (given.strictLoad.equals("loads")) {
      assertThat(ends(last)).isTrue();
    } else if (given.name.startsWith("incr-multi")) {
      // Cut for an open transaction; that the last command is cut as well is possible.
      assertThat(last.outcome()).isIn(Outcome.END, Outcome.CUT);
    } else {
      assertThat(last.outcome()).isEqualTo(Outcome.CUT);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void quirksExplainWhatTheCheckToolSays(Case given) throws IOException {
    byte[] log = given.log();
    int quirks =
        new ReferenceParser(log)
            .frames().stream().mapToInt(ReferenceFrame::quirks).reduce(0, (a, b) -> a | b);
    if (!ends(last(log))) {
      return;
    }
    if ((quirks & RespQuirk.REFUSED_BY_CHECK_TOOLS) != 0) {
      assertThat(given.check).isEqualTo("bad");
    } else if (!given.name.matches("incr-(multi|exec).*")) {
      assertThat(given.check).isEqualTo("ok");
    }
  }
}
