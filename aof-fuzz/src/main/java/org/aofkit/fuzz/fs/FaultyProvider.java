package org.aofkit.fuzz.fs;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Asks the plan before each operation, has the real provider do it, and records it. */
final class FaultyProvider extends FileSystemProvider {
  private final FaultyFileSystem fileSystem;
  private final FileSystemProvider delegate;

  FaultyProvider(FaultyFileSystem fileSystem, FileSystemProvider delegate) {
    this.fileSystem = fileSystem;
    this.delegate = delegate;
  }

  @Override
  public String getScheme() {
    return FaultyPath.SCHEME;
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
    throw new UnsupportedOperationException("made by its constructor");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return fileSystem;
  }

  @Override
  public Path getPath(URI uri) {
    String text = uri.toString();
    URI real = URI.create(delegate.getScheme() + text.substring(text.indexOf(':')));
    return fileSystem.wrap(delegate.getPath(real));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path real = fileSystem.unwrap(path);
    boolean exists = Files.exists(real, LinkOption.NOFOLLOW_LINKS);
    boolean creates =
        !exists
            && (options.contains(StandardOpenOption.CREATE)
                || options.contains(StandardOpenOption.CREATE_NEW));
    fileSystem.before(creates ? OperationKind.CREATE : OperationKind.OPEN, real);
    if (creates) {
      takeFile(OperationKind.CREATE, real);
    }
    boolean cuts =
        exists
            && options.contains(StandardOpenOption.TRUNCATE_EXISTING)
            && options.contains(StandardOpenOption.WRITE);
    long freed = 0;
    if (cuts) {
      fileSystem.before(OperationKind.TRUNCATE, real);
      freed = Files.size(real);
    }
    FileChannel opened = delegate.newFileChannel(real, options, attributes);
    fileSystem.quota().give(freed, 0);
    History history = fileSystem.history();
    long node = history == null ? 0 : history.opened(real, creates, cuts);
    FaultyChannel channel = new FaultyChannel(fileSystem, real, opened, options, node);
    fileSystem.opened(channel);
    return channel;
  }

  private void takeFile(OperationKind kind, Path real) throws IOException {
    fileSystem.quota().takeFile(new FileOperation(kind, real.toString(), 0, false));
  }

  private interface Recording {
    void record(History history) throws IOException;
  }

  private void record(Recording recording) throws IOException {
    History history = fileSystem.history();
    if (history != null) {
      recording.record(history);
    }
  }

  /** What a name that goes gives back: nothing if the file has another one. */
  private static long[] freedBy(Path real) throws IOException {
    if (!Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
      return new long[] {0, 0};
    }
    if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      return new long[] {0, 1};
    }
    boolean isLast = (Integer) Files.getAttribute(real, "unix:nlink") == 1;
    return isLast ? new long[] {Files.size(real), 1} : new long[] {0, 0};
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    Path real = fileSystem.unwrap(directory);
    fileSystem.before(OperationKind.LIST, real);
    DirectoryStream<Path> stream =
        delegate.newDirectoryStream(real, entry -> filter.accept(fileSystem.wrap(entry)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return StreamSupport.stream(stream.spliterator(), false).map(fileSystem::wrap).iterator();
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    Path real = fileSystem.unwrap(directory);
    if (!Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
      fileSystem.before(OperationKind.CREATE_DIRECTORY, real);
      takeFile(OperationKind.CREATE_DIRECTORY, real);
    }
    delegate.createDirectory(real, attributes);
    record(history -> history.made(real, NodeType.DIRECTORY));
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
      throws IOException {
    Path real = fileSystem.unwrap(link);
    fileSystem.before(OperationKind.SYMBOLIC_LINK, real);
    takeFile(OperationKind.SYMBOLIC_LINK, real);
    delegate.createSymbolicLink(real, fileSystem.unwrap(target), attributes);
    record(history -> history.made(real, NodeType.LINK));
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    Path real = fileSystem.unwrap(link);
    if (!fileSystem.hasHardLinks()) {
      throw new UnsupportedOperationException("no hard links here");
    }
    fileSystem.before(OperationKind.LINK, real);
    delegate.createLink(real, fileSystem.unwrap(existing));
    record(history -> history.linked(real, fileSystem.unwrap(existing)));
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    Path real = fileSystem.unwrap(link);
    fileSystem.before(OperationKind.STAT, real);
    return fileSystem.wrap(delegate.readSymbolicLink(real));
  }

  @Override
  public void delete(Path path) throws IOException {
    Path real = fileSystem.unwrap(path);
    if (Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
      fileSystem.before(OperationKind.DELETE, real);
    }
    long[] freed = freedBy(real);
    delegate.delete(real);
    removed(real, freed);
  }

  private void removed(Path real, long[] freed) throws IOException {
    fileSystem.quota().give(freed[0], freed[1]);
    record(history -> history.removed(real));
  }

  @Override
  public boolean deleteIfExists(Path path) throws IOException {
    Path real = fileSystem.unwrap(path);
    if (Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
      fileSystem.before(OperationKind.DELETE, real);
    }
    long[] freed = freedBy(real);
    boolean isGone = delegate.deleteIfExists(real);
    if (isGone) {
      removed(real, freed);
    }
    return isGone;
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    Path real = fileSystem.unwrap(target);
    fileSystem.before(OperationKind.CREATE, real);
    fileSystem.before(OperationKind.WRITE, real);
    boolean isNew = !Files.exists(real, LinkOption.NOFOLLOW_LINKS);
    delegate.copy(fileSystem.unwrap(source), real, options);
    record(history -> history.copied(real, isNew));
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Path real = fileSystem.unwrap(target);
    fileSystem.before(OperationKind.MOVE, real);
    long[] freed = freedBy(real);
    delegate.move(fileSystem.unwrap(source), real, options);
    fileSystem.quota().give(freed[0], freed[1]);
    record(history -> history.moved(fileSystem.unwrap(source), real));
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    Path real = fileSystem.unwrap(path);
    fileSystem.before(OperationKind.STAT, real);
    return delegate.isSameFile(real, fileSystem.unwrap(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return delegate.isHidden(fileSystem.unwrap(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    Path real = fileSystem.unwrap(path);
    fileSystem.before(OperationKind.STAT, real);
    return delegate.getFileStore(real);
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    Path real = fileSystem.unwrap(path);
    fileSystem.before(OperationKind.STAT, real);
    delegate.checkAccess(real, modes);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    Path real = fileSystem.unwrap(path);
    V view = delegate.getFileAttributeView(real, type, options);
    return view == null ? null : counted(real, type, view);
  }

  /** The view, which asks the plan before each of its methods that sets something. */
  private <V extends FileAttributeView> V counted(Path real, Class<V> type, V view) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader() == null
                ? FaultyProvider.class.getClassLoader()
                : type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              boolean sets = method.getName().startsWith("set");
              fileSystem.before(sets ? OperationKind.SET_ATTRIBUTE : OperationKind.STAT, real);
              try {
                Object answer = method.invoke(view, arguments);
                if (sets) {
                  record(history -> history.changed(real));
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    Path real = fileSystem.unwrap(path);
    fileSystem.before(OperationKind.STAT, real);
    return delegate.readAttributes(real, type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    Path real = fileSystem.unwrap(path);
    fileSystem.before(OperationKind.STAT, real);
    return delegate.readAttributes(real, names, options);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options)
      throws IOException {
    Path real = fileSystem.unwrap(path);
    fileSystem.before(OperationKind.SET_ATTRIBUTE, real);
    delegate.setAttribute(real, name, value, options);
    record(history -> history.changed(real));
  }
}
