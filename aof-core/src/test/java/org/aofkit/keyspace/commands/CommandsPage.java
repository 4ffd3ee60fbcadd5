package org.aofkit.keyspace.commands;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandSpec;
import org.aofkit.command.CommandTable;
import org.aofkit.server.Server;

/** {@code src/docs/commands.md}, made from the code. */
final class CommandsPage {
  private static final CommandTable TABLE = CommandTable.standard();

  /** Servers do not flag them as commands that write, and logs hold them. */
  private static final Set<String> ALSO =
      Set.of("pfcount", "eval", "evalsha", "fcall", "script|load", "script|flush");

  private static final String WITH_THE_REST = "carried with the rest";
  private static final String SCRIPTS = "changes no data; carried where a script is";

  private CommandsPage() {}

  /** The commands on the page, in the order of their names. */
  static List<CommandSpec> commands() {
    List<CommandSpec> commands = new ArrayList<>();
    for (int id = 0; id < TABLE.size(); id++) {
      CommandSpec spec = TABLE.spec(id);
      if (!spec.isContainer() && (spec.write() || ALSO.contains(spec.name()))) {
        commands.add(spec);
      }
    }
    commands.sort(Comparator.comparing(CommandSpec::name));
    return commands;
  }

  static String text() {
    StringBuilder text = new StringBuilder();
    text.append("# Commands\n\n");
    text.append("What can be made of each command that changes data without a server: of all that");
    text.append(" Redis 7.0 to 8.0 and Valkey 8 and 9 flag as writing, and of a few more that");
    text.append(" stand in logs. All others change no data, or are about the server itself.\n");
    text.append("This page is made from the code; `mvn -pl aof-core test");
    text.append(" -Dtest=CommandsPageTest -Daofkit.regenerate=true` writes it anew.\n\n");
    text.append("| | meaning |\n|---|---|\n");
    text.append("| modelled | What it does to the data is known, as a server does it that loads a");
    text.append(
        " log. Not so its forms with a relative time (`EXPIRE`, `SET … EX`, `RESTORE` with");
    text.append(" a time to live): servers log the deadline instead. |\n");
    text.append("| carried | What it does is not known, but the keys it may change are: `compact`");
    text.append(" carries it over as it is, with all commands about these keys. |\n");
    text.append(
        "| carried with the rest | Not even the keys are known, or, of scripts, only those");
    text.append(" they declare: `compact` makes a base of what stands in front, and carries the");
    text.append(" log as it is from there on. So it does at a `SORT` with a `*` behind `BY` or");
    text.append(" `GET`, and at a command that no server has. |\n\n");
    text.append("| command | known to | |\n|---|---|---|\n");
    for (CommandSpec spec : commands()) {
      text.append("| `").append(spec.name().replace('|', ' ')).append("` | ");
      text.append(servers(spec)).append(" | ");
      text.append(support(spec)).append(" |\n");
    }
    return text.toString();
  }

  private static String support(CommandSpec spec) {
    return switch (Interpreter.support(spec.id())) {
      case MODELLED -> "modelled";
      case HARMLESS -> "changes no data";
      case CARRIED -> spec.kind() == CommandKind.SCRIPT ? WITH_THE_REST : "carried";
      case DECLINED -> spec.name().startsWith("script|") ? SCRIPTS : WITH_THE_REST;
    };
  }

  private static String servers(CommandSpec spec) {
    if (spec.knownBy() == Server.allBits()) {
      return "all";
    }
    List<String> titles = new ArrayList<>();
    for (Server server : Server.values()) {
      if (spec.arity(server) != 0) {
        titles.add(server.title());
      }
    }
    return String.join(", ", titles);
  }
}
