package org.aofkit.compact;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.aofkit.io.ByteSource;
import org.aofkit.keyspace.StoredKey;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.resp.RespEncoder;

/** A base of commands, as servers write with {@code aof-use-rdb-preamble no}. */
final class CommandOutput implements BaseOutput {
  private final CompactTarget target;
  private final LogOutput out;
  private final KeyCommands commands;

  /**
   * Commands.
   *
   * @param channel takes them; borrowed
   */
  CommandOutput(WritableByteChannel channel, CompactTarget target) {
    this.target = target;
    this.out = new LogOutput(channel);
    this.commands = new KeyCommands(out, target);
  }

  @Override
  public void begin() {
    // The first command is the beginning.
  }

  @Override
  public void library(byte[] source) throws IOException {
    out.command(KeyCommands.ascii("FUNCTION"), KeyCommands.ascii("LOAD"), source);
  }

  @Override
  public void database(int number) throws IOException {
    byte[] select = RespEncoder.select(number);
    out.put(select, 0, select.length);
  }

  @Override
  public void key(byte[] name, StoredKey key) throws IOException {
    commands.write(name, key);
  }

  @Override
  public void string(byte[] bytes, CommandBytes words, int name, long expireAtMs)
      throws IOException {
    int value = name + 1;
    commands.string(
        words.word(bytes, name), bytes, words.offset(value), words.length(value), expireAtMs);
  }

  @Override
  public void string(StringPlace value) throws IOException {
    commands.string(value);
  }

  @Override
  public boolean takesRecords() {
    return false;
  }

  @Override
  public void record(ByteSource source, RdbKeyHeader key, long end) {
    throw new IllegalStateException("a record among commands");
  }

  @Override
  public void put(MadeBytes made) throws IOException {
    out.put(made.array(), 0, made.size());
  }

  @Override
  public BaseOutput part(WritableByteChannel to) {
    return new CommandOutput(to, target);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void end() throws IOException {
    out.flush();
  }
}
