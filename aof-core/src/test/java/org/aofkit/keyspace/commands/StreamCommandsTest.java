package org.aofkit.keyspace.commands;

import static org.assertj.core.api.Assertions.assertThat;

import org.aofkit.keyspace.value.StreamGroup;
import org.aofkit.keyspace.value.StreamPending;
import org.aofkit.keyspace.value.StreamValue;
import org.aofkit.rdb.write.StreamId;
import org.aofkit.server.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Streams, where servers differ and at the edges. What is expected was measured with Redis 7.0.15,
 * 8.0.6 and Valkey 9.1.2.
 */
class StreamCommandsTest {
  private static final String[] THREE = {
    "XADD x 1-1 f v", "XADD x 1-2 f v", "XADD x 1-3 f v", "XGROUP CREATE x g 0"
  };

  @ParameterizedTest
  @CsvSource({
    "0-0, 0-5, REFUSED",
    "0-*, 0-6, CHANGED",
    "5, 5-0, CHANGED",
    "007-08, 7-8, CHANGED",
    "+9-1, 9-1, CHANGED",
    "9--05, 9-18446744073709551611, CHANGED",
    "9-*, 9-0, CHANGED",
    "-5, 0-5, REFUSED",
    "0-5, 0-5, REFUSED",
    "5-x, 0-5, REFUSED",
    "18446744073709551616, 0-5, REFUSED",
    "*, 0-5, NOT_MODELLED"
  })
  void idsAreReadAsServersReadThem(String id, String last, Outcome.Kind kind) {
    for (Server server : Server.values()) {
      var played = new Played(server);
      assertThat(played.kind("XADD x 0-5 a b", "XADD x " + id + " a b")).isEqualTo(kind);
      assertThat(played.stream("x").lastId()).hasToString(last);
    }
  }

  @ParameterizedTest
  @EnumSource
  void behindTheLastOfAllIdsComesNone(Server server) {
    var played = new Played(server);
    played.run("XADD x 18446744073709551615-18446744073709551615 a b");
    assertThat(played.run("XADD x 18446744073709551615-* a b").detail()).contains("exhausted");
  }

  @ParameterizedTest
  @EnumSource
  void trimmedEntriesDoNotCountAsDeleted(Server server) {
    var played = new Played(server);
    played.run(THREE);
    played.run("XDEL x 1-2 9-9", "XTRIM x MAXLEN 1", "XADD x MAXLEN = 1 2-* a b");
    StreamValue stream = played.stream("x");
    assertThat(stream.size()).isEqualTo(1);
    assertThat(stream.entriesAdded()).isEqualTo(4);
    assertThat(stream.maxDeletedId()).isEqualTo(new StreamId(1, 2));
    assertThat(played.kind("XTRIM x MAXLEN ~ 0")).isEqualTo(Outcome.Kind.NOT_MODELLED);
    assertThat(played.kind("XTRIM x MAXLEN ~ 1")).isEqualTo(Outcome.Kind.UNCHANGED);
  }

  @ParameterizedTest
  @CsvSource({"REDIS_7_0, CHANGED", "REDIS_8_0, REFUSED", "VALKEY_9, REFUSED"})
  void onlyRedis70LetsTheLastIdFallBelowOneDeleted(Server server, Outcome.Kind kind) {
    var played = new Played(server);
    played.run(THREE);
    assertThat(played.kind("XSETID x 7-7 MAXDELETEDID 3-3", "XSETID x 2-2")).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({"REDIS_7_0, false", "REDIS_7_2, true", "REDIS_8_0, true", "VALKEY_9, true"})
  void aConsumerThatClaimsNothingIsThereFromRedis72On(Server server, boolean isThere) {
    var played = new Played(server);
    played.run(THREE);
    played.run("XCLAIM x g c 0 9-9 TIME 1000 JUSTID LASTID 1-2");
    StreamGroup group = played.stream("x").groups().get(0);
    assertThat(group.consumers()).hasSize(isThere ? 1 : 0);
    assertThat(group.lastDelivered()).isEqualTo(new StreamId(1, 2));
  }

  @ParameterizedTest
  @EnumSource
  void claimsByForceCountOneDeliveryMoreUnlessTheyOnlyAskForIds(Server server) {
    var played = new Played(server);
    played.run(THREE);
    played.run(
        "XCLAIM x g c 0 1-1 FORCE TIME 1000",
        "XCLAIM x g c 0 1-2 FORCE TIME 1000 JUSTID",
        "XCLAIM x g c 0 1-3 FORCE TIME 1000 RETRYCOUNT 7",
        "XCLAIM x g d 0 1-2 TIME 5",
        "XDEL x 1-3",
        "XCLAIM x g d 0 1-3 TIME 5");
    StreamGroup group = played.stream("x").groups().get(0);
    StreamPending first = group.pending(new StreamId(1, 1));
    StreamPending second = group.pending(new StreamId(1, 2));
    assertThat(first).isNotNull();
    assertThat(first.deliveries()).isEqualTo(2);
    assertThat(second).isNotNull();
    assertThat(second.deliveries()).isEqualTo(2);
    assertThat(second.deliveredMs()).isEqualTo(5);
    assertThat(group.pending(new StreamId(1, 3))).isNull();
    played.run("XGROUP DELCONSUMER x g d", "XACK x g 1-1 1-1");
    assertThat(group.pending()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void whatDependsOnTheMomentOfLoadingIsNotModelled(Server server) {
    var played = new Played(server);
    played.run(THREE);
    String force = "XCLAIM x g c 0 1-1 FORCE";
    assertThat(played.kind(force)).isEqualTo(Outcome.Kind.NOT_MODELLED);
    assertThat(played.kind(force + " IDLE 5")).isEqualTo(Outcome.Kind.NOT_MODELLED);
    assertThat(played.kind(force + " TIME " + (Played.NOW + 1)))
        .isEqualTo(Outcome.Kind.NOT_MODELLED);
    assertThat(played.stream("x").groups().get(0).consumers()).isEmpty();
    assertThat(played.kind("XREADGROUP GROUP g c STREAMS x >"))
        .isEqualTo(Outcome.Kind.NOT_MODELLED);
  }
}
