package org.aofkit.rdb.write;

import java.io.IOException;
import java.util.Arrays;
import org.aofkit.rdb.packed.ListpackWriter;

/**
 * Puts the entries of a stream into nodes as servers do when entries are added: a new node where
 * the bytes of fields and values would make 4096 or more of the node, or it has 100 entries.
 *
 * <pre>
 *   16 bytes: id of the node, which is that of its first entry
 *   listpack: live entries, deleted entries, number of fields, those fields, 0, then each entry:
 *     2 (fields as above), ms - id's, seq - id's, the values, number of the elements before
 *     0, ms - id's, seq - id's, number of fields, fields and values, number of the elements before
 * </pre>
 */
final class StreamNodes extends ShortStrings implements StreamData.EntrySink {
  private static final int NODE = 4096;
  private static final int MAX_ENTRIES = 100;
  private static final int OTHER_FIELDS = 0;
  private static final int SAME_FIELDS = 2;
  private static final int ELEMENTS_BEFORE_FIELDS = 3;
  private static final int ELEMENTS_BEFORE_OTHER_FIELDS = 4;

  /** What header and end of a listpack take. */
  private static final int EMPTY_LISTPACK = 7;

  private static final int KEPT = 1 << 16;

  private final RdbStringWriter strings;
  private final boolean writes;
  private final ListpackWriter head;
  private final ListpackWriter body;
  private final byte[] id = new byte[2 * Long.BYTES];

  private long nodes;
  private long entries;
  private StreamId firstId = StreamId.ZERO;

  /** The node: how many entries, the id and the fields of its first. */
  private int inNode;

  private long nodeMs;
  private long nodeSeq;
  private int fieldCount;
  private byte[] fields = new byte[0];
  private int[] fieldEnds = new int[8];

  /** The entry that is being told: its strings one behind the other, and where each ends. */
  private byte[] text = new byte[1024];

  private int[] ends = new int[16];
  private int told;
  private int expected;
  private long ms;
  private long seq;

  StreamNodes(RdbStringWriter strings, RdbTarget target, boolean writes) {
    this.head = target.listpack();
    this.body = target.listpack();
    this.strings = strings;
    this.writes = writes;
  }

  long nodes() {
    return nodes;
  }

  long entries() {
    return entries;
  }

  /** The id of the first entry; zero if there is none. */
  StreamId firstId() {
    return firstId;
  }

  /** The id of the last entry; zero if there is none. */
  StreamId lastId() {
    return new StreamId(ms, seq);
  }

  @Override
  public StringSink entry(long nextMs, long nextSeq, int fieldsOfEntry) throws IOException {
    closeEntry();
    if (fieldsOfEntry < 1) {
      throw new IllegalArgumentException("an entry without fields");
    }
    boolean isFirst = entries == 0;
    if (isFirst) {
      firstId = new StreamId(nextMs, nextSeq);
    }
    int order = Long.compareUnsigned(ms, nextMs);
    if (order > 0 || (order == 0 && Long.compareUnsigned(seq, nextSeq) >= 0)) {
      throw new IllegalArgumentException(
          "the entry " + new StreamId(nextMs, nextSeq) + " behind " + lastId());
    }
    entries++;
    ms = nextMs;
    seq = nextSeq;
    expected = Math.multiplyExact(2, fieldsOfEntry);
    told = 0;
    return this;
  }

  @Override
  void string(byte[] array, int index, int length) {
    int from = room(length);
    System.arraycopy(array, index, text, from, length);
  }

  @Override
  void longString(Content content) throws IOException {
    int length = Math.toIntExact(content.length());
    byte[] together = new byte[length];
    Collected.into(together, content);
    string(together, 0, length);
  }

  /** Ends the last entry and the last node. */
  void end() throws IOException {
    closeEntry();
    closeNode();
  }

  /** Makes room for another string of the entry; returns where it is to be put. */
  private int room(int length) {
    if (told == expected) {
      throw new IllegalStateException("the entry has more strings than it said");
    }
    int from = endOf(told - 1);
    int end = Math.addExact(from, length);
    if (end > text.length) {
      text = Arrays.copyOf(text, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(end, 2L * end)));
    }
    if (told == ends.length) {
      ends = Arrays.copyOf(ends, 2 * told);
    }
    ends[told++] = end;
    return from;
  }

  private int endOf(int string) {
    return string < 0 ? 0 : ends[string];
  }

  private void closeEntry() throws IOException {
    Twice.check(expected, told);
    if (expected == 0) {
      return;
    }
    int size = head.size() + body.size() - EMPTY_LISTPACK;
    if (inNode > 0 && (inNode == MAX_ENTRIES || size + (long) endOf(told - 1) >= NODE)) {
      closeNode();
    }
    if (inNode == 0) {
      openNode();
    }
    inNode++;
    boolean isSame = fieldsAreThoseOfTheNode();
    body.integer(isSame ? SAME_FIELDS : OTHER_FIELDS);
    body.integer(ms - nodeMs);
    body.integer(seq - nodeSeq);
    if (!isSame) {
      body.integer(expected / 2);
    }
    for (int i = isSame ? 1 : 0; i < expected; i += isSame ? 2 : 1) {
      add(i);
    }
    body.integer(
        isSame ? expected / 2 + ELEMENTS_BEFORE_FIELDS : expected + ELEMENTS_BEFORE_OTHER_FIELDS);
    expected = 0;
    told = 0;
    if (text.length > KEPT) {
      text = new byte[KEPT];
    }
  }

  private void openNode() {
    nodeMs = ms;
    nodeSeq = seq;
    fieldCount = expected / 2;
    if (fieldEnds.length < fieldCount) {
      fieldEnds = new int[Math.max(fieldCount, 2 * fieldEnds.length)];
    }
    int end = 0;
    for (int i = 0; i < fieldCount; i++) {
      end += lengthOf(2 * i);
      fieldEnds[i] = end;
    }
    if (fields.length < end || fields.length > KEPT) {
      fields = new byte[end];
    }
    for (int i = 0; i < fieldCount; i++) {
      int length = lengthOf(2 * i);
      System.arraycopy(text, endOf(2 * i - 1), fields, fieldEnds[i] - length, length);
    }
    body.reset();
    putHead();
  }

  /** The first entry of the node with its counts. They take the same bytes whatever they are. */
  private void putHead() {
    head.reset();
    head.integer(inNode);
    head.integer(0);
    head.integer(fieldCount);
    int from = 0;
    for (int i = 0; i < fieldCount; i++) {
      head.bytes(fields, from, fieldEnds[i] - from);
      from = fieldEnds[i];
    }
    head.integer(0);
  }

  private void closeNode() throws IOException {
    if (inNode == 0) {
      return;
    }
    nodes++;
    if (writes) {
      putHead();
      head.addAll(body);
      putBigEndian(nodeMs, 0);
      putBigEndian(nodeSeq, Long.BYTES);
      strings.bytes(id);
      strings.packed(head);
    }
    inNode = 0;
  }

  private boolean fieldsAreThoseOfTheNode() {
    if (expected / 2 != fieldCount) {
      return false;
    }
    int from = 0;
    for (int i = 0; i < fieldCount; i++) {
      int at = endOf(2 * i - 1);
      int to = fieldEnds[i];
      if (!Arrays.equals(text, at, at + lengthOf(2 * i), fields, from, to)) {
        return false;
      }
      from = to;
    }
    return true;
  }

  private int lengthOf(int string) {
    return ends[string] - endOf(string - 1);
  }

  private void add(int string) {
    body.bytes(text, endOf(string - 1), lengthOf(string));
  }

  private void putBigEndian(long value, int at) {
    for (int i = 0; i < Long.BYTES; i++) {
      id[at + i] = (byte) (value >>> (8 * (Long.BYTES - 1 - i)));
    }
  }
}
