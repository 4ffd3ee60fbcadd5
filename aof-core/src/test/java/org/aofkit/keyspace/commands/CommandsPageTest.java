package org.aofkit.keyspace.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.aofkit.command.CommandSpec;
import org.aofkit.command.CommandTable;
import org.aofkit.testing.Testdata;
import org.junit.jupiter.api.Test;

class CommandsPageTest {
  private static final Path PAGE = Path.of("..", "src", "docs", "commands.md");
  private static final int NAME = 0;
  private static final int WRITE = 8;

  @Test
  void thePageSaysWhatTheCodeSays() throws IOException {
    String text = CommandsPage.text();
    if (Boolean.getBoolean("aofkit.regenerate")) {
      Files.writeString(PAGE, text);
    }

    assertThat(Files.readString(PAGE))
        .as("src/docs/commands.md is not what the code says; it tells how to write it anew")
        .isEqualTo(text);
  }

  @Test
  void everyWriteCommandOfEveryServerIsOnThePage() throws IOException {
    var onPage = new TreeSet<String>();
    CommandsPage.commands().forEach(spec -> onPage.add(spec.name()));
    List<Path> tables;
    try (var files = Files.list(Testdata.path("commands"))) {
      tables = files.filter(file -> file.getFileName().toString().startsWith("commands-")).toList();
    }

    assertThat(tables).hasSizeGreaterThanOrEqualTo(6);
    for (Path table : tables) {
      for (String line : Files.readAllLines(table)) {
        String[] columns = line.split("\t", -1);
        if (columns[WRITE].equals("write") && !columns[NAME].equals("name")) {
          assertThat(onPage).as(table.toString()).contains(columns[NAME].toLowerCase(Locale.ROOT));
        }
      }
    }
  }

  @Test
  void whatIsNotModelledIsOnlyThis() {
    var left = new TreeSet<String>();
    for (CommandSpec spec : CommandsPage.commands()) {
      if (Interpreter.support(spec.id()) != CommandSupport.MODELLED) {
        left.add(spec.name());
      }
    }

    assertThat(left).isSubsetOf(LEFT);
  }

  @Test
  void whatNoServerKnowsIsDeclined() {
    assertThat(Interpreter.support(CommandTable.standard().find("nonsense")))
        .isEqualTo(CommandSupport.DECLINED);
  }

  private static final Set<String> LEFT =
      Set.of(
          "cluster|flushslot",
          "eval",
          "evalsha",
          "fcall",
          "georadius",
          "georadiusbymember",
          "geosearchstore",
          "hexpire",
          "hpexpire",
          "migrate",
          "pfdebug",
          "script|flush",
          "script|load",
          "sort",
          "vadd",
          "vrem",
          "vsetattr",
          "xautoclaim",
          "xreadgroup");
}
