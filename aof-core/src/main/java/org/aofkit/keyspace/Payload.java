package org.aofkit.keyspace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.aofkit.io.MemorySource;
import org.aofkit.keyspace.value.HashValue;
import org.aofkit.keyspace.value.Value;
import org.aofkit.rdb.Crc64;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.rdb.RdbOpcode;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;
import org.aofkit.rdb.RdbType;
import org.aofkit.server.Dialect;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * What a RESTORE or a FUNCTION RESTORE brings: records of an RDB image, the version of the server
 * that wrote them (16 bits) and a checksum over both (64 bits), the lowest byte first.
 */
public final class Payload {
  private static final int TRAILER = 10;
  private static final int CHECKSUM = 8;
  private static final int MAGIC = 9;
  private static final int VALKEY_9 = 80;
  private static final int LARGEST_BUFFER = 1 << 16;
  private static final int SMALLEST_BUFFER = 64;

  /** Deadlines of fields are earlier, in milliseconds since 1970. */
  private static final long END_OF_TIME = 1L << 46;

  private final byte[] bytes;
  private final int end;

  /**
   * A payload.
   *
   * @param bytes borrowed
   */
  public Payload(byte[] bytes) {
    this.bytes = bytes;
    this.end = Math.max(0, bytes.length - TRAILER);
  }

  /** Whether a server takes its version, and its checksum is right. */
  public boolean isTakenBy(Server server) {
    if (bytes.length < TRAILER || !server.restoresPayload(version())) {
      return false;
    }
    long stored = 0;
    for (int i = 1; i <= CHECKSUM; i++) {
      stored = stored << 8 | bytes[bytes.length - i] & 0xff;
    }
    return Crc64.update(0, bytes, 0, bytes.length - CHECKSUM) == stored;
  }

  private int version() {
    return bytes[end] & 0xff | (bytes[end + 1] & 0xff) << 8;
  }

  /** What became of reading one. */
  public enum State {
    /** All is known that the server makes of it. */
    READ,
    /** It is of a type that the server does not know. */
    REFUSED,
    /**
     * No server writes such a payload: it is damaged, and what a server makes of that depends on
     * how closely it looks, and on what stands behind.
     */
    UNCLEAR
  }

  /**
   * What stands in a payload.
   *
   * @param state whether the rest is worth anything
   * @param value the value; null if there is none, or it is empty
   * @param libraries the sources of function libraries
   */
  public record Content(State state, @Nullable Value value, List<byte[]> libraries) {}

  /** Reads a value, which a server {@linkplain #isTakenBy takes}. */
  public Content value(Server server) {
    if (end == 0 || !isType(bytes[0])) {
      return new Content(State.REFUSED, null, List.of());
    }
    // Behind the type stands the name of the key, which payloads leave out.
    byte[] image = image(1);
    image[MAGIC] = bytes[0];
    System.arraycopy(bytes, 1, image, MAGIC + 2, end - 1);
    return read(image, server);
  }

  /** Reads function libraries. */
  public Content libraries(Server server) {
    byte[] image = image(0);
    System.arraycopy(bytes, 0, image, MAGIC, end);
    return read(image, server);
  }

  private boolean isType(byte first) {
    Dialect dialect = version() == VALKEY_9 ? Dialect.VALKEY : Dialect.REDIS;
    return RdbType.of(dialect, first & 0xff) != null;
  }

  private byte[] image(int more) {
    byte[] image = new byte[MAGIC + end + more + 1 + CHECKSUM];
    int version = version();
    String magic =
        version == VALKEY_9 ? "VALKEY080" : String.format(Locale.ROOT, "REDIS%04d", version);
    byte[] text = magic.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, image, 0, MAGIC);
    // Eight zeros behind it are a checksum that nobody looks at.
    image[image.length - CHECKSUM - 1] = (byte) RdbOpcode.END.code();
    return image;
  }

  private static Content read(byte[] image, Server server) {
    var source = new MemorySource("payload", image);
    var reader = new Reader(source);
    int buffer = Math.max(SMALLEST_BUFFER, Math.min(LARGEST_BUFFER, image.length));
    RdbImage seen;
    try {
      var options = new RdbOptions(buffer, true);
      seen = RdbReader.read(source, 0, options, RdbDepth.DEEP, reader);
    } catch (IOException e) {
      throw new IllegalStateException("memory can't be read", e);
    }
    boolean isWhole = seen.loadsOn(server, 1) && seen.damageCount() == 0;
    Value value = reader.built();
    boolean isClear =
        isWhole && seen.keys() <= 1 && !(value instanceof HashValue hash && isOdd(hash));
    return new Content(isClear ? State.READ : State.UNCLEAR, value, reader.libraries);
  }

  /** Whether a field has a deadline that no image can hold. */
  private static boolean isOdd(HashValue hash) {
    for (int i = 0; i < hash.size(); i++) {
      if (hash.deadline(i) != HashValue.NEVER
          && (hash.deadline(i) <= 0 || hash.deadline(i) >= END_OF_TIME)) {
        return true;
      }
    }
    return false;
  }

  private static final class Reader extends ValueReader {
    private final List<byte[]> libraries = new ArrayList<>();

    Reader(MemorySource source) {
      super(source);
    }

    @Override
    public boolean key(RdbKeyHeader key) {
      begin(key);
      return true;
    }

    @Override
    public void function(RdbBytes text) throws IOException {
      libraries.add(bytes(text));
    }
  }
}
