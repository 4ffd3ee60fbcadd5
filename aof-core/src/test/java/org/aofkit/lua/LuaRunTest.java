package org.aofkit.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fails for certain when it is run, and what does not; LibraryRunServerTest asks servers. */
class LuaRunTest {
  private static final String GOOD = "\nredis.register_function('f', function() return 1 end)\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rediz.register_function('f', function() end)",
        "redis.register_functoin('f', function() end)",
        "error('x')" + GOOD,
        GOOD + "error('x')",
        "local t = {} t.a = foo" + GOOD,
        "local x = redis.call('GET', 'x')" + GOOD,
        "for k, v in pairs({}) do end" + GOOD,
        "if foo then end" + GOOD,
        "local t = {[foo] = 1}" + GOOD,
        "do foo() end" + GOOD,
        "x = 1" + GOOD,
        "function g() end" + GOOD,
        "function redis.g() end" + GOOD,
        "local x = x" + GOOD,
        "local x = 1 and redis.pcall == 1" + GOOD + "return string.len('x')",
        GOOD + GOOD,
        "local x = 1",
        "return 1",
        "redis.register_function('a b', function() end)",
        "redis.register_function('', function() end)",
        "redis.register_function('f', nil)",
        "redis.register_function('f', 'x')",
        "redis.register_function{function_name='f', callback=function() end, flags={'no-write'}}",
        "redis.register_function{function_name='f', callback=function() end, flag={'no-writes'}}",
        "redis.register_function{function_name='f', callback=function() end, about='x'}",
        "redis.register_function{function_name='f'}",
        "redis.register_function{callback=function() end}"
      })
  void isRefusedByAllServers(String source) {
    LuaRun run = of(source);
    assertThat(run.failsOn()).isEqualTo(Server.allBits());
    assertThat(run.functions()).isNull();
    assertThat(run.problem()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local x = true or foo" + GOOD,
        "if false then foo() elseif nil then bar() else redis.foo() end" + GOOD,
        "for i = 1, 0 do foo() end while false do bar() end" + GOOD,
        "repeat local b = true until b or foo" + GOOD,
        "local function g() return foo, redis.call('GET', 'x') end" + GOOD,
        "local t = {foo = 1, bar = {2}}; t.x, t['y'] = t.foo, redis.REDIS_VERSION" + GOOD,
        GOOD + "do return end foo()",
        "if redis.LOG_NOTICE then return redis.register_function('f', function() end) end foo()",
        "local rex = {} rex.foo = 1 local y = rex.foo" + GOOD,
        "local log = redis.log" + GOOD,
        "redis['register_function']('f', function() end)",
        "redis.register_function('f' .. 'g', function() end)",
        "redis.register_function{function_name='f', callback=function() end, foo=nil}",
        "redis.register_function{FUNCTION_NAME='f', callback=function() end, flags={'x'} and nil}",
        "local x = {}" + GOOD + "redis.register_function('g', x.y or function() end)"
      })
  void mayBeTaken(String source) {
    assertThat(of(source).failsOn()).isZero();
    assertThat(of(source).problem()).isNull();
  }

  @Test
  void serversHaveOtherGlobals() {
    int valkeys = Server.VALKEY_8.bit() | Server.VALKEY_9.bit();
    assertThat(of("server.register_function('f', function() end)").failsOn())
        .isEqualTo(Server.allBits() & ~valkeys);
    assertThat(of("redis.log(redis.LOG_NOTICE, 'x')" + GOOD).failsOn())
        .isEqualTo(Server.VALKEY_9.bit());
    assertThat(of("server.log(server.LOG_NOTICE, 'x')" + GOOD).failsOn())
        .isEqualTo(Server.allBits() & ~Server.VALKEY_8.bit());
  }

  @Test
  void saysWhereAndWhat() {
    assertThat(of("local x = 1\n\nfoo.bar(x)" + GOOD).problem())
        .isEqualTo(new LuaProblem(3, "uses a global of the name foo, which does not exist"));
    assertThat(of(GOOD + "redis.register_function{function_name='g', callback=nil}").failsOn())
        .isZero();
  }

  private static LuaRun of(String source) {
    byte[] bytes = source.getBytes(StandardCharsets.ISO_8859_1);
    return LuaRun.of(bytes, 0, bytes.length);
  }
}
