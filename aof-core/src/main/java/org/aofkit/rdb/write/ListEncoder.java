package org.aofkit.rdb.write;

import java.io.IOException;
import org.aofkit.rdb.RdbType;
import org.aofkit.rdb.packed.ListpackWriter;
import org.aofkit.rdb.packed.PackedWriter;

/**
 * Writes lists: in nodes of up to 8 KiB, as servers fill them when elements are pushed to the end.
 * An element of more than 8 KiB has a node of its own: bare from Redis 7.4 and Valkey 8 on, before
 * that a container with one entry.
 */
final class ListEncoder {
  private static final int NODE = 8192;
  private static final int BARE = 1;
  private static final int PACKED = 2;

  /**
   * What servers add to the length of an element before they ask whether it still fits; but not as
   * long as the whole list is one listpack, from Redis 7.2 and Valkey 8 on.
   */
  private static final int AROUND_LISTPACK_ENTRY = 8;

  private static final int LONGEST_WITH_SHORT_SIZE = 253;
  private static final int LONGEST_WITH_SIX_BITS = 63;
  private static final int LONGEST_WITH_14_BITS = 16383;

  private final RdbOutput out;
  private final RdbStringWriter strings;
  private final RdbTarget target;
  private final PackedWriter packed;

  ListEncoder(RdbOutput out, RdbStringWriter strings, RdbTarget target, PackedWriter packed) {
    this.out = out;
    this.strings = strings;
    this.target = target;
    this.packed = packed;
  }

  void write(RecordStart start, Elements elements) throws IOException {
    var first = new Nodes(false);
    elements.tellTo(first);
    Twice.checkNotEmpty(first.elements);
    boolean isOneNode = first.nodes == 0;
    if (!isOneNode) {
      first.close();
    }
    start.type(target.hasListpacks() ? RdbType.LIST_QUICKLIST_2 : RdbType.LIST_QUICKLIST);
    if (isOneNode) {
      out.putLength(1);
      putPacked();
      return;
    }
    out.putLength(first.nodes);
    var second = new Nodes(true);
    elements.tellTo(second);
    second.close();
    Twice.check(first.nodes, second.nodes);
    Twice.check(first.elements, second.elements);
  }

  private void putPacked() throws IOException {
    if (target.hasListpacks()) {
      out.putLength(PACKED);
    }
    strings.packed(packed);
  }

  /**
   * All servers load bare nodes. In those that don't write them they are for lengths that in a
   * listpack would not be read by all servers.
   */
  private boolean isBare(long length) {
    return length > NODE
        && (target.hasPlainNodes() || (target.hasListpacks() && ListpackWriter.isDisputed(length)));
  }

  private int around(long length, boolean isWhole) {
    if (isWhole && target.hasWholeLists()) {
      return 0;
    }
    if (target.hasListpacks()) {
      return AROUND_LISTPACK_ENTRY;
    }
    int size = length <= LONGEST_WITH_SHORT_SIZE ? 1 : 5;
    if (length <= LONGEST_WITH_SIX_BITS) {
      return size + 1;
    }
    return size + (length <= LONGEST_WITH_14_BITS ? 2 : 5);
  }

  /** Fills nodes; counts those that are full, and writes them if asked to. */
  private final class Nodes extends ShortStrings {
    private final boolean writes;
    private long nodes;
    private long elements;

    /** Whether the list has been one container so far. */
    private boolean isWhole = true;

    Nodes(boolean writes) {
      this.writes = writes;
      packed.reset();
    }

    @Override
    void string(byte[] array, int index, int length) throws IOException {
      elements++;
      if (isBare(length)) {
        close();
        bare();
        if (writes) {
          strings.bytes(array, index, length);
        }
        return;
      }
      boolean fits = packed.size() + length + around(length, isWhole) <= NODE;
      isWhole &= fits;
      if (!fits) {
        close();
      }
      packed.bytes(array, index, length);
    }

    @Override
    void longString(Content content) throws IOException {
      elements++;
      close();
      if (isBare(content.length())) {
        bare();
        if (writes) {
          strings.content(content);
        }
        return;
      }
      nodes++;
      isWhole = false;
      if (writes) {
        if (target.hasListpacks()) {
          out.putLength(PACKED);
        }
        strings.content(new LongEntry(content, packed));
      }
    }

    private void bare() throws IOException {
      nodes++;
      isWhole = false;
      if (writes) {
        out.putLength(BARE);
      }
    }

    /** Ends the node that is being filled, if there is one. */
    void close() throws IOException {
      if (packed.entries() == 0) {
        return;
      }
      nodes++;
      if (writes) {
        putPacked();
      }
      packed.reset();
    }
  }
}
