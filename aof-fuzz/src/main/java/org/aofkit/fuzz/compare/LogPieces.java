package org.aofkit.fuzz.compare;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.aofkit.command.CommandSpec;
import org.aofkit.command.CommandTable;
import org.aofkit.fuzz.gen.Mutation;
import org.aofkit.fuzz.gen.OddFrames;
import org.aofkit.rdb.Crc64;
import org.aofkit.resp.RespEncoder;

/** Makes logs out of everything that servers write, and everything that they should not meet. */
final class LogPieces {
  private static final CommandTable TABLE = CommandTable.standard();

  /** Commands that are sound, and known to all servers. */
  private static final String[] PLAIN = {
    "SET a 1",
    "SET b 22",
    "INCR n",
    "RPUSH l 1 2 3 4 5 6",
    "LPOP l",
    "HSET h f v g w",
    "ZADD z 1 a",
    "XADD x 1-1 f v",
    "SADD s a b",
    "DEL a b",
    "PEXPIREAT a 4102444800000",
    "set lower case",
    "PING",
    "GET a",
    "FLUSHDB",
    "SWAPDB 0 3",
    "MOVE a 2",
    "COPY a c",
    "COPY a c DB 5 REPLACE",
    "INCR l"
  };

  /** Commands that fail, are not everybody's, or are about the server. */
  private static final String[] ODD = {
    "SELECT 16",
    "SELECT 99999999999",
    "SELECT x",
    "SELECT -1",
    "SELECT 01",
    "SWAPDB 0 99",
    "MOVE a 99",
    "COPY a c DB 99",
    "NOSUCH x",
    "CONFIG nosuch",
    "XGROUP nosuch x",
    "HPEXPIREAT h 4102444800000 FIELDS 1 f",
    "HSETEX h PXAT 4102444800000 FIELDS 1 f v",
    "HGETDEL h FIELDS 1 f",
    "VADD v VALUES 2 1 2 e",
    "MSETEX 1 k v",
    "DELIFEQ a 1",
    "WAITAOF 0 0 0",
    "CLIENT SETINFO LIB-NAME x",
    "CLIENT NO-TOUCH on",
    "WAIT 0 0",
    "WAIT 1 0",
    "WAIT 1 -1",
    "WAIT x 0",
    "RESET",
    "PSYNC ? -1",
    "SHUTDOWN",
    "SHUTDOWN NOW",
    "SHUTDOWN NOSAVE",
    "SHUTDOWN NOW NOSAVE FORCE",
    "SHUTDOWN NOW x",
    "DEBUG SEGFAULT",
    "DEBUG OBJECT a",
    "WATCH a",
    "AUTH x",
    "SUBSCRIBE x",
    "BLPOP nolist 0",
    "MONITOR",
    "QUIT",
    "FUNCTION LOAD x",
    "FUNCTION FLUSH",
    "SCRIPT FLUSH",
    "CLIENT REPLY OFF",
    "PUBLISH c m",
    "FLUSHALL",
    "HELLO 3"
  };

  /** Wrong numbers of arguments whose outcome is measured and sure. */
  private static final String[] ARITY = {
    "DEL",
    "MSET",
    "SADD s a b",
    "UNLINK",
    "INCR a b",
    "PERSIST a x",
    "RENAME a b c",
    "BLPOP l",
    "GET a b",
    "SELECT 1 2",
    "MULTI x",
    "EXEC x",
    "DISCARD x",
    "RESET x",
    "DBSIZE x",
    "SCRIPT LOAD",
    "CONFIG GET",
    "ECHO a b"
  };

  private final RandomGenerator random;

  LogPieces(RandomGenerator random) {
    this.random = random;
  }

  /** A log; more often than not with something wrong in it. */
  byte[] log() {
    int frames = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(14);
    int oddness = random.nextInt(5);
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    if (random.nextBoolean()) {
      log.writeBytes(RespEncoder.select(random.nextInt(3)));
    }
    for (int i = 0; i < frames; i++) {
      log.writeBytes(oddness == 0 && random.nextInt(4) == 0 ? wrong() : frame(oddness));
    }
    return spoil(log.toByteArray());
  }

  /** A log without anything wrong in it. */
  byte[] sound() {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    for (int i = random.nextInt(6); i >= 0; i--) {
      log.writeBytes(random.nextInt(4) == 0 ? transaction() : plain());
    }
    return log.toByteArray();
  }

  private byte[] spoil(byte[] log) {
    return switch (random.nextInt(10)) {
      case 0, 1 -> Arrays.copyOf(log, random.nextInt(log.length + 1));
      case 2 -> Mutation.any(random).of(log);
      case 3 -> Mutation.any(random).of(Mutation.any(random).of(log));
      case 4 -> join(log, new byte[1 + random.nextInt(600)]);
      case 5 ->
          join(
              log,
              ascii(oneOf("#TS:17", "\n", "\r\n", "*", "*1", "junk", "\0*1\r\n", "#", "*3\r")));
      default -> log;
    };
  }

  private byte[] frame(int oddness) {
    int kind = random.nextInt(20);
    if (kind < 8 || (oddness > 2 && kind < 14)) {
      return plain();
    }
    return switch (kind) {
      case 8, 9 -> RespEncoder.select(random.nextInt(18));
      case 10, 11 -> transaction();
      case 12 -> annotation();
      case 13 -> payload();
      case 14 -> words(oneOf(ARITY));
      case 15 -> words(oneOf("MULTI", "EXEC", "DISCARD"));
      case 16 -> anyCommand();
      case 17 -> OddFrames.of(random, ascii("SET"), ascii("odd"), new byte[random.nextInt(20)]);
      default -> words(oneOf(ODD));
    };
  }

  private byte[] plain() {
    return switch (random.nextInt(12)) {
      case 0 -> RespEncoder.command(ascii("SET"), ascii("v"), likeFrames());
      case 1 -> RespEncoder.command(ascii("SET"), ascii("v"), new byte[random.nextInt(700)]);
      default -> words(oneOf(PLAIN));
    };
  }

  private byte[] likeFrames() {
    byte[] ping = RespEncoder.command("PING");
    return join(join(ascii("x\r\n"), ping), join(ping, ascii("#TS:1\r\n$5\r\nabcde")));
  }

  private byte[] transaction() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(words("MULTI"));
    for (int i = random.nextInt(4); i > 0; i--) {
      out.writeBytes(
          switch (random.nextInt(14)) {
            case 0 -> words("MULTI");
            case 1 -> words("DISCARD");
            case 2 -> annotation();
            case 3 -> words(oneOf(ODD));
            case 4 -> words(oneOf(ARITY));
            case 5 -> RespEncoder.select(random.nextInt(18));
            default -> plain();
          });
    }
    if (random.nextInt(6) != 0) {
      out.writeBytes(words("EXEC"));
    }
    return out.toByteArray();
  }

  private byte[] annotation() {
    return ascii(
        switch (random.nextInt(8)) {
          case 0 -> "#" + "x".repeat(1010 + random.nextInt(20)) + "\r\n";
          case 1 -> "#\n";
          case 2 -> "#" + "#*$\0".repeat(random.nextInt(300)) + "\r\n";
          default -> "#TS:" + random.nextInt(2_000_000_000) + "\r\n";
        });
  }

  /** RESTORE and FUNCTION RESTORE, with payloads of all versions, some damaged. */
  private byte[] payload() {
    boolean function = random.nextInt(4) == 0;
    byte[] body = function ? new byte[0] : new byte[] {0, (byte) 0xc0, 1};
    int[] versions = {6, 9, 10, 11, 12, 80, 0x7fff};
    ByteBuffer payload =
        ByteBuffer.allocate(body.length + 10).order(ByteOrder.LITTLE_ENDIAN).put(body);
    payload.putShort((short) versions[random.nextInt(versions.length)]);
    payload.putLong(Crc64.update(0, payload.array(), 0, body.length + 2));
    byte[] bytes = payload.array();
    if (random.nextInt(4) == 0) {
      bytes[random.nextInt(bytes.length)] ^= 1;
    }
    if (random.nextInt(8) == 0) {
      bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    return function
        ? RespEncoder.command(ascii("FUNCTION"), ascii("RESTORE"), bytes)
        : RespEncoder.command(ascii("RESTORE"), ascii("r"), ascii("0"), bytes, ascii("REPLACE"));
  }

  /** Any command of the table with at least as many words as the newest server wants. */
  private byte[] anyCommand() {
    CommandSpec spec = TABLE.spec(random.nextInt(TABLE.size()));
    if (Excluded.byName(spec)) {
      return plain();
    }
    int arity = spec.arities().stream().mapToInt(Math::abs).max().orElse(1);
    String[] words = spec.name().split("\\|");
    byte[][] arguments = new byte[Math.max(arity, words.length)][];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = ascii(i < words.length ? words[i] : oneOf("a", "l", "1", "x"));
    }
    return RespEncoder.command(arguments);
  }

  private byte[] wrong() {
    return switch (random.nextInt(5)) {
      case 0 -> new byte[1 + random.nextInt(1500)];
      case 1 -> OddFrames.any(random);
      case 2 -> ascii(oneOf("\r\n", "junk", "*0\r\n", "*-1\r\n", "$3\r\n", "PING\r\n", " *1\r\n"));
      case 3 -> ascii("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$" + (1 + random.nextInt(200)) + "\r\n");
      default -> ascii("#TS:17" + oneOf("*", "\0", "\r"));
    };
  }

  @SafeVarargs
  private <T> T oneOf(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  static byte[] words(String command) {
    return RespEncoder.command(command.split(" "));
  }

  static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
