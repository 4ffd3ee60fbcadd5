package org.aofkit.fuzz.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.aofkit.fuzz.server.RealServer;
import org.aofkit.fuzz.server.Reply;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.fuzz.server.TempTree;
import org.aofkit.lua.LuaProblem;
import org.aofkit.lua.LuaRun;
import org.aofkit.lua.LuaSyntax;
import org.aofkit.server.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Sources of function libraries, pieced together and damaged: those that compile here are those
 * that servers compile. FUNCTION LOAD says whether compiling or running failed; each source ends
 * its own run in its first line.
 */
class LibrarySourceTest {
  private static final int SOURCES = Integer.getInteger("aofkit.lua.sources", 4_000);
  private static final long SEED = Long.getLong("aofkit.lua.seed", 20261123L);
  private static final String HEAD = "#!lua name=l\ndo local x = compiled end\n";

  private static final List<String> STATEMENTS =
      List.of(
          "local a, b = 1, 0x1F;",
          "redis.register_function('f', function(keys, args) return #args + keys[1] end)\n",
          "x.y['z'], q = -a ^ 2 .. 'text', {1, 2; k = v, ['w'] = [==[ long ]] ]==], f()}\n",
          "for i = 1, 10, 2 do if i >= 3 and not b then break elseif c then d() else e() end end\n",
          "for k, v in pairs(t) do local s = k .. v end ",
          "while a ~= b or c == d do repeat local z = 0x8p2 until z <= 1e+5 end\n",
          "function m.n.o:p(a, ...) local r = {...} return ..., a % 2 end\n",
          "local function g(x) return (g)(x - 1) end\n",
          "-- a comment\n--[[ one\n of ]] f\n'a' [[b]] {c}.d = nil ",
          "do local t = \"a\\065\\\n\\\"b\" end return function() end, true, false\n");

  private static final List<String> PARTS =
      List.of(
          "local limit = 10\n",
          "local function f(keys) if #keys > 1 then return 1 end return keys[1] end\n",
          "local f = function(keys, args) for i = 1, 2 do g(i) end return {err = 'x'} end;",
          "redis.register_function('a', function(keys, args) return redis.call('GET', keys[1]) end)\n",
          "redis.register_function('b', f)\n",
          "redis.register_function{function_name='c', callback=f, flags={'no-writes', 'allow-oom'}}\n",
          "redis.register_function({function_name='d', callback=function() end,"
              + " description='text'; flags={'allow-stale', 'no-cluster', 'allow-cross-slot-keys'}})\n");

  private static final List<String> WORDS =
      List.of(
          "and",
          "break",
          "do",
          "else",
          "elseif",
          "end",
          "false",
          "for",
          "function",
          "if",
          "in",
          "local",
          "nil",
          "not",
          "or",
          "repeat",
          "return",
          "then",
          "true",
          "until",
          "while",
          "..",
          "...",
          "==",
          ">=",
          "<=",
          "~=",
          "+",
          "-",
          "*",
          "/",
          "%",
          "^",
          "#",
          "<",
          ">",
          "=",
          "(",
          ")",
          "{",
          "}",
          "[",
          "]",
          ";",
          ":",
          ",",
          ".",
          "1",
          "0x",
          "3e",
          "1.5.2",
          "'",
          "\"",
          "[[",
          "]]",
          "[=[",
          "--",
          "\n",
          "\r\n",
          "\\",
          "\0",
          "a",
          "self",
          "arg",
          "@",
          "~",
          "\u00ff",
          "goto");

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void whatCompilesHereCompilesInServers(Server kind) throws Exception {
    Path program = Servers.program(kind);
    Path dir = Files.createTempDirectory("aofkit-lua-");
    try (RealServer server =
        RealServer.start(program, dir, Map.of("appendonly", "no"), Duration.ofSeconds(20))) {
      var random = new Random(SEED);
      int compiled = 0;
      for (int i = 0; i < SOURCES; i++) {
        byte[] source = source(random);
        boolean servers = compiles(server, source);
        LuaProblem problem = LuaSyntax.check(source, 0, source.length, kind);
        assertThat(problem == null)
            .as(
                "source %d of seed %d: %s%n%s",
                i, SEED, problem, new String(source, StandardCharsets.ISO_8859_1))
            .isEqualTo(servers);
        compiled += servers ? 1 : 0;
      }
      assertThat(compiled).isBetween(SOURCES / 10, SOURCES * 9 / 10);
    } finally {
      TempTree.delete(dir);
    }
  }

  /** Libraries as people write them, damaged: what is plain without a run is what a run does. */
  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void whatIsRegisteredHereIsRegisteredInServers(Server kind) throws Exception {
    Path dir = Files.createTempDirectory("aofkit-lua-");
    try (RealServer server =
        RealServer.start(
            Servers.program(kind), dir, Map.of("appendonly", "no"), Duration.ofSeconds(20))) {
      var random = new Random(SEED);
      int known = 0;
      int refused = 0;
      for (int i = 0; i < SOURCES / 4; i++) {
        byte[] source = library(random);
        LuaRun run = LuaRun.of(source, 0, source.length);
        boolean isRefused = (run.failsOn() & kind.bit()) != 0;
        if (isRefused || run.functions() != null) {
          assertThat(isRefused)
              .as(
                  "source %d of seed %d: %s%n%s",
                  i, SEED, run, new String(source, StandardCharsets.ISO_8859_1))
              .isNotEqualTo(isLoaded(server, source));
          known++;
          refused += isRefused ? 1 : 0;
        }
      }
      assertThat(known).isGreaterThan(SOURCES / 20);
      assertThat(refused).isGreaterThan(SOURCES / 400);
    } finally {
      TempTree.delete(dir);
    }
  }

  private static byte[] library(Random random) {
    var text = new StringBuilder();
    for (int k = random.nextInt(4); k >= 0; k--) {
      text.append(PARTS.get(random.nextInt(PARTS.size())));
    }
    for (int k = random.nextInt(3); k > 0; k--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, (char) (' ' + random.nextInt(95)));
        case 1 -> text.insert(at, " " + word(random) + " ");
        default -> text.delete(at, Math.min(text.length() - 1, at + 1 + random.nextInt(6)));
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean isLoaded(RealServer server, byte[] source) throws IOException {
    byte[] head = "#!lua name=l\n".getBytes(StandardCharsets.US_ASCII);
    var library = new ByteArrayOutputStream();
    library.writeBytes(head);
    library.writeBytes(source);
    byte[] function = "FUNCTION".getBytes(StandardCharsets.US_ASCII);
    try (RespClient client = server.connect()) {
      byte[] load = "LOAD".getBytes(StandardCharsets.US_ASCII);
      boolean isLoaded = !client.call(function, load, library.toByteArray()).isFailure();
      client.call(function, "FLUSH".getBytes(StandardCharsets.US_ASCII));
      return isLoaded;
    }
  }

  private static byte[] source(Random random) {
    var text = new StringBuilder();
    for (int k = random.nextInt(4); k >= 0; k--) {
      text.append(STATEMENTS.get(random.nextInt(STATEMENTS.size())));
    }
    for (int k = random.nextInt(3); k > 0; k--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, " " + word(random) + " ");
        case 1 -> text.insert(at, word(random));
        default -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(6)));
      }
      if (text.isEmpty()) {
        text.append(' ');
      }
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    if (random.nextInt(4) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static String word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  /** A connection each: servers put line ends of a source into their error line. */
  private static boolean compiles(RealServer server, byte[] source) throws IOException {
    var library = new ByteArrayOutputStream();
    library.writeBytes(HEAD.getBytes(StandardCharsets.ISO_8859_1));
    library.writeBytes(source);
    try (RespClient client = server.connect()) {
      Reply reply =
          client.call(
              "FUNCTION".getBytes(StandardCharsets.US_ASCII),
              "LOAD".getBytes(StandardCharsets.US_ASCII),
              library.toByteArray());
      assertThat(reply.isFailure()).isTrue();
      assertThat(reply.text()).containsAnyOf("compiling function", "compiled");
      return !reply.text().contains("compiling function");
    }
  }
}
