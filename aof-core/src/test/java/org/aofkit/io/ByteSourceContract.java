package org.aofkit.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link ByteSource} must do. */
abstract class ByteSourceContract {
  static final byte[] CONTENT = content(20_011);

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new Random(7).nextBytes(content);
    return content;
  }

  /** A source over {@link #CONTENT}. */
  abstract ByteSource open() throws IOException;

  static byte[] range(long offset, int length) {
    return Arrays.copyOfRange(CONTENT, (int) offset, (int) offset + length);
  }

  @Test
  void readsFillTheBufferUpToTheEnd() throws IOException {
    try (ByteSource source = open()) {
      assertThat(source.size()).isEqualTo(CONTENT.length);
      for (boolean direct : new boolean[] {false, true}) {
        ByteBuffer dst = direct ? ByteBuffer.allocateDirect(100) : ByteBuffer.allocate(100);
        dst.position(10).limit(90);
        assertThat(source.read(5000, dst)).isEqualTo(80);
        assertThat(dst.position()).isEqualTo(90);
        assertThat(dst.limit()).isEqualTo(90);
        byte[] got = new byte[80];
        dst.get(10, got);
        assertThat(got).isEqualTo(range(5000, 80));

        dst.clear();
        assertThat(source.read(CONTENT.length - 3, dst)).isEqualTo(3);
        assertThat(dst.position()).isEqualTo(3);
        assertThat(dst.limit()).isEqualTo(100);
        assertThat(source.read(CONTENT.length, dst)).isEqualTo(-1);
        assertThat(source.read(Long.MAX_VALUE - 1, dst)).isEqualTo(-1);
        dst.limit(dst.position());
        assertThat(source.read(0, dst)).isZero();
      }
    }
  }

  @Test
  void windowsHoldExactlyTheirBytesWhateverTheirPlaceAndSize() throws IOException {
    try (ByteSource source = open()) {
      for (int length : new int[] {0, 1, 7, 64, 4096, 5000, CONTENT.length}) {
        for (long offset : new long[] {0, 1, 63, 4095, 4096, 4097, 8192, 15_000}) {
          if (offset + length > CONTENT.length) {
            continue;
          }
          try (Window window = source.window(offset, length)) {
            assertThat(window.offset()).isEqualTo(offset);
            assertThat(window.length()).isEqualTo(length);
            ByteBuffer bytes = window.bytes();
            assertThat(bytes.limit()).isEqualTo(length);
            assertThat(bytes.isReadOnly()).isTrue();
            assertThat(bytes.isDirect()).isTrue();
            assertThat(bytes.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
            byte[] got = new byte[length];
            bytes.get(0, got);
            assertThat(got).isEqualTo(range(offset, length));
          }
        }
      }
    }
  }

  @Test
  void windowsOutsideTheSourceAreRefused() throws IOException {
    try (ByteSource source = open()) {
      assertThatThrownBy(() -> source.window(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> source.window(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> source.window(CONTENT.length, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> source.window(1, CONTENT.length))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> source.window(Long.MAX_VALUE, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void viewsLiveAsLongAsTheirWindow() throws IOException {
    try (ByteSource source = open()) {
      Window window = source.window(100, 1000);
      ByteBuf view = window.view(150, 20);
      byte[] got = new byte[20];
      view.getBytes(0, got);
      assertThat(got).isEqualTo(range(150, 20));
      assertThatThrownBy(() -> window.view(99, 2)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> window.view(1099, 2)).isInstanceOf(IndexOutOfBoundsException.class);
      window.close();
      window.close();
      assertThatThrownBy(() -> view.getByte(0)).isInstanceOf(IllegalReferenceCountException.class);
      assertThatThrownBy(window::bytes).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> window.view(150, 1)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aRetainedViewOutlivesWindowAndSource() throws IOException {
    ByteBuf view;
    try (ByteSource source = open();
        Window window = source.window(100, 1000)) {
      view = window.view(150, 20).retain();
      // What is given back is used again: it must not be this window's memory.
      try (Window other = source.window(2000, 1000)) {
        assertThat(other.bytes().get(0)).isEqualTo(CONTENT[2000]);
      }
    }
    byte[] got = new byte[20];
    view.getBytes(0, got);
    assertThat(got).isEqualTo(range(150, 20));
    assertThat(view.release()).isTrue();
    assertThatThrownBy(() -> view.getByte(0)).isInstanceOf(IllegalReferenceCountException.class);
    assertThatThrownBy(view::retain).isInstanceOf(IllegalReferenceCountException.class);
  }

  @Test
  void anUnchangedSourceVerifiesAndMayBeClosedTwice() throws IOException {
    ByteSource source = open();
    source.verify();
    source.close();
    source.close();
  }
}
