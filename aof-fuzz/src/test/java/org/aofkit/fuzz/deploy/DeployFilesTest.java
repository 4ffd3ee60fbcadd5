package org.aofkit.fuzz.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aofkit.fsck.options.Opt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeployFilesTest {
  private static final Path FOLDER = Project.root().resolve("src/deploy");

  @Test
  void everyVariableInTheExamplesIsAnOption() throws IOException {
    var known = new TreeSet<String>();
    Arrays.stream(Opt.values())
        .filter(Opt::mayComeFromEnvironment)
        .forEach(option -> known.add(option.variable()));
    var used = new TreeSet<String>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.toList()) {
        Pattern.compile(Opt.VARIABLE_PREFIX + "[A-Z_]*[A-Z]")
            .matcher(Files.readString(file))
            .results()
            .forEach(found -> used.add(found.group()));
      }
    }

    assertThat(used).isNotEmpty().isSubsetOf(known);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"redis-statefulset.yaml", "values-bitnami-redis.yaml", "values-valkey-helm.yaml"})
  void initContainerIsRestrictedAndSmall(String name) throws IOException {
    assertThat(Files.readString(FOLDER.resolve(name)))
        .contains(
            "args: [\"init\", \"/data\"]",
            "runAsNonRoot: true",
            "allowPrivilegeEscalation: false",
            "readOnlyRootFilesystem: true",
            "drop: [\"ALL\"]",
            "type: RuntimeDefault",
            "terminationMessagePolicy: FallbackToLogsOnError",
            "limits:",
            "memory: 128Mi")
        .doesNotContain("\t", ":latest");
  }
}
