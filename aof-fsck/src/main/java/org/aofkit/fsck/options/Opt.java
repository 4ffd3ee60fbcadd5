package org.aofkit.fsck.options;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Every option of every command. An option may also stand in an environment variable; the command
 * line wins.
 *
 * <p>There is no option that answers a prompt, since there is no prompt.
 */
public enum Opt {
  SERVER(
      "server",
      null,
      "ID",
      "the server to judge for: redis-7.0, redis-7.2, redis-7.4, redis-8.0, valkey-8, valkey-9, or auto (default)"),
  DATABASES("databases", null, "N", "how many databases the server has (default 16)"),
  CONFIG(
      "config",
      null,
      "FILE",
      "the server's configuration file: dir, dbfilename, appendonly, appenddirname, appendfilename, databases,"
          + " aof-load-truncated, sanitize-dump-payload, cluster-enabled, include"),
  SANITIZE(
      "sanitize-dump-payload",
      null,
      "yes|no|clients",
      "the server's setting: with yes it refuses more of what is damaged (default no; clients is like no for files)"),
  DUPLICATES(
      "duplicates",
      null,
      "check|skip",
      "whether keys that are in an RDB image twice are looked for (default: check, but for images of more than about 17"
          + " million keys, which take more passes)"),
  STRICT("strict", null, null, "a warning counts as damage left: exit code 4"),
  IO("io", null, "map|read", "how files are read; read for network file systems (default map)"),
  THREADS("threads", null, "N", "how many threads may scan (default 2, 1 on one core)"),
  PATHS_FROM(
      "paths-from",
      null,
      "FILE",
      "read PATHs from FILE, one a line, and answer each at once; - is standard input"),
  DRY_RUN("dry-run", "n", null, "print the plan and change nothing"),
  POLICY(
      "policy",
      null,
      "NAME",
      "what may be given up: safe (nothing; default), prefix (everything behind the first damage), salvage (only"
          + " what is damaged)"),
  LIST_KEYS(
      "list-keys",
      null,
      "FILE",
      "write each key of the RDB images that the plan writes anew to FILE, which must not exist, as JSON lines that say"
          + " what becomes of it; - is standard output"),
  UNTIL(
      "until",
      null,
      "POINT",
      "end the log there: Unix seconds or ISO-8601 with a zone (needs annotations), or FILE:OFFSET"),
  MAX_LOSS(
      "max-loss",
      null,
      "BYTES",
      "write nothing if more would be given up; k, m and g are powers of 1000, kb, mb and gb of 1024"),
  ACCEPT_LOSS(
      "accept-loss",
      null,
      null,
      "allow edits of which nobody can say what they give up (UNLOCATED)"),
  AMBIGUOUS_DB(
      "ambiguous-db",
      null,
      "drop|keep",
      "what becomes of commands whose database is not known any more (default drop)"),
  PARTIAL_VALUES(
      "partial-values",
      null,
      null,
      "keep collections of an RDB image whose values are damaged with the elements that are intact"),
  ASSUME(
      "assume",
      null,
      "N|listed",
      "of several possible manifests take number N, or the one that is there (listed)"),
  CLEAN_LEFTOVERS(
      "clean-leftovers",
      null,
      null,
      "move files aside that no server reads, if nothing is damaged"),
  QUARANTINE(
      "quarantine",
      null,
      "DIR",
      "where journal and removed bytes are kept, if not in .aof-fsck in the data directory"),
  EXPECT_PLAN(
      "expect-plan", null, "ID", "apply only the plan with this id, as --dry-run printed it"),
  OUTPUT(
      "output",
      null,
      "DIR",
      "write the new files into DIR, which must hold no log yet, and leave the old ones alone"),
  SCRATCH(
      "scratch",
      null,
      "DIR",
      "a directory on another volume where the new files are written and the old ones kept before the"
          + " first one goes: for a volume that is full"),
  NO_QUARANTINE(
      "no-quarantine",
      null,
      null,
      "delete the old files when the new ones are in place and were checked: there is no undo"),
  TARGET(
      "target",
      null,
      "ID",
      "the server that will load the new files: redis-6.2, redis-7.0, redis-7.2, redis-7.4, redis-8.0,"
          + " valkey-7.2, valkey-8, valkey-9 (default: the one that is judged for)"),
  FORMAT(
      "format", null, "rdb|aof", "what the new base is: an RDB image (default) or commands alone"),
  DROP_EXPIRED(
      "drop-expired",
      null,
      null,
      "leave keys out whose deadline has passed; without it they are kept, as a server loads them"),
  DROP_UNSUPPORTED(
      "drop-unsupported",
      null,
      null,
      "leave out what the target has no form for; without it nothing is written then"),
  MIN_FREE(
      "min-free",
      null,
      "SIZE",
      "compact before the server starts if less of the volume is free: a share such as 20%, or bytes such as"
          + " 5gb (default: never)"),
  ABANDON(
      "abandon",
      null,
      "NAME",
      "give up an operation that no run can settle: files and what was kept stay as they are"),
  TO("to", null, "DIR", "put the original files into DIR and leave the present ones alone"),
  TERMINATION_LOG(
      "termination-log",
      null,
      "FILE",
      "write a short report to FILE (default /dev/termination-log where it can be written)"),
  TIME_LIMIT(
      "time-limit",
      null,
      "TIME",
      "stop looking after TIME, for example 90s, 10m or 1h (default none)"),
  ON_TOOL_ERROR(
      "on-tool-error",
      null,
      "start|stop",
      "whether the server may start when aof-fsck itself fails (default start)"),
  KEYS("keys", null, null, "the keys that commands touch, and those of RDB images, one a line"),
  DESTRUCTIVE(
      "destructive",
      null,
      null,
      "only FLUSHALL, FLUSHDB, SWAPDB, FUNCTION FLUSH, and DEL and UNLINK of many keys, each with the place"
          + " that 'repair --until' takes"),
  MANY("many", null, "N", "with --destructive: how many keys are many (default 100)"),
  KEY("key", null, "PATTERN", "only keys that match, as KEYS has it; \\xHH is a byte"),
  DATABASE("database", null, "N", "only this database"),
  COMMAND(
      "command", null, "NAME,...", "only these commands, for example set,del or 'xgroup|create'"),
  FILE("file", null, "NAME", "only this file of the set"),
  SINCE(
      "since",
      null,
      "TIME",
      "only what was logged at TIME or later: 2026-11-23T00:30:00Z or Unix seconds; needs time annotations"),
  BEFORE("before", null, "TIME", "only what was logged before TIME; needs time annotations"),
  FROM(
      "from", null, "FILE:OFFSET", "begin at this place, which must be the beginning of a command"),
  TOP("top", null, "N", "how many of the biggest keys are listed (default 10)"),
  LIMIT("limit", null, "N", "stop after N lines"),
  VALUES(
      "values",
      null,
      null,
      "show values too; they may be secret, and without this only their lengths are shown"),
  FULL("full", null, null, "cut nothing, however long it is"),
  JSON("json", null, null, "one JSON document a PATH, each on one line"),
  COLOR("color", null, "WHEN", "auto (default), always or never; NO_COLOR is honoured"),
  QUIET("quiet", null, null, "only one line a PATH, no progress"),
  VERBOSE("verbose", "v", null, "say more on standard error"),
  DEBUG("debug", null, null, "print stack traces of internal errors"),
  HELP("help", "h", null, "print this help"),
  VERSION("version", "V", null, "print version, JVM and known formats");

  /** What the name of every environment variable begins with. */
  public static final String VARIABLE_PREFIX = "AOF_FSCK_";

  private final String longName;
  private final @Nullable String letter;
  private final @Nullable String argument;
  private final String help;

  Opt(String longName, @Nullable String letter, @Nullable String argument, String help) {
    this.longName = longName;
    this.letter = letter;
    this.argument = argument;
    this.help = help;
  }

  /** The name without its two dashes. */
  public String longName() {
    return longName;
  }

  /** The one-letter form without its dash; null where there is none. */
  public @Nullable String letter() {
    return letter;
  }

  /** What to call the value in help; null for an option without one. */
  public @Nullable String argument() {
    return argument;
  }

  /** One sentence without a full stop. */
  public String help() {
    return help;
  }

  /** The option as it is typed, for example {@code --dry-run}. */
  public String typed() {
    return "--" + longName;
  }

  /** The environment variable, for example {@code AOF_FSCK_DRY_RUN}. */
  public String variable() {
    return VARIABLE_PREFIX + longName.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /**
   * Whether the environment may set it. Not so for help and version: a variable must never keep an
   * init container from doing its work.
   */
  public boolean mayComeFromEnvironment() {
    return this != HELP && this != VERSION;
  }
}
