package org.aofkit.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * The rows of the resource {@code commands.txt}, which explains its own format in its first lines.
 *
 * <p>This is in the start-up path of a tool that runs for a tenth of a second, in bytecode that is
 * still interpreted: it is one pass over bytes, and what only {@link #spec} needs is left unread.
 */
final class CommandRows {
  private static final String RESOURCE = "commands.txt";
  private static final int SERVERS = 6;
  private static final int FLAG_COLUMNS = 4;

  private final byte[] text;
  private int size;

  // By id.
  private int[] nameStart = new int[512];
  private byte[] nameLength = new byte[512];
  private short[] parent = new short[512];
  private byte[] arityClass = new byte[512];
  private byte[] traits = new byte[512];
  private CommandKind[] kinds = new CommandKind[512];

  // By arity class.
  private byte[] arities = new byte[64 * SERVERS];
  private byte[] accepted = new byte[64 * CommandTable.ARGC_COLUMNS];
  private byte[] known = new byte[64];
  private int classes;

  private int at;

  private CommandRows(byte[] text) {
    this.text = text;
  }

  static CommandRows load() {
    try (InputStream in = CommandRows.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      return parse(in.readAllBytes());
    } catch (IOException broken) {
      throw new UncheckedIOException("the resource " + RESOURCE + " can't be read", broken);
    }
  }

  static CommandRows parse(byte[] text) {
    var rows = new CommandRows(text);
    try {
      rows.readAll();
    } catch (IndexOutOfBoundsException broken) {
      throw new IllegalStateException("the resource " + RESOURCE + " is broken", broken);
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

  /** The id of the container of a subcommand; -1 for a command. */
  int parent(int id) {
    return parent[id];
  }

  int traits(int id) {
    return traits[id];
  }

  CommandKind kind(int id) {
    return kinds[id];
  }

  int acceptedBy(int id, int column) {
    return accepted[arityClass[id] * CommandTable.ARGC_COLUMNS + column];
  }

  int knownBy(int id) {
    return known[arityClass[id]];
  }

  CommandSpec spec(int id) {
    String name = name(id);
    var perServer = new ArrayList<Integer>(SERVERS);
    for (int server = 0; server < SERVERS; server++) {
      perServer.add((int) arities[arityClass[id] * SERVERS + server]);
    }
    int end = nameStart[id];
    while (text[end] != '\n') {
      end++;
    }
    int start = nameStart[id] + nameLength[id];
    String[] columns = new String(text, start, end - start, StandardCharsets.US_ASCII).split(" ");
    // Columns: (nothing), arity class, kind, flags, first key, last key, step, since, since of
    // Valkey.
    String sinceRedis = columns[7];
    String sinceValkey = columns.length > 8 ? columns[8] : columns[7];
    return new CommandSpec(
        id,
        parent[id] < 0 ? name : name(parent[id]) + "|" + name,
        kinds[id],
        (traits[id] & CommandTable.CONTAINER) != 0,
        perServer,
        Integer.parseInt(columns[4]),
        Integer.parseInt(columns[5]),
        Integer.parseInt(columns[6]),
        (traits[id] & CommandTable.WRITE) != 0,
        (traits[id] & CommandTable.MOVABLE_KEYS) != 0,
        (traits[id] & CommandTable.TOUCHES_DATABASE) != 0,
        sinceRedis.equals("-") ? "" : sinceRedis,
        sinceValkey.equals("-") ? "" : sinceValkey);
  }

  private String name(int id) {
    return new String(text, nameStart[id], nameLength[id], StandardCharsets.US_ASCII);
  }

  private void readAll() {
    int container = -1;
    while (at < text.length) {
      switch (text[at]) {
        case '#' -> {}
        case '=' -> readArityClass();
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
      skipLine();
    }
  }

  /**
   * {@code =A -2 -2 -2 3 0 0}: the arities of a class, in the order of the servers; classes in
   * alphabetical order.
   */
  private void readArityClass() {
    at += 2;
    int row = classes++ * CommandTable.ARGC_COLUMNS;
    for (int server = 0; server < SERVERS; server++) {
      at++;
      int arity = readNumber();
      arities[(classes - 1) * SERVERS + server] = (byte) arity;
      int bit = 1 << server;
      if (arity != 0) {
        known[classes - 1] |= (byte) bit;
      }
      int to = arity < 0 ? CommandTable.ARGC_COLUMNS - 1 : arity;
      for (int argc = Math.max(Math.abs(arity), 1); argc <= to; argc++) {
        accepted[row + argc] |= (byte) bit;
      }
    }
  }

  /**
   * {@code append D . wk-d 1 1 1 2.0.0}: name, arity class, kind, flags; the rest is read when
   * asked for.
   */
  private void readCommand(int container) {
    if (size == nameStart.length) {
      grow();
    }
    int id = size++;
    int start = at;
    while (text[at] != ' ') {
      at++;
    }
    nameStart[id] = start;
    nameLength[id] = (byte) (at - start);
    parent[id] = (short) container;
    arityClass[id] = (byte) (text[at + 1] - 'A');
    kinds[id] = kind(text[at + 3]);
    int bits = kinds[id] == CommandKind.ORDINARY ? 0 : CommandTable.SPECIAL;
    for (int i = 0; i < FLAG_COLUMNS; i++) {
      bits |= text[at + 5 + i] != '-' ? 1 << i : 0;
    }
    traits[id] = (byte) bits;
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
