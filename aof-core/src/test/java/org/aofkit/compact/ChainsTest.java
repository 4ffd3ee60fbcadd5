package org.aofkit.compact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChainsTest {
  private final Chains chains = new Chains(Room.unbounded());

  @Test
  void aChainLeadsBackToItsFirstCommand() {
    long head = Head.place(10);
    for (int place = 11; place < 200_000; place++) {
      head = chains.add(place, head);
    }
    for (int place = 199_999; place > 10; place--) {
      assertThat(chains.place(head)).isEqualTo(place);
      head = chains.before(head);
    }
    assertThat(head).isEqualTo(Head.place(10));
  }

  @Test
  void nodesOfAValueThatIsNoMoreAreUsedAgain() {
    for (int i = 0; i < 1000; i++) {
      long head = chains.add(3, chains.add(2, Head.place(1)));
      assertThat(Head.number(head)).isLessThan(2);
      chains.release(head);
    }
    assertThat(chains.used()).isZero();
  }

  @Test
  void whatATieReachesStaysThoughItsKeyIsGone() {
    long first = chains.add(2, Head.place(1));
    long tie = chains.tie(3, 5, 2);
    chains.tieKey(first, 1, 5, 100, 101);
    chains.tieKey(Head.NONE, 2, 6, 200, 201);
    chains.release(chains.add(4, first));
    assertThat(chains.used()).isEqualTo(1);
    assertThat(chains.place(first)).isEqualTo(2);
    assertThat(chains.tiePlace(tie)).isEqualTo(3);
    assertThat(chains.tieDatabase(tie)).isEqualTo(5);
    assertThat(chains.tieCount(tie)).isEqualTo(2);
    assertThat(chains.tieBefore(tie, 0)).isEqualTo(first);
    assertThat(chains.tieBefore(tie, 1)).isEqualTo(Head.NONE);
    assertThat(chains.tieWord(tie, 1)).isEqualTo(2);
    assertThat(chains.tieKeyDatabase(tie, 1)).isEqualTo(6);
    assertThat(chains.tieFirst(tie, 1)).isEqualTo(200);
    assertThat(chains.tieSecond(tie, 0)).isEqualTo(101);
  }

  @Test
  void whatComesBehindATieIsTied() {
    long tie = chains.tie(3, 0, 0);
    assertThat(Head.isTied(tie)).isTrue();
    assertThat(Head.isTied(chains.add(4, tie))).isTrue();
    assertThat(Head.isTied(chains.add(4, Head.place(1)))).isFalse();
  }
}
