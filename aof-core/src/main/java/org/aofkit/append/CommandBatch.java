package org.aofkit.append;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.resp.RespEncoder;

/**
 * Commands that go to the end of a log together: all of them, or none. A batch knows nothing of a
 * file and can be appended again.
 *
 * <p>Arguments of up to {@value #LONGEST_COPIED} bytes are copied when they are added; longer ones
 * are borrowed, and written from where they are: they must stay as they are until the batch is
 * cleared or given up. Positions and limits of buffers are left alone.
 *
 * <p>Databases are those that the commands go to. Where one differs from that of the command in
 * front, a SELECT is written, as servers do; {@link AofWriter} sees to the first. SELECT, MULTI,
 * EXEC and DISCARD are therefore not taken as commands; nor is RESET, which selects database 0, and
 * inside a transaction makes servers crash.
 *
 * <p>Commands are written as they are and not looked at otherwise: a server refuses a log with a
 * name that it does not know, and a deadline that counts from now (EXPIRE, SETEX, SET with EX)
 * counts anew at each start, which is why servers write PEXPIREAT and PXAT.
 *
 * <p>A batch keeps the memory that its copied bytes have needed at most. Beyond 8 KiB that lies
 * outside of the heap and is free only when the batch has been collected as garbage: use a large
 * one again, with {@link #clear}, rather than making many.
 *
 * <p>Not safe for use by several threads.
 */
public final class CommandBatch {
  /** The longest argument in bytes that is copied. */
  public static final int LONGEST_COPIED = 4096;

  /**
   * The longest argument in bytes that is taken: 512 MiB, the servers' {@code proto-max-bulk-len}.
   * They load longer ones (measured with Redis 7.0.15, 8.0.6 and Valkey 9.1.2), but clients can't
   * send them, and a salvage takes such a length for damage.
   */
  public static final int LONGEST_ARGUMENT = 512 << 20;

  private static final int FIRST_ROOM = 1 << 10;

  /** Up to this the system's copy of what lies on the heap costs less than a direct buffer. */
  private static final int MOST_ON_HEAP = 1 << 13;

  private static final byte[] LINE_END = {'\r', '\n'};
  private static final byte[] MULTI = RespEncoder.command("MULTI");
  private static final byte[] EXEC = RespEncoder.command("EXEC");

  /** Bytes of ours up to a place, then a buffer of the caller's. */
  private record Borrowed(int copiedBefore, ByteBuffer bytes) {}

  private final List<Borrowed> borrowed = new ArrayList<>();
  private ByteBuffer copied = ByteBuffer.allocate(FIRST_ROOM);
  private long borrowedSize;
  private int commands;
  private int firstDatabase = -1;
  private int lastDatabase = -1;
  private int highestDatabase = -1;
  private boolean isInTransaction;

  /** What was there in front of the last MULTI. */
  private Mark front = mark();

  /** All that a command changes, to go back to. */
  private record Mark(
      int copied,
      int borrowed,
      long borrowedSize,
      int commands,
      int firstDatabase,
      int lastDatabase,
      int highestDatabase) {}

  /** An empty batch. */
  public CommandBatch() {}

  /**
   * Adds a command.
   *
   * @param database where it goes, 0 or more
   * @param arguments the name and the arguments behind it, at least one
   * @throws IllegalArgumentException if there is no argument, the name is empty or one of those
   *     that this class writes itself, an argument is longer than {@link #LONGEST_ARGUMENT}, or the
   *     database is below 0
   * @throws ArithmeticException if the small parts of the batch come to more than 2^31 - 1 bytes
   */
  public CommandBatch add(int database, ByteBuffer... arguments) {
    return addWhole(database, arguments);
  }

  /** The same with arrays. */
  public CommandBatch add(int database, byte[]... arguments) {
    return addWhole(database, arguments);
  }

  /** The same with text, written as UTF-8. */
  public CommandBatch add(int database, String... arguments) {
    byte[][] bytes = new byte[arguments.length][];
    for (int i = 0; i < arguments.length; i++) {
      bytes[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
    }
    return add(database, bytes);
  }

  /** Adds a command of buffers, or of arrays: there may be a million, too many to be wrapped. */
  private CommandBatch addWhole(int database, Object[] arguments) {
    // No mark yet: it would cost 48 bytes a command.
    int copiedBefore = copied.position();
    int borrowedBefore = borrowed.size();
    long sizeBefore = borrowedSize;
    int first = firstDatabase;
    int last = lastDatabase;
    int highest = highestDatabase;
    boolean isWhole = false;
    try {
      frame(database, arguments);
      isWhole = true;
    } finally {
      if (!isWhole) {
        // A part of a command must never get into a log.
        backTo(new Mark(copiedBefore, borrowedBefore, sizeBefore, commands, first, last, highest));
      }
    }
    commands++;
    return this;
  }

  private void frame(int database, Object[] arguments) {
    if (arguments.length > 0) {
      ByteBuffer name = buffer(arguments[0]);
      if (!name.hasRemaining() || isOurs(name)) {
        throw new IllegalArgumentException("a name that is empty, or not the caller's to write");
      }
    }
    select(database);
    header('*', arguments.length);
    for (Object argument : arguments) {
      if (argument instanceof byte[] array && array.length <= LONGEST_COPIED) {
        header('$', array.length);
        put(array);
      } else {
        put(buffer(argument));
      }
      put(LINE_END);
    }
  }

  private static ByteBuffer buffer(Object argument) {
    return argument instanceof byte[] array ? ByteBuffer.wrap(array) : (ByteBuffer) argument;
  }

  private void put(ByteBuffer argument) {
    int length = argument.remaining();
    if (length > LONGEST_ARGUMENT) {
      throw new IllegalArgumentException(
          "an argument of " + length + " bytes; servers take " + LONGEST_ARGUMENT);
    }
    header('$', length);
    if (length > LONGEST_COPIED) {
      borrowed.add(new Borrowed(copied.position(), argument.duplicate()));
      borrowedSize += length;
    } else {
      room(length);
      int at = copied.position();
      copied.put(at, argument, argument.position(), length).position(at + length);
    }
  }

  /** Whether a command changes what this class keeps account of. */
  private static boolean isOurs(ByteBuffer name) {
    return switch (name.remaining()) {
      case 4 -> is(name, "exec");
      case 5 -> is(name, "multi") || is(name, "reset");
      case 6 -> is(name, "select");
      case 7 -> is(name, "discard");
      default -> false;
    };
  }

  private static boolean is(ByteBuffer name, String lowerCase) {
    for (int i = 0; i < lowerCase.length(); i++) {
      if ((name.get(name.position() + i) | 0x20) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Begins a transaction.
   *
   * @param database that of its first command; it is selected in front of MULTI, as Redis 7.0 does.
   *     Redis 8 and Valkey 9 select it behind MULTI, which makes no difference to a load
   * @throws IllegalStateException if one is open
   */
  public CommandBatch multi(int database) {
    if (isInTransaction) {
      throw new IllegalStateException("a transaction is open");
    }
    front = mark();
    select(database);
    put(MULTI);
    commands++;
    isInTransaction = true;
    return this;
  }

  /**
   * Ends a transaction. One without a command leaves nothing, as with servers.
   *
   * @throws IllegalStateException if none is open
   */
  public CommandBatch exec() {
    if (!isInTransaction) {
      throw new IllegalStateException("no transaction is open");
    }
    isInTransaction = false;
    if (commands == front.commands + 1) {
      backTo(front);
      return this;
    }
    put(EXEC);
    commands++;
    return this;
  }

  /** Makes the batch empty again. Its memory is kept, buffers of the caller's are let go. */
  public CommandBatch clear() {
    copied.clear();
    borrowed.clear();
    borrowedSize = 0;
    commands = 0;
    firstDatabase = -1;
    lastDatabase = -1;
    highestDatabase = -1;
    isInTransaction = false;
    return this;
  }

  /** How many commands were added, MULTI and EXEC among them; a SELECT in between is not. */
  public int commands() {
    return commands;
  }

  /** How many bytes it will take in the file, without what {@link AofWriter} puts in front. */
  public long size() {
    return copied.position() + borrowedSize;
  }

  boolean isInTransaction() {
    return isInTransaction;
  }

  int firstDatabase() {
    return firstDatabase;
  }

  int lastDatabase() {
    return lastDatabase;
  }

  int highestDatabase() {
    return highestDatabase;
  }

  /** What is to be written, behind something that goes in front. */
  ByteBuffer[] behind(ByteBuffer front) {
    ByteBuffer[] parts = new ByteBuffer[2 * borrowed.size() + 2];
    parts[0] = front;
    int from = 0;
    int part = 1;
    for (Borrowed each : borrowed) {
      parts[part++] = copied.slice(from, each.copiedBefore - from);
      parts[part++] = each.bytes.duplicate();
      from = each.copiedBefore;
    }
    parts[part] = copied.slice(from, copied.position() - from);
    return parts;
  }

  private Mark mark() {
    return new Mark(
        copied.position(),
        borrowed.size(),
        borrowedSize,
        commands,
        firstDatabase,
        lastDatabase,
        highestDatabase);
  }

  private void backTo(Mark mark) {
    copied.position(mark.copied);
    borrowed.subList(mark.borrowed, borrowed.size()).clear();
    borrowedSize = mark.borrowedSize;
    commands = mark.commands;
    firstDatabase = mark.firstDatabase;
    lastDatabase = mark.lastDatabase;
    highestDatabase = mark.highestDatabase;
  }

  private void select(int database) {
    if (database < 0) {
      throw new IllegalArgumentException("database " + database);
    }
    if (firstDatabase < 0) {
      firstDatabase = database;
    } else if (lastDatabase != database) {
      put(RespEncoder.select(database));
    }
    lastDatabase = database;
    highestDatabase = Math.max(highestDatabase, database);
  }

  private void header(char mark, int number) {
    room(RespEncoder.headerSize(number));
    if (mark == '*') {
      RespEncoder.putCount(copied, number);
    } else {
      RespEncoder.putLength(copied, number);
    }
  }

  private void put(byte[] bytes) {
    room(bytes.length);
    copied.put(bytes);
  }

  private void room(int more) {
    if (copied.remaining() < more) {
      int wanted = Math.addExact(copied.position(), more);
      int size = (int) Math.min(Integer.MAX_VALUE, Math.max(wanted, 2L * copied.capacity()));
      ByteBuffer larger =
          size > MOST_ON_HEAP ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
      copied = larger.put(copied.flip());
    }
  }
}
