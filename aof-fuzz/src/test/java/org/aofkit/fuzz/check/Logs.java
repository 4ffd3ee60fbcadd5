package org.aofkit.fuzz.check;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.aofkit.fuzz.gen.Frames;
import org.aofkit.fuzz.gen.OddFrames;
import org.aofkit.resp.RespEncoder;

/** Generates the bytes of logs: whole ones, and with all that goes wrong. */
public final class Logs {
  private Logs() {}

  /** Whole frames, some with values that look like frames. */
  private static Arbitrary<byte[]> frame() {
    Arbitrary<String> key = Arbitraries.of("a", "b", "key:17", "k".repeat(70));
    Arbitrary<byte[]> set =
        Combinators.combine(key, value())
            .as((k, v) -> RespEncoder.command(ascii("SET"), ascii(k), v));
    return Arbitraries.frequencyOf(
        Tuple.of(12, set),
        Tuple.of(2, Arbitraries.integers().between(0, 17).map(RespEncoder::select)),
        Tuple.of(
            3,
            Arbitraries.of(
                RespEncoder.command("MULTI"),
                RespEncoder.command("EXEC"),
                RespEncoder.command("MULTI"),
                RespEncoder.command("EXEC"),
                RespEncoder.command("PING"),
                RespEncoder.command("DISCARD"),
                RespEncoder.command("NOSUCH", "x"),
                RespEncoder.command("GET"),
                RespEncoder.command("RPUSH", "l", "1", "2", "3", "4", "5", "6"))),
        Tuple.of(1, Arbitraries.of(ascii("#TS:17\r\n"), ascii("#" + "x".repeat(90) + "\r\n"))));
  }

  private static Arbitrary<byte[]> value() {
    byte[] ping = RespEncoder.command("PING");
    byte[] looksLikeALog =
        join(
            List.of(
                ascii("x\r\n"),
                ping,
                ping,
                RespEncoder.command("SET", "in", "side"),
                ping,
                ascii("y")));
    return Arbitraries.frequencyOf(
        Tuple.of(6, Arbitraries.integers().between(0, 130).map(n -> ascii("v".repeat(n)))),
        Tuple.of(1, Arbitraries.just(looksLikeALog)),
        Tuple.of(1, Arbitraries.integers().between(0, 700).map(byte[]::new)));
  }

  private static Arbitrary<byte[]> wrong() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.integers().between(1, 1500).map(byte[]::new)),
        Tuple.of(1, Arbitraries.randomValue(OddFrames::any)),
        Tuple.of(
            3,
            Arbitraries.randomValue(
                random -> OddFrames.of(random, ascii("SET"), ascii("odd"), new byte[20]))),
        Tuple.of(1, Arbitraries.randomValue(Frames::annotation)),
        Tuple.of(
            2,
            Arbitraries.of("\r\n", "junk", "#TS:17", "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$9", "*0\r\n")
                .map(Logs::ascii)));
  }

  /** Logs without damage. */
  public static Arbitrary<byte[]> whole() {
    return frame().list().ofMaxSize(25).map(Logs::join);
  }

  /** Logs with NULs, junk, cut ends and changed bytes. */
  public static Arbitrary<byte[]> damaged() {
    Arbitrary<byte[]> mixed =
        Arbitraries.frequencyOf(Tuple.of(9, frame()), Tuple.of(1, wrong()))
            .list()
            .ofMaxSize(30)
            .map(Logs::join);
    return Combinators.combine(
            mixed,
            Arbitraries.integers().between(0, 40),
            Arbitraries.integers().between(-20, 5000),
            Arbitraries.bytes())
        .as(Logs::spoil);
  }

  /** Logs whose damage needs SAFE edits only, more often than not. */
  public static Arbitrary<byte[]> mendable() {
    Arbitrary<byte[]> plain =
        Combinators.combine(Arbitraries.of("a", "b", "k".repeat(70)), value())
            .as((key, v) -> RespEncoder.command(ascii("SET"), ascii(key), v));
    Arbitrary<byte[]> hole = Arbitraries.integers().between(1, 1500).map(byte[]::new);
    Arbitrary<byte[]> part =
        Arbitraries.frequencyOf(
            Tuple.of(12, plain),
            Tuple.of(2, hole),
            Tuple.of(1, Arbitraries.just(ascii("#TS:1\r\n"))));
    Arbitrary<byte[]> end =
        Arbitraries.oneOf(
            Arbitraries.just(new byte[0]),
            hole,
            Arbitraries.just(ascii("#TS:17")),
            Arbitraries.just(join(List.of(RespEncoder.command("MULTI"), RespEncoder.select(3)))),
            plain.map(command -> Arrays.copyOf(command, command.length / 2)));
    return Combinators.combine(part.list().ofMinSize(1).ofMaxSize(12), end)
        .as((parts, last) -> join(List.of(RespEncoder.select(1), join(parts), last)));
  }

  private static byte[] spoil(byte[] log, int cut, int at, byte by) {
    byte[] spoiled = Arrays.copyOf(log, Math.max(0, log.length - Math.max(0, cut - 20)));
    if (at >= 0 && at < spoiled.length) {
      spoiled[at] = by;
    }
    return spoiled;
  }

  private static byte[] join(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
