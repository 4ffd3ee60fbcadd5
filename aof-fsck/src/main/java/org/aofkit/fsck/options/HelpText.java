package org.aofkit.fsck.options;

import java.util.List;

/** Help as it is printed, 80 columns wide. */
public final class HelpText {
  private static final int WIDTH = 80;
  private static final int COLUMN = 26;

  private HelpText() {}

  /** The help of the whole tool. */
  public static String overview() {
    StringBuilder text = new StringBuilder();
    text.append("Usage: aof-fsck COMMAND [OPTION...] PATH...\n\n");
    text.append("Checks and mends the append-only files of Redis and Valkey.\n\nCommands:\n");
    for (Command command : Command.values()) {
      row(text, command.id(), command.summary());
    }
    text.append("\nOptions:\n");
    row(text, "-h, --help", "print this help, or that of a command");
    row(text, "-V, --version", Opt.VERSION.help());
    text.append(
        "\nExit codes: 0 clean, 1 corrected, 4 damage left, 8 operational error, 16 usage,\n");
    text.append("32 cancelled; of several PATHs the sum of the bits.\n\nExample:\n");
    text.append("  aof-fsck check /var/lib/redis\n");
    return text.toString();
  }

  /** The help of one command. */
  public static String of(Command command) {
    StringBuilder text = new StringBuilder();
    text.append("Usage: aof-fsck ").append(command.id()).append(' ').append(command.synopsis());
    text.append("\n\n");
    wrap(
        text,
        Character.toUpperCase(command.summary().charAt(0)) + command.summary().substring(1) + ".",
        0);
    int from = 0;
    String description = command.description();
    while (from < description.length()) {
      int line = description.indexOf('\n', from);
      int end = line < 0 ? description.length() : line;
      wrap(text, description.substring(from, end), 0);
      from = end + 1;
    }
    text.append("\nOptions:\n");
    for (Opt opt : command.options()) {
      String name = opt.letter() == null ? "    " : "-" + opt.letter() + ", ";
      name += opt.typed();
      if (opt.argument() != null) {
        name += " " + opt.argument();
      }
      row(text, name, command.help(opt));
    }
    text.append('\n');
    wrap(
        text,
        "Every option but --help and --version may also stand in an environment variable, for example "
            + Opt.SERVER.variable()
            + "; the command line wins.",
        0);
    List<String> examples = command.examples();
    text.append(examples.size() == 1 ? "\nExample:\n" : "\nExamples:\n");
    for (String example : examples) {
      text.append("  aof-fsck ").append(example).append('\n');
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String name, String help) {
    int start = text.length();
    text.append("  ").append(name);
    if (text.length() - start > COLUMN - 2) {
      text.append('\n');
      start = text.length();
    }
    while (text.length() - start < COLUMN) {
      text.append(' ');
    }
    wrap(text, help, COLUMN);
  }

  private static void wrap(StringBuilder text, String words, int indent) {
    int used = indent;
    int from = 0;
    boolean first = true;
    while (from < words.length()) {
      int blank = words.indexOf(' ', from);
      int end = blank < 0 ? words.length() : blank;
      if (!first && used + 1 + end - from > WIDTH) {
        text.append('\n');
        for (int i = 0; i < indent; i++) {
          text.append(' ');
        }
        used = indent;
        first = true;
      }
      if (!first) {
        text.append(' ');
        used++;
      }
      text.append(words, from, end);
      used += end - from;
      first = false;
      from = end + 1;
    }
    text.append('\n');
  }
}
