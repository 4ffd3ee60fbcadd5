package org.aofkit.keyspace.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCommandsTest {
  private static final RdbValue VALUE =
      RdbValue.string("value".getBytes(StandardCharsets.US_ASCII));

  private final Bench bench = new Bench(Server.REDIS_7_0);

  @Test
  void renameTakesTheDeadlineAlongAndReplaces() {
    bench.run("SET a 1 PXAT 4102444800000");
    bench.run("SET b 2");

    assertThat(bench.run("RENAMENX a b").kind()).isEqualTo(Outcome.Kind.UNCHANGED);
    assertThat(bench.run("RENAME a b").kind()).isEqualTo(Outcome.Kind.CHANGED);
    assertThat(bench.key("a")).isNull();
    assertThat(bench.text("b")).isEqualTo("1");
    assertThat(bench.deadline("b")).isEqualTo(4102444800000L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RENAME missing a",
        "COPY a a",
        "COPY a b DB 16",
        "COPY a b DB",
        "MOVE a 0",
        "MOVE a 16",
        "SWAPDB 0 16",
        "SWAPDB 0 x",
        "FLUSHALL NOW",
        "PEXPIREAT a 1 NX XX",
        "PEXPIREAT a 1 LT GT",
        "PEXPIREAT a x",
        "GET",
        "MSET a 1 b"
      })
  void whatServersRefuseChangesNothing(String command) {
    bench.run("SET a 1");

    assertThat(bench.run(command).kind()).isEqualTo(Outcome.Kind.REFUSED);
    assertThat(bench.keyspace.database(0).keys()).hasSize(1);
    assertThat(bench.key("a").hasDeadline()).isFalse();
  }

  @Test
  void databasesAreExchangedWithTheirKeys() {
    bench.run("SET a 1");
    bench.run("SWAPDB 0 3");
    assertThat(bench.keyspace.database(0).keys()).isEmpty();
    assertThat(bench.keyspace.database(3).keys()).hasSize(1);

    bench.run("SWAPDB 3 0");
    bench.run("MOVE a 2");
    bench.run("FLUSHDB");
    assertThat(bench.keyspace.database(2).keys()).hasSize(1);

    bench.run("FLUSHALL ASYNC");
    assertThat(bench.keyspace.databases()).isEmpty();
  }

  @Test
  void laterAndEarlierDeadlinesAreTold() {
    bench.run("SET a 1");
    assertThat(bench.run("PEXPIREAT a 5 GT").kind()).isEqualTo(Outcome.Kind.UNCHANGED);
    assertThat(bench.run("PEXPIREAT a 5 LT").kind()).isEqualTo(Outcome.Kind.CHANGED);
    assertThat(bench.run("PEXPIREAT a 5 LT").kind()).isEqualTo(Outcome.Kind.UNCHANGED);
    assertThat(bench.run("EXPIREAT a 1 GT").kind()).isEqualTo(Outcome.Kind.CHANGED);

    assertThat(bench.deadline("a")).isEqualTo(1000);
  }

  @Test
  void aPayloadBecomesAKey() {
    byte[] payload = Bench.payload(Server.REDIS_7_0, VALUE);

    Outcome outcome = bench.run("RESTORE", "k", "77", payload, "ABSTTL", "IDLETIME", "3");

    assertThat(outcome).isEqualTo(Outcome.CHANGED);
    assertThat(bench.text("k")).isEqualTo("value");
    assertThat(bench.deadline("k")).isEqualTo(77);
    assertThat(bench.run("RESTORE", "k", "0", payload).detail()).startsWith("BUSYKEY");
    assertThat(bench.run("RESTORE", "k", "0", payload, "REPLACE")).isEqualTo(Outcome.CHANGED);
    assertThat(bench.run("RESTORE", "j", "5", payload))
        .isEqualTo(Outcome.notModelled("relative time"));
    assertThat(bench.run("RESTORE", "j", "-5", payload).kind()).isEqualTo(Outcome.Kind.REFUSED);
  }

  @ParameterizedTest
  @CsvSource({
    "REDIS_7_0, REDIS_7_0, CHANGED",
    "REDIS_7_2, REDIS_7_0, REFUSED",
    "VALKEY_9, REDIS_8_0, REFUSED",
    "REDIS_8_0, VALKEY_9, REFUSED",
    "REDIS_7_2, VALKEY_9, CHANGED",
    "VALKEY_9, VALKEY_9, CHANGED"
  })
  void aPayloadOfAnotherServerMayBeRefused(Server writer, Server reader, Outcome.Kind kind) {
    var there = new Bench(reader);

    assertThat(there.run("RESTORE", "k", "0", Bench.payload(writer, VALUE)).kind()).isEqualTo(kind);
  }

  @Test
  void aPayloadWithOneWrongBitIsRefused() {
    byte[] payload = Bench.payload(Server.REDIS_7_0, VALUE);
    for (int bit = 0; bit < payload.length * 8; bit++) {
      byte[] wrong = payload.clone();
      wrong[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(bench.run("RESTORE", "k", "0", wrong).kind()).isEqualTo(Outcome.Kind.REFUSED);
    }
    assertThat(bench.run("RESTORE", "k", "0", new byte[9]).kind()).isEqualTo(Outcome.Kind.REFUSED);
  }

  @Test
  void librariesStandUnderTheirNamesAndFunctionsAreTheirs() {
    String first = "#!lua name=a\nredis.register_function('f', function() return 1 end)";
    String same = "#!lua name=b\nredis.register_function{function_name='f', callback=g}";
    assertThat(load(first)).isEqualTo(Outcome.CHANGED);
    assertThat(load(first).detail()).contains("already exists");
    assertThat(load(same).detail()).contains("Function f already exists");
    assertThat(bench.run("FUNCTION", "LOAD", "REPLACE", first)).isEqualTo(Outcome.CHANGED);
    assertThat(load("#!lua name=c\nredis.register_function(").kind())
        .isEqualTo(Outcome.Kind.REFUSED);
    assertThat(load("#!lua name=c\nfor _, n in ipairs(l) do redis.register_function(n, g) end"))
        .isEqualTo(Outcome.notModelled("what a library registers shows only when it runs"));
    assertThat(bench.run("FUNCTION DELETE b").kind()).isEqualTo(Outcome.Kind.REFUSED);
    assertThat(bench.keyspace.libraries().all()).hasSize(1);
    assertThat(bench.run("FUNCTION DELETE a")).isEqualTo(Outcome.CHANGED);
    assertThat(bench.keyspace.libraries().all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PING, UNCHANGED", "GET a, UNCHANGED", "EVAL x 0, NOT_MODELLED"})
  void readsChangeNothingAndScriptsMayDoAnything(String command, Outcome.Kind kind) {
    assertThat(bench.run(command).kind()).isEqualTo(kind);
  }

  private Outcome load(String source) {
    return bench.run("FUNCTION", "LOAD", source);
  }
}
