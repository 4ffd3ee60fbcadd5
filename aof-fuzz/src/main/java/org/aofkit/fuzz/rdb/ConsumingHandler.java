package org.aofkit.fuzz.rdb;

import java.io.IOException;
import java.io.OutputStream;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.rdb.RdbSlice;
import org.aofkit.rdb.RdbStreamState;
import org.aofkit.server.Dialect;

/**
 * Looks at everything it is told, in all the ways there are, counts it, and is strict about the
 * order. Keeps no bytes.
 */
final class ConsumingHandler implements RdbHandler {
  private static final int LIMIT = 4096;

  private enum Last {
    OTHER,
    AUXILIARY_NAME,
    SCORED_MEMBER,
    FIELD,
    VALUE,
    STREAM_ENTRY,
    STREAM_FIELD
  }

  private final Sink sink = new Sink();
  private Last last = Last.OTHER;
  private boolean isInKey;
  private boolean hasState;
  private boolean hasMasterFields;
  private String type = "";
  private long events;
  private long consumed;
  private long keys;

  /** How often anything was told. */
  long events() {
    return events;
  }

  /** How many bytes of strings were looked at. */
  long consumed() {
    return consumed;
  }

  /** How many keys were whole. */
  long keys() {
    return keys;
  }

  private void event(Last now, boolean isAllowed) {
    events++;
    boolean isPending =
        last == Last.AUXILIARY_NAME || last == Last.SCORED_MEMBER || last == Last.FIELD;
    if (!isAllowed || (isPending && now != Last.OTHER && now != Last.VALUE)) {
      throw new IllegalStateException("told " + now + " after " + last + " in a " + type);
    }
    last = now;
  }

  private void inKey(String expected, Last now) {
    event(now, isInKey && type.equals(expected));
  }

  private void look(RdbBytes bytes) throws IOException {
    long length = bytes.length();
    switch ((int) (events % 4)) {
      case 0 -> {
        byte[] copy = bytes.toByteArray(LIMIT);
        require(copy.length == Math.min(LIMIT, length), bytes);
        consumed += copy.length;
      }
      case 1 -> {
        if (bytes.hold()) {
          require(bytes.index() + length <= bytes.array().length, bytes);
        }
      }
      case 2 -> {
        if (length <= RdbBytes.LONGEST_HELD) {
          long before = sink.written;
          bytes.writeTo(sink);
          require(sink.written - before == length, bytes);
          consumed += length;
        }
      }
      default -> {
        RdbSlice slice = bytes.slice();
        require(slice.length() == length, bytes);
        require(slice.form() == bytes.form(), bytes);
      }
    }
  }

  private static void require(boolean holds, RdbBytes bytes) {
    if (!holds) {
      throw new IllegalStateException("does not fit: " + bytes.slice());
    }
  }

  @Override
  public void header(Dialect dialect, int version) {
    event(Last.OTHER, events == 0);
  }

  @Override
  public void auxiliaryName(RdbBytes name) throws IOException {
    event(Last.AUXILIARY_NAME, !isInKey);
    look(name);
  }

  @Override
  public void auxiliaryValue(RdbBytes value) throws IOException {
    event(Last.OTHER, last == Last.AUXILIARY_NAME);
    look(value);
  }

  @Override
  public void database(long number) {
    event(Last.OTHER, !isInKey);
  }

  @Override
  public void sizes(long keyCount, long keysWithDeadline) {
    event(Last.OTHER, !isInKey);
  }

  @Override
  public void slotInfo(long slot, long keyCount, long keysWithDeadline) {
    event(Last.OTHER, !isInKey);
  }

  @Override
  public void slotImport(RdbBytes job) throws IOException {
    event(Last.OTHER, !isInKey);
    look(job);
  }

  @Override
  public void slotRange(long first, long lastSlot) {
    event(Last.OTHER, !isInKey);
  }

  @Override
  public void function(RdbBytes source) throws IOException {
    event(Last.OTHER, !isInKey);
    look(source);
  }

  @Override
  public void moduleAuxiliary(long id, long offset, long end) {
    event(Last.OTHER, !isInKey && offset < end);
  }

  @Override
  public boolean key(RdbKeyHeader key) throws IOException {
    event(Last.OTHER, !isInKey && key.from() <= key.offset());
    isInKey = true;
    hasState = false;
    type = key.type();
    look(key.name());
    return true;
  }

  @Override
  public void string(RdbBytes value) throws IOException {
    inKey("string", Last.OTHER);
    look(value);
  }

  @Override
  public void element(RdbBytes element) throws IOException {
    inKey("list", Last.OTHER);
    look(element);
  }

  @Override
  public void member(RdbBytes member) throws IOException {
    inKey("set", Last.OTHER);
    look(member);
  }

  @Override
  public void scoredMember(RdbBytes member) throws IOException {
    inKey("zset", Last.SCORED_MEMBER);
    look(member);
  }

  @Override
  public void score(double score) {
    event(Last.OTHER, isInKey && last == Last.SCORED_MEMBER);
  }

  @Override
  public void field(RdbBytes field) throws IOException {
    inKey("hash", Last.FIELD);
    look(field);
  }

  @Override
  public void value(RdbBytes value) throws IOException {
    event(Last.VALUE, isInKey && last == Last.FIELD);
    look(value);
  }

  @Override
  public void fieldDeadline(long deadline) {
    event(Last.OTHER, isInKey && last == Last.VALUE);
  }

  @Override
  public void streamNode(long milliseconds, long sequence) {
    inKey("stream", Last.OTHER);
  }

  @Override
  public void masterField(RdbBytes field) throws IOException {
    inKey("stream", Last.OTHER);
    look(field);
  }

  @Override
  public void streamEntry(
      long milliseconds, long sequence, boolean isDeleted, boolean isLikeMaster, long fields) {
    inKey("stream", Last.STREAM_ENTRY);
    hasMasterFields = isLikeMaster;
  }

  @Override
  public void streamField(RdbBytes field) throws IOException {
    event(Last.STREAM_FIELD, last == Last.STREAM_ENTRY && !hasMasterFields);
    look(field);
  }

  @Override
  public void streamValue(RdbBytes value) throws IOException {
    Last needed = hasMasterFields ? Last.STREAM_ENTRY : Last.STREAM_FIELD;
    event(Last.STREAM_ENTRY, last == needed);
    look(value);
  }

  @Override
  public void streamState(RdbStreamState state) {
    inKey("stream", Last.OTHER);
    hasState = true;
  }

  @Override
  public void streamGroup(RdbBytes name, long milliseconds, long sequence, long entriesRead)
      throws IOException {
    event(Last.OTHER, isInKey && hasState);
    look(name);
  }

  @Override
  public void streamPending(long milliseconds, long sequence, long delivered, long deliveries) {
    event(Last.OTHER, isInKey && hasState);
  }

  @Override
  public void streamConsumer(RdbBytes name, long seen, long active) throws IOException {
    event(Last.OTHER, isInKey && hasState);
    look(name);
  }

  @Override
  public void streamOwned(long milliseconds, long sequence) {
    event(Last.OTHER, isInKey && hasState);
  }

  @Override
  public void module(long id, long offset, long end) {
    event(Last.OTHER, isInKey && offset < end);
  }

  @Override
  public void endOfKey(RdbKeyHeader key, long end, boolean isSound) {
    event(Last.OTHER, isInKey && end > key.offset());
    isInKey = false;
    keys++;
  }

  private static final class Sink extends OutputStream {
    long written;

    @Override
    public void write(int b) {
      written++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      written += length;
    }
  }
}
