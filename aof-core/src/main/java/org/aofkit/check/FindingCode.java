package org.aofkit.check;

/**
 * The stable codes of findings. {@code src/docs/findings.md} is generated from this enum. A code is
 * never renamed and never given another meaning.
 */
public enum FindingCode {
  AOF_NUL_HOLE(
      "AOF-NUL-HOLE",
      Severity.ERROR,
      "A run of NUL bytes between two commands. It is left by a volume that was full for a while: the server cut a short"
          + " write off, but kept its write position. Every server refuses the file.",
      "Run 'aof-fsck repair'."),
  AOF_NUL_BLOCK(
      "AOF-NUL-BLOCK",
      Severity.ERROR,
      "A run of NUL bytes that begins inside a command or at a block border: commands may have been lost in it.",
      "Look for a replica or a backup that still has the data; else 'aof-fsck repair --policy salvage' keeps what is intact"
          + " behind it, and '--policy prefix' what stands in front."),
  AOF_NUL_TAIL(
      "AOF-NUL-TAIL",
      Severity.ERROR,
      "NUL bytes up to the end of the file, as a power cut leaves them. Every server refuses the file.",
      "Run 'aof-fsck repair'."),
  AOF_TORN_TAIL(
      "AOF-TORN-TAIL",
      Severity.ERROR,
      "The last command of the last file is incomplete. The server cuts it off, or refuses with aof-load-truncated no.",
      "Run 'aof-fsck repair'."),
  AOF_TORN_BEHIND_PREAMBLE(
      "AOF-TORN-BEHIND-PREAMBLE",
      Severity.ERROR,
      "The first command behind an RDB image is incomplete. Redis then cuts the whole file to 0 bytes, RDB image"
          + " included, and reports success.",
      "Run 'aof-fsck repair' before any server starts on these files."),
  AOF_TORN_NOT_LAST(
      "AOF-TORN-NOT-LAST",
      Severity.ERROR,
      "A file that is not the last one ends inside a command. The server cuts it off and refuses all the same; a second"
          + " start comes up without it.",
      "Do not start the server again before this is mended. 'aof-fsck repair --policy salvage' gives up the torn command,"
          + " and '--policy prefix' everything behind it."),
  AOF_SWALLOWED(
      "AOF-SWALLOWED",
      Severity.ERROR,
      "A command announces more bytes than it has and has swallowed intact commands behind it. What looks like a torn"
          + " end is damage in the middle: the server would cut off the intact commands.",
      "Do not let a server start on these files with aof-load-truncated yes. 'aof-fsck repair --policy salvage' keeps what"
          + " is intact behind it, and '--policy prefix' what stands in front."),
  AOF_SPLIT_COMMAND(
      "AOF-SPLIT-COMMAND",
      Severity.ERROR,
      "A command begins at the end of one file and goes on at the head of the next one.",
      "Run 'aof-fsck repair'."),
  AOF_OPEN_TRANSACTION(
      "AOF-OPEN-TRANSACTION",
      Severity.ERROR,
      "A MULTI at the end of the last file has no EXEC. The server drops the transaction, or refuses with"
          + " aof-load-truncated no.",
      "Run 'aof-fsck repair'."),
  AOF_HALF_TRANSACTION(
      "AOF-HALF-TRANSACTION",
      Severity.ERROR,
      "A MULTI has no EXEC and ordinary traffic stands behind it, so that an EXEC was lost, and the server would drop the"
          + " traffic with it; or a transaction lies in several files, and the server executes what it holds of it behind"
          + " the first.",
      "Do not let a server start on these files with aof-load-truncated yes. 'aof-fsck repair --policy salvage' keeps what"
          + " is intact behind it, and '--policy prefix' what stands in front."),
  AOF_DROPPED_COMMAND(
      "AOF-DROPPED-COMMAND",
      Severity.NOTE,
      "A command of a transaction that was never closed. No server executes it.",
      ""),
  AOF_BAD_FORMAT(
      "AOF-BAD-FORMAT",
      Severity.ERROR,
      "Bytes that are no command where a command must be. Every server refuses the file.",
      "Look for a replica or a backup that still has the data; else 'aof-fsck repair --policy salvage' keeps what is intact"
          + " behind it, and '--policy prefix' what stands in front."),
  AOF_UNKNOWN_COMMAND(
      "AOF-UNKNOWN-COMMAND",
      Severity.ERROR,
      "A command that this server does not know. It refuses the file.",
      "Start the server that wrote the file, or say which one it is with --server."),
  AOF_ARITY(
      "AOF-ARITY",
      Severity.ERROR,
      "A command with a wrong number of arguments. Valkey 9 refuses the file; on Redis the behaviour is undefined, often"
          + " a crash.",
      "Look for a replica or a backup."),
  AOF_DISCARD_IN_TRANSACTION(
      "AOF-DISCARD-IN-TRANSACTION",
      Severity.ERROR,
      "MULTI, DISCARD, EXEC: every server crashes on it.",
      "Look for a replica or a backup that still has the data; else 'aof-fsck repair --policy salvage' keeps what is intact"
          + " behind it, and '--policy prefix' what stands in front."),
  AOF_CUT_ANNOTATION(
      "AOF-CUT-ANNOTATION",
      Severity.ERROR,
      "The last annotation line has no line end. The server accepts it and appends its next command to that line, which"
          + " makes the file unreadable at the start after.",
      "Run 'aof-fsck repair'."),
  AOF_ANNOTATION_GLUED(
      "AOF-ANNOTATION-GLUED",
      Severity.ERROR,
      "A cut annotation line with a command appended to it: the head of that command is lost.",
      "Look for a replica or a backup that still has the data; else 'aof-fsck repair --policy salvage' keeps what is intact"
          + " behind it, and '--policy prefix' what stands in front."),
  AOF_MISSING_SELECT(
      "AOF-MISSING-SELECT",
      Severity.ERROR,
      "The first commands of this file have no SELECT in front, and the file before ended in another database: the server"
          + " puts them into database 0.",
      "Run 'aof-fsck repair'."),
  AOF_SELECT_OUT_OF_RANGE(
      "AOF-SELECT-OUT-OF-RANGE",
      Severity.ERROR,
      "A SELECT of a database that the server does not have fails in silence, and what follows goes to the wrong one.",
      "Raise 'databases' in the server's configuration, or say the right number with --databases."),
  AOF_LAX_FORMAT(
      "AOF-LAX-FORMAT",
      Severity.WARNING,
      "A header or terminator that servers accept and their check tools do not.",
      ""),
  AOF_MASK_UNFINISHED(
      "AOF-MASK-UNFINISHED",
      Severity.WARNING,
      "A PING that a repair has put over a damaged range lacks its closing CR LF, since the volume had no free block for"
          + " it. Servers load the file; their check tools would cut it here.",
      "Run 'aof-fsck repair' once the volume has room: it writes the two bytes."),
  AOF_NESTED_MULTI(
      "AOF-NESTED-MULTI", Severity.WARNING, "A MULTI inside a transaction; servers ignore it.", ""),
  AOF_STRAY_EXEC(
      "AOF-STRAY-EXEC",
      Severity.WARNING,
      "An EXEC or DISCARD without MULTI; servers ignore it.",
      ""),
  AOF_FOREIGN_PAYLOAD(
      "AOF-FOREIGN-PAYLOAD",
      Severity.ERROR,
      "A RESTORE or FUNCTION RESTORE payload of a newer or foreign server: this one ignores it in silence, and the data"
          + " are missing.",
      "Start the server that wrote the file, or say which one it is with --server."),
  AOF_BAD_PAYLOAD(
      "AOF-BAD-PAYLOAD",
      Severity.ERROR,
      "The payload of a RESTORE or FUNCTION RESTORE is damaged: its checksum is wrong. Every server ignores it in silence,"
          + " and the data are missing.",
      "Look for a replica or a backup that still has the data."),
  AOF_COMMAND_FAILS(
      "AOF-COMMAND-FAILS",
      Severity.ERROR,
      "A command that fails for what it says itself (a database that the server does not have, a library without a head):"
          + " servers ignore it in silence.",
      "Raise 'databases' in the server's configuration, or say the right number with --databases."),
  AOF_COMMAND_REFUSED(
      "AOF-COMMAND-REFUSED",
      Severity.WARNING,
      "A command that a server answers with an error while it loads the log, and that changes nothing then: servers"
          + " load on in silence. Only 'compact' finds it, since one has to know the data.",
      "Find out who sent it: what its sender wanted to store is not there. Servers write only commands that"
          + " succeeded."),
  AOF_ENDS_SERVER(
      "AOF-ENDS-SERVER",
      Severity.ERROR,
      "A command on which the server crashes or exits while it loads: PSYNC, SHUTDOWN NOW, DEBUG SEGFAULT, RESET in a"
          + " transaction, on Redis 7.0 a WAIT that waits.",
      "Find out who put it there; no server writes it."),
  AOF_ADMIN_COMMAND(
      "AOF-ADMIN-COMMAND",
      Severity.WARNING,
      "A command about the server itself, which no server writes to its log. It is run while the log is loaded: it may"
          + " change settings, save or rewrite files half loaded, or make the server a replica that throws its data away.",
      "Find out who put it there before a server starts on these files."),
  AOF_DOUBTFUL_ISLAND(
      "AOF-DOUBTFUL-ISLAND",
      Severity.NOTE,
      "What stands here looks like commands, but the header that would say so is damaged, or may lie under NULs: it may be"
          + " the bytes of a value. A repair keeps it where it stands between commands, and leaves it alone where servers"
          + " read it as a value.",
      "Look at it with 'aof-fsck show --from FILE:OFFSET' before you let a server execute it; with '--destructive' only"
          + " what takes data away is shown."),
  AOF_RDB_IN_INCR(
      "AOF-RDB-IN-INCR",
      Severity.WARNING,
      "An RDB image at the head of an incr file. Servers write none there; they load it, unless a key in it is there"
          + " already: then they end while loading (RDB-KEY-IN-FRONT).",
      "Start a server on a copy first."),

  RDB_CUT(
      "RDB-CUT",
      Severity.ERROR,
      "The RDB image ends too early. Every server refuses it.",
      "Look for a replica or a backup that still has the data; else 'aof-fsck repair --policy salvage' keeps the keys that"
          + " can be read."),
  RDB_BAD_FORMAT(
      "RDB-BAD-FORMAT",
      Severity.ERROR,
      "The RDB image is damaged. Servers refuse it or abort.",
      "Look for a replica or a backup that still has the data; else 'aof-fsck repair --policy salvage' keeps the keys that"
          + " can be read."),
  RDB_CHECKSUM(
      "RDB-CHECKSUM",
      Severity.ERROR,
      "The checksum of the RDB image does not match its bytes. Every server refuses it.",
      "Look for a replica or a backup; else 'aof-fsck repair --policy salvage --accept-loss' writes what can be read with"
          + " another checksum: which of its bytes are wrong, nobody can say."),
  RDB_DUPLICATE_KEY(
      "RDB-DUPLICATE-KEY",
      Severity.ERROR,
      "A key is in the RDB image twice, in the same database. Every server aborts on it; their check tools do not look.",
      "Look for a replica or a backup; else 'aof-fsck repair' takes out copies that are the same to the byte, and with"
          + " --policy salvage both values where they differ."),
  RDB_KEY_IN_FRONT(
      "RDB-KEY-IN-FRONT",
      Severity.ERROR,
      "A key, or a function library, of an RDB image at the head of an incr file is there already when a server comes to"
          + " it, from the files in front. Every server aborts; servers write no image there.",
      "Find out who put the image there, and take the file out that is not of this log; 'aof-fsck repair --policy prefix'"
          + " ends the log in front of it."),
  RDB_KEY_MAY_BE_IN_FRONT(
      "RDB-KEY-MAY-BE-IN-FRONT",
      Severity.ERROR,
      "A key, or a function library, of an RDB image at the head of an incr file may be there already when a server comes"
          + " to it: that depends on what the commands in front did. If it is, every server aborts; servers write no"
          + " image there.",
      "Start a server on a copy first."),
  RDB_DAMAGED_VALUE(
      "RDB-DAMAGED-VALUE",
      Severity.ERROR,
      "A value is damaged inside, and the server refuses the RDB image for it. Others may load it: Redis looks closely"
          + " only with sanitize-dump-payload yes, Valkey 9 always.",
      "Look for a replica or a backup that still has the data; else 'aof-fsck repair --policy salvage' keeps the keys that"
          + " can be read."),
  RDB_CRASHES_LATER(
      "RDB-CRASHES-LATER",
      Severity.ERROR,
      "The RDB image loads, but is damaged: a value is wrong inside, and a later read of the key may crash the server."
          + " Masters of Redis 7.4 and 8 read hashes by themselves when the time of a field is over, which may be right after"
          + " their start; so do those of Valkey with a key of an AOF whose deadline is before 1970. With"
          + " sanitize-dump-payload yes most of these are refused.",
      "Look for a replica or a backup that still has the data; else 'aof-fsck repair --policy salvage' keeps the keys that"
          + " can be read. Deadlines before 1970 become 1970 in any repair: the keys have expired."),
  RDB_WRONG_READS(
      "RDB-WRONG-READS",
      Severity.ERROR,
      "The RDB image loads, but is damaged: reads of the key give wrong answers, for example a member twice, a wrong order,"
          + " or not a member that is there.",
      "Look for a replica or a backup that still has the data; else 'aof-fsck repair --policy salvage' keeps the keys that"
          + " can be read."),
  RDB_ODD_VALUE(
      "RDB-ODD-VALUE",
      Severity.WARNING,
      "A value is written as no server writes it. Servers load it, and read it well.",
      ""),
  RDB_DUPLICATES_SKIPPED(
      "RDB-DUPLICATES-SKIPPED",
      Severity.NOTE,
      "The RDB image has more keys than are compared unasked (about 17 million): whether one is there twice, on which servers abort, was not looked at.",
      "Run 'aof-fsck check --duplicates check'."),
  RDB_NOT_FOR_SERVER(
      "RDB-NOT-FOR-SERVER",
      Severity.ERROR,
      "The RDB image is of a version or kind that this server does not load.",
      "Start the server that wrote it, or say which one it is with --server."),
  RDB_UNSUPPORTED(
      "RDB-UNSUPPORTED",
      Severity.ERROR,
      "The RDB image is newer than this tool. It was not judged.",
      "Use a newer aof-fsck, or the server's own tools."),
  RDB_NEEDS_CLUSTER(
      "RDB-NEEDS-CLUSTER",
      Severity.WARNING,
      "The RDB image was written while slots were imported. Valkey 9 loads it only with cluster-enabled yes, and crashes"
          + " without. It is an error where a configuration file is given that does not say so.",
      "Start the server as a node of its cluster; with '--config' its configuration is looked at."),
  RDB_EARLY_END(
      "RDB-EARLY-END",
      Severity.ERROR,
      "The RDB image ends in the midst: it has fewer keys than it says itself, and bytes follow its end. Where"
          + " eight NULs do, servers load what is in front, and the next file they write lacks the rest.",
      "Look for a replica or a backup that still has the data; else 'aof-fsck repair --policy salvage' keeps the keys that"
          + " can be read, those behind this end as well."),
  RDB_MODULE_VALUES(
      "RDB-MODULE-VALUES",
      Severity.NOTE,
      "The RDB image has values of modules (in Redis 8 vector sets are such). What is in them is not judged: only the"
          + " module knows what it takes.",
      ""),
  RDB_LIBRARIES_NOT_RUN(
      "RDB-LIBRARIES-NOT-RUN",
      Severity.NOTE,
      "The RDB image has function libraries of which only a run can tell whether they load: a server runs each when it"
          + " loads it, and does not start if that fails. They are compiled here, and not run. The server that wrote the"
          + " image ran them; another one may not have what they use.",
      ""),
  RDB_NO_CHECKSUM(
      "RDB-NO-CHECKSUM",
      Severity.NOTE,
      "The RDB image has no checksum (rdbchecksum no): its records are whole, and nothing proves that the values are those"
          + " that were written.",
      ""),
  RDB_DATABASE_OUT_OF_RANGE(
      "RDB-DATABASE-OUT-OF-RANGE",
      Severity.ERROR,
      "The RDB image holds a database that the server does not have. The server exits.",
      "Raise 'databases' in the server's configuration, or say the right number with --databases."),
  RDB_TRAILING_BYTES(
      "RDB-TRAILING-BYTES",
      Severity.WARNING,
      "Bytes behind the end of the RDB image; servers ignore them.",
      ""),

  MAN_MISSING(
      "MAN-MISSING",
      Severity.ERROR,
      "The manifest is gone while AOF files are there. The server starts empty without complaint and overwrites them.",
      "Do not start the server before the manifest is rebuilt: run 'aof-fsck repair'."),
  MAN_NO_ENTRIES(
      "MAN-NO-ENTRIES",
      Severity.ERROR,
      "The manifest lists nothing while AOF files are there. The server starts empty and overwrites them.",
      "Do not start the server before the manifest is rebuilt: run 'aof-fsck repair'."),
  MAN_EMPTY(
      "MAN-EMPTY",
      Severity.ERROR,
      "The manifest has no byte. Every server refuses it.",
      "Run 'aof-fsck repair', which rebuilds it from the files."),
  MAN_BAD_FORMAT(
      "MAN-BAD-FORMAT",
      Severity.ERROR,
      "The manifest can't be parsed. Every server refuses it.",
      "Run 'aof-fsck repair', which rebuilds it from the files."),
  MAN_FILE_MISSING(
      "MAN-FILE-MISSING",
      Severity.ERROR,
      "The manifest lists a file that is not there. Every server refuses to start.",
      "Look for the file in a backup, or let 'aof-fsck repair' rebuild the manifest from the files that are there."),
  MAN_NEXT_NAME_TAKEN(
      "MAN-NEXT-NAME-TAKEN",
      Severity.ERROR,
      "A file with commands has the name that the server takes for its next incr, and the manifest does not list it:"
          + " lines of the manifest are lost, or an older log was left, or the AOF was being switched on. The server will"
          + " append to the file or empty it.",
      "Choose one of the manifests that are possible with 'aof-fsck repair --assume N'."),
  MAN_LINES_LOST(
      "MAN-LINES-LOST",
      Severity.ERROR,
      "The manifest leaves out what no step of a rewrite leaves out: the base while one is there, every incr behind a base,"
          + " an incr between or behind those listed, or one in front of them that is not seen to be older than the base. Or it"
          + " lists as history what no rewrite makes history, and the server deletes it. Lines are lost or damaged, or the files"
          + " are of an older log; the server loads what is listed, in silence.",
      "Choose one of the manifests that are possible with 'aof-fsck repair --assume N'. Where only an incr in front is in"
          + " doubt, in a copy that gave its files new times, '--assume listed' keeps the manifest that is there."),
  MAN_LISTED_TWICE(
      "MAN-LISTED-TWICE",
      Severity.ERROR,
      "The manifest lists a file more than once. Servers load it each time, so that its commands are executed twice, and"
          + " delete what is listed as history. No server writes such a manifest: a line of it is damaged.",
      "Choose one of the manifests that are possible with 'aof-fsck repair --assume N'."),
  MAN_POSSIBLE(
      "MAN-POSSIBLE",
      Severity.NOTE,
      "What the manifest may have listed, put together from the files that are there: files, what they hold, and what"
          + " speaks for and against it. One alone is proven; of several the likeliest comes first.",
      "Choose one with 'aof-fsck repair --assume N'."),
  MAN_UNREAD_BY_CHECK_TOOL(
      "MAN-UNUSUAL",
      Severity.NOTE,
      "The manifest is written in a way that servers accept and their check tools do not.",
      ""),

  DIR_BASE_EMPTY(
      "DIR-BASE-EMPTY",
      Severity.ERROR,
      "A base that should hold an RDB image has no byte. The server loads without it, in silence.",
      "Look for the base in a backup."),
  DIR_BASE_EMPTY_NOTE(
      "DIR-BASE-EMPTY-AOF", Severity.NOTE, "The base is in command form and holds no command.", ""),
  DIR_LEFTOVER(
      "DIR-LEFTOVER", Severity.NOTE, "Left behind by a broken rewrite; it only takes space.", ""),
  DIR_UNLISTED(
      "DIR-UNLISTED",
      Severity.NOTE,
      "A file that the manifest does not list; servers ignore it.",
      ""),
  DIR_HISTORY(
      "DIR-HISTORY", Severity.NOTE, "A history file; the server deletes it at its next start.", ""),
  DIR_DUMP_IGNORED(
      "DIR-DUMP-IGNORED",
      Severity.ERROR,
      "There is a dump.rdb and no AOF: with appendonly yes the server starts empty and does not read it.",
      "Start once with appendonly no and switch it on with CONFIG SET appendonly yes. If the server is meant to run with appendonly no, say so with --config."),
  DIR_AOF_IGNORED(
      "DIR-AOF-IGNORED",
      Severity.ERROR,
      "There is an AOF and no dump: with appendonly no the server starts empty and does not read it.",
      "Start with appendonly yes if the data are wanted; else move the AOF away."),
  DIR_UPGRADE(
      "DIR-UPGRADE",
      Severity.NOTE,
      "A single AOF of a server before 7.0; the server moves it into the AOF directory.",
      ""),
  DIR_UPGRADE_BESIDE_FILES(
      "DIR-UPGRADE-BESIDE-FILES",
      Severity.ERROR,
      "A single AOF of a server before 7.0 lies beside files of an AOF directory whose manifest is gone. The server"
          + " loads the single AOF alone; the start after also loads what lies there under the name of its first incr.",
      "Find out which of them holds the data that are wanted, and move the others away."),
  DIR_SWITCH_ON_BROKEN_OFF(
      "DIR-SWITCH-ON-BROKEN-OFF",
      Severity.WARNING,
      "Left behind where a server ended while its AOF was being switched on at run time: the commands it logged"
          + " meanwhile, or a finished rewrite. No server reads it, and what it holds may be nowhere else.",
      "Keep it until it is known that nothing in it is missing; the manual of repairs says how to load it."),
  DIR_START_CHANGES(
      "DIR-START-CHANGES",
      Severity.WARNING,
      "A start of the server with its default settings would change this file: cut its end off, overwrite it, or append"
          + " to it although it is not listed.",
      "Copy the files before you start the server on them."),
  DIR_IN_THE_WAY(
      "DIR-IN-THE-WAY",
      Severity.ERROR,
      "Something lies where the server wants to put a file when it starts: it aborts or exits.",
      "Move it away."),
  DIR_NOT_A_FILE(
      "DIR-NOT-A-FILE",
      Severity.ERROR,
      "A directory, a pipe or the like stands where a file must be. The server does not start.",
      "Move it away."),
  DIR_SYMBOLIC_LINK(
      "DIR-SYMBOLIC-LINK",
      Severity.NOTE,
      "A listed file is a symbolic link. Servers follow it; aof-fsck changes nothing behind it.",
      ""),
  DIR_EMPTY(
      "DIR-EMPTY", Severity.NOTE, "There are no persistence files; the server starts empty.", "");

  private final String id;
  private final Severity severity;
  private final String meaning;
  private final String remedy;

  FindingCode(String id, Severity severity, String meaning, String remedy) {
    this.id = id;
    this.severity = severity;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** The stable name, for example {@code AOF-NUL-HOLE}. */
  public String id() {
    return id;
  }

  /** The usual severity. */
  public Severity severity() {
    return severity;
  }

  /** What it is and what it means for the server. */
  public String meaning() {
    return meaning;
  }

  /** What to do; empty where there is nothing to do. */
  public String remedy() {
    return remedy;
  }
}
