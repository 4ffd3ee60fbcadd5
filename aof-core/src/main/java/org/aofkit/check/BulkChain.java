package org.aofkit.check;

import java.io.IOException;

/** Chains of bulk headers whose values end in CR LF where their header says. */
final class BulkChain {
  private final BlockReader bytes;

  /** Borrows the bytes. */
  BulkChain(BlockReader bytes) {
    this.bytes = bytes;
  }

  /** Behind the last value of a chain; the same offset where none begins there. */
  long behind(long first) throws IOException {
    long position = first;
    long next = behindLink(position);
    while (next > position) {
      position = next;
      next = behindLink(position);
    }
    return position;
  }

  /** Whether a chain ends at an offset, or has a link that does. */
  boolean leadsTo(long first, long end) throws IOException {
    long position = first;
    while (position < end) {
      long length = bytes.header(position, '$');
      long next = length < 0 ? Long.MAX_VALUE : bytes.headerEnd() + length + 2;
      if (next > end || !bytes.crLfAt(next - 2)) {
        return false;
      }
      position = next;
    }
    return true;
  }

  /** How many links a chain has, as far as that is of interest. */
  int links(long first) throws IOException {
    int links = 0;
    long position = first;
    long next = behindLink(position);
    while (next > position && links < Short.MAX_VALUE) {
      links++;
      position = next;
      next = behindLink(position);
    }
    return links;
  }

  private long behindLink(long header) throws IOException {
    long length = bytes.header(header, '$');
    if (length < 0) {
      return header;
    }
    long end = bytes.headerEnd() + length;
    return bytes.crLfAt(end) ? end + 2 : header;
  }
}
