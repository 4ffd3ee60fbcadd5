package org.aofkit.fuzz.fs;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A file system with the files of another one, on which operations fail as a {@link FaultPlan}
 * says. Get into it with {@link #wrap}. Its paths have no {@code toFile}, so that code which leaves
 * the given provider is found out.
 *
 * <p>Faults hit what goes through the provider: a mapping, once made, and a lock, once held, are
 * the real system's.
 */
public final class FaultyFileSystem extends FileSystem {
  private final FileSystem delegate;
  private final FaultyProvider provider;
  private final Set<Channel> channels =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  private volatile FaultPlan plan;
  private volatile Quota quota = Quota.none();
  private volatile @Nullable History history;
  private volatile boolean hasHardLinks = true;
  private final AtomicInteger syncsToLie = new AtomicInteger();
  private volatile Path confines = Path.of("/");
  private final LongAdder bytesRead = new LongAdder();

  /**
   * @param delegate has the files
   * @param plan what fails
   */
  public FaultyFileSystem(FileSystem delegate, FaultPlan plan) {
    this.delegate = delegate;
    this.plan = plan;
    this.provider = new FaultyProvider(this, delegate.provider());
  }

  /** Has other faults from now on. */
  public void use(FaultPlan other) {
    plan = other;
  }

  /** Has room for so much from now on. */
  public void use(Quota other) {
    quota = other;
  }

  /**
   * Records from now on all that is done to a directory and below it.
   *
   * @param directory a small directory of the real file system, which nobody else changes
   */
  public History record(Path directory) throws IOException {
    History begun = new History(directory);
    history = begun;
    return begun;
  }

  /**
   * The k-th sync from now on, of a file or a directory, says that it is done and is not, as with a
   * write cache that lies: it is not in the {@link History}.
   *
   * @param k 1 or more
   */
  public void lieAboutSync(int k) {
    syncsToLie.set(k);
  }

  /** Whether the lie has been told, or was never to be. */
  public boolean hasLied() {
    return syncsToLie.get() <= 0;
  }

  boolean liesNow() {
    return syncsToLie.decrementAndGet() == 0;
  }

  Quota quota() {
    return quota;
  }

  @Nullable History history() {
    return history;
  }

  /** Has no hard links from now on, like many a network file system. */
  public void forbidHardLinks() {
    hasHardLinks = false;
  }

  /**
   * Counts only operations inside a directory, and shows nothing in directories outside: what the
   * code under test reads of the system, such as its processes, differs from run to run.
   *
   * @param directory an absolute path of the real file system
   */
  public void confineTo(Path directory) {
    confines = directory;
  }

  /** Bytes asked for so far, by reads and mappings, where operations are counted. */
  public long bytesRead() {
    return bytesRead.sum();
  }

  boolean hasHardLinks() {
    return hasHardLinks;
  }

  /** What fails. */
  public FaultPlan plan() {
    return plan;
  }

  /** The same file, seen through this file system. */
  public Path wrap(Path path) {
    return new FaultyPath(this, path);
  }

  /** The real path. */
  public Path unwrap(Path path) {
    if (path instanceof FaultyPath faulty && faulty.getFileSystem() == this) {
      return faulty.delegate();
    }
    throw new java.nio.file.ProviderMismatchException(path + " is not of this file system");
  }

  /** Number of channels that are open. */
  public int openChannels() {
    synchronized (channels) {
      return (int) channels.stream().filter(Channel::isOpen).count();
    }
  }

  /** Closes all channels, as the end of a process does, and with them gives back their locks. */
  public void closeChannels() throws IOException {
    List<Channel> open;
    synchronized (channels) {
      open = new ArrayList<>(channels);
    }
    for (Channel channel : open) {
      channel.close();
    }
  }

  void opened(Channel channel) {
    channels.add(channel);
  }

  FaultPlan.Grant before(OperationKind kind, Path path) throws IOException {
    return before(new FileOperation(kind, path.toString(), 0, false));
  }

  FaultPlan.Grant before(FileOperation operation) throws IOException {
    if (Path.of(operation.path()).toAbsolutePath().startsWith(confines)) {
      if (operation.kind() == OperationKind.READ || operation.kind() == OperationKind.MAP) {
        bytesRead.add(operation.bytes());
      }
      return plan.before(operation);
    }
    if (operation.kind() == OperationKind.LIST) {
      throw new NoSuchFileException(operation.path());
    }
    return FaultPlan.Grant.ALL;
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  /** Does nothing: the real file system is not ours to close. */
  @Override
  public void close() {}

  @Override
  public boolean isOpen() {
    return delegate.isOpen();
  }

  @Override
  public boolean isReadOnly() {
    return delegate.isReadOnly();
  }

  @Override
  public String getSeparator() {
    return delegate.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return StreamSupport.stream(delegate.getRootDirectories().spliterator(), false)
        .map(this::wrap)
        .toList();
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return delegate.getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return delegate.supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return wrap(delegate.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = delegate.getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(unwrap(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return delegate.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException("no watching here");
  }
}
