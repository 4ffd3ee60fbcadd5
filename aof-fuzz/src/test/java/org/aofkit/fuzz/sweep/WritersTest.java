package org.aofkit.fuzz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * What writes is found in the code: whatever calls, itself or through others, a method of the JDK
 * that changes a file. What is not in the list of {@link Writer} fails here, and with it a new
 * operation that has no sweep.
 */
class WritersTest {
  @Test
  void everyPublicMethodThatChangesAFileHasASweep() {
    Set<String> listed = new TreeSet<>();
    for (Writer writer : Writer.values()) {
      listed.addAll(writer.methods());
      assertThat(writer.sweep().getDeclaredMethods())
          .as("%s", writer)
          .anyMatch(method -> method.isAnnotationPresent(ParameterizedTest.class));
    }
    assertThat(found()).isEqualTo(listed);
  }

  private static Set<String> found() {
    Set<JavaCodeUnit> writing = new HashSet<>();
    Deque<JavaCodeUnit> open = new ArrayDeque<>();
    for (JavaClass made : new ClassFileImporter().importPackages("org.aofkit")) {
      if (made.getPackageName().startsWith("org.aofkit.fuzz")) {
        continue;
      }
      for (JavaCodeUnit unit : made.getCodeUnits()) {
        if (unit.getCallsFromSelf().stream().anyMatch(WritersTest::changes)) {
          writing.add(unit);
          open.add(unit);
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
      boolean isOurs = !owner.getPackageName().startsWith("org.aofkit.fuzz");
      if (isOurs
          && owner.getModifiers().contains(JavaModifier.PUBLIC)
          && unit.getModifiers().contains(JavaModifier.PUBLIC)) {
        entries.add(owner.getSimpleName() + "." + unit.getName());
      }
    }
    return entries;
  }

  private static boolean changes(JavaAccess<?> call) {
    JavaClass owner = call.getTargetOwner();
    String name = call.getName();
    if (owner.isEquivalentTo(Files.class)) {
      return name.matches("(write|create|delete|move|copy|set|newOutput|newBufferedWriter).*");
    }
    return owner.isEquivalentTo(FileChannel.class) && name.matches("write|truncate|force");
  }
}
