package org.aofkit.fuzz.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandSpec;
import org.aofkit.command.CommandTable;
import org.aofkit.fuzz.server.ServerBinaries;
import org.aofkit.server.Server;

/**
 * Measures what a server does with commands that are about the server itself and not about keys,
 * each alone and in a transaction: whether it comes up, what it holds then, what role it has, which
 * files there are.
 *
 * <p>Arguments: the server's id, and the file for the result, a line a case; a third one is a file
 * with the commands to try in place of those built in, one a line.
 */
public final class CommandMeasurement {
  /** With arguments that mean something; all others are tried with as few words as they need. */
  private static final List<String> BY_HAND =
      List.of(
          "WAIT 0 0",
          "WAIT 1 1",
          "WAIT 1 0",
          "WAITAOF 0 0 0",
          "WAITAOF 1 0 1",
          "WAITAOF 0 1 1",
          "PSYNC ? -1",
          "PSYNC x 1",
          "SYNC",
          "REPLCONF listening-port 1",
          "REPLCONF ack 1",
          "REPLCONF getack *",
          "REPLCONF rdb-only 1",
          "REPLICAOF NO ONE",
          "REPLICAOF 127.0.0.1 1",
          "SLAVEOF 127.0.0.1 1",
          "FAILOVER",
          "FAILOVER TO 127.0.0.1 1",
          "FAILOVER ABORT",
          "CONFIG SET maxmemory 1mb",
          "CONFIG SET appendonly no",
          "CONFIG SET appendonly yes",
          "CONFIG SET save 1",
          "CONFIG SET dir /",
          "CONFIG SET databases 1",
          "CONFIG REWRITE",
          "CONFIG RESETSTAT",
          "SAVE",
          "BGSAVE",
          "BGSAVE SCHEDULE",
          "BGREWRITEAOF",
          "SHUTDOWN",
          "SHUTDOWN NOSAVE",
          "SHUTDOWN ABORT",
          "SHUTDOWN NOW NOSAVE FORCE",
          "DEBUG SEGFAULT",
          "DEBUG SLEEP 0",
          "DEBUG FLUSHALL",
          "DEBUG RELOAD",
          "DEBUG LOADAOF",
          "DEBUG JMAP",
          "CLIENT KILL 127.0.0.1:1",
          "CLIENT KILL TYPE normal",
          "CLIENT KILL TYPE normal SKIPME no",
          "CLIENT KILL ID 0",
          "CLIENT PAUSE 100",
          "CLIENT PAUSE 100 WRITE",
          "CLIENT REPLY OFF",
          "CLIENT REPLY ON",
          "CLIENT REPLY SKIP",
          "CLIENT NO-EVICT on",
          "CLIENT TRACKING on",
          "CLIENT TRACKING on BCAST",
          "CLIENT CACHING yes",
          "CLIENT UNBLOCK 1",
          "CLIENT SETNAME x",
          "CLIENT LIST",
          "CLIENT INFO",
          "CLIENT ID",
          "MODULE LOAD /nosuch.so",
          "MODULE LIST",
          "SCRIPT KILL",
          "SCRIPT FLUSH",
          "SCRIPT LOAD return",
          "SCRIPT DEBUG yes",
          "FUNCTION KILL",
          "FUNCTION FLUSH",
          "FUNCTION DUMP",
          "FUNCTION LOAD x",
          "FUNCTION DELETE x",
          "ACL LOAD",
          "ACL SAVE",
          "ACL SETUSER default off",
          "ACL SETUSER default resetkeys",
          "ACL DELUSER default",
          "ACL LIST",
          "ACL WHOAMI",
          "ACL DRYRUN default GET a",
          "AUTH x",
          "AUTH default x",
          "HELLO",
          "HELLO 3",
          "HELLO 2 AUTH default x",
          "RESET",
          "QUIT",
          "MONITOR",
          "SUBSCRIBE x",
          "PSUBSCRIBE x",
          "SSUBSCRIBE x",
          "UNSUBSCRIBE",
          "PUNSUBSCRIBE",
          "SUNSUBSCRIBE",
          "PUBLISH x y",
          "SPUBLISH x y",
          "WATCH a",
          "UNWATCH",
          "EVAL return(1) 0",
          "EVAL return(redis.call('set','e','1')) 0",
          "EVAL return(redis.call('select','3')) 0",
          "EVAL return(redis.call('nosuch')) 0",
          "EVAL x( 0",
          "EVALSHA 0123456789012345678901234567890123456789 0",
          "FCALL f 0",
          "BLPOP nolist 0",
          "BLPOP nolist 1",
          "BLMOVE nolist m LEFT LEFT 0",
          "BZPOPMIN nozset 0",
          "XREAD BLOCK 0 STREAMS nostream $",
          "XREADGROUP GROUP g c BLOCK 0 STREAMS nostream >",
          "MIGRATE 127.0.0.1 1 a 0 10",
          "SWAPDB 0 1",
          "SWAPDB 0 99",
          "MOVE a 99",
          "COPY a b DB 99",
          "SELECT 99",
          "FLUSHALL",
          "FLUSHDB",
          "SORT a BY x",
          "OBJECT FREQ a",
          "PFSELFTEST",
          "PFDEBUG GETREG a",
          "LOLWUT",
          "LASTSAVE",
          "ROLE",
          "READONLY",
          "READWRITE",
          "ASKING",
          "CLUSTER INFO",
          "CLUSTER RESET",
          "CLUSTER MEET 127.0.0.1 1",
          "LATENCY DOCTOR",
          "MEMORY DOCTOR",
          "MEMORY PURGE",
          "SLOWLOG GET",
          "RESTORE-ASKING r 0 x");

  private CommandMeasurement() {}

  /** Runs; see the class. */
  public static void main(String[] args) throws IOException {
    Server server = Server.byId(args[0]).orElseThrow();
    Path program = ServerBinaries.find(server).orElseThrow();
    List<String> commands = new ArrayList<>();
    if (args.length > 2) {
      commands.addAll(Files.readAllLines(Path.of(args[2])));
    } else {
      commands.addAll(BY_HAND);
      commands.addAll(plain(server));
    }
    List<String> lines = new ArrayList<>();
    for (String command : commands) {
      lines.add(command + "\tbare\t" + bare(program, command).run());
      lines.add(command + "\tmulti\t" + inTransaction(program, command).run());
    }
    Files.write(Path.of(args[1]), lines, StandardCharsets.UTF_8);
  }

  private static LoadTrial bare(Path program, String command) {
    return new LoadTrial(program)
        .add("SET a 1")
        .add("SELECT 3")
        .add("SET b 1")
        .add(command)
        .add("SET z 2");
  }

  private static LoadTrial inTransaction(Path program, String command) {
    return new LoadTrial(program)
        .add("SET a 1")
        .add("SELECT 3")
        .add("SET b 1")
        .add("MULTI")
        .add("SET c 1")
        .add(command)
        .add("SET y 2")
        .add("EXEC")
        .add("SET z 2");
  }

  private static List<String> plain(Server server) {
    CommandTable table = CommandTable.standard();
    List<String> commands = new ArrayList<>();
    for (int id = 0; id < table.size(); id++) {
      CommandSpec spec = table.spec(id);
      int arity = Math.abs(spec.arity(server));
      boolean about = !spec.touchesSelectedDatabase() && spec.kind() == CommandKind.ORDINARY;
      if (arity == 0 || !about || spec.isContainer()) {
        continue;
      }
      List<String> words = new ArrayList<>(List.of(spec.name().split("\\|")));
      while (words.size() < arity) {
        words.add("1");
      }
      commands.add(String.join(" ", words));
    }
    return commands;
  }
}
