package org.aofkit.command;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of a text in the format of {@link CommandData}, by id.
 *
 * <p>This is in the start-up path of a tool that runs for a tenth of a second, in bytecode that is
 * still interpreted: it is one pass over the bytes, the tail of a line has a fixed length so that
 * it need not be looked for, and what only {@link #spec} tells is left unread.
 */
final class CommandRows {
  private static final int SERVERS = 6;
  private static final int FLAGS = 4;
  private static final int MAX_CLASSES = 52;
  private static final int EXPECTED_ROWS = 512;

  // " A . wk-d B C\n", behind the name.
  private static final int ARITY_AT = 1;
  private static final int KIND_AT = 3;
  private static final int FLAGS_AT = 5;
  private static final int PLACES_AT = 10;
  private static final int SINCE_AT = 12;
  private static final int TAIL_LENGTH = 14;

  private final byte[] text;
  private final ByteBuffer words;
  private int size;

  // By id.
  private int[] nameStart = new int[EXPECTED_ROWS];
  private byte[] nameLength = new byte[EXPECTED_ROWS];
  private short[] parent = new short[EXPECTED_ROWS];
  private byte[] arityClass = new byte[EXPECTED_ROWS];
  private byte[] traits = new byte[EXPECTED_ROWS];
  private CommandKind[] kinds = new CommandKind[EXPECTED_ROWS];

  // By arity class.
  private final byte[] arities = new byte[MAX_CLASSES * SERVERS];
  private final byte[] accepted = new byte[MAX_CLASSES * CommandTable.ARGC_COLUMNS];
  private final byte[] known = new byte[MAX_CLASSES];

  private int at;

  private CommandRows(byte[] text) {
    this.text = text;
    this.words = ByteBuffer.wrap(text).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a text.
   *
   * @throws IllegalStateException if it is not in the format
   */
  static CommandRows parse(String text) {
    var rows = new CommandRows(text.getBytes(StandardCharsets.ISO_8859_1));
    try {
      rows.readAll();
    } catch (IndexOutOfBoundsException broken) {
      throw new IllegalStateException("the table of commands is broken", broken);
    }
    return rows;
  }

  int size() {
    return size;
  }

  int nameLength(int id) {
    return nameLength[id];
  }

  /** A byte of the name, in lower case; of a subcommand, of its own name. */
  byte nameByte(int id, int index) {
    return text[nameStart[id] + index];
  }

  /** The first 8 bytes of the name, the first one lowest; what follows a shorter name is zero. */
  long firstWord(int id) {
    int length = nameLength[id];
    long word = words.getLong(nameStart[id]);
    return length < 8 ? word & (1L << (length << 3)) - 1 : word;
  }

  /** The last 8 bytes of the name; 0 if it has no more than 8. */
  long lastWord(int id) {
    int length = nameLength[id];
    return length <= 8 ? 0 : words.getLong(nameStart[id] + length - 8);
  }

  /** The id of the container of a subcommand; -1 for a command. */
  int parent(int id) {
    return parent[id];
  }

  /** By id, the bits of {@link CommandTable#traits}; not to be written to. */
  byte[] traits() {
    return traits;
  }

  /** By id, the row in {@link #accepted}; not to be written to. */
  byte[] arityClasses() {
    return arityClass;
  }

  /**
   * A row an arity class, {@link CommandTable#ARGC_COLUMNS} columns a row: the servers that accept
   * so many words; not to be written to.
   */
  byte[] accepted() {
    return accepted;
  }

  CommandKind kind(int id) {
    return kinds[id];
  }

  int knownBy(int id) {
    return known[arityClass[id]];
  }

  CommandSpec spec(int id) {
    var perServer = new ArrayList<Integer>(SERVERS);
    for (int server = 0; server < SERVERS; server++) {
      perServer.add((int) arities[arityClass[id] * SERVERS + server]);
    }
    int tail = nameStart[id] + nameLength[id];
    List<String> places = definition('@', text[tail + PLACES_AT]);
    List<String> since = definition('%', text[tail + SINCE_AT]);
    return new CommandSpec(
        id,
        parent[id] < 0 ? name(id) : name(parent[id]) + "|" + name(id),
        kinds[id],
        (traits[id] & CommandTable.CONTAINER) != 0,
        perServer,
        Integer.parseInt(places.get(0)),
        Integer.parseInt(places.get(1)),
        Integer.parseInt(places.get(2)),
        (traits[id] & CommandTable.WRITE) != 0,
        (traits[id] & CommandTable.MOVABLE_KEYS) != 0,
        (traits[id] & CommandTable.TOUCHES_DATABASE) != 0,
        since.get(0).equals("-") ? "" : since.get(0),
        since.get(1).equals("-") ? "" : since.get(1));
  }

  private String name(int id) {
    return new String(text, nameStart[id], nameLength[id], StandardCharsets.US_ASCII);
  }

  /** The words that define a class; several definitions may stand on a line. */
  private List<String> definition(char sign, byte letter) {
    int start = 0;
    while (text[start] != sign || text[start + 1] != letter) {
      start++;
    }
    start += 3;
    int end = start;
    while (text[end] != sign && text[end] != '\n') {
      end++;
    }
    return List.of(new String(text, start, end - start, StandardCharsets.US_ASCII).split(" "));
  }

  private void readAll() {
    int container = -1;
    while (at < text.length) {
      switch (text[at]) {
        case '=' -> readArityClass();
        case '@', '%' -> skipLine();
        case '|' -> {
          at++;
          traits[container] |= CommandTable.CONTAINER;
          readCommand(container);
        }
        default -> {
          container = size;
          readCommand(-1);
        }
      }
    }
  }

  private void readArityClass() {
    int index = classIndex(text[at + 1]);
    at += 2;
    for (int server = 0; server < SERVERS; server++) {
      at++;
      int arity = readNumber();
      arities[index * SERVERS + server] = (byte) arity;
      if (arity != 0) {
        known[index] |= (byte) (1 << server);
        accept(index, arity, (byte) (1 << server));
      }
    }
    at++;
  }

  private void accept(int index, int arity, byte bit) {
    int row = index * CommandTable.ARGC_COLUMNS;
    int to = arity < 0 ? CommandTable.ARGC_COLUMNS - 1 : arity;
    for (int argc = arity < 0 ? -arity : arity; argc <= to; argc++) {
      accepted[row + argc] |= bit;
    }
  }

  private void readCommand(int container) {
    if (size == nameStart.length) {
      grow();
    }
    int id = size++;
    int end = at;
    while (text[end] != ' ') {
      end++;
    }
    nameStart[id] = at;
    nameLength[id] = (byte) (end - at);
    parent[id] = (short) container;
    arityClass[id] = (byte) classIndex(text[end + ARITY_AT]);
    kinds[id] = kind(text[end + KIND_AT]);
    int bits = kinds[id] == CommandKind.ORDINARY ? 0 : CommandTable.SPECIAL;
    for (int i = 0; i < FLAGS; i++) {
      bits |= text[end + FLAGS_AT + i] != '-' ? 1 << i : 0;
    }
    traits[id] = (byte) bits;
    at = end + TAIL_LENGTH;
  }

  private int readNumber() {
    boolean negative = text[at] == '-';
    int number = 0;
    for (at += negative ? 1 : 0; text[at] > ' '; at++) {
      number = number * 10 + text[at] - '0';
    }
    return negative ? -number : number;
  }

  private void skipLine() {
    while (text[at] != '\n') {
      at++;
    }
    at++;
  }

  private void grow() {
    int length = 2 * size;
    nameStart = Arrays.copyOf(nameStart, length);
    nameLength = Arrays.copyOf(nameLength, length);
    parent = Arrays.copyOf(parent, length);
    arityClass = Arrays.copyOf(arityClass, length);
    traits = Arrays.copyOf(traits, length);
    kinds = Arrays.copyOf(kinds, length);
  }

  private static int classIndex(byte letter) {
    return letter <= 'Z' ? letter - 'A' : letter - 'a' + 26;
  }

  private static CommandKind kind(byte letter) {
    if (letter == '.') {
      return CommandKind.ORDINARY;
    }
    for (CommandKind kind : CommandKind.values()) {
      if (kind.letter() == letter) {
        return kind;
      }
    }
    throw new IllegalStateException("no kind of command has the letter " + (char) letter);
  }
}
