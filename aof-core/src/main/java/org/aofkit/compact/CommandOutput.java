package org.aofkit.compact;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
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
  public void string(byte[] name, byte[] value, int offset, int length, long expireAtMs)
      throws IOException {
    commands.string(name, value, offset, length, expireAtMs);
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
  public void put(byte[] made, int length) throws IOException {
    out.put(made, 0, length);
  }

  @Override
  public BaseOutput part(OutputStream to) {
    return new CommandOutput(Channels.newChannel(to), target);
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
