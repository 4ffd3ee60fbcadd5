package org.aofkit.compact;

import java.util.OptionalLong;

/**
 * How much memory a compaction may take. It needs buffers besides: about as much as for values
 * where that is between 16 and 128 MiB, and never more than some 130 MiB.
 *
 * @param indexBytes for the index of keys: if that is too little for all of them, the files are
 *     gone through several times, for some of the keys each
 * @param tiedBytes for the index of those keys that commands of several keys name, which are
 *     indexed together: if that is too little, the compaction declines
 * @param valueBytes for values that are made by carrying out their commands: those that would take
 *     more are carried
 */
public record CompactionMemory(long indexBytes, long tiedBytes, long valueBytes) {
  private static final int SHARES = 16;
  private static final int INDEX_SHARES = 7;
  private static final int VALUE_SHARES = 4;

  /** Of what a container may take, the part that a heap can have; the rest is not Java's alone. */
  private static final int CONTAINER_PARTS = 4;

  /**
   * The memory that a container of this process may take, its heap included; empty where there is
   * no such limit, or none that can be seen.
   */
  public static OptionalLong containerBytes() {
    return ContainerMemory.ofThisProcess().limit();
  }

  /**
   * How large the heap of this process may grow, by what Java was told; three quarters of what its
   * container may take where that is less, since a process that takes more is killed.
   */
  public static long heapBytes() {
    long heap = Runtime.getRuntime().maxMemory();
    OptionalLong container = containerBytes();
    return container.isEmpty()
        ? heap
        : Math.min(heap, container.getAsLong() / CONTAINER_PARTS * (CONTAINER_PARTS - 1));
  }

  /** What the heap of this process has room for when nothing else is done in it. */
  public static CompactionMemory ofThisProcess() {
    return ofHeap(heapBytes());
  }

  /** What a heap of so many bytes has room for. */
  static CompactionMemory ofHeap(long bytes) {
    long share = bytes / SHARES;
    return new CompactionMemory(share * INDEX_SHARES, share * INDEX_SHARES, share * VALUE_SHARES);
  }
}
