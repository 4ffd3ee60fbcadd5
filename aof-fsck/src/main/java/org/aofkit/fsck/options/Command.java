package org.aofkit.fsck.options;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands, each with its operands, options and examples. */
public enum Command {
  CHECK(
      "check",
      "[OPTION...] PATH...",
      "look only: say what is wrong, whether the server starts, and what to do",
      "PATH is a data directory, the AOF directory in it, a manifest, or one AOF or RDB file. Nothing is"
          + " ever written.\nWith --config, PATH may be left out: the directory it names is checked.",
      Integer.MAX_VALUE,
      List.of(
          Opt.SERVER,
          Opt.DATABASES,
          Opt.CONFIG,
          Opt.SANITIZE,
          Opt.DUPLICATES,
          Opt.STRICT,
          Opt.IO,
          Opt.THREADS,
          Opt.PATHS_FROM,
          Opt.JSON,
          Opt.COLOR,
          Opt.QUIET,
          Opt.VERBOSE,
          Opt.DEBUG,
          Opt.HELP,
          Opt.VERSION),
      List.of("check /data", "check --json --paths-from backups.txt")),
  REPAIR(
      "repair",
      "[OPTION...] DIR",
      "plan and apply edits that give up nothing, or what you allow",
      "Without --policy and --until only SAFE edits are made: nothing that a server would have executed is given up"
          + " or changed. Where more is needed, nothing is written, the exit code is 4, and what the other policies"
          + " would keep and lose is said.\nWhat is taken out is kept; 'undo' brings it back."
          + " There is no prompt. With --config, DIR may be left out.",
      1,
      List.of(
          Opt.DRY_RUN,
          Opt.POLICY,
          Opt.UNTIL,
          Opt.LIST_KEYS,
          Opt.MAX_LOSS,
          Opt.ACCEPT_LOSS,
          Opt.AMBIGUOUS_DB,
          Opt.PARTIAL_VALUES,
          Opt.ASSUME,
          Opt.CLEAN_LEFTOVERS,
          Opt.QUARANTINE,
          Opt.EXPECT_PLAN,
          Opt.SERVER,
          Opt.DATABASES,
          Opt.CONFIG,
          Opt.SANITIZE,
          Opt.DUPLICATES,
          Opt.IO,
          Opt.THREADS,
          Opt.JSON,
          Opt.COLOR,
          Opt.QUIET,
          Opt.VERBOSE,
          Opt.DEBUG,
          Opt.HELP,
          Opt.VERSION),
      List.of(
          "repair --dry-run /data",
          "repair /data",
          "repair --policy salvage --max-loss 64kb /data",
          "repair --until 2026-11-22T10:15:00Z /data")),
  COMPACT(
      "compact",
      "[OPTION...] DIR",
      "rewrite the log as small as it can be, with the same data, without a server",
      "Writes a new base, log and manifest with the same data and puts them in place of the old files, which are"
          + " kept; 'undo' brings them back. Kept files still take their room: --quarantine keeps them on another"
          + " volume, --no-quarantine deletes them when the new ones were checked. Stop the server first.\n"
          + "Only what 'check' calls clean is compacted; else the exit code is 4. Commands whose work is not known are"
          + " carried over as they are. With --config, DIR may be left out.",
      1,
      List.of(
          Opt.DRY_RUN,
          Opt.OUTPUT,
          Opt.SCRATCH,
          Opt.QUARANTINE,
          Opt.NO_QUARANTINE,
          Opt.TARGET,
          Opt.FORMAT,
          Opt.DROP_EXPIRED,
          Opt.DROP_UNSUPPORTED,
          Opt.TERMINATION_LOG,
          Opt.SERVER,
          Opt.DATABASES,
          Opt.CONFIG,
          Opt.SANITIZE,
          Opt.DUPLICATES,
          Opt.IO,
          Opt.THREADS,
          Opt.JSON,
          Opt.COLOR,
          Opt.QUIET,
          Opt.VERBOSE,
          Opt.DEBUG,
          Opt.HELP,
          Opt.VERSION),
      List.of(
          "compact --dry-run /data",
          "compact /data",
          "compact --scratch /other/volume /data",
          "compact --output /new/data --target valkey-9 /data")),
  RESCUE(
      "rescue",
      "[OPTION...] --scratch DIR DIR",
      "get a server going again whose volume has no byte free: repair, check, compact and swap",
      "Makes the repairs that give up nothing, on another volume, compacts what they leave, and puts the new files in"
          + " place of the old ones, which are kept in the scratch directory. If it is interrupted, the next run"
          + " with the same --scratch goes on. Where a repair would give something up, nothing is written and the"
          + " exit code is 4. With --config, DIR may be left out.",
      1,
      List.of(
          Opt.SCRATCH,
          Opt.NO_QUARANTINE,
          Opt.TERMINATION_LOG,
          Opt.SERVER,
          Opt.DATABASES,
          Opt.CONFIG,
          Opt.SANITIZE,
          Opt.DUPLICATES,
          Opt.IO,
          Opt.THREADS,
          Opt.JSON,
          Opt.COLOR,
          Opt.QUIET,
          Opt.VERBOSE,
          Opt.DEBUG,
          Opt.HELP,
          Opt.VERSION),
      List.of("rescue --scratch /other/volume /data")),
  CONVERT(
      "convert",
      "[OPTION...] FROM TO",
      "make a log of a dump, or a dump of a log; for another server where that is wanted",
      "Where FROM is a file (dump.rdb, or the single AOF of a server before 7.0), TO is made a data directory to turn"
          + " appendonly on with: a base that holds what FROM holds, an empty log and a manifest. It must hold no log"
          + " yet. Where FROM is a directory, TO is a new dump.rdb with its keys, and commands whose work is not known"
          + " stand in the way. What is made appears at once, when all of it is there; FROM is only read, and nothing"
          + " is written over.\nOnly what 'check' calls clean is converted; else the exit code is 4.",
      2,
      List.of(
          Opt.TARGET,
          Opt.FORMAT,
          Opt.DROP_EXPIRED,
          Opt.DROP_UNSUPPORTED,
          Opt.SERVER,
          Opt.DATABASES,
          Opt.CONFIG,
          Opt.SANITIZE,
          Opt.DUPLICATES,
          Opt.IO,
          Opt.THREADS,
          Opt.JSON,
          Opt.COLOR,
          Opt.QUIET,
          Opt.VERBOSE,
          Opt.DEBUG,
          Opt.HELP,
          Opt.VERSION),
      List.of(
          "convert dump.rdb /data",
          "convert /data dump.rdb",
          "convert --target redis-7.0 --drop-unsupported dump-of-8.rdb /data")),
  UNDO(
      "undo",
      "[OPTION...] DIR",
      "take the last operation back",
      "Brings back every byte, name and mode of the last operation. It refuses when a file has changed since, for"
          + " example because a server has run; then --to puts the originals beside. An operation whose journal is"
          + " damaged is given up with --abandon; what it has kept stays, and is named.",
      1,
      List.of(
          Opt.TO,
          Opt.ABANDON,
          Opt.QUARANTINE,
          Opt.SERVER,
          Opt.DATABASES,
          Opt.CONFIG,
          Opt.SANITIZE,
          Opt.IO,
          Opt.THREADS,
          Opt.JSON,
          Opt.COLOR,
          Opt.QUIET,
          Opt.VERBOSE,
          Opt.DEBUG,
          Opt.HELP,
          Opt.VERSION),
      List.of("undo /data", "undo --to /data/before-repair /data")),
  INIT(
      "init",
      "[OPTION...] DIR",
      "for init containers: check, repair by policy, report; exit code 0 when the server may start",
      "Run it as the user of the server, before the server, on the same volume. It may run any number of times.\n"
          + "Exit codes: 0 the server may start; 4 damage that needs a decision, nothing was written; 8 the repair"
          + " could not be done; 16 usage; 32 cancelled.\nWith --strict the answer is 4, not 0, also while"
          + " a warning is left: what servers load and their check tools call bad. It changes nothing else: the same"
          + " edits are made, and files newer than this tool are still answered with 0.",
      1,
      List.of(
          Opt.POLICY,
          Opt.MAX_LOSS,
          Opt.ACCEPT_LOSS,
          Opt.AMBIGUOUS_DB,
          Opt.PARTIAL_VALUES,
          Opt.ASSUME,
          Opt.QUARANTINE,
          Opt.MIN_FREE,
          Opt.TERMINATION_LOG,
          Opt.TIME_LIMIT,
          Opt.ON_TOOL_ERROR,
          Opt.SERVER,
          Opt.DATABASES,
          Opt.CONFIG,
          Opt.SANITIZE,
          Opt.DUPLICATES,
          Opt.STRICT,
          Opt.IO,
          Opt.THREADS,
          Opt.JSON,
          Opt.COLOR,
          Opt.QUIET,
          Opt.VERBOSE,
          Opt.DEBUG,
          Opt.HELP,
          Opt.VERSION),
      List.of("init /data", "init --config /etc/redis/redis.conf --time-limit 10m")),
  SHOW(
      "show",
      "[OPTION...] PATH",
      "commands or keys, in load order, one a line; never writes",
      "PATH is as for 'check'; of a single file of a set only that file is shown.\nA line has, with tabs between"
          + " them: the place as FILE:OFFSET, the database, the time of the last annotation, tx inside of a"
          + " transaction, and the command or the key. Where a file is damaged, what is in front of the damage is"
          + " shown, and the exit code is 4.",
      1,
      List.of(
          Opt.KEYS,
          Opt.DESTRUCTIVE,
          Opt.MANY,
          Opt.KEY,
          Opt.DATABASE,
          Opt.COMMAND,
          Opt.FILE,
          Opt.SINCE,
          Opt.BEFORE,
          Opt.FROM,
          Opt.LIMIT,
          Opt.VALUES,
          Opt.FULL,
          Opt.DATABASES,
          Opt.CONFIG,
          Opt.IO,
          Opt.JSON,
          Opt.QUIET,
          Opt.VERBOSE,
          Opt.DEBUG,
          Opt.HELP,
          Opt.VERSION),
      List.of(
          "show --destructive /data",
          "show --key 'user:*' --command set,del --limit 20 /data",
          "show --keys --json --since 2026-11-23T00:30:00Z /data")),
  STATS(
      "stats",
      "[OPTION...] PATH",
      "what is in there: keys by database, type and encoding, biggest keys, commands by name",
      "PATH is what 'check' takes. Of a whole set every file is counted by itself; of a single file of a set"
          + " only that file.\nBytes of keys are those in the file, header and name included; 'expanded' is what they"
          + " are without compression. Where a file is damaged, what is in front of the damage is counted, and the exit"
          + " code is 4. Nothing is ever written.",
      1,
      List.of(
          Opt.TOP,
          Opt.FILE,
          Opt.CONFIG,
          Opt.IO,
          Opt.JSON,
          Opt.QUIET,
          Opt.VERBOSE,
          Opt.DEBUG,
          Opt.HELP,
          Opt.VERSION),
      List.of("stats /data", "stats --top 100 --json dump.rdb"));

  private final String id;
  private final String synopsis;
  private final String summary;
  private final String description;
  private final int maxOperands;
  private final List<Opt> options;
  private final List<String> examples;

  Command(
      String id,
      String synopsis,
      String summary,
      String description,
      int maxOperands,
      List<Opt> options,
      List<String> examples) {
    this.id = id;
    this.synopsis = synopsis;
    this.summary = summary;
    this.description = description;
    this.maxOperands = maxOperands;
    this.options = options;
    this.examples = examples;
  }

  /** The word that is typed. */
  public String id() {
    return id;
  }

  /** What may follow that word. */
  public String synopsis() {
    return synopsis;
  }

  /** One line without a full stop. */
  public String summary() {
    return summary;
  }

  /** Paragraphs for the command's help, one a line. */
  public String description() {
    return description;
  }

  /** How many operands it takes at most. */
  public int maxOperands() {
    return maxOperands;
  }

  /** The options it takes, in the order of its help. */
  public List<Opt> options() {
    return options;
  }

  /** What an option means to it, in one sentence without a full stop. */
  public String help(Opt opt) {
    if (this == SHOW && opt == Opt.JSON) {
      return "one JSON record a line: the beginning, what is shown, and the end";
    }
    if (this == SHOW && opt == Opt.QUIET) {
      return "no notes and no advice; the lines stay the same";
    }
    if (this == COMPACT && opt == Opt.DRY_RUN) {
      return "say what it would give back and what it needs, and write nothing";
    }
    if (this == COMPACT && opt == Opt.QUARANTINE) {
      return "where journal and old files are kept, if not in .aof-fsck in the data directory";
    }
    if (this == COMPACT && opt == Opt.SERVER) {
      return "the server whose rules the old files follow; " + opt.help();
    }
    if (this == STATS && opt == Opt.JSON) {
      return "one JSON document on one line";
    }
    if (this == STATS && opt == Opt.QUIET) {
      return "no notes";
    }
    return opt.help();
  }

  /** Command lines without the program name. */
  public List<String> examples() {
    return examples;
  }

  /** The command that is typed so; null where there is none. */
  public static @Nullable Command byId(String id) {
    for (Command command : values()) {
      if (command.id.equals(id)) {
        return command;
      }
    }
    return null;
  }
}
