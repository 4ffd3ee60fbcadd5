package org.aofkit.command;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.aofkit.server.Server;

/**
 * The commands of all known servers. Immutable, safe for use by several threads.
 *
 * <p>A command is a number, its id, from 0 to {@link #size()} - 1. Looking one up and asking for
 * its traits allocates nothing; {@link #spec} does, and is for those who print.
 *
 * <p><b>How a name is found.</b> The scan asks forty million times a second, so names are compared
 * as 64-bit words: a name of up to 8 bytes is one word, padded with zeros; a longer one is its
 * first 8 and its last 8 bytes, which overlap below 16; only names beyond 16 bytes, of which there
 * are a handful, have a middle that is compared byte by byte. The words with the bits 0x20 cleared
 * give a hash into open-addressed slots. Clearing that bit folds letters, but also makes other
 * bytes look alike ('{' and '['), so each candidate is verified: where the command's name has a
 * letter the bit 0x20 is ignored, everywhere else all bits must agree. That is exactly comparison
 * without regard to the case of ASCII letters, as servers do it.
 */
public final class CommandTable {
  /** In {@link #traits}: servers flag it as one that may change data. */
  public static final int WRITE = 1;

  /** In {@link #traits}: has keys in fixed places. */
  public static final int FIXED_KEYS = 2;

  /** In {@link #traits}: has keys in places that its arguments decide. */
  public static final int MOVABLE_KEYS = 4;

  /** In {@link #traits}: see {@link #touchesSelectedDatabase}. */
  public static final int TOUCHES_DATABASE = 8;

  /** In {@link #traits}: see {@link #isContainer}. */
  public static final int CONTAINER = 16;

  /** In {@link #traits}: of a {@link #kind} other than ordinary. */
  public static final int SPECIAL = 32;

  /** The longest name, in bytes; longer ones are not looked for. */
  static final int MAX_NAME = 24;

  /** From this many words on nothing depends on their number any more: no arity is higher. */
  static final int ARGC_COLUMNS = 16;

  private static final long CASE_BITS = 0x2020202020202020L;
  private static final long FOLD = 0xdfdfdfdfdfdfdfdfL;
  private static final long SPREAD = 0x9e3779b97f4a7c15L;
  private static final int WORDS = 4;
  private static final int ID_BITS = 16;
  private static final int ID_MASK = (1 << ID_BITS) - 1;

  private static final CommandTable STANDARD =
      new CommandTable(CommandRows.parse(CommandData.TEXT));

  private final CommandRows rows;
  // Of the rows, one step nearer for those who ask a million times.
  private final byte[] traits;
  private final byte[] arityClass;
  private final byte[] accepted;

  /** 0, or {@link #key} in the high and the id + 1 in the low half. */
  private final int[] slots;

  private final int shift;

  /** By id: first word in upper case, where it has letters, the same of the last word. */
  private final long[] words;

  private CommandTable(CommandRows rows) {
    this.rows = rows;
    this.traits = rows.traits();
    this.arityClass = rows.arityClasses();
    this.accepted = rows.accepted();
    int bits = 32 - Integer.numberOfLeadingZeros(rows.size() * 3);
    this.slots = new int[1 << bits];
    this.shift = 64 - bits;
    this.words = new long[rows.size() * WORDS];
    for (int id = 0; id < rows.size(); id++) {
      enter(id);
    }
  }

  /** The table that comes with the library. Loaded when it is first asked for. */
  public static CommandTable standard() {
    return STANDARD;
  }

  /** How many commands and subcommands there are. */
  public int size() {
    return rows.size();
  }

  /**
   * The command with the name that stands in a buffer, in whatever case.
   *
   * @param buffer a buffer in either byte order
   * @param index where the name begins
   * @param length how many bytes it has; any value
   * @return its id, or -1 if no server knows it
   * @throws IndexOutOfBoundsException if the name is not wholly within the buffer's limit (names
   *     longer than any command's are answered without a look)
   */
  public int lookup(ByteBuffer buffer, int index, int length) {
    return find(-1, buffer, index, length);
  }

  /**
   * The subcommand with the name that stands in a buffer, in whatever case.
   *
   * @param container the id of a command; one without subcommands has none
   * @return its id, or -1 if no server knows it
   * @throws IndexOutOfBoundsException as {@link #lookup}
   */
  public int lookupSub(int container, ByteBuffer buffer, int index, int length) {
    return find(container, buffer, index, length);
  }

  /**
   * The id of a command given as text, {@code parent|sub} for a subcommand; -1 if no server knows
   * it.
   */
  public int find(String name) {
    int bar = name.indexOf('|');
    if (bar < 0) {
      ByteBuffer bytes = ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8));
      return lookup(bytes, 0, bytes.limit());
    }
    int container = find(name.substring(0, bar));
    ByteBuffer bytes = ByteBuffer.wrap(name.substring(bar + 1).getBytes(StandardCharsets.UTF_8));
    return container < 0 ? -1 : lookupSub(container, bytes, 0, bytes.limit());
  }

  /**
   * The servers that know the command and take this number of words, as a mask of {@linkplain
   * Server#bit() bits}.
   *
   * @param argc all words, the name and the subcommand included; any value
   */
  public int acceptedBy(int id, int argc) {
    int column = argc < ARGC_COLUMNS ? Math.max(argc, 0) : ARGC_COLUMNS - 1;
    return accepted[arityClass[id] * ARGC_COLUMNS + column];
  }

  /** The servers that know the command, as a mask of {@linkplain Server#bit() bits}. */
  public int knownBy(int id) {
    return rows.knownBy(id);
  }

  /** What it means to a reader of logs. */
  public CommandKind kind(int id) {
    return rows.kind(id);
  }

  /**
   * Everything that is yes or no about a command, as bits: one load for those who ask about each of
   * millions.
   */
  public int traits(int id) {
    return traits[id];
  }

  /**
   * Whether its first argument is the name of a subcommand. The arity of the container itself then
   * only says whether it may stand alone; with an argument, {@link #lookupSub} decides, and a
   * subcommand that is not found is an unknown command.
   */
  public boolean isContainer(int id) {
    return (traits[id] & CONTAINER) != 0;
  }

  /**
   * Whether what it does depends on the selected database: it has keys, or is about all keys of
   * that database (FLUSHDB, SCAN…). Not so for SELECT, MULTI, EXEC, FUNCTION, PING, SCRIPT,
   * PUBLISH, SWAPDB, FLUSHALL, nor for commands whose fixed places hold channels. A container
   * itself does not; ask about the subcommand.
   */
  public boolean touchesSelectedDatabase(int id) {
    return (traits[id] & TOUCHES_DATABASE) != 0;
  }

  /** All that is known of a command. Made anew with each call. */
  public CommandSpec spec(int id) {
    return rows.spec(id);
  }

  private int find(int parent, ByteBuffer buffer, int index, int length) {
    if (length <= 0 || length > MAX_NAME) {
      return -1;
    }
    long first;
    long last = 0;
    if (index + 8 <= buffer.limit() && buffer.order() == ByteOrder.LITTLE_ENDIAN) {
      // One shift instead of a branch on the length, which nobody can predict in a log.
      first = buffer.getLong(index) & -1L >>> (8 - Math.min(length, 8) << 3);
      if (length > 8) {
        last = buffer.getLong(index + length - 8);
      }
    } else {
      first = gather(buffer, index, Math.min(length, 8));
      if (length > 8) {
        last = gather(buffer, index + length - 8, 8);
      }
    }
    int key = key(parent, length);
    int slot = slot(parent, first, last);
    for (int entry = slots[slot]; entry != 0; entry = slots[slot]) {
      int id = (entry & ID_MASK) - 1;
      int w = id * WORDS;
      if (entry >>> ID_BITS == key
          && (first & ~words[w + 1]) == words[w]
          && (length <= 8 || (last & ~words[w + 3]) == words[w + 2])
          && (length <= 16 || middleMatches(id, buffer, index))) {
        return id;
      }
      slot = slot + 1 & slots.length - 1;
    }
    return -1;
  }

  private boolean middleMatches(int id, ByteBuffer buffer, int index) {
    for (int i = 8; i < rows.nameLength(id) - 8; i++) {
      byte b = buffer.get(index + i);
      byte n = rows.nameByte(id, i);
      if (b != n && (!isLetter(n) || (b | 0x20) != n)) {
        return false;
      }
    }
    return true;
  }

  private void enter(int id) {
    long first = rows.firstWord(id);
    long last = rows.lastWord(id);
    int w = id * WORDS;
    words[w + 1] = letters(first);
    words[w] = first & ~words[w + 1];
    words[w + 3] = letters(last);
    words[w + 2] = last & ~words[w + 3];
    int slot = slot(rows.parent(id), first, last);
    while (slots[slot] != 0) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = key(rows.parent(id), rows.nameLength(id)) << ID_BITS | id + 1;
  }

  /**
   * The bit 0x20 of each byte that is a letter: of what stands in names, only lower-case letters
   * have that bit and 0x40 set.
   */
  private static long letters(long word) {
    return word & word >>> 1 & CASE_BITS;
  }

  /** What two names that have the same words must have in common besides. */
  private static int key(int parent, int length) {
    return (parent + 1) * 32 + length;
  }

  private int slot(int parent, long first, long last) {
    long folded = (first & FOLD) + Long.rotateLeft(last & FOLD, 29) + parent;
    return (int) ((folded * SPREAD) >>> shift);
  }

  /**
   * The bytes of a word one by one: where 8 at once would run over the end, or come in the wrong
   * order.
   */
  private static long gather(ByteBuffer buffer, int index, int length) {
    long word = 0;
    for (int i = 0; i < length; i++) {
      word |= (buffer.get(index + i) & 0xffL) << (i << 3);
    }
    return word;
  }

  private static boolean isLetter(byte b) {
    return b >= 'a' && b <= 'z';
  }
}
