package org.aofkit.io;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/**
 * How memory outside the heap is taken and given back on the Java we run on. See ADR 0001.
 *
 * <p>Java 22 and later have an API for it, arenas, which on top makes late access throw. On 17 to
 * 21 there is only {@code invokeCleaner} of {@code sun.misc.Unsafe}; from 24 on that prints
 * warnings. Both are reached by reflection, so that one build for 17 does both; plain reflection
 * and no method handles, because it is called some dozen times a gigabyte and must not cost
 * start-up.
 */
interface Unmapping {

  /** The way of this virtual machine. */
  Unmapping INSTANCE = Runtime.version().feature() >= 22 ? new ByArena() : new ByInvokeCleaner();

  OffHeap allocate(int length);

  OffHeap map(FileChannel channel, long offset, int length) throws IOException;

  /** Java 22 and later: an arena for each piece of memory. */
  final class ByArena implements Unmapping {
    private final Method ofShared;
    private final Method allocate;
    private final Method close;
    private final Method map;
    private final Method asByteBuffer;

    ByArena() {
      try {
        Class<?> arena = Class.forName("java.lang.foreign.Arena");
        Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
        ofShared = arena.getMethod("ofShared");
        allocate = arena.getMethod("allocate", long.class);
        close = arena.getMethod("close");
        map = FileChannel.class.getMethod("map", MapMode.class, long.class, long.class, arena);
        asByteBuffer = segment.getMethod("asByteBuffer");
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("java.lang.foreign is not what it is in Java 22", e);
      }
    }

    @Override
    public OffHeap allocate(int length) {
      Object arena = call(ofShared, null);
      return wrap(arena, call(allocate, arena, (long) length));
    }

    @Override
    public OffHeap map(FileChannel channel, long offset, int length) throws IOException {
      Object arena = call(ofShared, null);
      boolean mapped = false;
      try {
        Object segment = map.invoke(channel, MapMode.READ_ONLY, offset, (long) length, arena);
        mapped = true;
        return wrap(arena, segment);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof IOException io) {
          throw io;
        }
        throw unchecked(e.getCause());
      } catch (IllegalAccessException e) {
        throw new LinkageError("not accessible: " + map, e);
      } finally {
        if (!mapped) {
          call(close, arena);
        }
      }
    }

    private OffHeap wrap(Object arena, Object segment) {
      return new OffHeap((ByteBuffer) call(asByteBuffer, segment), new Call(close, arena));
    }
  }

  /** Java 17 to 21. */
  final class ByInvokeCleaner implements Unmapping {
    private final Object unsafe;
    private final Method invokeCleaner;

    ByInvokeCleaner() {
      try {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field field = type.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        unsafe = field.get(null);
        invokeCleaner = type.getMethod("invokeCleaner", ByteBuffer.class);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("this virtual machine cannot give back mapped memory", e);
      }
    }

    @Override
    public OffHeap allocate(int length) {
      return wrap(ByteBuffer.allocateDirect(length));
    }

    @Override
    public OffHeap map(FileChannel channel, long offset, int length) throws IOException {
      return wrap(channel.map(MapMode.READ_ONLY, offset, length));
    }

    private OffHeap wrap(ByteBuffer bytes) {
      return new OffHeap(bytes, new Call(invokeCleaner, unsafe, bytes));
    }
  }

  /**
   * A call put off. No lambda: it stands in the way of every scan, and the first one costs 10 ms.
   */
  final class Call implements Runnable {
    private final Method method;
    private final Object target;
    private final Object[] arguments;

    private Call(Method method, Object target, Object... arguments) {
      this.method = method;
      this.target = target;
      this.arguments = arguments;
    }

    @Override
    public void run() {
      call(method, target, arguments);
    }
  }

  private static Object call(Method method, Object target, Object... arguments) {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw unchecked(e.getCause());
    } catch (IllegalAccessException e) {
      throw new LinkageError("not accessible: " + method, e);
    }
  }

  private static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    return new IllegalStateException(thrown);
  }
}
