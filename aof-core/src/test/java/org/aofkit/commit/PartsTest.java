package org.aofkit.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small parts of an operation: records, names, fingerprints, contents, what failures mean. */
class PartsTest {
  @TempDir Path dir;

  private static JournalRecord parsed(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return JournalRecord.parse(bytes, 0, bytes.length);
  }

  /** A line with a checksum that fits. */
  private static String line(String payload) {
    var crc = new java.util.zip.CRC32C();
    crc.update(payload.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x ", crc.getValue()) + payload;
  }

  @Test
  void aRecordComesBackAsItWasWritten() {
    for (String value :
        List.of(
            "", " x", "plain", "09azAZ-", "a b", "a=b", "%", "+", "1%2B", "ä\n\r\0", "a/b",
            "[`{@:^")) {
      JournalRecord record = JournalRecord.of("type", "a", value, "b", 7, "c", "");
      byte[] line = record.line();
      assertThat(line[line.length - 1]).isEqualTo((byte) '\n');
      assertThat(new String(line, 0, line.length - 1, StandardCharsets.US_ASCII))
          .doesNotContain("\n")
          .doesNotContain("\0");
      assertThat(JournalRecord.parse(line, 0, line.length - 1)).isEqualTo(record);
    }
    assertThat(new String(JournalRecord.of("done").line(), StandardCharsets.US_ASCII))
        .isEqualTo(line("done") + "\n");
    assertThat(new String(JournalRecord.of("a", "k", "x-Y 1").line(), StandardCharsets.US_ASCII))
        .isEqualTo(line("a k=x-Y+1") + "\n");
    for (String value : List.of("az09AZ-", "a=b", "a_b", "a~b", "[`{@:^", "ä")) {
      String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
      assertThat(new String(JournalRecord.of("a", "k", value).line(), StandardCharsets.UTF_8))
          .isEqualTo(line("a k=" + encoded) + "\n");
    }
  }

  @Test
  void aLineWithAnythingWrongIsNoRecord() {
    String good = line("type a=1");
    assertThat(parsed(good)).isEqualTo(JournalRecord.of("type", "a", "1"));
    for (int i = 0; i < good.length(); i++) {
      char other = (char) (good.charAt(i) ^ 1);
      assertThat(parsed(good.substring(0, i) + other + good.substring(i + 1))).isNull();
      assertThat(parsed(good.substring(0, i))).isNull();
    }
    assertThat(parsed(good.toUpperCase(java.util.Locale.ROOT))).isNull();
    for (String payload :
        List.of("", "type a", "type =1", "type a=1 b", "type a=%", "type a=%zz")) {
      assertThat(parsed(line(payload))).as(payload).isNull();
    }
  }

  @Test
  void aRecordTellsWhatItLacks() {
    JournalRecord record = JournalRecord.of("t", "n", "-5", "big", "9223372036854775808");
    assertThat(record.number("n")).isEqualTo(-5);
    assertThat(JournalRecord.of("t", "n", 0).size("n")).isZero();
    assertThat(record.has("n")).isTrue();
    assertThat(record.has("m")).isFalse();
    assertThatThrownBy(() -> record.size("n")).hasMessageContaining("negative n");
    assertThatThrownBy(() -> record.text("m")).hasMessageContaining("lacks m");
    assertThatThrownBy(() -> record.number("big")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFingerprintComesBackFromItsRecordAndTellsEveryDifference() {
    FileFingerprint print = new FileFingerprint(9000, 5_000_000_001L, "(dev=1,ino=2)", -7, 1 << 31);
    assertThat(JournalRecord.of("x").with(print).fingerprint()).isEqualTo(print);
    FileFingerprint size = new FileFingerprint(1, 5_000_000_001L, "(dev=1,ino=2)", -7, 1 << 31);
    FileFingerprint time = new FileFingerprint(9000, 5, "(dev=1,ino=2)", -7, 1 << 31);
    FileFingerprint key = new FileFingerprint(9000, 5_000_000_001L, "other", -7, 1 << 31);
    FileFingerprint head = new FileFingerprint(9000, 5_000_000_001L, "(dev=1,ino=2)", 7, 1 << 31);
    FileFingerprint tail = new FileFingerprint(9000, 5_000_000_001L, "(dev=1,ino=2)", -7, 1);

    assertThat(print.difference(print)).isEmpty();
    assertThat(print.difference(size)).isEqualTo("had 9000 bytes, now has 1");
    assertThat(print.difference(time)).isEqualTo("has been written to");
    assertThat(print.difference(key)).isEqualTo("is another file of that name");
    assertThat(print.difference(head)).isEqualTo("has other bytes");
    assertThat(print.difference(tail)).isEqualTo("has other bytes");
    assertThat(print.difference(FileFingerprint.ABSENT)).isEqualTo("is no longer there");
    assertThat(FileFingerprint.ABSENT.difference(size)).contains("now exists with 1 bytes");
    for (FileFingerprint other : List.of(size, time, head, tail, FileFingerprint.ABSENT)) {
      assertThat(print.matches(other)).isFalse();
      assertThat(print.matchesIgnoringKey(other)).isFalse();
      assertThat(print.sameBytes(other)).isEqualTo(other == time);
    }
    assertThat(print.matches(key)).isFalse();
    assertThat(print.matchesIgnoringKey(key)).isTrue();
    assertThat(print.isAbsent()).isFalse();
    assertThat(new FileFingerprint(0, 0, "", 0, 0).isAbsent()).isFalse();
  }

  @Test
  void aFingerprintLooksAtTheFirstAndTheLast4096Bytes() throws IOException {
    Path file = dir.resolve("f");
    FileTime time = FileTime.fromMillis(1_000);
    for (int size : new int[] {0, 1, 4095, 4096, 4097, 8191, 8192, 8193, 10_000}) {
      byte[] bytes = new byte[size];
      Files.write(file, bytes);
      Files.setLastModifiedTime(file, time);
      FileFingerprint print = FileFingerprint.of(file);
      assertThat(print.size()).isEqualTo(size);
      assertThat(print.mtimeNanos()).isEqualTo(1_000_000_000L);
      for (int at : new int[] {0, 4095, 4096, size - 4097, size - 4096, size - 1}) {
        if (at >= 0 && at < size) {
          byte[] other = bytes.clone();
          other[at] = 1;
          Files.write(file, other);
          Files.setLastModifiedTime(file, time);
          boolean isSeen = at < 4096 || at >= size - 4096;
          assertThat(FileFingerprint.of(file).matches(print))
              .as("%d of %d", at, size)
              .isEqualTo(!isSeen);
        }
      }
    }
  }

  @Test
  void namesOutsideOfTheDirectoryAreRefused() throws IOException {
    Path home = Files.createDirectory(dir.resolve("home"));
    assertThat(Names.encode(home, home.resolve("a/b c"))).isEqualTo("a/b%20c");
    assertThat(Names.decode(home, "a/b%20c")).isEqualTo(home.resolve("a/b c"));
    for (String bad : List.of("", "..", "../x", "a/../b", "./a", "a/%2e%2e/../x", "%", "/")) {
      assertThatThrownBy(() -> Names.decode(home, bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (Path bad : List.of(home, dir.resolve("x"), dir.resolve("homes/x"))) {
      assertThatThrownBy(() -> Names.encode(home, bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Names.ofDirectory(home)).endsWith("/home/");
    assertThat(Names.ofDirectory(dir.resolve("gone"))).endsWith("/gone/");
    assertThat(Names.encode(Path.of("/"), Path.of("/x"))).isEqualTo("x");
  }

  @Test
  void failuresAreToldByWhatTheSystemSays() {
    for (String text :
        List.of(
            "x: No space left on device",
            "Disk quota exceeded",
            "There is not enough space on the disk")) {
      assertThat(Failure.isNoSpace(new IOException(text), dir)).as(text).isTrue();
    }
    assertThat(Failure.isNoSpace(new NoSpaceException("x", 0, new IOException()), dir)).isTrue();
    assertThat(Failure.isNoSpace(new IOException("Input/output error"), dir)).isFalse();
    assertThat(Failure.isNoSpace(new IOException(), dir.resolve("gone"))).isFalse();
    assertThat(Failure.isReadOnly(new ReadOnlyFileSystemException(), dir)).isTrue();
    assertThat(Failure.isReadOnly(new FileSystemException("f", null, "Read-only file system"), dir))
        .isTrue();
    assertThat(Failure.isReadOnly(new AccessDeniedException("f"), dir)).isFalse();
    assertThat(Failure.isReadOnly(new IOException("x"), dir.resolve("gone"))).isFalse();
    assertThat(new long[] {Failure.blocks(0), Failure.blocks(1), Failure.blocks(4096)})
        .containsExactly(0, 4096, 4096);
    assertThat(Failure.blocks(4097)).isEqualTo(8192);
    assertThat(new NoSpaceException("x", 4096, new IOException()))
        .hasMessage("x: 4096 bytes needed")
        .extracting(NoSpaceException::bytesNeeded)
        .isEqualTo(4096L);
    assertThat(new NoSpaceException("x", 0, new IOException())).hasMessage("x");
  }

  @Test
  void editsAndContentsOutOfRangeAreRefused() {
    Path f = dir.resolve("f");
    Content two = Content.of((byte) 1, (byte) 2);
    List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> wrong =
        List.of(
            () -> new FileEdit.Truncate(f, -1),
            () -> new FileEdit.Overwrite(f, -1, two),
            () -> new FileEdit.Overwrite(f, 0, two, -1),
            () -> new FileEdit.Overwrite(f, 0, two, 3),
            () -> new FileEdit.Part.Copy(-1, 0),
            () -> new FileEdit.Part.Copy(0, -1),
            () -> Content.run((byte) 0, -1),
            () -> Content.slice(f, -1, 0),
            () -> Content.slice(f, 0, -1),
            () -> new Content.Sequence(List.of(two), 3),
            () -> new Extent(-1, 0, 0, 0, 0),
            () -> new Extent(0, -1, 0, 0, 0),
            () -> new Extent(0, 0, -1, 0, 0),
            () -> new Extent(0, 1, 0, 0, -1),
            () -> new Extent(0, 1, 0, 0, 2));
    for (var one : wrong) {
      assertThatThrownBy(one).isInstanceOf(IllegalArgumentException.class);
    }
    List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> beyond =
        List.of(
            () -> new FileEdit.Overwrite(f, Long.MAX_VALUE, two),
            () -> new FileEdit.Part.Copy(Long.MAX_VALUE, 1),
            () -> Content.slice(f, Long.MAX_VALUE, 1),
            () -> new Extent(Long.MAX_VALUE, 1, 0, 0, 0),
            () -> Content.join(Content.run((byte) 0, Long.MAX_VALUE), Content.run((byte) 0, 1)));
    for (var one : beyond) {
      assertThatThrownBy(one).isInstanceOf(ArithmeticException.class);
    }
    assertThat(new FileEdit.Truncate(f, 0).newSize()).isZero();
    assertThat(new FileEdit.Overwrite(f, 0, two, 2).tailOptional()).isEqualTo(2);
    assertThat(new Extent(0, 0, 0, 0, 0).end()).isZero();
    assertThat(new Extent(3, 4, 0, 0, 4).end()).isEqualTo(7);
  }

  @Test
  void contentsAreValues() throws IOException {
    byte[] bytes = {1, 2};
    Content literal = Content.of(bytes);
    bytes[0] = 9;
    ((Content.Bytes) literal).bytes()[1] = 9;
    assertThat(literal)
        .isEqualTo(Content.of((byte) 1, (byte) 2))
        .hasSameHashCodeAs(Content.of((byte) 1, (byte) 2))
        .isNotEqualTo(Content.of((byte) 1))
        .isNotEqualTo(Content.run((byte) 1, 2))
        .hasToString("Bytes[2]");
    Content inner = Content.join(literal, Content.run((byte) 7, 5));
    Content joined = Content.join(List.of(inner, Content.of((byte) 3)));
    assertThat(joined.length()).isEqualTo(8);
    assertThat(((Content.Sequence) joined).parts()).hasSize(3);
    Path file = Files.write(dir.resolve("f"), new byte[] {4, 5, 6});
    Content slice = Content.slice(file, 1, 2);
    assertThat(slice.length()).isEqualTo(2);
    List<FileEdit> edits =
        List.of(
            new FileEdit.Replace(
                dir.resolve("new"),
                List.of(new FileEdit.Part.Literal(Content.join(joined, slice)))));
    Commit.run(dir, edits, Trees.prints(edits), Trees.OPTIONS);
    assertThat(Files.readAllBytes(dir.resolve("new")))
        .containsExactly(1, 2, 7, 7, 7, 7, 7, 3, 5, 6);
  }

  @Test
  void contentsLongerThanABufferAreWrittenWhole() throws IOException {
    byte[] bytes = new byte[3 * Durable.CHUNK + 5];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + i / 251);
    }
    Path source = Files.write(dir.resolve("source"), bytes);
    Path file = dir.resolve("f");
    Content all =
        Content.join(
            Content.of((byte) 'x'),
            Content.slice(source, 0, bytes.length),
            Content.run((byte) 'r', 2L * Durable.CHUNK + 1),
            Content.of(bytes));
    Trees.run(dir, new FileEdit.Replace(file, List.of(new FileEdit.Part.Literal(all))));

    byte[] written = Files.readAllBytes(file);
    int run = 1 + bytes.length;
    int second = run + 2 * Durable.CHUNK + 1;
    assertThat(written).hasSize(second + bytes.length);
    assertThat(written[0]).isEqualTo((byte) 'x');
    assertThat(java.util.Arrays.copyOfRange(written, 1, run)).isEqualTo(bytes);
    assertThat(java.util.Arrays.copyOfRange(written, run, second)).containsOnly('r');
    assertThat(java.util.Arrays.copyOfRange(written, second, written.length)).isEqualTo(bytes);
  }

  @Test
  void whatIsSaidOfAnOperationThatFailedIsNotMadeLessByWhyItDid() {
    Quarantine quarantine = new Quarantine(dir, null);
    String full = "f: No space left on device";
    for (IOException said :
        List.of(
            new InterruptedOperationException("1", full, new IOException(full)),
            new ChangedUnderUsException(dir, full),
            new LockedException(dir.resolve(full)),
            new QuarantineDamagedException(dir, full),
            new NothingToUndoException(dir.resolve(full)))) {
      assertThat(Commit.explained(said, quarantine, 7)).isSameAs(said);
    }
    IOException noRoom = new IOException(full);
    assertThat(Commit.explained(noRoom, quarantine, 7))
        .isInstanceOf(NoSpaceException.class)
        .hasCause(noRoom)
        .extracting(e -> ((NoSpaceException) e).bytesNeeded())
        .isEqualTo(7L);
    IOException readOnly = new FileSystemException("f", null, "Read-only file system");
    assertThat(Commit.explained(readOnly, quarantine, 7))
        .isInstanceOf(ReadOnlyVolumeException.class)
        .hasCause(readOnly);
    IOException other = new AccessDeniedException("f");
    assertThat(Commit.explained(other, quarantine, 7)).isSameAs(other);
  }
}
