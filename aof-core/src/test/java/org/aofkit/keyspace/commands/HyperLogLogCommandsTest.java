package org.aofkit.keyspace.commands;

import static org.assertj.core.api.Assertions.assertThat;

import org.aofkit.server.Server;
import org.junit.jupiter.api.Test;

class HyperLogLogCommandsTest {
  private final Bench bench = new Bench(Server.REDIS_7_0);

  @Test
  void aNewOneIsSparseAndNotCounted() {
    assertThat(bench.run("PFADD k")).isEqualTo(Outcome.CHANGED);
    assertThat(bench.text("k")).isEqualTo("HYLL\u0001\0\0\0\0\0\0\0\0\0\0\u0080\u007f\u00ff");
    assertThat(bench.run("PFADD k")).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void countingNotesTheCardinality() {
    for (int i = 0; i < 1000; i++) {
      bench.run("PFADD k " + i);
    }

    assertThat(bench.run("PFCOUNT k")).isEqualTo(Outcome.CHANGED);
    assertThat(bench.run("PFCOUNT k")).isEqualTo(Outcome.UNCHANGED);
    int cardinality = bench.value("k").byteAt(8) | bench.value("k").byteAt(9) << 8;
    assertThat(cardinality).isBetween(970, 1030);
    assertThat(bench.value("k").byteAt(15)).isZero();
  }

  @Test
  void manyElementsMakeItDense() {
    for (int i = 0; i < 3000; i++) {
      bench.run("PFADD k " + i);
    }
    assertThat(bench.value("k").length()).isEqualTo(12_304);
    assertThat(bench.value("k").byteAt(4)).isZero();

    bench.run("PFADD small 1");
    bench.run("PFMERGE target small k");
    assertThat(bench.value("target").length()).isEqualTo(12_304);
    bench.run("PFCOUNT target");
    bench.run("PFCOUNT k");
    assertThat(bench.text("target")).isEqualTo(bench.text("k"));
  }

  @Test
  void otherStringsAreRefused() {
    bench.run("SET s HYLL");
    bench.run("SET t HYLL\u0001aaabbbbbbbb\u0001\u0001");

    assertThat(bench.run("PFADD s a").kind()).isEqualTo(Outcome.Kind.REFUSED);
    assertThat(bench.run("PFMERGE k s").kind()).isEqualTo(Outcome.Kind.REFUSED);
    assertThat(bench.run("PFADD t a").kind()).isEqualTo(Outcome.Kind.NOT_MODELLED);
  }
}
