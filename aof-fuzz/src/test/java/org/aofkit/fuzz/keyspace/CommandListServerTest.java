package org.aofkit.fuzz.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.aofkit.command.CommandTable;
import org.aofkit.fuzz.server.QuickServer;
import org.aofkit.fuzz.server.Reply;
import org.aofkit.fuzz.server.RespClient;
import org.aofkit.fuzz.server.Servers;
import org.aofkit.server.Server;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a server says of its commands, and what we know of them. */
class CommandListServerTest {
  private static final int NAME = 0;
  private static final int ARITY = 1;
  private static final int FLAGS = 2;
  private static final int SUBCOMMANDS = 9;

  @TempDir Path folder;

  private final CommandTable table = CommandTable.standard();
  private final TreeSet<String> wrong = new TreeSet<>();
  private int writing;

  @ParameterizedTest
  @EnumSource(names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9"})
  void everyCommandThatWritesIsKnownWithItsNumberOfWords(Server server) throws IOException {
    Path program = Servers.program(server);
    List<Reply> commands;
    try (QuickServer started = QuickServer.start(program, folder, Map.of());
        RespClient client = started.connect()) {
      commands = client.call("COMMAND").orThrow().items();
    }

    commands.forEach(command -> look(command, server));

    assertThat(wrong).isEmpty();
    assertThat(writing).isGreaterThan(100);
  }

  private void look(Reply command, Server server) {
    List<Reply> facts = command.items();
    String name = facts.get(NAME).text().toLowerCase(Locale.ROOT);
    boolean isWriting = facts.get(FLAGS).items().stream().anyMatch(f -> f.text().equals("write"));
    int id = table.find(name);
    long arity = facts.get(ARITY).number();
    if (isWriting) {
      writing++;
      if (id < 0 || !table.spec(id).write() || table.spec(id).arity(server) != arity) {
        wrong.add(name + " of " + arity);
      }
    }
    facts.get(SUBCOMMANDS).items().forEach(sub -> look(sub, server));
  }
}
