package org.aofkit.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Tells whether a file changed in place is somewhere between its state before and its state after
 * an interrupted operation: only then may the operation be finished or rolled back. Otherwise
 * somebody has written to it meanwhile, and his bytes would be lost.
 *
 * <p>Every byte that the operation touches must be the old or the new one; where the file was
 * growing it may be 0, which is what a crash leaves.
 */
final class StateCheck {
  private StateCheck() {}

  /**
   * @param restoring true: on the way back, so that every size in between can be
   * @return whether it holds anything that is not as after
   * @throws ChangedUnderUsException if the file is in no such state
   */
  static boolean require(LoggedOperation operation, LoggedFile file, boolean restoring)
      throws IOException {
    Path path = file.file();
    try (FileChannel channel =
            FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        FileChannel image = FileChannel.open(operation.image(), StandardOpenOption.READ)) {
      long size = channel.size();
      long before = file.before().size();
      long after = file.finalSize();
      boolean between = size >= Math.min(before, after) && size <= Math.max(before, after);
      boolean cutInOneStep = after <= before && !restoring;
      if (cutInOneStep ? size != before && size != after : !between) {
        throw new ChangedUnderUsException(
            path, "has " + size + " bytes, expected " + before + " or " + after);
      }
      long growingFrom = restoring ? Math.min(before, after) : before;
      return compare(operation, file, channel, image, size, growingFrom) || size != after;
    } catch (NoSuchFileException e) {
      throw new ChangedUnderUsException(path, "is no longer there");
    }
  }

  private static boolean compare(
      LoggedOperation operation,
      LoggedFile file,
      FileChannel channel,
      FileChannel image,
      long size,
      long growingFrom)
      throws IOException {
    Layer olds = new Layer(operation.image(), image, file.olds());
    Layer news = new Layer(operation.image(), image, file.news());
    List<Extent> all = new ArrayList<>(file.olds());
    all.addAll(file.news());
    all.sort(Comparator.comparingLong(Extent::offset));
    byte[] now = new byte[Durable.CHUNK];
    boolean isOtherThanNew = false;
    long at = 0;
    for (Extent extent : all) {
      at = Math.max(at, extent.offset());
      while (at < Math.min(extent.end(), size)) {
        int n = (int) Math.min(now.length, Math.min(extent.end(), size) - at);
        Durable.readFully(file.file(), channel, ByteBuffer.wrap(now, 0, n), at);
        olds.read(at, n);
        news.read(at, n);
        for (int i = 0; i < n; i++) {
          boolean explained =
              olds.has(i, now[i]) || news.has(i, now[i]) || (now[i] == 0 && at + i >= growingFrom);
          if (!explained) {
            throw new ChangedUnderUsException(
                file.file(), "has another byte at " + (at + i) + " than before or after");
          }
          isOtherThanNew |= !news.has(i, now[i]);
        }
        at += n;
      }
    }
    return isOtherThanNew;
  }

  /**
   * The bytes of a list of extents, read window by window in ascending order. A window begins where
   * an extent does or where the window before has ended, so that none is entered in its middle.
   */
  private static final class Layer {
    private final Path name;
    private final FileChannel image;
    private final List<Extent> extents;
    private final byte[] bytes = new byte[Durable.CHUNK];
    private final boolean[] present = new boolean[Durable.CHUNK];
    private int next;
    private long readerAt;
    private ImageReader reader;

    Layer(Path name, FileChannel image, List<Extent> extents) {
      this.name = name;
      this.image = image;
      this.extents = extents;
      this.reader = new ImageReader(name, image, new Extent(0, 0, 0, 0, 0));
      open(0);
    }

    private void open(int index) {
      next = index;
      if (index < extents.size()) {
        reader = new ImageReader(name, image, extents.get(index));
        readerAt = extents.get(index).offset();
      }
    }

    void read(long from, int length) throws IOException {
      java.util.Arrays.fill(present, 0, length, false);
      while (next < extents.size() && extents.get(next).offset() < from + length) {
        Extent extent = extents.get(next);
        long start = Math.max(from, readerAt);
        long end = Math.min(from + length, extent.end());
        if (end > start) {
          int index = (int) (start - from);
          int n = (int) (end - start);
          reader.read(bytes, index, n);
          readerAt = end;
          java.util.Arrays.fill(present, index, index + n, true);
        }
        if (extent.end() > from + length) {
          return;
        }
        open(next + 1);
      }
    }

    boolean has(int index, byte value) {
      return present[index] && bytes[index] == value;
    }
  }
}
