package org.aofkit.fuzz.fs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/** A path of the real file system in the guise of the faulty one. */
final class FaultyPath implements Path {
  static final String SCHEME = "faulty";

  private final FaultyFileSystem fileSystem;
  private final Path delegate;

  FaultyPath(FaultyFileSystem fileSystem, Path delegate) {
    this.fileSystem = fileSystem;
    this.delegate = delegate;
  }

  Path delegate() {
    return delegate;
  }

  @Override
  public FileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return delegate.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return wrap(delegate.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return wrap(delegate.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return wrap(delegate.getParent());
  }

  @Override
  public int getNameCount() {
    return delegate.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return fileSystem.wrap(delegate.getName(index));
  }

  @Override
  public Path subpath(int beginIndex, int endIndex) {
    return fileSystem.wrap(delegate.subpath(beginIndex, endIndex));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof FaultyPath that && delegate.startsWith(that.delegate);
  }

  @Override
  public boolean endsWith(Path other) {
    return other instanceof FaultyPath that && delegate.endsWith(that.delegate);
  }

  @Override
  public Path normalize() {
    return fileSystem.wrap(delegate.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return fileSystem.wrap(delegate.resolve(fileSystem.unwrap(other)));
  }

  @Override
  public Path relativize(Path other) {
    return fileSystem.wrap(delegate.relativize(fileSystem.unwrap(other)));
  }

  /** The real one with another scheme, so that the bytes of odd names survive as they do there. */
  @Override
  public URI toUri() {
    String uri = delegate.toUri().toString();
    return URI.create(SCHEME + uri.substring(uri.indexOf(':')));
  }

  @Override
  public Path toAbsolutePath() {
    return fileSystem.wrap(delegate.toAbsolutePath());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    fileSystem.before(OperationKind.STAT, delegate);
    return fileSystem.wrap(delegate.toRealPath(options));
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("no watching here");
  }

  @Override
  public int compareTo(Path other) {
    return delegate.compareTo(fileSystem.unwrap(other));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FaultyPath that
        && fileSystem == that.fileSystem
        && delegate.equals(that.delegate);
  }

  @Override
  public int hashCode() {
    return delegate.hashCode();
  }

  @Override
  public String toString() {
    return delegate.toString();
  }

  private @Nullable Path wrap(@Nullable Path path) {
    return path == null ? null : fileSystem.wrap(path);
  }
}
