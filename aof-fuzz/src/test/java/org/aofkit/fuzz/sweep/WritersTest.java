package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.File;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Formatter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What writes is found in the code: whatever calls, itself or through others, a method of the JDK
 * that changes a file, or that writes to a channel, which may be a file's. What is not in the list
 * of {@link Writer} fails here, and with it a new operation that has no sweep; so does a sweep that
 * never calls what it is said to be of.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WritersTest {
  private JavaClasses code = new ClassFileImporter().importClasses();

  @BeforeAll
  void read() {
    code = new ClassFileImporter().importPackages("org.aofkit");
  }

  @Test
  void everyPublicMethodThatChangesAFileHasASweep() {
    Set<String> listed = new TreeSet<>();
    for (Writer writer : Writer.values()) {
      listed.addAll(writer.methods());
      assertThat(writer.sweep().getDeclaredMethods())
          .as("%s", writer)
          .anyMatch(method -> method.isAnnotationPresent(ParameterizedTest.class));
    }
    // It ends the process; what it does else is Fsck.run.
    listed.add("Main.main");
    // It makes a string in memory, for a client's RESTORE or a compaction's base of commands.
    listed.add("RdbWriter.payload");
    // It counts what it would write.
    listed.add("Compactor.measure");
    // It writes into a channel of its caller, and no other method of ours gives it a file.
    listed.add("KeyspaceWriter.write");
    // A channel, called by the methods of channels: what a compaction writes its base through.
    for (String method : List.of("close", "position", "read", "truncate", "write")) {
      listed.add("DirectFile." + method);
    }
    assertThat(found()).isEqualTo(listed);
  }

  @ParameterizedTest
  @EnumSource
  void sweepCallsWhatItIsOf(Writer writer) {
    Set<String> missing = new TreeSet<>(writer.methods());
    missing.removeAll(reached(code.get(writer.sweep())));
    assertThat(missing).isEmpty();
  }

  private Set<String> found() {
    Set<JavaCodeUnit> writing = new HashSet<>();
    Deque<JavaCodeUnit> open = new ArrayDeque<>();
    for (JavaClass made : code) {
      if (isOurs(made)) {
        for (JavaCodeUnit unit : made.getCodeUnits()) {
          if (unit.getAccessesFromSelf().stream().anyMatch(WritersTest::changes)) {
            writing.add(unit);
            open.add(unit);
          }
        }
      }
    }
    while (!open.isEmpty()) {
      for (JavaAccess<?> call : open.remove().getAccessesToSelf()) {
        if (writing.add(call.getOrigin())) {
          open.add(call.getOrigin());
        }
      }
    }
    Set<String> entries = new TreeSet<>();
    for (JavaCodeUnit unit : writing) {
      JavaClass owner = unit.getOwner();
      if (isOurs(owner)
          && owner.getModifiers().contains(JavaModifier.PUBLIC)
          && unit.getModifiers().contains(JavaModifier.PUBLIC)) {
        entries.add(nameOf(unit));
      }
    }
    return entries;
  }

  private static boolean isOurs(JavaClass made) {
    return made.getPackageName().startsWith("org.aofkit")
        && !made.getPackageName().startsWith("org.aofkit.fuzz");
  }

  private static boolean changes(JavaAccess<?> call) {
    JavaClass owner = call.getTargetOwner();
    String name = call.getName();
    if (owner.isEquivalentTo(Files.class)) {
      return name.matches("(write|create|delete|move|copy|set|newOutput|newBufferedWriter).*");
    }
    if (owner.isEquivalentTo(StandardOpenOption.class)) {
      // Whoever opens a file with these may change it, however the channel is used then.
      return name.matches("WRITE|APPEND|CREATE|CREATE_NEW|TRUNCATE_EXISTING|DELETE_ON_CLOSE");
    }
    boolean isChannel =
        owner.isAssignableTo(WritableByteChannel.class)
            || owner.isAssignableTo(AsynchronousFileChannel.class);
    return isChannel && name.matches("write|truncate|force|transferFrom")
        || owner.isAssignableTo(FileAttributeView.class) && name.startsWith("set")
        || owner.isAssignableTo(FileSystemProvider.class)
            && name.matches("(create|delete|move|copy|set|newOutput).*")
        || owner.isEquivalentTo(FileChannel.MapMode.class) && name.equals("READ_WRITE")
        || owner.isAssignableTo(MappedByteBuffer.class) && name.matches("force|put.*")
        || owner.isAssignableTo(RandomAccessFile.class)
        || owner.isAssignableTo(FileOutputStream.class)
        || owner.isAssignableTo(FileWriter.class)
        || owner.isEquivalentTo(File.class) && name.matches("(create|delete|mkdir|rename|set).*")
        || opensByName(call)
        || owner.isAssignableTo(ProcessBuilder.class)
        || owner.isAssignableTo(Runtime.class) && name.equals("exec");
  }

  /** What formats text opens a file where it is given the name of one. */
  private static boolean opensByName(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    boolean formats =
        owner.isAssignableTo(PrintStream.class)
            || owner.isAssignableTo(PrintWriter.class)
            || owner.isAssignableTo(Formatter.class);
    return formats
        && access instanceof JavaConstructorCall call
        && call.getTarget().getRawParameterTypes().stream()
            .limit(1)
            .anyMatch(type -> type.isEquivalentTo(String.class) || type.isEquivalentTo(File.class));
  }

  /** A way to change a file in each method. */
  @SuppressWarnings("unused")
  private static final class Ways {
    void byProvider(Path file) throws IOException {
      file.getFileSystem().provider().delete(file);
    }

    void byMovingWithAProvider(Path file) throws IOException {
      file.getFileSystem().provider().move(file, file);
    }

    void byMapping(FileChannel channel) throws IOException {
      channel.map(FileChannel.MapMode.READ_WRITE, 0, 1);
    }

    void byMappedBytes(MappedByteBuffer bytes) {
      bytes.put(0, (byte) 1);
    }

    void byRandomAccess(String file) throws IOException {
      new RandomAccessFile(file, "rw").close();
    }

    void byStream(String file) throws IOException {
      new FileOutputStream(file).close();
    }

    void byWriter(String file) throws IOException {
      new FileWriter(file).close();
    }

    void byPrinting(String file) throws IOException {
      new PrintStream(file).close();
    }

    void byFormatting(String file) throws IOException {
      new Formatter(file).close();
    }

    void byFile(Path file) {
      file.toFile().delete();
    }

    void byAsynchronousChannel(AsynchronousFileChannel channel) {
      channel.write(ByteBuffer.allocate(1), 0);
    }

    void byAnotherProcess() throws IOException {
      new ProcessBuilder("rm").start();
    }

    void byOpening(Path file) throws IOException {
      Files.newByteChannel(file, StandardOpenOption.APPEND).close();
    }

    void byFiles(Path file) throws IOException {
      Files.delete(file);
    }
  }

  @Test
  void everyWayToChangeAFileIsSeen() {
    JavaClass ways = code.get(Ways.class);
    Set<String> unseen = new TreeSet<>();
    for (JavaMethod way : ways.getMethods()) {
      if (way.getAccessesFromSelf().stream().noneMatch(WritersTest::changes)) {
        unseen.add(way.getName());
      }
    }
    assertThat(ways.getMethods()).hasSizeGreaterThan(10);
    assertThat(unseen).isEmpty();
  }

  /**
   * What a test calls, itself or through others; of a method that is called all that override it,
   * and with the first use of a class what initializes it, such as the constants of an enum.
   */
  private static Set<String> reached(JavaClass test) {
    Set<JavaCodeUnit> seen = new HashSet<>(test.getCodeUnits());
    Deque<JavaCodeUnit> open = new ArrayDeque<>(seen);
    Set<String> names = new TreeSet<>();
    while (!open.isEmpty()) {
      JavaCodeUnit unit = open.remove();
      names.add(nameOf(unit));
      for (JavaAccess<?> access : unit.getAccessesFromSelf()) {
        for (JavaCodeUnit target : targets(access)) {
          if (seen.add(target)) {
            open.add(target);
          }
        }
      }
    }
    return names;
  }

  private static List<JavaCodeUnit> targets(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    List<JavaCodeUnit> targets = new ArrayList<>();
    if (!owner.getPackageName().startsWith("org.aofkit")) {
      return targets;
    }
    owner.getStaticInitializer().ifPresent(targets::add);
    List<JavaClass> owners = new ArrayList<>(owner.getAllSubclasses());
    owners.add(owner);
    for (JavaClass each : owners) {
      for (JavaCodeUnit unit : each.getCodeUnits()) {
        if (unit.getName().equals(access.getName())) {
          targets.add(unit);
        }
      }
    }
    return targets;
  }

  private static String nameOf(JavaCodeUnit unit) {
    return unit.getOwner().getSimpleName() + "." + unit.getName();
  }
}
