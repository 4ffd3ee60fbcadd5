package org.aofkit.keyspace.commands;

import static org.assertj.core.api.Assertions.assertThat;

import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StringCommandsTest {
  private static final long PAST = 1_000_000_000_000L;

  private final Bench redis = new Bench(Server.REDIS_7_0);
  private final Bench valkey = new Bench(Server.VALKEY_9);

  @Test
  void setDropsTheDeadlineUnlessItIsKept() {
    redis.run("SET k 1 PXAT 4102444800000");
    redis.run("SET k 2 KEEPTTL");
    assertThat(redis.deadline("k")).isEqualTo(4102444800000L);

    redis.run("SET k 3");
    assertThat(redis.text("k")).isEqualTo("3");
    assertThat(redis.key("k").hasDeadline()).isFalse();
  }

  @Test
  void aDeadlineInThePastIsKeptAndSoIsTheKey() {
    redis.run("SET k 1 PXAT " + PAST);
    redis.run("SET j 1");
    redis.run("PEXPIREAT j " + PAST);
    redis.run("COPY k copy");
    redis.run("PERSIST copy");

    assertThat(redis.deadline("k")).isEqualTo(PAST);
    assertThat(redis.deadline("j")).isEqualTo(PAST);
    assertThat(redis.key("copy").hasDeadline()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET k v EX 10",
        "SET k v PX 10",
        "SETEX k 10 v",
        "PSETEX k 10 v",
        "GETEX k EX 10",
        "EXPIRE k 10",
        "PEXPIRE k 10 GT",
        "EXPIRE k -1"
      })
  void relativeTimesAreNotModelledAndChangeNothing(String command) {
    redis.run("SET k old PXAT 4102444800000");

    Outcome outcome = redis.run(command);

    assertThat(outcome).isEqualTo(Outcome.notModelled("relative time"));
    assertThat(redis.text("k")).isEqualTo("old");
    assertThat(redis.deadline("k")).isEqualTo(4102444800000L);
  }

  @ParameterizedTest
  @CsvSource({
    "SET k v EX 0, REFUSED",
    "SET k v EX 9223372036854776, REFUSED",
    "SET k v PX 9223372036854775807, REFUSED",
    "SET k v NX EX 10, UNCHANGED",
    "SET missing v XX EX 10, UNCHANGED",
    "EXPIRE missing 10, UNCHANGED",
    "EXPIRE k 10 XX, UNCHANGED",
    "EXPIRE k 10 GT, UNCHANGED",
    "EXPIRE k 9223372036854776, REFUSED",
    "GETEX missing EX 10, UNCHANGED"
  })
  void relativeTimesThatMakeNoDifferenceAreModelled(String command, Outcome.Kind kind) {
    redis.run("SET k old");

    assertThat(redis.run(command).kind()).isEqualTo(kind);
  }

  @Test
  void onlyValkeyComparesWithIfeq() {
    redis.run("SET k old");
    valkey.run("SET k old");

    assertThat(redis.run("SET k new IFEQ old").kind()).isEqualTo(Outcome.Kind.REFUSED);
    assertThat(valkey.run("SET k new IFEQ other").kind()).isEqualTo(Outcome.Kind.UNCHANGED);
    assertThat(valkey.run("SET k new IFEQ old").kind()).isEqualTo(Outcome.Kind.CHANGED);
    assertThat(valkey.run("DELIFEQ k new").kind()).isEqualTo(Outcome.Kind.CHANGED);
    assertThat(valkey.key("k")).isNull();
  }

  @Test
  void aStringWrittenAtItsFarEndTakesLittleMemory() {
    long before = used();
    for (int i = 0; i < 20; i++) {
      redis.run("SETRANGE k" + i + " 500000000 x");
      redis.run("SETBIT b" + i + " 4294967295 1");
    }

    assertThat(used() - before).isLessThan(64L << 20);
    assertThat(redis.value("k0").length()).isEqualTo(500_000_001);
    assertThat(redis.value("b0").length()).isEqualTo(512 << 20);
    assertThat(redis.value("b0").byteAt((512 << 20) - 1)).isEqualTo(1);
  }

  @Test
  void combiningLongStringsOfOneBitTakesLittleMemory() {
    long before = used();
    redis.run("SETBIT a 1073741823 1");
    redis.run("BITOP NOT b a");
    redis.run("BITOP XOR c a b");

    assertThat(used() - before).isLessThan(64L << 20);
    assertThat(redis.value("c").byteAt(77_777_777)).isEqualTo(0xff);
  }

  @Test
  void whatIsLongerThanServersAllowIsNotModelled() {
    assertThat(redis.run("SETRANGE k 536870912 x").kind()).isEqualTo(Outcome.Kind.NOT_MODELLED);
    assertThat(redis.run("SETBIT k 4294967296 1").kind()).isEqualTo(Outcome.Kind.NOT_MODELLED);
    assertThat(redis.key("k")).isNull();
  }

  @Test
  void copiesDoNotShareWhatIsWritten() {
    redis.run("SETRANGE k 100000 x");
    redis.run("COPY k l");
    redis.run("SETRANGE k 100000 y");
    redis.run("SETRANGE l 3 z");
    redis.run("SET s abc");
    redis.run("COPY s t");
    redis.run("SETRANGE s 0 x");

    assertThat(redis.value("l").byteAt(100_000)).isEqualTo('x');
    assertThat(redis.value("k").byteAt(3)).isZero();
    assertThat(redis.text("t")).isEqualTo("abc");
  }

  @Test
  void theWordsOfACommandAreNeverWrittenInto() {
    byte[] word = {'a', 'b', 'c'};
    redis.run("SET", "k", word);
    redis.run("SETRANGE k 0 x");

    assertThat(word).isEqualTo(new byte[] {'a', 'b', 'c'});
  }

  @ParameterizedTest
  @CsvSource({
    "10.5, 0.1, 10.6",
    "3.0e3, 200, 3200",
    "0.1, 0.2, 0.3",
    "1, -1, 0",
    "0x10, 1, 17",
    "1e17, 1, 100000000000000001",
    "18446744073709551615, 1, 18446744073709551616",
    "36893488147419103232, 1, 36893488147419103232",
    "-1e-30, 0, 0",
    "1e-17, 0, 0.00000000000000001"
  })
  void numbersHaveAMantissaOf64BitsAnd17Decimals(String value, String amount, String sum) {
    redis.run("SET k " + value);

    assertThat(redis.run("INCRBYFLOAT k " + amount).kind()).isEqualTo(Outcome.Kind.CHANGED);
    assertThat(redis.text("k")).isEqualTo(sum);
  }

  @Test
  void numbersMayBeLongAndVeryLarge() {
    redis.run("SET k 0" + "0".repeat(5117) + "1");
    redis.run("INCRBYFLOAT k 1e4931");
    assertThat(redis.text("k")).hasSize(4932).startsWith("1000000000000000000");
    redis.run("INCRBYFLOAT k 0." + "0".repeat(4000) + "1e4001");
    assertThat(redis.text("k")).hasSize(4932);
    assertThat(redis.run("INCRBYFLOAT k " + "0".repeat(5119) + "1").kind())
        .isEqualTo(Outcome.Kind.REFUSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nan", "inf", "x", "1e5000", "1e-5000", "1e99999999999999999999"})
  void whatIsNoNumberOrHasNoEndIsRefused(String amount) {
    assertThat(redis.run("INCRBYFLOAT k " + amount).kind()).isEqualTo(Outcome.Kind.REFUSED);
    assertThat(redis.key("k")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INCR k", "DECR k", "INCRBY k 5", "APPEND k 1", "SETBIT k 0 1"})
  void theDeadlineStaysWhereTheValueIsOnlyChanged(String command) {
    redis.run("SET k 1 PXAT 4102444800000");

    assertThat(redis.run(command).kind()).isEqualTo(Outcome.Kind.CHANGED);
    assertThat(redis.deadline("k")).isEqualTo(4102444800000L);
  }

  @Test
  void countersDoNotOverflow() {
    redis.run("SET k 9223372036854775807");

    assertThat(redis.run("INCR k").kind()).isEqualTo(Outcome.Kind.REFUSED);
    assertThat(redis.run("DECRBY k -9223372036854775808").kind()).isEqualTo(Outcome.Kind.REFUSED);
    assertThat(redis.text("k")).isEqualTo("9223372036854775807");
  }

  @Test
  void aFieldThatFailsToBeSetLeavesTheStringGrown() {
    redis.run("BITFIELD k OVERFLOW FAIL SET u4 8 99");

    assertThat(redis.text("k")).isEqualTo("\0\0");
  }

  @Test
  void theLowestNumberOfAllSaturatesAtTheTopOfFewerBits() {
    redis.run("BITFIELD k OVERFLOW SAT SET i8 0 -9223372036854775808");

    assertThat(redis.value("k").byteAt(0)).isEqualTo(0x7f);
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
