package org.aofkit.fuzz.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import org.aofkit.fuzz.gen.Frames;
import org.aofkit.fuzz.gen.Mutation;
import org.aofkit.fuzz.gen.OddFrames;
import org.aofkit.fuzz.reference.ReferenceFrame.Argument;
import org.aofkit.fuzz.reference.ReferenceFrame.Outcome;
import org.aofkit.fuzz.server.LoadProbe;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.resp.RespEncoder;
import org.aofkit.resp.RespError;
import org.aofkit.server.Server;

/** The reference itself against a real server. PING can be had with any number of arguments. */
class ReferencePropertyTest {
  /** Whether a server gets more at once depends on the machine. */
  private static final long SURE_TO_BE_HAD = 1L << 30;

  /**
   * Beyond 64 bits C libraries differ: with glibc such a count is -1, with musl, which the program
   * of the test dependency is linked with, it is taken modulo 2^32.
   */
  private static final Pattern COUNT_BEYOND_64_BITS = Pattern.compile("[*][^\n]*[0-9]{19}");

  private static final byte[] PING = {'P', 'I', 'N', 'G'};

  @Provide
  Arbitrary<Bytes> pings() {
    Arbitrary<byte[]> sound = Arbitraries.of(RespEncoder.command("ping"), RespEncoder.select(3));
    Arbitrary<byte[]> odd =
        Arbitraries.randomValue(
            random ->
                random.nextBoolean()
                    ? OddFrames.of(random, PING)
                    : OddFrames.of(random, PING, new byte[random.nextInt(20)]));
    Arbitrary<Bytes> joined =
        Arbitraries.frequencyOf(
                Tuple.of(2, sound),
                Tuple.of(4, odd),
                Tuple.of(1, Arbitraries.randomValue(Frames::annotation)))
            .list()
            .ofMinSize(1)
            .ofMaxSize(5)
            .map(Bytes::join);
    Arbitrary<Mutation> mutations = Arbitraries.randomValue(Mutation::any);
    return Combinators.combine(joined, mutations.optional(0.2))
        .as((bytes, damage) -> damage.map(d -> new Bytes(d.of(bytes.file()))).orElse(bytes));
  }

  @Property(tries = 40, seed = "20261122", shrinking = ShrinkingMode.BOUNDED)
  void serverDoesWhatTheReferenceSays(@ForAll("pings") Bytes bytes) throws IOException {
    String expected = expected(bytes.file());
    Path dir = Files.createTempDirectory("aofkit-property-");
    try {
      Path aof = Files.createDirectory(dir.resolve("appendonlydir"));
      Path incr = Files.write(aof.resolve("appendonly.aof.1.incr.aof"), bytes.file());
      Files.writeString(
          aof.resolve("appendonly.aof.manifest"), "file appendonly.aof.1.incr.aof seq 1 type i\n");
      var result =
          LoadProbe.probeInPlace(
              Servers.program(Server.REDIS_7_0), dir, LoadProbe.Mode.DEFAULT, Map.of());
      assertThat(happened(result, bytes.file().length, Files.size(incr))).isEqualTo(expected);
    } finally {
      TempTree.delete(dir);
    }
  }

  private static String happened(LoadProbe.Result result, long before, long after) {
    if (result.loads()) {
      return after < before ? "cuts at " + after : "loads";
    }
    assertThat(after).isEqualTo(before);
    return result.exitCode().orElse(0) == 1 ? "refuses" : "crashes";
  }

  private static String expected(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    Assume.that(!COUNT_BEYOND_64_BITS.matcher(text).find());
    long loadedUpTo = 0;
    for (ReferenceFrame frame : new ReferenceParser(file).frames()) {
      Assume.that(frame.argumentCount() <= SURE_TO_BE_HAD);
      Assume.that(frame.arguments().stream().allMatch(a -> a.length() <= SURE_TO_BE_HAD));
      if (frame.outcome() == Outcome.COMMAND) {
        String name = name(file, frame.arguments().get(0));
        if (!name.equalsIgnoreCase("PING") && !name.equalsIgnoreCase("SELECT")) {
          return "refuses";
        }
        Assume.that(frame.argumentCount() > 1 || !name.equalsIgnoreCase("SELECT"));
        loadedUpTo = frame.end();
      } else if (!frame.isWhole()) {
        return atTheEnd(frame, loadedUpTo);
      }
    }
    throw new AssertionError("no end");
  }

  private static String atTheEnd(ReferenceFrame last, long loadedUpTo) {
    RespError error = last.error();
    if (error == RespError.NEGATIVE_LENGTH || error == RespError.LENGTH_TOO_LARGE) {
      return "crashes";
    }
    return switch (last.outcome()) {
      case CUT -> "cuts at " + loadedUpTo;
      case MALFORMED -> "refuses";
      default -> "loads";
    };
  }

  private static String name(byte[] file, Argument argument) {
    return new String(
        file, (int) argument.offset(), (int) argument.length(), StandardCharsets.ISO_8859_1);
  }
}
