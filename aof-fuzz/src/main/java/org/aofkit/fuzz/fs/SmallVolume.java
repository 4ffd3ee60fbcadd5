package org.aofkit.fuzz.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A real volume that can really be full: a small tmpfs, where this user may mount one (root on
 * Linux). Whoever mounts it closes it.
 */
public final class SmallVolume implements AutoCloseable {
  /** What a file takes on it is a multiple of so many bytes. */
  public static final int BLOCK = 4096;

  private final Path root;
  private final Path filler;

  private SmallVolume(Path root) {
    this.root = root;
    this.filler = root.resolve("filler");
  }

  /**
   * Mounts one.
   *
   * @param at an empty directory
   * @param mebibytes its size
   * @return empty if that is not allowed here
   */
  public static Optional<SmallVolume> mount(Path at, int mebibytes) throws IOException {
    return mount(at, "size=" + mebibytes + "m");
  }

  /**
   * Mounts one with few inodes; one takes the top, one each file or directory.
   *
   * @param at an empty directory
   * @param mebibytes its size
   * @return empty if that is not allowed here
   */
  public static Optional<SmallVolume> mount(Path at, int mebibytes, int inodes) throws IOException {
    return mount(at, "size=" + mebibytes + "m,nr_inodes=" + inodes);
  }

  private static Optional<SmallVolume> mount(Path at, String options) throws IOException {
    return command("mount", "-t", "tmpfs", "-o", options, "none", at.toString())
        ? Optional.of(new SmallVolume(at))
        : Optional.empty();
  }

  /** Its top. */
  public Path root() {
    return root;
  }

  /** The file that takes all room. */
  public Path filler() {
    return filler;
  }

  /** Takes all room that is left. */
  public void fill() throws IOException {
    try (FileChannel channel =
        FileChannel.open(filler, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      ByteBuffer block = ByteBuffer.allocate(16 * BLOCK);
      while (true) {
        channel.write(block.clear(), channel.size());
      }
    } catch (IOException full) {
      if (!String.valueOf(full.getMessage()).contains("No space left")) {
        throw full;
      }
    }
  }

  /** Gives so many bytes back, and up to a block more. */
  public void free(long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(filler, StandardOpenOption.WRITE)) {
      channel.truncate((channel.size() - bytes) / BLOCK * BLOCK);
    }
  }

  /** Leaves so many blocks, and takes or gives the others. */
  public void leave(int blocks) throws IOException {
    fill();
    free((long) blocks * BLOCK);
  }

  /** Gives all back. */
  public void empty() throws IOException {
    Files.deleteIfExists(filler);
  }

  /** Makes it read-only. */
  public void protect() throws IOException {
    if (!command("mount", "-o", "remount,ro", root.toString())) {
      throw new IOException(root + ": can't be made read-only");
    }
  }

  /** Takes it away with all that is on it. */
  @Override
  public void close() throws IOException {
    if (!command("umount", root.toString())) {
      throw new IOException(root + ": can't be unmounted");
    }
  }

  private static boolean command(String... words) throws IOException {
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return process.waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
