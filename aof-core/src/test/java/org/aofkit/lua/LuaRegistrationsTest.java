package org.aofkit.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is plain without a run and what is not; LibrarySourceTest asks servers. */
class LuaRegistrationsTest {
  @Test
  void namesAreThoseThatAreRegistered() {
    assertThat(
            of(
                """
                -- a comment
                local limit = 10;
                local function check(keys) if #keys > limit then return nil end return keys[1] end
                local get = function(keys, args)
                  for i = 1, 2 do repeat local x = i until x end
                  while false do end
                  return redis.call('GET', check(keys))
                end
                redis.register_function('get', get)
                redis.register_function("put", function(keys) return 1 end);
                redis.register_function{
                  function_name = 'info', callback = check, description = [[what it is]],
                  flags = {'no-writes', "allow-stale"; }
                }
                redis.register_function({callback = get, function_name = 'last'})
                """))
        .isEqualTo(List.of("get", "put", "info", "last"));
    assertThat(of("local x = 1")).isEqualTo(List.of());
    assertThat(of("redis.register_function('a', function() end)".repeat(2)))
        .isEqualTo(List.of("a", "a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return nil + 1",
        "redisabc('f', function() end)",
        "redis.registerxfunction('f', function() end)",
        "redis.register_function('f', get)",
        "redis.register_function('f g', function() end)",
        "redis.register_function('f\\65', function() end)",
        "redis.register_function('f', function() end .. 'x')",
        "redis.register_function('f', function() end)(1)",
        "redis.register_function('f', function() end, 1)",
        "redis.register_function{function_name = 'f', callback = function() end, flag = {}}",
        "redis.register_function{function_name = 'f', callback = function() end, flags = {'no'}}",
        "redis.register_function{function_name = 'f'}",
        "local x = 1 + nil",
        "local x = function() end .. 'x'",
        "local redis = nil redis.register_function('f', function() end)",
        "local function redis() end redis.register_function('f', function() end)",
        "local f = function() end local f = 1 redis.register_function('f', f)",
        "function f() end",
        "x = 1",
        "redis.log(redis.LOG_NOTICE, 'x')",
        "local x = 1\u0000"
      })
  void whatTakesARunIsNotKnown(String source) {
    assertThat(of(source)).isNull();
  }

  private static @Nullable List<String> of(String source) {
    byte[] bytes = source.getBytes(StandardCharsets.ISO_8859_1);
    return LuaRegistrations.read(bytes, 0, bytes.length).functions();
  }
}
