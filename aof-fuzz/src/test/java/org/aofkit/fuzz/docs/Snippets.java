package org.aofkit.fuzz.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.aofkit.fuzz.deploy.Project;

/**
 * The Java blocks of the documentation, each in a method of its own of one class, behind the
 * imports that the documentation leaves out: the packages that the core exports, and what is said
 * here.
 */
final class Snippets implements AutoCloseable {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```$");
  private static final Pattern EXPORT = Pattern.compile("(?m)^ *exports ([a-z.]+);");
  private static final List<String> OTHER_IMPORTS =
      List.of(
          "io.netty.buffer.ByteBuf",
          "io.netty.buffer.Unpooled",
          "java.nio.channels.WritableByteChannel",
          "java.nio.file.Path",
          "java.time.Clock",
          "java.util.Optional");

  /** A block, and where it stands. */
  record Block(String page, int line, String code) {
    @Override
    public String toString() {
      return page + ":" + line;
    }
  }

  private final URLClassLoader loader;
  private final Class<?> type;
  private final List<Block> blocks;

  private Snippets(URLClassLoader loader, Class<?> type, List<Block> blocks) {
    this.loader = loader;
    this.type = type;
    this.blocks = blocks;
  }

  /** The pages that have Java in them may be any of these. */
  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String folder : List.of(".", "src/docs", "src/docs/adr", "src/deploy", "src/bench")) {
      try (Stream<Path> files = Files.list(Project.root().resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }

  /** The blocks of a page. */
  static List<Block> of(Path page) throws IOException {
    String text = Files.readString(page);
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      int line = 1 + (int) text.substring(0, matcher.start(1)).lines().count();
      blocks.add(new Block(page.getFileName().toString(), line, matcher.group(1)));
    }
    return blocks;
  }

  /** The packages that the core exports. */
  static List<String> exported() throws IOException {
    String module =
        Files.readString(Project.root().resolve("aof-core/src/main/java/module-info.java"));
    List<String> packages = new ArrayList<>();
    Matcher matcher = EXPORT.matcher(module);
    while (matcher.find()) {
      packages.add(matcher.group(1));
    }
    return packages;
  }

  /**
   * Compiles blocks.
   *
   * @param fields declarations of what they take from elsewhere
   * @param classes where the classes go
   */
  static Snippets compile(List<Block> blocks, String fields, Path classes) throws IOException {
    var source = new StringBuilder();
    exported().forEach(name -> source.append("import ").append(name).append(".*;\n"));
    OTHER_IMPORTS.forEach(name -> source.append("import ").append(name).append(";\n"));
    source.append("public class Shown {\n").append(fields);
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      source
          .append("  public static void shown%d() throws Exception { // %s%n".formatted(i, block))
          .append(block.code.replace("Path.of(\"/data\")", "path"))
          .append("  }\n");
    }
    source.append("}\n");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var said = new StringWriter();
    List<String> options =
        List.of(
            "-proc:none",
            "-classpath",
            System.getProperty("java.class.path"),
            "-d",
            classes.toString());
    var file = new Source(source.toString());
    boolean isCompiled = compiler.getTask(said, null, null, options, null, List.of(file)).call();
    assertThat(isCompiled).as(said + "\n" + numbered(source.toString())).isTrue();
    var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
    try {
      return new Snippets(loader, loader.loadClass("Shown"), blocks);
    } catch (ClassNotFoundException e) {
      loader.close();
      throw new IOException(e);
    }
  }

  private static String numbered(String source) {
    List<String> lines = source.lines().toList();
    return Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
        .map(i -> (i + 1) + " " + lines.get(i))
        .collect(Collectors.joining("\n"));
  }

  /** Runs the first block that has this in it. */
  void run(String part) throws Exception {
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).code.contains(part)) {
        try {
          type.getMethod("shown" + i).invoke(null);
        } catch (InvocationTargetException e) {
          throw new AssertionError(blocks.get(i) + " fails", e.getCause());
        }
        return;
      }
    }
    throw new AssertionError("no block with " + part);
  }

  /** Gives a field a value. */
  void set(String field, Object value) throws ReflectiveOperationException {
    type.getField(field).set(null, value);
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }

  /** A source in memory. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///Shown.java"), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
