package org.aofkit.compact;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileShrankException;
import org.aofkit.io.FileSources;
import org.aofkit.io.IoMode;
import org.aofkit.resp.ArgumentWalk;
import org.aofkit.resp.RespScanner;
import org.jspecify.annotations.Nullable;

/** Reads the commands at places. For one thread. */
final class PlaceReader implements Closeable {
  private static final int LARGEST_WINDOW = 1 << 30;
  private static final int SMALLEST_WINDOW = 1 << 16;
  private static final int WALK_WINDOW = 1 << 20;
  private static final int HEADER = 24;
  private static final byte[] SET = "SET".getBytes(StandardCharsets.US_ASCII);

  /** What is needed to read a file. */
  private record OpenFile(ByteSource source, RespScanner scanner, ArgumentWalk walk) {}

  private final Places places;
  private final IoMode mode;
  private final List<@Nullable OpenFile> open = new ArrayList<>();

  PlaceReader(Places places, IoMode mode) {
    this.places = places;
    this.mode = mode;
    places.files().forEach(file -> open.add(null));
  }

  /** The file at a place. */
  ByteSource source(long place) throws IOException {
    return open(places.file(place)).source();
  }

  /** The words of the command at a place. */
  byte[][] words(long place) throws IOException {
    OpenFile file = seek(place);
    int count = file.scanner().argumentCount();
    List<byte[]> words = new ArrayList<>(Math.min(count, RespScanner.MAX_KEPT_ARGUMENTS));
    file.walk().start();
    while (file.walk().next()) {
      byte[] word = new byte[Math.toIntExact(file.walk().length())];
      file.walk().read(0, word);
      words.add(word);
    }
    return words.toArray(new byte[0][]);
  }

  /** A scanner that stands at the command at a place. */
  RespScanner scanner(long place) throws IOException {
    return seek(place).scanner();
  }

  private OpenFile seek(long place) throws IOException {
    int index = places.file(place);
    OpenFile file = open(index);
    file.scanner().seek(place - places.start(index), Long.MAX_VALUE);
    if (file.scanner().next() != RespScanner.COMMAND) {
      throw new FileShrankException(file.source().name(), place - places.start(index), null);
    }
    return file;
  }

  /** The SET that a pair of an MSET stands for, of which the key's header is at a place. */
  byte[][] pair(long place) throws IOException {
    int index = places.file(place);
    ByteSource source = open(index).source();
    long at = place - places.start(index);
    byte[][] words = new byte[3][];
    words[0] = SET;
    for (int i = 1; i < words.length; i++) {
      byte[] header = new byte[(int) Math.min(HEADER, source.size() - at)];
      read(source, at, header);
      int end = 1;
      int length = 0;
      while (header[end] != '\r') {
        length = 10 * length + header[end] - '0';
        end++;
      }
      words[i] = new byte[length];
      read(source, at + end + 2, words[i]);
      at += end + 2 + length + 2;
    }
    return words;
  }

  private static void read(ByteSource source, long offset, byte[] target) throws IOException {
    ByteBuffer room = ByteBuffer.wrap(target);
    while (room.hasRemaining()) {
      if (source.read(offset + room.position(), room) <= 0) {
        throw new FileShrankException(source.name(), offset + room.position(), null);
      }
    }
  }

  private OpenFile open(int index) throws IOException {
    OpenFile known = open.get(index);
    if (known != null) {
      return known;
    }
    ByteSource source = FileSources.open(places.files().get(index).path(), mode);
    int window = (int) Math.max(SMALLEST_WINDOW, Math.min(LARGEST_WINDOW, source.size()));
    var scanner = new RespScanner(source, window);
    var opened = new OpenFile(source, scanner, new ArgumentWalk(source, scanner, WALK_WINDOW));
    open.set(index, opened);
    return opened;
  }

  @Override
  public void close() throws IOException {
    for (OpenFile file : open) {
      if (file != null) {
        file.walk().close();
        file.scanner().close();
        file.source().close();
      }
    }
    open.clear();
  }
}
