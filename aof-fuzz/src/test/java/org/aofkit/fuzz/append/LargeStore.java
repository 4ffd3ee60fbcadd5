package org.aofkit.fuzz.append;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.aofkit.append.AofDirectoryWriter;
import org.aofkit.append.AofWriter;
import org.aofkit.append.AofWriterOptions;
import org.aofkit.append.CommandBatch;
import org.aofkit.append.FsyncPolicy;
import org.aofkit.check.CheckOptions;
import org.aofkit.rdb.write.Content;
import org.aofkit.rdb.write.Elements;
import org.aofkit.rdb.write.HashFields;
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.rdb.write.RdbValue;
import org.aofkit.server.Server;

/** Writes a large store in a process of its own, with a small heap: {@code LargeStore DIR KEYS}. */
final class LargeStore {
  /** The servers' {@code proto-max-bulk-len}. */
  static final int LONGEST = CommandBatch.LONGEST_ARGUMENT;

  /** More than the arguments that servers before 7.0 took of clients. */
  static final int ARGUMENTS = (1 << 20) + 1;

  static final int MEMBERS = 1_000_000;

  private LargeStore() {}

  /** Prints how long the base took, in milliseconds, and how long what is behind it. */
  public static void main(String[] args) throws IOException {
    Path dir = Path.of(args[0]);
    long begin = System.nanoTime();
    base(dir, Integer.parseInt(args[1]));
    long middle = System.nanoTime();
    log(dir);
    long end = System.nanoTime();
    System.out.println((middle - begin) / 1_000_000 + " " + (end - middle) / 1_000_000);
  }

  private static void base(Path dir, int keys) throws IOException {
    try (AofDirectoryWriter base = AofDirectoryWriter.create(dir, Server.REDIS_7_0)) {
      for (int i = 0; i < keys; i++) {
        byte[] name = ascii("key:" + i);
        byte[] text = ascii("value of " + i);
        RdbValue value =
            switch (i % 8) {
              case 0 -> RdbValue.list(List.of(text, name));
              case 1 -> RdbValue.set(List.of(name, text));
              case 2 -> new RdbValue.SortedSetValue(sink -> sink.member(1.5).bytes(text));
              case 3 -> new RdbValue.HashValue(sink -> hash(sink, name, text));
              default -> RdbValue.string(text);
            };
        long deadline = i % 5 == 0 ? RandomStore.FAR + i : KeyHead.NONE;
        base.put(i % 3 == 0 ? 1 : 0, name, value, deadline);
      }
      base.put(2, ascii("longest"), new RdbValue.Text(sink -> sink.content(new Zeros())), -1);
      Elements many =
          sink -> {
            for (int i = 0; i < MEMBERS; i++) {
              sink.bytes(ascii("member " + i));
            }
          };
      base.put(2, ascii("many"), new RdbValue.SetValue(many), KeyHead.NONE);
      base.finish();
    }
  }

  private static void hash(HashFields.Sink sink, byte[] name, byte[] text) throws IOException {
    sink.field(KeyHead.NONE).bytes(name);
    sink.value().bytes(text);
  }

  /** The longest value there is, and a command of very many arguments. */
  private static void log(Path dir) throws IOException {
    Path file = dir.resolve("longest");
    AofWriterOptions options = AofWriterOptions.defaults().withFsync(FsyncPolicy.NO);
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        AofWriter writer = AofWriter.open(dir, CheckOptions.defaults(), options)) {
      MappedByteBuffer longest = channel.map(FileChannel.MapMode.READ_WRITE, 0, LONGEST);
      ByteBuffer set = ByteBuffer.wrap(ascii("SET"));
      writer.append(new CommandBatch().add(3, set, ByteBuffer.wrap(ascii("longest")), longest));
      byte[][] arguments = new byte[ARGUMENTS][];
      Arrays.fill(arguments, ascii("x"));
      arguments[0] = ascii("RPUSH");
      arguments[1] = ascii("many");
      writer.append(new CommandBatch().add(3, arguments));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** As many zeros as a value may have. */
  private static final class Zeros implements Content {
    private final byte[] piece = new byte[1 << 16];

    @Override
    public long length() {
      return LONGEST;
    }

    @Override
    public void tellTo(Pieces pieces) throws IOException {
      for (int told = 0; told < LONGEST; told += piece.length) {
        pieces.piece(piece, 0, piece.length);
      }
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
