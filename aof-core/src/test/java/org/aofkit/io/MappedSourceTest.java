package org.aofkit.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MappedSourceTest extends FileSourceContract {
  @Override
  IoMode mode() {
    return IoMode.MAP;
  }

  @Test
  void aViewOverAFileThatShrankFailsClearly() throws IOException {
    Path file = Files.write(directory.resolve("view.aof"), new byte[1 << 20]);
    try (ByteSource source = FileSources.open(file, mode());
        Window window = source.window(0, 1 << 20);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuf view = window.view(0, 1 << 20);
      assertThat(view.getLong(1 << 19)).isZero();
      channel.truncate(100);
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> view.getLong(1 << 19))
          .withCauseInstanceOf(FileShrankException.class)
          .withMessageContaining("view.aof @ 524288");
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> view.getBytes(1 << 19, new byte[100]));
      assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> view.copy(0, 1 << 20));
    }
  }

  /** Up to Java 21 the fault of a page that is gone would come out in the code of others. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void whatIsScannedAmidstCodeOfOthersIsMappedOnlyWhereAFaultComesAtOnce() throws IOException {
    boolean comesAtOnce = Runtime.version().feature() >= 22;
    Path file = Files.write(directory.resolve("others.aof"), new byte[1 << 20]);
    try (ByteSource source = FileSources.openForOthers(file, mode(), 1 << 16)) {
      try (Window scanned = source.window(100, 1 << 16)) {
        assertThat(scanned.bytes().getLong(0)).isZero();
        assertThat(mappings(file)).isEqualTo(comesAtOnce ? 1 : 0);
      }
      try (Window longer = source.window(0, 1 << 17)) {
        assertThat(longer.view(0, 1 << 17).getLong(1 << 16)).isZero();
        assertThat(mappings(file)).isEqualTo(1);
      }
    }
  }

  @Test
  void otherInternalErrorsAreNotTakenForAFileThatShrank() throws IOException {
    try (ByteSource source = open()) {
      InternalError other = new InternalError("something else");
      assertThatExceptionOfType(InternalError.class)
          .isThrownBy(() -> FileShrankException.of(source, 0, other))
          .isSameAs(other);
    }
  }
}
