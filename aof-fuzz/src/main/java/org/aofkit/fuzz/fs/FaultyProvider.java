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

/** Asks the plan before each operation, then has the real provider do it. */
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
    boolean cuts =
        exists
            && options.contains(StandardOpenOption.TRUNCATE_EXISTING)
            && options.contains(StandardOpenOption.WRITE);
    if (cuts) {
      fileSystem.before(OperationKind.TRUNCATE, real);
    }
    FaultyChannel channel =
        new FaultyChannel(
            fileSystem,
            real,
            delegate.newFileChannel(real, options, attributes),
            options.contains(StandardOpenOption.APPEND));
    fileSystem.opened(channel);
    return channel;
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
    }
    delegate.createDirectory(real, attributes);
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
      throws IOException {
    Path real = fileSystem.unwrap(link);
    fileSystem.before(OperationKind.SYMBOLIC_LINK, real);
    delegate.createSymbolicLink(real, fileSystem.unwrap(target), attributes);
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    Path real = fileSystem.unwrap(link);
    if (!fileSystem.hasHardLinks()) {
      throw new UnsupportedOperationException("no hard links here");
    }
    fileSystem.before(OperationKind.LINK, real);
    delegate.createLink(real, fileSystem.unwrap(existing));
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
    delegate.delete(real);
  }

  @Override
  public boolean deleteIfExists(Path path) throws IOException {
    Path real = fileSystem.unwrap(path);
    if (Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
      fileSystem.before(OperationKind.DELETE, real);
    }
    return delegate.deleteIfExists(real);
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    Path real = fileSystem.unwrap(target);
    fileSystem.before(OperationKind.CREATE, real);
    fileSystem.before(OperationKind.WRITE, real);
    delegate.copy(fileSystem.unwrap(source), real, options);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Path real = fileSystem.unwrap(target);
    fileSystem.before(OperationKind.MOVE, real);
    delegate.move(fileSystem.unwrap(source), real, options);
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
                return method.invoke(view, arguments);
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
  }
}
