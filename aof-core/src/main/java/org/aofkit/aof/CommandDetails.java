package org.aofkit.aof;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.aofkit.command.CommandKind;
import org.aofkit.io.ByteSource;
import org.aofkit.lua.LuaRun;
import org.aofkit.lua.LuaSyntax;
import org.aofkit.rdb.Crc64;
import org.aofkit.resp.RespScanner;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Looks into the arguments of the few commands whose outcome they decide. For the command the
 * scanner stands at; scanner and source are borrowed.
 */
final class CommandDetails {
  /** Set in the value of a payload whose checksum is wrong. */
  static final int BAD_CHECKSUM = 1 << 16;

  /** There is nothing to be said. */
  static final int NOTHING = Integer.MIN_VALUE;

  /** A payload ends in a version of 2 bytes and a checksum of 8. */
  private static final int PAYLOAD_TRAILER = 10;

  private static final int CHECKSUM_LENGTH = Long.BYTES;
  private static final int CHUNK = 64 << 10;

  /** The longest source of a library in bytes that is looked into. */
  private static final int LONGEST_SOURCE = 1 << 20;

  /** The subcommands of DEBUG that end a server. */
  private static final Set<String> DEADLY =
      Set.of("SEGFAULT", "PANIC", "RESTART", "CRASH-AND-RECOVER", "OOM", "ASSERT", "LOADAOF");

  private final ByteSource source;
  private final RespScanner scanner;

  CommandDetails(ByteSource source, RespScanner scanner) {
    this.source = source;
    this.scanner = scanner;
  }

  /** The event that a {@link #value} of this kind of command makes. */
  static EventKind eventOf(CommandKind kind) {
    return switch (kind) {
      case RESTORE, FUNCTION_RESTORE -> EventKind.PAYLOAD;
      case FUNCTION_LOAD -> EventKind.FAILS;
      case WAIT -> EventKind.WAIT;
      case ADMIN -> EventKind.ADMIN;
      default -> EventKind.OTHER_DATABASE;
    };
  }

  /** The value of the command's event; {@link #NOTHING} where it needs none. */
  int value(CommandKind kind) throws IOException {
    return switch (kind) {
      case RESTORE -> payload(3);
      case FUNCTION_RESTORE -> payload(2);
      case FUNCTION_LOAD -> noLibrary() ? 0 : NOTHING;
      case SWAPDB, MOVE, COPY -> otherDatabase();
      case WAIT -> waits() ? Server.REDIS_7_0.bit() : NOTHING;
      case ADMIN -> {
        AdminEffect effect = admin();
        yield effect == null ? NOTHING : effect.ordinal();
      }
      default -> NOTHING;
    };
  }

  private int payload(int argument) throws IOException {
    if (argument >= scanner.argumentCount()) {
      return NOTHING;
    }
    long length = scanner.argumentLength(argument);
    if (length < PAYLOAD_TRAILER) {
      return -1;
    }
    long start = scanner.argumentOffset(argument);
    long sum = start + length - CHECKSUM_LENGTH;
    ByteBuffer trailer = ByteBuffer.allocate(PAYLOAD_TRAILER).order(ByteOrder.LITTLE_ENDIAN);
    readFully(sum - Short.BYTES, trailer);
    int version = trailer.getShort(0) & 0xFFFF;
    return trailer.getLong(Short.BYTES) == checksum(start, sum) ? version : version | BAD_CHECKSUM;
  }

  private long checksum(long from, long to) throws IOException {
    byte[] chunk = new byte[(int) Math.min(CHUNK, to - from)];
    long crc = 0;
    for (long at = from; at < to; at += chunk.length) {
      int length = (int) Math.min(chunk.length, to - at);
      readFully(at, ByteBuffer.wrap(chunk, 0, length));
      crc = Crc64.update(crc, chunk, 0, length);
    }
    return crc;
  }

  /** Within the frame, of which every byte is there. */
  private void readFully(long at, ByteBuffer target) throws IOException {
    int start = target.position();
    while (target.hasRemaining()) {
      if (source.read(at + target.position() - start, target) <= 0) {
        source.verify();
        throw new EOFException(source.name());
      }
    }
  }

  /**
   * Whether a WAIT has to wait for a replica. Redis 7.0 then crashes, unless it is in a
   * transaction; newer servers answer at once.
   */
  private boolean waits() throws IOException {
    return scanner.argumentCount() > 2 && number(1) > 0 && number(2) >= 0;
  }

  /** The highest database that a SWAPDB, MOVE or COPY names. */
  private int otherDatabase() throws IOException {
    int argc = scanner.argumentCount();
    int database =
        switch (word(0)) {
          case "SWAPDB" -> argc > 2 ? Math.max(number(1), number(2)) : -1;
          case "MOVE" -> argc > 2 ? number(2) : -1;
          default -> copyTo(argc);
        };
    return database < 0 ? NOTHING : database;
  }

  private int copyTo(int argc) throws IOException {
    int database = -1;
    for (int i = 3; i + 1 < Math.min(argc, scanner.argumentsKept()); i++) {
      if (word(i).equals("DB")) {
        database = number(i + 1);
        i++;
      }
    }
    return database;
  }

  /**
   * Whether a FUNCTION LOAD carries no library: its code must name an engine, compile if that is
   * Lua, and not fail for certain when it is run.
   */
  private boolean noLibrary() throws IOException {
    int last = scanner.argumentCount() - 1;
    if (last < 2 || last >= scanner.argumentsKept()) {
      return false;
    }
    String head = word(last);
    return !head.startsWith("#!") || head.matches("(?s)#!LUA[ \t\r\n].*") && !isLoaded(last);
  }

  private boolean isLoaded(int argument) throws IOException {
    long length = scanner.argumentLength(argument);
    if (length > LONGEST_SOURCE) {
      return true;
    }
    byte[] code = new byte[(int) length];
    readFully(scanner.argumentOffset(argument), ByteBuffer.wrap(code));
    int from = 0;
    while (from < code.length && code[from] != '\n') {
      from++;
    }
    return LuaSyntax.compiledBy(code, from, code.length) != 0
        && LuaRun.of(code, from, code.length).failsOn() != Server.allBits();
  }

  /** What a command about the server itself does; null where it does nothing of note. */
  private @Nullable AdminEffect admin() throws IOException {
    String first = argument(1);
    String second = argument(2);
    return switch (word(0)) {
      case "PSYNC" -> AdminEffect.ENDS_SERVER;
      case "DEBUG" ->
          DEADLY.contains(first)
              ? AdminEffect.ENDS_SERVER
              : first.equals("RELOAD") ? AdminEffect.WRITES_FILES : null;
      case "SHUTDOWN" -> shutdown();
      case "REPLICAOF", "SLAVEOF" -> replica(first, second);
      case "SAVE", "BGSAVE", "BGREWRITEAOF", "SYNC", "MIGRATE" -> AdminEffect.WRITES_FILES;
      case "CONFIG" ->
          first.equals("REWRITE") ? AdminEffect.WRITES_FILES : AdminEffect.CHANGES_SETTINGS;
      case "ACL" -> first.equals("SAVE") ? AdminEffect.WRITES_FILES : AdminEffect.CHANGES_SETTINGS;
      default -> AdminEffect.CHANGES_SETTINGS;
    };
  }

  /**
   * Without NOW it is an error while a log is loaded, and so it is with a word that means nothing.
   */
  private @Nullable AdminEffect shutdown() throws IOException {
    boolean now = false;
    for (int i = 1; i < scanner.argumentCount(); i++) {
      String word = argument(i);
      now |= word.equals("NOW");
      if (!Set.of("NOW", "NOSAVE", "SAVE", "FORCE").contains(word)) {
        return null;
      }
    }
    return now ? AdminEffect.ENDS_SERVER : null;
  }

  private @Nullable AdminEffect replica(String host, String port) {
    boolean none = host.equals("NO") && port.equals("ONE");
    return none || !port.matches("\\d{1,5}") ? null : AdminEffect.BECOMES_REPLICA;
  }

  private String argument(int i) throws IOException {
    return i < Math.min(scanner.argumentCount(), scanner.argumentsKept()) ? word(i) : "";
  }

  /** The beginning of an argument, in upper case. */
  private String word(int i) throws IOException {
    byte[] bytes = new byte[(int) Math.min(RespScanner.HEAD_LENGTH, scanner.argumentLength(i))];
    int length = scanner.copyArgument(i, bytes);
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
  }

  /** As servers read numbers; -1 where it is none from 0 on, never beyond what an event holds. */
  private int number(int i) throws IOException {
    String word = argument(i);
    if (!word.matches("0|[1-9]\\d{0,18}")) {
      return -1;
    }
    return (int) Math.min(Long.parseUnsignedLong(word), EventLog.MAX_VALUE);
  }
}
