package org.aofkit.keyspace.value;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Numbers in an order that somebody else knows, in blocks: putting one in or taking one out moves
 * the rest of a block, and finding a rank looks at the sizes of the blocks.
 */
final class RankOrder {
  private static final int BLOCK = 256;
  private static final int FIRST_ROOM = 8;

  /** Compares what two numbers stand for; never 0 for different ones. */
  @FunctionalInterface
  interface Comparison {
    /** Below 0 if the first is in front of the second. */
    int compare(int a, int b);
  }

  private final Comparison comparison;
  private int[][] blocks = {new int[FIRST_ROOM]};
  private int[] sizes = {0};
  private int blockCount = 1;
  private int size;

  /** An order of the numbers from 0 to below a count. */
  RankOrder(Comparison comparison, int count) {
    this.comparison = comparison;
    int[] sorted = new int[count];
    for (int i = 0; i < count; i++) {
      sorted[i] = i;
    }
    sort(sorted, new int[count], 0, count);
    for (int at = 0; at < count; at += BLOCK / 2) {
      int end = Math.min(count, at + BLOCK / 2);
      if (at > 0) {
        openBlock(blockCount);
      }
      int last = blockCount - 1;
      blocks[last] = Arrays.copyOfRange(sorted, at, end);
      sizes[last] = end - at;
    }
    size = count;
  }

  /** The number of a rank. */
  int at(int rank) {
    int block = 0;
    int rest = rank;
    while (rest >= sizes[block]) {
      rest -= sizes[block++];
    }
    return blocks[block][rest];
  }

  /** The numbers of the ranks from one to below another, in order. */
  int[] slice(int from, int to) {
    int[] slice = new int[to - from];
    int rank = 0;
    for (int block = 0; block < blockCount && rank < to; block++) {
      int begin = Math.max(from, rank);
      int end = Math.min(to, rank + sizes[block]);
      if (begin < end) {
        System.arraycopy(blocks[block], begin - rank, slice, begin - from, end - begin);
      }
      rank += sizes[block];
    }
    return slice;
  }

  /** How many numbers there are in front of the first of which something does not hold. */
  int countWhile(IntPredicate holds) {
    int block = lastBlock(holds);
    int rank = within(block, holds);
    for (int i = 0; i < block; i++) {
      rank += sizes[i];
    }
    return rank;
  }

  /** Puts a number where it belongs. */
  void add(int number) {
    int block = lastBlock(other -> comparison.compare(other, number) < 0);
    int at = within(block, other -> comparison.compare(other, number) < 0);
    if (sizes[block] == BLOCK) {
      split(block);
      if (at > sizes[block]) {
        at -= sizes[block];
        block++;
      }
    }
    if (sizes[block] == blocks[block].length) {
      blocks[block] = Arrays.copyOf(blocks[block], Math.min(BLOCK, 2 * sizes[block]));
    }
    System.arraycopy(blocks[block], at, blocks[block], at + 1, sizes[block] - at);
    blocks[block][at] = number;
    sizes[block]++;
    size++;
  }

  /** Takes a number out. What it stands for must still be what it was. */
  void remove(int number) {
    int block = lastBlock(other -> comparison.compare(other, number) <= 0);
    int at = within(block, other -> comparison.compare(other, number) < 0);
    cut(block, at, at + 1);
    if (sizes[block] == 0) {
      closeBlocks(block, block + 1);
    }
    size--;
  }

  /** Takes out the numbers of the ranks from one to below another. */
  void removeRange(int from, int to) {
    int rank = 0;
    int firstEmpty = -1;
    int behindEmpty = -1;
    for (int block = 0; block < blockCount && rank < to; block++) {
      int count = sizes[block];
      int begin = Math.max(from, rank);
      int end = Math.min(to, rank + count);
      if (begin < end) {
        cut(block, begin - rank, end - rank);
        if (sizes[block] == 0) {
          firstEmpty = firstEmpty < 0 ? block : firstEmpty;
          behindEmpty = block + 1;
        }
      }
      rank += count;
    }
    if (firstEmpty >= 0) {
      closeBlocks(firstEmpty, behindEmpty);
    }
    size -= to - from;
  }

  /** What a number stands for has got another number. */
  void rename(int number, int newNumber) {
    int block = lastBlock(other -> comparison.compare(other, number) <= 0);
    blocks[block][within(block, other -> comparison.compare(other, number) < 0)] = newNumber;
  }

  /** The last block whose first number something holds of; the first if of none. */
  private int lastBlock(IntPredicate holds) {
    int low = 0;
    int high = blockCount;
    while (high - low > 1) {
      int middle = low + high >>> 1;
      if (holds.test(blocks[middle][0])) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** In a block, how many numbers there are in front of the first of which it does not hold. */
  private int within(int block, IntPredicate holds) {
    int low = 0;
    int high = sizes[block];
    while (low < high) {
      int middle = low + high >>> 1;
      if (holds.test(blocks[block][middle])) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void cut(int block, int from, int to) {
    System.arraycopy(blocks[block], to, blocks[block], from, sizes[block] - to);
    sizes[block] -= to - from;
  }

  private void split(int block) {
    openBlock(block + 1);
    int half = sizes[block] / 2;
    blocks[block + 1] = Arrays.copyOfRange(blocks[block], half, half + BLOCK);
    sizes[block + 1] = sizes[block] - half;
    sizes[block] = half;
  }

  private void openBlock(int at) {
    if (blockCount == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * blockCount);
      sizes = Arrays.copyOf(sizes, 2 * blockCount);
    }
    System.arraycopy(blocks, at, blocks, at + 1, blockCount - at);
    System.arraycopy(sizes, at, sizes, at + 1, blockCount - at);
    blockCount++;
  }

  private void closeBlocks(int from, int to) {
    int kept = from == 0 && to == blockCount ? from + 1 : from;
    int behind = blockCount - to;
    System.arraycopy(blocks, to, blocks, kept, behind);
    System.arraycopy(sizes, to, sizes, kept, behind);
    Arrays.fill(blocks, kept + behind, blockCount, new int[0]);
    blockCount = kept + behind;
  }

  /** A merge sort: what the library offers for numbers takes no order from outside. */
  private void sort(int[] numbers, int[] spare, int from, int to) {
    if (to - from < 2) {
      return;
    }
    int middle = from + to >>> 1;
    sort(numbers, spare, from, middle);
    sort(numbers, spare, middle, to);
    if (comparison.compare(numbers[middle - 1], numbers[middle]) < 0) {
      return;
    }
    System.arraycopy(numbers, from, spare, from, to - from);
    int left = from;
    int right = middle;
    for (int at = from; at < to; at++) {
      boolean takesLeft =
          right == to || (left < middle && comparison.compare(spare[left], spare[right]) < 0);
      numbers[at] = takesLeft ? spare[left++] : spare[right++];
    }
  }
}
