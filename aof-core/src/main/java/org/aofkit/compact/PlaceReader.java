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
import org.aofkit.rdb.write.KeyHead;
import org.aofkit.resp.ArgumentWalk;
import org.aofkit.resp.RespScanner;
import org.jspecify.annotations.Nullable;

/** Reads the commands at places. For one thread. */
final class PlaceReader implements Closeable {
  private static final int WINDOW = 1 << 16;
  private static final int HEADER = 24;
  private static final int MOST_DIGITS = 18;
  private static final int HEAD_WORD = 1 << 16;
  private static final byte[] NO_WORD = {};
  private static final byte[] SET = "SET".getBytes(StandardCharsets.US_ASCII);

  /** What is needed to read a file. */
  private record OpenFile(ByteSource source, RespScanner scanner, ArgumentWalk walk) {}

  /** A word of a pair. */
  private record Word(long offset, long length) {}

  private final Places places;
  private final List<@Nullable OpenFile> open = new ArrayList<>();

  PlaceReader(Places places) {
    this.places = places;
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
      words.add(read(file.walk()));
    }
    return words.toArray(new byte[0][]);
  }

  private static byte[] read(ArgumentWalk walk) throws IOException {
    byte[] word = new byte[Math.toIntExact(walk.length())];
    walk.read(0, word);
    return word;
  }

  /** Is told when a buffer is full. */
  @FunctionalInterface
  interface Drain {
    /** Makes room in it. */
    void drain() throws IOException;
  }

  /** Copies the command at a place into a buffer that is drained whenever it is full. */
  void copy(long place, ByteBuffer buffer, Drain drain) throws IOException {
    OpenFile file = seek(place);
    long at = file.scanner().frameStart();
    long end = file.scanner().frameEnd();
    while (at < end) {
      if (!buffer.hasRemaining()) {
        drain.drain();
      }
      int limit = buffer.limit();
      buffer.limit((int) Math.min(limit, buffer.position() + end - at));
      int n = file.source().read(at, buffer);
      buffer.limit(limit);
      if (n <= 0) {
        throw new FileShrankException(file.source().name(), at, null);
      }
      at += n;
    }
  }

  /** Bytes of the command at a place, and of what is kept beside each of its words. */
  long cost(long place, long perWord) throws IOException {
    RespScanner at = seek(place).scanner();
    return at.frameEnd() - at.frameStart() + perWord * at.argumentCount();
  }

  /** Bytes of the command at a place. */
  long length(long place) throws IOException {
    return cost(place, 0);
  }

  /** The first key of the command at a place. */
  byte[] word(long place, Effects effects) throws IOException {
    ArgumentWalk walk = seek(place).walk();
    walk.start();
    List<byte[]> words = new ArrayList<>();
    while (walk.next()) {
      words.add(walk.length() > HEAD_WORD ? NO_WORD : read(walk));
      if (walk.index() == 0) {
        continue;
      }
      int key = effects.firstKey(words.toArray(new byte[0][]));
      if (walk.index() == key) {
        return read(walk);
      }
    }
    throw changed(source(place), place);
  }

  private OpenFile seek(long place) throws IOException {
    int index = places.file(place);
    OpenFile file = open(index);
    file.scanner().seek(place - places.start(index), Long.MAX_VALUE);
    if (file.scanner().next() != RespScanner.COMMAND) {
      throw changed(file.source(), place);
    }
    return file;
  }

  private InputChangedException changed(ByteSource source, long place) {
    return new InputChangedException(source.name(), place - places.start(places.file(place)));
  }

  /** The SET that a pair of an MSET stands for, of which the key's header is at a place. */
  byte[][] pair(long place) throws IOException {
    ByteSource source = source(place);
    Word name = word(source, place, place);
    Word value = word(source, place, behind(name, place));
    return new byte[][] {SET, bytes(source, name), bytes(source, value)};
  }

  /** Bytes of a pair's value. */
  long pairLength(long place) throws IOException {
    ByteSource source = source(place);
    return word(source, place, behind(word(source, place, place), place)).length();
  }

  /** The value of a plain SET or of a pair, left where it is; null if it is something else. */
  @Nullable StringPlace string(long place, boolean isPair) throws IOException {
    ByteSource source = source(place);
    if (isPair) {
      Word name = word(source, place, place);
      Word value = word(source, place, behind(name, place));
      return new StringPlace(
          source, bytes(source, name), value.offset(), value.length(), KeyHead.NONE);
    }
    OpenFile file = seek(place);
    int count = file.scanner().argumentCount();
    if (count != PlainSet.WORDS && count != PlainSet.WORDS_WITH_DEADLINE) {
      return null;
    }
    ArgumentWalk walk = file.walk();
    walk.start();
    byte[][] words = new byte[count][];
    long offset = 0;
    long length = 0;
    while (walk.next()) {
      if (walk.index() == 2) {
        offset = walk.offset();
        length = walk.length();
      } else if (walk.index() == 1 || walk.length() <= PlainSet.LONGEST_OPTION) {
        words[walk.index()] = read(walk);
      } else {
        return null;
      }
    }
    if (!PlainSet.isSet(words[0], 0, words[0].length)) {
      return null;
    }
    long deadline =
        count == PlainSet.WORDS
            ? KeyHead.NONE
            : PlainSet.deadline(words[3], 0, words[3].length, words[4], 0, words[4].length);
    return deadline == PlainSet.NONE
        ? null
        : new StringPlace(source, words[1], offset, length, deadline);
  }

  private long behind(Word word, long place) {
    return places.start(places.file(place)) + word.offset() + word.length() + 2;
  }

  /** The word whose header is at a place. */
  private Word word(ByteSource source, long pair, long header) throws IOException {
    long at = header - places.start(places.file(pair));
    byte[] line = new byte[(int) Math.max(0, Math.min(HEADER, source.size() - at))];
    read(source, at, line);
    int end = 1;
    long length = 0;
    while (end < line.length && line[end] >= '0' && line[end] <= '9' && end <= MOST_DIGITS) {
      length = 10 * length + line[end] - '0';
      end++;
    }
    if (end + 1 >= line.length || line[0] != '$' || end == 1 || line[end] != '\r') {
      throw changed(source, header);
    }
    if (length > source.size() - at - end - 2) {
      throw changed(source, header);
    }
    return new Word(at + end + 2, length);
  }

  private static byte[] bytes(ByteSource source, Word word) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(word.length())];
    read(source, word.offset(), bytes);
    return bytes;
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
    ByteSource source = FileSources.open(places.files().get(index).path(), IoMode.READ);
    var scanner = new RespScanner(source, WINDOW);
    var opened = new OpenFile(source, scanner, new ArgumentWalk(source, scanner, WINDOW));
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
