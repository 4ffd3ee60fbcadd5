package org.aofkit.compact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Counts what a compaction takes on each volume. */
final class Needs {
  private static final int BLOCK = 4096;
  // The folders of an operation and their names, and some slack.
  private static final int OVERHEAD_BLOCKS = 8;
  private static final int JOURNAL_PER_FILE = 1024;
  // .aof-fsck, its lock, the folder, the journal, and the directories in which new files are tried.
  private static final int OVERHEAD_INODES = 9;
  private static final int NEW_FILES = 3;

  private final CompactPlan plan;
  private final long newBytes;

  /**
   * @param newBytes of the new files together
   */
  Needs(CompactPlan plan, long newBytes) {
    this.plan = plan;
    this.newBytes = newBytes;
  }

  List<Need> all() throws IOException {
    CompactOptions options = plan.options();
    long made = blocks(newBytes) + (long) NEW_FILES * BLOCK;
    long journal =
        (long) OVERHEAD_BLOCKS * BLOCK
            + blocks((long) JOURNAL_PER_FILE * (plan.removed().size() + NEW_FILES));
    long copies = options.keepsOld() ? oldBytes() : 0;
    int oldFiles = options.keepsOld() ? plan.removed().size() + 1 : 1;
    List<Need> needs = new ArrayList<>();
    if (options.destination() instanceof Destination.Scratch scratch) {
      int inodes = OVERHEAD_INODES + NEW_FILES + oldFiles;
      needs.add(need(scratch.directory(), made + copies + journal, inodes));
    } else if (options.destination() instanceof Destination.Output output) {
      needs.add(need(output.directory(), made, OVERHEAD_INODES + NEW_FILES));
    } else if (options.quarantine().isPresent()) {
      needs.add(need(plan.dataDirectory(), made, NEW_FILES + OVERHEAD_INODES));
      needs.add(need(options.quarantine().get(), copies + journal, OVERHEAD_INODES + oldFiles));
    } else {
      // An old file is kept by another name, which costs nothing.
      needs.add(need(plan.dataDirectory(), made + journal, NEW_FILES + OVERHEAD_INODES));
    }
    return needs;
  }

  private long oldBytes() {
    long bytes = 0;
    for (CompactPlan.OldFile old : plan.removed()) {
      bytes += blocks(old.bytes());
    }
    return bytes;
  }

  private static Need need(Path directory, long bytes, int inodes) throws IOException {
    Path there = directory.toAbsolutePath();
    while (!Files.isDirectory(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return new Need(there, bytes, inodes, free(there));
  }

  private static long free(Path directory) throws IOException {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (UnsupportedOperationException e) {
      return -1;
    }
  }

  private static long blocks(long bytes) {
    return (bytes + BLOCK - 1) / BLOCK * BLOCK;
  }
}
