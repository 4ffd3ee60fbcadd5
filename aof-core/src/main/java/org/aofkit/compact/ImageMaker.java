package org.aofkit.compact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.aofkit.aof.SetFile;
import org.aofkit.check.CheckOptions;
import org.jspecify.annotations.Nullable;

/** Has the {@link Compaction} of a plan written, counts what comes of it, and can be cancelled. */
final class ImageMaker {
  private final CompactPlan plan;
  private final CheckOptions check;
  private long bytes;
  private Compaction.@Nullable Result result;

  ImageMaker(CompactPlan plan, CheckOptions check) {
    this.plan = plan;
    this.check = check;
  }

  /** Bytes of the new files so far, the manifest included. */
  long bytes() {
    return bytes + plan.manifestContent().length();
  }

  /**
   * What was written.
   *
   * @throws IllegalStateException if nothing was
   */
  Compaction.Result result() {
    if (result == null) {
      throw new IllegalStateException("nothing was written");
    }
    return result;
  }

  /**
   * Writes base and residual log. They are written side by side, so that a single log needs a
   * channel of its own for what comes behind its image.
   *
   * @param log what is read, in load order
   * @throws CancellationException once the options say so
   */
  void write(List<SetFile> log, WritableByteChannel base, WritableByteChannel residual)
      throws IOException {
    bytes = 0;
    Compaction compaction =
        new Compaction(
            log,
            plan.report().server(),
            check.databases(),
            plan.options().threads(),
            plan.options().output());
    WritableByteChannel into =
        base instanceof SeekableByteChannel file ? new CountedFile(file) : new Counted(base);
    result = compaction.write(into, new Counted(residual));
  }

  private class Counted implements WritableByteChannel {
    private final WritableByteChannel channel;

    Counted(WritableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      if (plan.options().cancelled().getAsBoolean()) {
        throw new CancellationException();
      }
      int n = channel.write(from);
      bytes += n;
      return n;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() {
      // The channel is borrowed.
    }
  }

  /** A file in which numbers are written over when they are known. */
  private final class CountedFile extends Counted implements SeekableByteChannel {
    private final SeekableByteChannel file;

    CountedFile(SeekableByteChannel file) {
      super(file);
      this.file = file;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      long before = file.position();
      long end = file.size();
      int n = super.write(from);
      // What is written over does not count twice.
      bytes -= Math.min(n, end - before);
      return n;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
      return file.read(to);
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      file.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
      file.truncate(size);
      return this;
    }
  }
}
