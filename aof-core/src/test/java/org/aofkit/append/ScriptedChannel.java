package org.aofkit.append;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/** A file in memory whose calls do what a test says; what LogTail does not call is not there. */
final class ScriptedChannel extends FileChannel {
  final StringBuilder content = new StringBuilder();

  /** What the next writes take at most; -1 is an error behind one byte, 0 takes nothing. */
  final Deque<Integer> writes = new ArrayDeque<>();

  /** What the next calls of each kind throw; an empty text is none. */
  final Deque<String> truncates = new ArrayDeque<>();

  final Deque<String> forces = new ArrayDeque<>();
  RuntimeException unchecked;
  boolean failsToClose;
  boolean ignoresTruncate;
  int writeCalls;
  int forceCalls;
  private long position;

  private static void failIf(Deque<String> script) throws IOException {
    String text = script.isEmpty() ? "" : script.remove();
    if (!text.isEmpty()) {
      throw new IOException(text);
    }
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return (int) write(new ByteBuffer[] {from}, 0, 1);
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) throws IOException {
    writeCalls++;
    int most = writes.isEmpty() ? Integer.MAX_VALUE : writes.remove();
    int left = most < 0 ? 1 : most;
    long taken = 0;
    for (int i = offset; i < offset + length; i++) {
      while (from[i].hasRemaining() && left-- > 0) {
        put((char) (from[i].get() & 0xFF));
        taken++;
      }
    }
    if (unchecked != null) {
      throw unchecked;
    }
    if (most < 0) {
      throw new IOException("No space left on device");
    }
    return taken;
  }

  private void put(char c) {
    while (content.length() < position) {
      content.append('\0');
    }
    content.replace((int) position, Math.min(content.length(), (int) position + 1), "" + c);
    position++;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public FileChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return content.length();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    failIf(truncates);
    if (!ignoresTruncate) {
      content.setLength((int) Math.min(size, content.length()));
      position = Math.min(position, size);
    }
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    forceCalls++;
    if (unchecked != null) {
      throw unchecked;
    }
    failIf(forces);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    if (failsToClose) {
      throw new IOException("can't be closed");
    }
  }

  @Override
  public int read(ByteBuffer into) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long at, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel from, long at, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(ByteBuffer into, long at) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer from, long at) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long at, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long at, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long at, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
