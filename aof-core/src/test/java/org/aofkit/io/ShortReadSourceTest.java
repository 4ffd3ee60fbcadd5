package org.aofkit.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.aofkit.resp.RespScanner;
import org.junit.jupiter.api.Test;

/** A user's source that gives one byte a call, or stops giving. */
class ShortReadSourceTest {

  private static class Meagre implements ByteSource {
    private final byte[] content;
    private final int available;

    Meagre(byte[] content, int available) {
      this.content = content;
      this.available = available;
    }

    @Override
    public String name() {
      return "meagre";
    }

    @Override
    public long size() {
      return content.length;
    }

    @Override
    public int read(long offset, ByteBuffer dst) {
      if (offset >= available) {
        return -1;
      }
      dst.put(content[(int) offset]);
      return 1;
    }

    @Override
    public void close() {}
  }

  @Test
  void windowsAreFilledByManyReads() throws IOException {
    byte[] content = ByteSourceContract.CONTENT;
    try (ByteSource source = new Meagre(content, content.length);
        Window window = source.window(500, 300)) {
      byte[] got = new byte[300];
      window.bytes().get(0, got);
      assertThat(got).isEqualTo(ByteSourceContract.range(500, 300));
    }
  }

  @Test
  void aSourceThatEndsBeforeItsSizeShrank() throws IOException {
    try (ByteSource source = new Meagre(new byte[1000], 600);
        RespScanner scanner = new RespScanner(source, 64)) {
      assertThatExceptionOfType(FileShrankException.class)
          .isThrownBy(() -> source.window(500, 200))
          .withMessageStartingWith("meagre @ 600: ");
      scanner.seek(580, 1000);
      assertThatExceptionOfType(FileShrankException.class).isThrownBy(scanner::next);
    }
  }
}
