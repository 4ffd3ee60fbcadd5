package org.aofkit.compact;

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

  /** What the heap of this process has room for when nothing else is done in it. */
  public static CompactionMemory ofThisProcess() {
    long share = Runtime.getRuntime().maxMemory() / SHARES;
    return new CompactionMemory(share * INDEX_SHARES, share * INDEX_SHARES, share * VALUE_SHARES);
  }
}
