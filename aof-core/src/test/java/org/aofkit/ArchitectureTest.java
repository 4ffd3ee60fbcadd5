package org.aofkit;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The arrows between the packages of the core, and what the core stays away from. A package may use
 * what its arrows reach, and nothing else of ours.
 */
class ArchitectureTest {
  private static final String ROOT = "org.aofkit";

  /**
   * {@code server} is a leaf that all may use; {@code check} reaches no {@code commit}: looking
   * never writes.
   */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("server", Set.of()),
          Map.entry("io", Set.of()),
          Map.entry("lua", Set.of()),
          Map.entry("resp", Set.of("io")),
          Map.entry("command", Set.of("resp")),
          Map.entry("rdb", Set.of("io", "lua")),
          Map.entry("manifest", Set.of("io")),
          Map.entry("commit", Set.of("io")),
          Map.entry("aof", Set.of("command", "rdb", "manifest")),
          Map.entry("check", Set.of("aof")),
          Map.entry("stats", Set.of("aof")),
          Map.entry("append", Set.of("check", "commit")),
          Map.entry("repair", Set.of("check", "commit")),
          Map.entry("keyspace", Set.of("command", "rdb")),
          Map.entry("compact", Set.of("aof", "check", "commit", "keyspace", "repair")));

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  static Set<String> packages() {
    return new TreeSet<>(ARROWS.keySet());
  }

  @ParameterizedTest
  @MethodSource("packages")
  void packageUsesOnlyWhatItsArrowsReach(String name) {
    var reached = new TreeSet<>(Set.of("server"));
    reach(name, reached);
    noClasses()
        .that()
        .resideInAPackage(inside(name))
        .should()
        .dependOnClassesThat(
            describe(
                "are ours and none of " + reached,
                used -> isOurs(used) && !reached.contains(slice(used))))
        .allowEmptyShould(true)
        .check(CORE);
  }

  @Test
  void everyPackageHasItsArrows() {
    var found = new TreeSet<String>();
    CORE.stream().filter(ArchitectureTest::isOurs).forEach(type -> found.add(slice(type)));
    assertThat(ARROWS.keySet()).containsAll(found);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void aTestFileSystemIsNeverBypassed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.File")
        .orShould()
        .callMethod(Path.class, "toFile")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.(RandomAccessFile|File(In|Out)putStream|File(Read|Writ)er)")
        .check(CORE);
  }

  @Test
  void coreNeitherExitsNorPrints() {
    noClasses()
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(CORE);
  }

  @Test
  void coreUsesNoNetworkNoLoggingNoProcess() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.net..")
                .and(describe("do more than write text", type -> !isText(type.getSimpleName()))))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.slf4j..", "io.netty.channel..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName(ProcessBuilder.class.getName())
        .check(CORE);
  }

  /** Some classes for URIs live in java.net and touch no network. */
  private static boolean isText(String className) {
    return className.startsWith("URI") || className.matches("URL(En|De)coder");
  }

  @Test
  void textIsNeverReadOrWrittenInTheDefaultCharset() {
    noClasses()
        .should()
        .callMethod(String.class, "getBytes")
        .orShould()
        .callConstructor(String.class, byte[].class)
        .orShould()
        .callConstructor(String.class, byte[].class, int.class, int.class)
        .check(CORE);
  }

  @Test
  void staticsHoldNoState() {
    fields().that().areStatic().should().beFinal().check(CORE);
  }

  @Test
  void everyPackageIsNullMarked() {
    classes().should(resideInANullMarkedPackage()).check(CORE);
  }

  private static void reach(String name, Set<String> reached) {
    if (reached.add(name)) {
      ARROWS.getOrDefault(name, Set.of()).forEach(used -> reach(used, reached));
    }
  }

  private static String inside(String name) {
    return ROOT + "." + name + "..";
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith(ROOT + ".");
  }

  private static String slice(JavaClass type) {
    String rest = type.getPackageName().substring(ROOT.length() + 1);
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }

  private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
    return new ArchCondition<>("reside in a package marked @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (isOurs(type) && !type.getPackage().isAnnotatedWith(NullMarked.class)) {
          events.add(violated(type, type.getPackageName() + " is not @NullMarked"));
        }
      }
    };
  }
}
