package org.aofkit.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A source that stands in front of another one, which it borrows: closing it leaves that one open.
 * Every read goes through {@link #read}, unless a subclass says otherwise, so that it is the one
 * place to look at or to change what is read.
 */
public abstract class BorrowedSource implements ByteSource {
  private final ByteSource source;

  /** Stands in front of this source. */
  protected BorrowedSource(ByteSource source) {
    this.source = source;
  }

  /** The source behind it. */
  protected final ByteSource source() {
    return source;
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public long size() {
    return source.size();
  }

  @Override
  public int read(long offset, ByteBuffer dst) throws IOException {
    return source.read(offset, dst);
  }

  @Override
  public void verify() throws IOException {
    source.verify();
  }

  /** Does nothing: the source is borrowed. */
  @Override
  public final void close() {}
}
