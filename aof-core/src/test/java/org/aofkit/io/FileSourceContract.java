package org.aofkit.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.aofkit.resp.RespEncoder;
import org.aofkit.resp.RespScanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a source over a file must do besides. */
abstract class FileSourceContract extends ByteSourceContract {
  @TempDir Path directory;

  abstract IoMode mode();

  @Override
  ByteSource open() throws IOException {
    return FileSources.open(file(CONTENT), mode());
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(directory.resolve("some.incr.aof"), content);
  }

  private static void truncate(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  @Test
  void theNameIsTheFileNameAlone() throws IOException {
    try (ByteSource source = open()) {
      assertThat(source.name()).isEqualTo("some.incr.aof");
    }
  }

  @Test
  void aMissingFileIsSaidSo() {
    assertThatThrownBy(() -> FileSources.open(directory.resolve("nosuch"), mode()))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aFileThatGrowsIsJudgedUpToTheSizeSeenAtOpening() throws IOException {
    Path file = file(CONTENT);
    try (ByteSource source = FileSources.open(file, mode())) {
      Files.write(file, new byte[5000], StandardOpenOption.APPEND);
      assertThat(source.size()).isEqualTo(CONTENT.length);
      ByteBuffer dst = ByteBuffer.allocate(100);
      assertThat(source.read(CONTENT.length - 10, dst)).isEqualTo(10);
      assertThat(source.read(CONTENT.length, dst)).isEqualTo(-1);
      assertThatThrownBy(() -> source.window(CONTENT.length - 10, 11))
          .isInstanceOf(IndexOutOfBoundsException.class);
      source.verify();
    }
  }

  @Test
  void aFileThatShrankIsSaidSoWithItsNameAndTheOffset() throws IOException {
    Path file = file(CONTENT);
    try (ByteSource source = FileSources.open(file, mode())) {
      truncate(file, 1000);
      ByteBuffer dst = ByteBuffer.allocate(100);
      assertThat(source.read(900, dst)).isEqualTo(100);
      dst.clear();
      assertThatExceptionOfType(FileShrankException.class)
          .isThrownBy(() -> source.read(950, dst))
          .satisfies(
              e -> {
                assertThat(e.file()).isEqualTo("some.incr.aof");
                assertThat(e.offset()).isEqualTo(1000);
                assertThat(e).hasMessageStartingWith("some.incr.aof @ 1000: ");
              });
      assertThatExceptionOfType(FileShrankException.class)
          .isThrownBy(() -> source.window(0, CONTENT.length));
      assertThatExceptionOfType(FileShrankException.class).isThrownBy(source::verify);
    }
  }

  /** Once interpreted, then compiled: a fault surfaces in different ways. */
  @Test
  void aFileThatShrinksUnderTheScannerIsAnIoException() throws IOException {
    byte[] command = RespEncoder.command("SET", "key", "v".repeat(100));
    byte[] content = new byte[command.length * 20_000];
    for (int i = 0; i < 20_000; i++) {
      System.arraycopy(command, 0, content, i * command.length, command.length);
    }
    Path file = directory.resolve("shrinks.aof");
    for (int round = 0; round < 12; round++) {
      Files.write(file, content);
      try (ByteSource source = FileSources.open(file, mode());
          RespScanner scanner = new RespScanner(source, 1 << 18)) {
        for (int i = 0; i < 30; i++) {
          assertThat(scanner.next()).isEqualTo(RespScanner.COMMAND);
        }
        if (round % 2 == 0) {
          assertThat(scanToTheEnd(source, scanner)).isEqualTo(20_000 - 30);
        } else {
          truncate(file, 4096);
          assertThatExceptionOfType(FileShrankException.class)
              .isThrownBy(() -> scanToTheEnd(source, scanner));
        }
      }
    }
  }

  /** As {@link RespScanner#next} says it has to be done. */
  private static int scanToTheEnd(ByteSource source, RespScanner scanner) throws IOException {
    try {
      int commands = 0;
      while (scanner.next() == RespScanner.COMMAND) {
        commands++;
      }
      return commands;
    } catch (InternalError e) {
      throw FileShrankException.of(source, scanner.frameStart(), e);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void closedWindowsLeaveNoMappingBehind() throws IOException {
    Path file = file(CONTENT);
    try (ByteSource source = FileSources.open(file, mode())) {
      for (int i = 0; i < 100; i++) {
        source.window(i, 4096).close();
      }
      assertThat(mappings(file)).isZero();
      Window window = source.window(10, 4096);
      assertThat(mappings(file)).isEqualTo(mode() == IoMode.MAP ? 1 : 0);
      ByteBuf view = window.view(10, 1).retain();
      window.close();
      assertThat(mappings(file)).isEqualTo(mode() == IoMode.MAP ? 1 : 0);
      view.release();
      assertThat(mappings(file)).isZero();
    }
  }

  static long mappings(Path file) throws IOException {
    String name = file.toString();
    return Files.readString(Path.of("/proc/self/maps"))
        .lines()
        .filter(l -> l.endsWith(name))
        .count();
  }
}
