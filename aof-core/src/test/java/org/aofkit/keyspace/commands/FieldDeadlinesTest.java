package org.aofkit.keyspace.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Hashes with deadlines, as they come out of a log that is loaded. What is expected was measured
 * with Redis 8.0.6 and Valkey 9.1.2.
 */
class FieldDeadlinesTest {
  private static final String FAR = "4102444800000";

  @ParameterizedTest
  @CsvSource({
    "HSET h a 5, 5, 5",
    "HSETNX h a 5, 5, 1@1000",
    "HINCRBY h a 5, 5@1000, 6@1000",
    "HINCRBYFLOAT h a 5, 5@1000, 6@1000",
    "HPERSIST h FIELDS 1 a, 1@1000, 1",
    "HGETEX h PERSIST FIELDS 1 a, 1@1000, 1",
    "HGETEX h PXAT 4102444800000 FIELDS 1 a, 1@1000, 1@4102444800000",
    "HGETDEL h FIELDS 1 a, 1@1000, none",
    "HDEL h a, none, none",
    "HSETEX h FNX FIELDS 1 a 5, 5, 1@1000",
    "HSETEX h FXX FIELDS 1 a 5, 1@1000, 5",
    "HSETEX h KEEPTTL FIELDS 1 a 7, 7@1000, 7@1000",
    "HPEXPIREAT h 4102444800000 FIELDS 1 a, 1@4102444800000, 1@4102444800000",
    "HPEXPIREAT h 4102444800000 NX FIELDS 1 a, 1@1000, 1@1000",
    "HPEXPIREAT h 900 LT FIELDS 1 a, 1@900, 1@900"
  })
  void aFieldPastItsDeadlineIsStillThere(String command, String redis, String valkey) {
    assertThat(fieldBehind(Server.REDIS_8_0, command)).isEqualTo(redis);
    assertThat(fieldBehind(Server.VALKEY_9, command)).isEqualTo(valkey);
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS_8_0", "VALKEY_9"})
  void whatSetsAValueTakesTheDeadlineAwayButForIncrements(Server server) {
    var played = new Played(server);
    played.run("HSET h a 1 b 2 c 3", "HPEXPIREAT h " + FAR + " FIELDS 3 a b c");
    played.run("HSET h a 1", "HINCRBY h b 1", "HSETEX h FIELDS 1 c 4");
    assertThat(played.hash("h"))
        .containsExactly(entry("a", "1"), entry("b", "3@" + FAR), entry("c", "4"));
  }

  @ParameterizedTest
  @CsvSource({
    "HSETEX h NX FIELDS 1 a 1, REFUSED, CHANGED",
    "HSETEX h XX FIELDS 1 a 1, REFUSED, UNCHANGED",
    "HSETEX h FNX FNX FIELDS 1 a 1, REFUSED, CHANGED",
    "HSETEX h FNX FXX FIELDS 1 a 1, REFUSED, REFUSED",
    "HSETEX h PXAT 5 PXAT 6 FIELDS 1 a 1, REFUSED, CHANGED",
    "HSETEX h KEEPTTL PXAT 6 FIELDS 1 a 1, REFUSED, REFUSED",
    "HSETEX h FIELDS 1 a 1 FNX KEEPTTL, REFUSED, REFUSED",
    "HSETEX h PXAT 70368744177664 FIELDS 1 a 1, REFUSED, CHANGED",
    "HSETEX h PXAT 70368744177663 FIELDS 1 a 1, CHANGED, CHANGED",
    "HSETEX h PXAT 281474976710656 FIELDS 1 a 1, REFUSED, NOT_MODELLED",
    "HSETEX h PXAT 0 FIELDS 1 a 1, NOT_MODELLED, CHANGED",
    "HSETEX h PXAT -1 FIELDS 1 a 1, REFUSED, REFUSED",
    "HSETEX h EX 5 FIELDS 1 a 1, NOT_MODELLED, NOT_MODELLED",
    "HSETEX h FXX FIELDS 1 a 1, UNCHANGED, UNCHANGED",
    "HSETEX h FIELDS 0 a 1, REFUSED, REFUSED",
    "HEXPIREAT h 70368744178 FIELDS 1 a, REFUSED, UNCHANGED",
    "HEXPIREAT h 70368744177 FIELDS 1 a, UNCHANGED, UNCHANGED",
    "HEXPIREAT h 9223372036854776 FIELDS 1 a, REFUSED, REFUSED",
    "HPEXPIREAT h 5 NX NX FIELDS 1 a, REFUSED, UNCHANGED",
    "HPEXPIREAT h 5 GT LT FIELDS 1 a, REFUSED, REFUSED"
  })
  void optionsAreTakenAsTheServerTakesThem(
      String command, Outcome.Kind redis, Outcome.Kind valkey) {
    assertThat(new Played(Server.REDIS_8_0).kind(command)).isEqualTo(redis);
    assertThat(new Played(Server.VALKEY_9).kind(command)).isEqualTo(valkey);
  }

  @Test
  void valkeyTakesSeveralConditions() {
    var played = new Played(Server.VALKEY_9);
    assertThat(played.kind("HSET h a 1", "HPEXPIREAT h 5 XX GT FIELDS 1 a"))
        .isEqualTo(Outcome.Kind.UNCHANGED);
    played.run("HPEXPIREAT h 5 FIELDS 1 a", "HPEXPIREAT h 6 XX GT FIELDS 1 a");
    assertThat(played.hash("h")).containsExactly(entry("a", "1@6"));
  }

  @ParameterizedTest
  @EnumSource
  void incrementsAreRefusedWhereTheyWouldOverflow(Server server) {
    var played = new Played(server);
    played.run("HSET h a 9223372036854775807 b x");
    assertThat(played.run("HINCRBY h a 1").detail()).contains("overflow");
    assertThat(played.run("HINCRBY h b 1").detail()).isEqualTo("ERR hash value is not an integer");
    assertThat(played.run("HINCRBYFLOAT h c inf").detail())
        .isEqualTo("ERR value is NaN or Infinity");
    assertThat(played.kind("HSET h a 1 b")).isEqualTo(Outcome.Kind.REFUSED);
    assertThat(played.hash("h")).hasSize(2);
  }

  private static String fieldBehind(Server server, String command) {
    var played = new Played(server);
    played.run("HSET h a 1 b 2", "HPEXPIREAT h 1000 FIELDS 1 a", command);
    return played.hash("h").getOrDefault("a", "none");
  }
}
