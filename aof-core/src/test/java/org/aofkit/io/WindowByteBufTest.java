package org.aofkit.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A view against Netty's own buffer over the same bytes. */
class WindowByteBufTest {
  private final byte[] content = content();
  private final ByteBuf model = Unpooled.wrappedBuffer(content);
  private final List<Window> windows = new ArrayList<>();
  private final ByteBuf view = newView();

  private static byte[] content() {
    byte[] content = new byte[300];
    new Random(3).nextBytes(content);
    return content;
  }

  private ByteBuf newView() {
    try {
      Window window = new MemorySource("memory", content).window(0, content.length);
      windows.add(window);
      return window.view(0, content.length);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void closeWindows() {
    windows.forEach(Window::close);
  }

  @Test
  void everyKindOfReadGivesWhatNettyGives() {
    List<Function<ByteBuf, Object>> reads =
        List.of(
            b -> b.getByte(9),
            b -> b.getShort(9),
            b -> b.getShortLE(9),
            b -> b.getMedium(9),
            b -> b.getMediumLE(9),
            b -> b.getUnsignedMedium(10),
            b -> b.getUnsignedMediumLE(10),
            b -> b.getInt(9),
            b -> b.getIntLE(9),
            b -> b.getLong(9),
            b -> b.getLongLE(9),
            b -> ByteBufUtil.getBytes(b, 5, 100),
            b -> b.copy(5, 100),
            b -> b.slice(5, 100).slice(7, 20),
            b -> b.duplicate().skipBytes(3),
            b -> b.nioBuffer(5, 100),
            b -> b.nioBuffers(5, 100)[0],
            b -> b.indexOf(0, 300, content[77]),
            b -> ByteBufUtil.hexDump(b),
            b -> b.toString(20, 30, ISO_8859_1),
            b -> Unpooled.buffer(100).writeBytes(b, 20, 80),
            b -> ByteBuffer.allocate(100).put(b.nioBuffer(0, 100)).flip(),
            ByteBuf::readableBytes,
            ByteBuf::hashCode);
    for (Function<ByteBuf, Object> read : reads) {
      assertThat(read.apply(view)).isEqualTo(read.apply(model));
    }
    assertThat(view).isEqualTo(model);
  }

  @Test
  void streamsAndBuffersGetTheBytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    view.getBytes(0, out, 300);
    assertThat(out.toByteArray()).isEqualTo(content);
    ByteBuffer dst = ByteBuffer.allocate(300);
    view.getBytes(0, dst);
    assertThat(dst.array()).isEqualTo(content);
    assertThatThrownBy(() -> view.getBytes(1, ByteBuffer.allocate(300)))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> view.getBytes(250, out, 51))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void nothingCanBeWritten() {
    assertThat(view.isReadOnly()).isTrue();
    assertThat(view.isWritable()).isFalse();
    List<Function<ByteBuf, Object>> writes =
        List.of(
            b -> b.setByte(0, 1),
            b -> b.setShort(0, 1),
            b -> b.setInt(0, 1),
            b -> b.setLong(0, 1),
            b -> b.setBytes(0, new byte[3]),
            b -> b.setBytes(0, ByteBuffer.allocate(3)));
    for (Function<ByteBuf, Object> write : writes) {
      assertThatThrownBy(() -> write.apply(view)).isInstanceOf(ReadOnlyBufferException.class);
    }
    byte[] copy = new byte[300];
    view.getBytes(0, copy);
    assertThat(copy).isEqualTo(content);
  }

  @Test
  void whatWasDerivedFromAViewFailsClearlyOnceReleased() {
    ByteBuf slice = view.slice(1, 10);
    ByteBuf duplicate = view.duplicate();
    ByteBuf readOnly = view.asReadOnly();
    ByteBuffer copy = view.nioBuffer(0, 300);
    assertThat(view.hasMemoryAddress()).isFalse();
    closeWindows();
    for (ByteBuf late : List.of(view, slice, duplicate, readOnly)) {
      assertThatThrownBy(() -> late.getByte(0)).isInstanceOf(IllegalReferenceCountException.class);
      assertThatThrownBy(() -> late.getLong(0)).isInstanceOf(IllegalReferenceCountException.class);
      assertThatThrownBy(() -> late.getBytes(0, new byte[3]))
          .isInstanceOf(IllegalReferenceCountException.class);
      assertThatThrownBy(() -> late.copy(0, 3)).isInstanceOf(IllegalReferenceCountException.class);
      assertThatThrownBy(() -> late.nioBuffer(0, 3))
          .isInstanceOf(IllegalReferenceCountException.class);
    }
    assertThat(copy.get(7)).isEqualTo(content[7]);
  }
}
