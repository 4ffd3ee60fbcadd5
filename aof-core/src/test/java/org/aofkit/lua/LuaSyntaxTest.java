package org.aofkit.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources that compile and sources that do not; each was given to a real server. */
class LuaSyntaxTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-- nothing but a comment",
        "--[==[ a ]] long ]==] local a",
        "redis.register_function('f', function(keys, args) return #args end)",
        "redis.register_function{function_name='f', callback=function() end, flags={'no-writes'}}",
        "local a, b = 1, 0x1F, .5e-3; a, b = b, a",
        "local t = {1, 2; x = 3, ['y'] = 4, [5] = {}, f(),} t.x.y['z'] = 1",
        "for i = 1, 10, 2 do if i > 3 then break end end",
        "for k, v in pairs({}) do local x = k .. v end",
        "repeat local done = true until done",
        "while not false do return end",
        "if a then elseif b then else end",
        "function a.b.c:d(...) return ... end",
        "local function f(x) return f(x - 1) end",
        "f 'a' f [[b]] f {c} (function() end)()",
        "x = [==[ ]] ]=] ]==]",
        "x = 'a\\065\\\nb' .. \"\\\"\"",
        "return a.b:c(1)(2)[3].d, -2 ^ 2, not #t == 1 and 2 or 3 ~= 4",
        "do do end; end;",
        "x = {f\n(1)}",
        "x = 1\u0000",
        "x = a.\u0000b",
        "return ..."
      })
  void compiles(String source) {
    assertThat(check(source)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "this is bad",
        ";",
        "x =",
        "x",
        "(x) = 1",
        "(f())",
        "f() = 1",
        "a, f() = 1, 2",
        "break",
        "while true do local f = function() break end end",
        "return 1 x = 2",
        "break x = 2",
        "if a then",
        "for i = 1 do end",
        "for a.b in c do end",
        "function f(..., a) end",
        "function f() return ... end",
        "local a.b = 1",
        "x = 'a",
        "x = 'a\nb'",
        "x = '\\256'",
        "x = [[ [[ ]]",
        "x = [=x",
        "x = [[ never closed",
        "--[[ never closed",
        "x = 0x",
        "x = 3e",
        "x = 1..2",
        "x = 12ab",
        "x = 0x1p+1x",
        "f\n(1)",
        "x = {1 2}",
        "x = a ~ b",
        "goto done",
        "x = 1 // 2",
        "x = a & b",
        "end",
        "\u00e9 = 1",
        "x = 1 @"
      })
  void doesNotCompile(String source) {
    assertThat(check(source)).isNotNull();
  }

  @Test
  void theLineAndWhatWasExpectedAreTold() {
    assertThat(check("local a = 1\nlocal b = \n\nend"))
        .isEqualTo(new LuaProblem(4, "expected an expression, found end"));
  }

  @Test
  void levelsAndVariablesAreLimited() {
    assertThat(check("x = " + "(".repeat(198) + "1" + ")".repeat(198))).isNull();
    assertThat(check("x = " + "(".repeat(199) + "1" + ")".repeat(199))).isNotNull();
    assertThat(check("x = " + "(".repeat(1 << 18))).isNotNull();
    assertThat(check("local a ".repeat(200))).isNull();
    assertThat(check("local a ".repeat(201))).isNotNull();
    var many = new StringBuilder();
    for (int i = 0; i < 61; i++) {
      many.append("local a").append(i).append(' ');
    }
    var use = new StringBuilder("function f() return a0");
    for (int i = 1; i < 60; i++) {
      use.append(" + a").append(i);
    }
    assertThat(check(many + use.toString() + " end")).isNull();
    assertThat(check(many + use.toString() + " + a60 end")).isNotNull();
  }

  @Test
  void serversDifferInNestedBracketsAndNuls() {
    assertThat(compiledBy("x = [[ [[ ]]"))
        .isEqualTo(Server.REDIS_8_0.bit() | Server.VALKEY_9.bit());
    assertThat(compiledBy("x = 1 \0 bad")).isEqualTo(Server.VALKEY_9.bit());
    assertThat(compiledBy("bad")).isZero();
  }

  private static int compiledBy(String source) {
    byte[] bytes = source.getBytes(StandardCharsets.ISO_8859_1);
    return LuaSyntax.compiledBy(bytes, 0, bytes.length);
  }

  private static @Nullable LuaProblem check(String source) {
    byte[] bytes = source.getBytes(StandardCharsets.ISO_8859_1);
    return LuaSyntax.check(bytes, 0, bytes.length, Server.REDIS_7_0);
  }
}
