package org.aofkit.rdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aofkit.server.Dialect;

/** Writes down everything that is told, each event as a line; long strings as their hash. */
final class EventLog implements RdbHandler {
  private static final int LONGEST = 64;

  final List<String> lines = new ArrayList<>();
  final List<RdbSlice> slices = new ArrayList<>();

  @Override
  public void header(Dialect dialect, int version) {
    add("header", dialect, version);
  }

  @Override
  public void auxiliaryName(RdbBytes name) throws IOException {
    add("auxiliaryName", text(name));
  }

  @Override
  public void auxiliaryValue(RdbBytes value) throws IOException {
    add("auxiliaryValue", text(value));
  }

  @Override
  public void database(long number) {
    add("database", number);
  }

  @Override
  public void sizes(long keys, long keysWithDeadline) {
    add("sizes", keys, keysWithDeadline);
  }

  @Override
  public void slotInfo(long slot, long keys, long keysWithDeadline) {
    add("slotInfo", slot, keys, keysWithDeadline);
  }

  @Override
  public void slotImport(RdbBytes job) throws IOException {
    add("slotImport", text(job));
  }

  @Override
  public void slotRange(long first, long last) {
    add("slotRange", first, last);
  }

  @Override
  public void function(RdbBytes source) throws IOException {
    add("function", text(source));
  }

  @Override
  public void moduleAuxiliary(long id, long offset, long end) {
    add("moduleAuxiliary", id, offset, end);
  }

  @Override
  public boolean key(RdbKeyHeader key) throws IOException {
    add(
        "key",
        key.from(),
        key.offset(),
        key.database(),
        key.type(),
        key.typeCode(),
        key.deadline(),
        key.idleSeconds(),
        key.frequency(),
        text(key.name()));
    return true;
  }

  @Override
  public void string(RdbBytes value) throws IOException {
    add("string", text(value));
  }

  @Override
  public void element(RdbBytes element) throws IOException {
    add("element", text(element));
  }

  @Override
  public void member(RdbBytes member) throws IOException {
    add("member", text(member));
  }

  @Override
  public void scoredMember(RdbBytes member) throws IOException {
    add("scoredMember", text(member));
  }

  @Override
  public void score(double score) {
    add("score", score);
  }

  @Override
  public void field(RdbBytes field) throws IOException {
    add("field", text(field));
  }

  @Override
  public void value(RdbBytes value) throws IOException {
    add("value", text(value));
  }

  @Override
  public void fieldDeadline(long deadline) {
    add("fieldDeadline", deadline);
  }

  @Override
  public void streamNode(long milliseconds, long sequence) {
    add("streamNode", milliseconds, sequence);
  }

  @Override
  public void masterField(RdbBytes field) throws IOException {
    add("masterField", text(field));
  }

  @Override
  public void streamEntry(
      long milliseconds, long sequence, boolean isDeleted, boolean hasMasterFields, long fields) {
    add("streamEntry", milliseconds, sequence, isDeleted, hasMasterFields, fields);
  }

  @Override
  public void streamField(RdbBytes field) throws IOException {
    add("streamField", text(field));
  }

  @Override
  public void streamValue(RdbBytes value) throws IOException {
    add("streamValue", text(value));
  }

  @Override
  public void streamState(RdbStreamState state) {
    add("streamState", state);
  }

  @Override
  public void streamGroup(RdbBytes name, long milliseconds, long sequence, long read)
      throws IOException {
    add("streamGroup", text(name), milliseconds, sequence, read);
  }

  @Override
  public void streamPending(long milliseconds, long sequence, long delivered, long deliveries) {
    add("streamPending", milliseconds, sequence, delivered, deliveries);
  }

  @Override
  public void streamConsumer(RdbBytes name, long seen, long active) throws IOException {
    add("streamConsumer", text(name), seen, active);
  }

  @Override
  public void streamOwned(long milliseconds, long sequence) {
    add("streamOwned", milliseconds, sequence);
  }

  @Override
  public void module(long id, long offset, long end) {
    add("module", id, offset, end);
  }

  @Override
  public void endOfKey(RdbKeyHeader key, long end, boolean isSound) {
    add("endOfKey", end, isSound);
  }

  private void add(Object... parts) {
    lines.add(Arrays.toString(parts));
  }

  /** Three ways to the bytes, which must agree, and the slice for later. */
  private String text(RdbBytes bytes) throws IOException {
    slices.add(bytes.slice());
    byte[] streamed = bytes.open().readAllBytes();
    byte[] copied = bytes.toByteArray(Integer.MAX_VALUE);
    if (!Arrays.equals(streamed, copied) || copied.length != bytes.length()) {
      throw new AssertionError(bytes.slice() + " is not the same each time");
    }
    if (bytes.hold()) {
      int end = bytes.index() + copied.length;
      if (!Arrays.equals(bytes.array(), bytes.index(), end, copied, 0, copied.length)) {
        throw new AssertionError(bytes.slice() + " is not held well");
      }
    }
    String start = new String(copied, 0, Math.min(LONGEST, copied.length), ISO);
    return copied.length <= LONGEST ? start : start + "…" + Arrays.hashCode(copied);
  }

  private static final java.nio.charset.Charset ISO = java.nio.charset.StandardCharsets.ISO_8859_1;
}
