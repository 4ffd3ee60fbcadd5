package org.aofkit.compact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CancellationException;
import org.aofkit.check.CheckOptions;

/** Has the {@link Compaction} of a plan written, counts what comes of it, and can be cancelled. */
final class ImageMaker {
  private final CompactPlan plan;
  private final CheckOptions check;
  private long bytes;
  private long carried;

  ImageMaker(CompactPlan plan, CheckOptions check) {
    this.plan = plan;
    this.check = check;
  }

  /** Bytes of the new files so far, the manifest included. */
  long bytes() {
    return bytes + plan.manifestContent().length();
  }

  /** How many commands are carried. */
  long carried() {
    return carried;
  }

  /**
   * Writes base and residual log, which may be one file.
   *
   * @throws CancellationException once the options say so
   */
  void write(WritableByteChannel base, WritableByteChannel residual) throws IOException {
    bytes = 0;
    Compaction compaction =
        new Compaction(
            plan.report().set().log(),
            plan.report().server(),
            check.databases(),
            plan.options().threads(),
            plan.options().output());
    Compaction.Result result =
        plan.isSingleFile()
            ? compaction.writeSingle(new Counted(base))
            : compaction.write(new Counted(base), new Counted(residual));
    carried = result.carried();
  }

  private final class Counted implements WritableByteChannel {
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
}
