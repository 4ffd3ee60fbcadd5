package org.aofkit.fuzz.fs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory and all below it, in memory: names, hard links, bytes, modes and times of the last
 * change. For small directories. Not safe for use by several threads.
 */
public final class DiskImage {
  /** The number of the directory itself. */
  public static final long ROOT = 0;

  private final Map<Long, Node> nodes;

  /**
   * @param bytes of a file; must not be changed
   * @param target of a symbolic link
   * @param entries of a directory; replaced, never changed
   */
  private record Node(
      NodeType type,
      int mode,
      long mtime,
      byte[] bytes,
      @Nullable String target,
      Map<String, Long> entries) {
    Node with(int otherMode, long otherMtime, byte[] otherBytes) {
      return new Node(type, otherMode, otherMtime, otherBytes, target, entries);
    }

    Node with(Map<String, Long> otherEntries) {
      return new Node(type, mode, mtime, bytes, target, otherEntries);
    }
  }

  private DiskImage(Map<Long, Node> nodes) {
    this.nodes = nodes;
  }

  /** Reads a directory of a real file system. */
  public static DiskImage of(Path directory) throws IOException {
    DiskImage image = new DiskImage(new HashMap<>());
    image.read(directory, new HashMap<>());
    return image;
  }

  private long read(Path path, Map<Object, Long> seen) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Object key = attributes.fileKey();
    Long known = key == null ? null : seen.get(key);
    if (known != null) {
      return known;
    }
    long number = nodes.size();
    if (key != null) {
      seen.put(key, number);
    }
    nodes.put(number, new Node(NodeType.FILE, 0, 0, new byte[0], null, Map.of()));
    int mode = mode(path);
    long mtime = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    byte[] bytes = new byte[0];
    String target = null;
    NodeType type = NodeType.FILE;
    Map<String, Long> entries = new TreeMap<>();
    if (attributes.isDirectory()) {
      type = NodeType.DIRECTORY;
      try (Stream<Path> files = Files.list(path)) {
        for (Path file : files.sorted().toList()) {
          entries.put(String.valueOf(file.getFileName()), read(file, seen));
        }
      }
    } else if (attributes.isSymbolicLink()) {
      type = NodeType.LINK;
      target = Files.readSymbolicLink(path).toString();
    } else {
      bytes = Files.readAllBytes(path);
    }
    nodes.put(number, new Node(type, mode, mtime, bytes, target, entries));
    return number;
  }

  static int mode(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
  }

  /** An image that changes by itself. */
  public DiskImage copy() {
    return new DiskImage(new HashMap<>(nodes));
  }

  /** The number that the next node may have. */
  long nextNode() {
    return nodes.keySet().stream().mapToLong(Long::longValue).max().orElse(-1) + 1;
  }

  /** The entries of a directory: names and nodes. */
  public Map<String, Long> entries(long directory) {
    return node(directory).entries();
  }

  /** The bytes of a file; not to be changed. */
  public byte[] bytes(long file) {
    return node(file).bytes();
  }

  /** The mode of a node. */
  public int mode(long node) {
    return node(node).mode();
  }

  /** The time of the last change of a node, in nanoseconds since 1970. */
  public long mtime(long node) {
    return node(node).mtime();
  }

  NodeType type(long node) {
    return node(node).type();
  }

  String target(long link) {
    return String.valueOf(node(link).target());
  }

  private Node node(long number) {
    Node node = nodes.get(number);
    if (node == null) {
      throw new IllegalArgumentException("no node " + number);
    }
    return node;
  }

  /**
   * Does something again. Entries come and go also where an event before it was left out: the last
   * one that is done wins.
   */
  public void apply(DiskEvent event) {
    if (event instanceof DiskEvent.Made made) {
      nodes.put(
          made.node(),
          new Node(made.type(), made.mode(), made.mtime(), new byte[0], made.target(), Map.of()));
    } else if (event instanceof DiskEvent.Named named) {
      put(named.directory(), named.name(), named.node());
    } else if (event instanceof DiskEvent.Removed removed) {
      remove(removed.directory(), removed.name(), removed.node());
    } else if (event instanceof DiskEvent.Renamed renamed) {
      remove(renamed.from(), renamed.oldName(), renamed.node());
      put(renamed.to(), renamed.newName(), renamed.node());
    } else if (event instanceof DiskEvent.Written written) {
      byte[] old = bytes(written.file());
      int end = Math.toIntExact(written.offset() + written.bytes().length);
      byte[] all = Arrays.copyOf(old, Math.max(old.length, end));
      System.arraycopy(written.bytes(), 0, all, (int) written.offset(), written.bytes().length);
      setBytes(written.file(), all, written.mtime());
    } else if (event instanceof DiskEvent.Cut cut) {
      byte[] all = Arrays.copyOf(bytes(cut.file()), Math.toIntExact(cut.size()));
      setBytes(cut.file(), all, cut.mtime());
    } else if (event instanceof DiskEvent.Set set) {
      Node node = node(set.node());
      nodes.put(set.node(), node.with(set.mode(), set.mtime(), node.bytes()));
    }
  }

  /** Gives a file other bytes. */
  public void setBytes(long file, byte[] bytes, long mtime) {
    nodes.put(file, node(file).with(node(file).mode(), mtime, bytes));
  }

  private void put(long directory, String name, long node) {
    Map<String, Long> entries = new TreeMap<>(entries(directory));
    entries.put(name, node);
    nodes.put(directory, node(directory).with(entries));
  }

  private void remove(long directory, String name, long node) {
    Map<String, Long> entries = new TreeMap<>(entries(directory));
    if (entries.remove(name, node)) {
      nodes.put(directory, node(directory).with(entries));
    }
  }

  /** The files and symbolic links: path from the root to what is in them. */
  public Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    walk(ROOT, "", (path, node) -> files.put(path, content(node)));
    return files;
  }

  /** A name of a node, below a path for the root; null if it has none. */
  @Nullable Path pathOf(Path root, long wanted) {
    return pathOf(ROOT, root, wanted);
  }

  private @Nullable Path pathOf(long directory, Path path, long wanted) {
    for (Map.Entry<String, Long> entry : entries(directory).entrySet()) {
      Path file = path.resolve(entry.getKey());
      Path found =
          entry.getValue() == wanted
              ? file
              : type(entry.getValue()) == NodeType.DIRECTORY
                  ? pathOf(entry.getValue(), file, wanted)
                  : null;
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static byte[] content(Node node) {
    String target = node.target();
    return target == null ? node.bytes() : target.getBytes(StandardCharsets.UTF_8);
  }

  private interface Visitor {
    void visit(String path, Node node);
  }

  private void walk(long directory, String prefix, Visitor visitor) {
    entries(directory)
        .forEach(
            (name, number) -> {
              Node node = node(number);
              if (node.type() == NodeType.DIRECTORY) {
                walk(number, prefix + name + "/", visitor);
              } else {
                visitor.visit(prefix + name, node);
              }
            });
  }

  /** Makes real files of it. */
  public void writeTo(Path emptyDirectory) throws IOException {
    write(ROOT, emptyDirectory, new HashMap<>());
  }

  private void write(long directory, Path path, Map<Long, Path> made) throws IOException {
    for (Map.Entry<String, Long> entry : entries(directory).entrySet()) {
      Path file = path.resolve(entry.getKey());
      long number = entry.getValue();
      Node node = node(number);
      Path first = made.putIfAbsent(number, file);
      if (first != null && node.type() == NodeType.FILE) {
        Files.createLink(file, first);
        continue;
      }
      switch (node.type()) {
        case FILE -> Files.write(file, node.bytes());
        case LINK -> Files.createSymbolicLink(file, Path.of(target(number)));
        case DIRECTORY -> {
          Files.createDirectory(file);
          write(number, file, made);
        }
      }
      if (node.type() != NodeType.LINK) {
        Files.setAttribute(file, "unix:mode", node.mode());
        Files.setLastModifiedTime(file, FileTime.from(node.mtime(), TimeUnit.NANOSECONDS));
      }
    }
  }

  /** Tells images apart: names, bytes, modes, which names are of one file, and times of files. */
  public String digest() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Map<Node, Integer> order = new java.util.IdentityHashMap<>();
    walk(
        ROOT,
        "",
        (path, node) -> {
          int number = order.computeIfAbsent(node, n -> order.size());
          // Symbolic links get the time at which they are made, and can't be given another.
          String times = node.type() == NodeType.LINK ? "" : node.mode() + " " + node.mtime();
          String head = path + '\0' + number + ' ' + times + ' ';
          all.writeBytes((head + content(node).length + '\0').getBytes(StandardCharsets.UTF_8));
          all.writeBytes(content(node));
        });
    directories(ROOT, "", all);
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(all.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void directories(long directory, String prefix, ByteArrayOutputStream to) {
    entries(directory)
        .forEach(
            (name, number) -> {
              if (type(number) == NodeType.DIRECTORY) {
                String head = prefix + name + '/' + mode(number) + '\0';
                to.writeBytes(head.getBytes(StandardCharsets.UTF_8));
                directories(number, prefix + name + "/", to);
              }
            });
  }
}
