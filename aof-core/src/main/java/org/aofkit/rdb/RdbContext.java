package org.aofkit.rdb;

import org.aofkit.io.ByteSource;
import org.jspecify.annotations.Nullable;

/** What the walkers of one image share. */
final class RdbContext {
  final RdbInput in;
  final RdbStrings strings;
  final RdbServers servers = new RdbServers();
  final RdbDamages damages = new RdbDamages(servers);
  final RdbHash hash;
  final RdbMembers members = new RdbMembers();
  final RdbBytes view;
  final boolean isDeep;

  /**
   * Whether the server that loads the image keeps keys, and fields of hashes, whose deadline has
   * passed.
   */
  boolean keepsExpired;

  /** Whether values are only passed, and nothing of what is in them is looked at. */
  boolean isSkimmed;

  /** Takes note of the keys; null if nobody does. */
  RdbKeyFilter.@Nullable Notes notes;

  /** What was met so far. */
  RdbRemarks remarks = RdbRemarks.NONE;

  /** Whether somebody wants the elements of the value that is being read. */
  boolean isTold;

  private final ByteSource source;
  private final int bufferSize;
  private final @Nullable RdbHandler handler;
  private @Nullable RdbLens lens;

  /**
   * @param seed of hashes; nothing that is told depends on it
   * @param isTrusted whether checksum and compressed strings were verified before
   */
  RdbContext(
      ByteSource source,
      long start,
      int bufferSize,
      boolean isDeep,
      @Nullable RdbHandler handler,
      long seed,
      boolean isTrusted) {
    this.source = source;
    this.bufferSize = bufferSize;
    this.isDeep = isDeep;
    this.handler = handler;
    in = new RdbInput(source, start, bufferSize, !isTrusted);
    strings = new RdbStrings(in, isTrusted);
    view = new RdbBytes(source);
    hash = new RdbHash(seed);
  }

  /** Has a filter take note of the keys; null for none. */
  void note(@Nullable RdbKeyFilter filter) {
    notes = filter == null ? null : filter.notes();
  }

  /** Ends what {@link #note} began. */
  void noted() {
    if (notes != null) {
      notes.end();
    }
  }

  /** Who is told; only where {@link #isTold}, or {@link #hasHandler}. */
  RdbHandler handler() {
    if (handler == null) {
      throw new IllegalStateException("nobody is told");
    }
    return handler;
  }

  /** Whether somebody is told of the image. */
  boolean hasHandler() {
    return handler != null;
  }

  /** Whether packed containers are walked. */
  boolean isWalked() {
    return isDeep || isTold;
  }

  /** Reads strings a second time; made when it is first needed. */
  RdbLens lens() {
    if (lens == null) {
      lens = new RdbLens(source, bufferSize);
    }
    return lens;
  }

  ByteSource source() {
    return source;
  }
}
