package org.aofkit.keyspace.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Lists, sets and sorted sets, where servers differ and at the edges. What is expected was measured
 * with Redis 7.0.15, 8.0.6 and Valkey 9.1.2.
 */
class CollectionCommandsTest {
  @Test
  void redis70LooksAtAllOfAnIndexTheOthersAtItsLowerHalf() {
    assertThat(new Played(Server.REDIS_7_0).run("RPUSH l a b", "LSET l 4294967295 c").detail())
        .isEqualTo("ERR index out of range");
    for (Server server : new Server[] {Server.REDIS_8_0, Server.VALKEY_9}) {
      var played = new Played(server);
      played.run("RPUSH l a b", "LSET l 4294967297 c", "LSET l -9223372036854775808 d");
      assertThat(played.list("l")).containsExactly("d", "c");
    }
  }

  @Test
  void redis70TakesTheLowestCountForAll() {
    String lowest = "LREM l -9223372036854775808 a";
    var old = new Played(Server.REDIS_7_0);
    old.run("RPUSH l a b a", lowest);
    assertThat(old.list("l")).containsExactly("b");
    assertThat(new Played(Server.REDIS_8_0).kind("RPUSH l a", lowest))
        .isEqualTo(Outcome.Kind.REFUSED);
    assertThat(new Played(Server.VALKEY_9).kind("RPUSH l a", lowest))
        .isEqualTo(Outcome.Kind.REFUSED);
  }

  @ParameterizedTest
  @EnumSource
  void theLastElementTakesItsKeyAlong(Server server) {
    var played = new Played(server);
    played.run("RPUSH l a", "SADD s a", "ZADD z 1 a", "HSET h a 1");
    played.run("LMOVE l l LEFT RIGHT", "LPOP l 5", "SMOVE s t a", "ZPOPMIN z", "HDEL h a b");
    assertThat(played.has("l") || played.has("s") || played.has("z") || played.has("h")).isFalse();
    assertThat(played.set("t")).containsExactly("a");
  }

  @ParameterizedTest
  @EnumSource
  void whichMembersArePoppedIsChanceUnlessAllAre(Server server) {
    var played = new Played(server);
    assertThat(played.kind("SADD s a b", "SPOP s")).isEqualTo(Outcome.Kind.NOT_MODELLED);
    assertThat(played.kind("SPOP s 2")).isEqualTo(Outcome.Kind.CHANGED);
    assertThat(played.kind("SPOP s")).isEqualTo(Outcome.Kind.UNCHANGED);
  }

  @ParameterizedTest
  @CsvSource({
    "0x10, 16, 16, refused",
    "0x1p3, 8, 8, refused",
    "-0x1.8, -1.5, -1.5, refused",
    "+.5, 0.5, 0.5, 0.5",
    "5., 5, 5, 5",
    "1e-320, 1e-320, 1e-320, 1e-320",
    "2.4703282292062329e-324, 4.9e-324, 4.9e-324, 4.9e-324",
    "2.4703282292062327e-324, refused, refused, refused",
    "Infinity, Infinity, Infinity, Infinity",
    "1e400, refused, refused, refused",
    "0x1p-1080, refused, refused, refused",
    "nan, refused, refused, refused",
    "1e, refused, refused, refused",
    "1d, refused, refused, refused",
    ".e1, refused, refused, refused",
    "0x, refused, refused, refused"
  })
  void scoresAreReadAsTheServerReadsThem(String text, String r7, String r8, String v9) {
    assertThat(score(Server.REDIS_7_0, text)).isEqualTo(parsed(r7));
    assertThat(score(Server.REDIS_8_0, text)).isEqualTo(parsed(r8));
    assertThat(score(Server.VALKEY_9, text)).isEqualTo(parsed(v9));
  }

  @ParameterizedTest
  @CsvSource({
    "1e400, f, f, f",
    "1e-400, cdef, cdef, cdef",
    "'', cdef, cdef, cdef",
    "1\0x, def, def, def",
    "0x1, def, refused, refused",
    "(0x1, ef, refused, refused",
    "'\t1', def, refused, refused",
    "nan, refused, refused, refused"
  })
  void endsOfRangesAreReadAsTheServerReadsThem(String text, String r7, String r8, String v9) {
    assertThat(above(Server.REDIS_7_0, text)).isEqualTo(r7);
    assertThat(above(Server.REDIS_8_0, text)).isEqualTo(r8);
    assertThat(above(Server.VALKEY_9, text)).isEqualTo(v9);
  }

  @Test
  void whatMakesASetLargeDiffers() {
    String many = "ZADD z -0 a" + " -0 b".repeat(128);
    String isLong = "ZADD z -0 a -0 " + "x".repeat(65);
    assertThat(sign(Server.REDIS_7_0, many)).isEqualTo(0.0);
    assertThat(sign(Server.REDIS_8_0, many)).isEqualTo(-0.0);
    assertThat(sign(Server.VALKEY_9, many)).isEqualTo(-0.0);
    assertThat(sign(Server.REDIS_7_0, isLong)).isEqualTo(0.0);
    assertThat(sign(Server.REDIS_8_0, isLong)).isEqualTo(0.0);
    assertThat(sign(Server.VALKEY_9, isLong)).isEqualTo(-0.0);
  }

  @ParameterizedTest
  @EnumSource
  void infinitiesMakeZeroInUnionsAndAnErrorInIncrements(Server server) {
    var played = new Played(server);
    played.run("ZADD p inf a", "ZADD n -inf a 3 b", "SADD s b c", "ZUNIONSTORE u 3 p n s");
    assertThat(played.scores("u"))
        .containsExactly(entry("a", 0.0), entry("b", 4.0), entry("c", 1.0));
    assertThat(played.run("ZINCRBY p -inf a").detail())
        .isEqualTo("ERR resulting score is not a number (NaN)");
    played.run("ZINTERSTORE u 2 p n WEIGHTS 0 1 AGGREGATE MAX");
    assertThat(played.scores("u")).containsExactly(entry("a", 0.0));
  }

  @ParameterizedTest
  @EnumSource
  void rangesOfNamesAreForEqualScores(Server server) {
    var played = new Played(server);
    assertThat(played.kind("ZADD z 1 a 2 b", "ZREMRANGEBYLEX z - +"))
        .isEqualTo(Outcome.Kind.NOT_MODELLED);
    played.run("ZADD e 1 a 1 b 1 c", "ZRANGESTORE d e [c (a BYLEX REV LIMIT 1 9");
    assertThat(played.scores("d")).containsOnlyKeys("b");
  }

  @Test
  void offsetsBelowZeroCountInLargeSetsFromTheEndForSome() {
    String large = "ZADD z 1 a 2 " + "x".repeat(65);
    String store = "ZRANGESTORE d z -inf inf BYSCORE LIMIT -1 1";
    for (Server server : Server.values()) {
      assertThat(new Played(server).kind("ZADD z 1 a", store)).isEqualTo(Outcome.Kind.UNCHANGED);
      assertThat(new Played(server).kind(large, store))
          .isEqualTo(
              server == Server.REDIS_7_0 ? Outcome.Kind.UNCHANGED : Outcome.Kind.NOT_MODELLED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void positionsBecomeScoresOf52Bits(Server server) {
    var played = new Played(server);
    played.run("GEOADD g 13.361389 38.115556 Palermo -180 -85.05112878 low 180 85.05112878 high");
    assertThat(played.scores("g"))
        .containsExactly(
            entry("Palermo", 3479099956230698.0),
            entry("high", 13510798882111488.0),
            entry("low", 0.0));
    assertThat(played.kind("GEOADD g 180.1 0 a")).isEqualTo(Outcome.Kind.REFUSED);
  }

  private static String score(Server server, String text) {
    var played = new Played(server);
    return played.kind("ZADD z " + text + " a") == Outcome.Kind.REFUSED
        ? "refused"
        : played.scores("z").get("a").toString();
  }

  private static String parsed(String text) {
    return text.equals("refused") ? text : Double.toString(Double.parseDouble(text));
  }

  /** Which of a to f, with the scores -inf, -1, 0, 1, 2 and inf, are not below. */
  private static String above(Server server, String text) {
    var played = new Played(server);
    played.run("ZADD z -inf a -1 b 0 c 1 d 2 e inf f");
    Outcome outcome = played.run("ZRANGESTORE z z " + text + " +inf BYSCORE");
    return outcome.kind() == Outcome.Kind.REFUSED
        ? "refused"
        : String.join("", played.scores("z").keySet());
  }

  private static double sign(Server server, String command) {
    var played = new Played(server);
    played.run(command);
    return played.scores("z").get("a");
  }
}
