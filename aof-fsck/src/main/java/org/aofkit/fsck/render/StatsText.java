package org.aofkit.fsck.render;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.aofkit.rdb.RdbImage;
import org.aofkit.server.Dialect;
import org.aofkit.stats.BigKey;
import org.aofkit.stats.CommandTotals;
import org.aofkit.stats.Deadlines;
import org.aofkit.stats.FileStats;
import org.aofkit.stats.ImageStats;
import org.aofkit.stats.KeyGroup;
import org.aofkit.stats.KeyTotals;

/** What {@code stats} says to people: a block for each file. */
public final class StatsText {
  private static final int MOST_COMMANDS = 30;
  private static final int LONGEST_KEY = 48;
  private static final int LONGEST_AUX = 60;

  private final StringBuilder text = new StringBuilder(4096);

  private StatsText() {}

  /** The blocks of all files, each with a line end. */
  public static String of(List<FileStats> files) {
    StatsText blocks = new StatsText();
    for (FileStats file : files) {
      blocks.file(file);
    }
    return blocks.text.toString();
  }

  private void file(FileStats stats) {
    if (text.length() > 0) {
      text.append('\n');
    }
    text.append(stats.file().name())
        .append(": ")
        .append(stats.file().type().id())
        .append(", ")
        .append(Numbers.size(stats.file().size()))
        .append(stats.isWhole() ? "" : damage(stats))
        .append('\n');
    if (stats.image() != null) {
      image(stats.image());
    }
    if (!stats.commands().isEmpty()) {
      commands(stats.commands());
    }
  }

  private static String damage(FileStats stats) {
    boolean isAll =
        stats.stop() == null && stats.image() != null && stats.image().image().isWhole();
    return isAll ? "; magic and version are damaged" : "; counted up to what is damaged";
  }

  private void image(ImageStats stats) {
    RdbImage image = stats.image();
    text.append("\n  RDB image ").append(image.dialect() == Dialect.VALKEY ? "VALKEY" : "REDIS");
    text.append(" version ").append(image.version()).append(", ");
    text.append(Numbers.size(image.end() - image.start())).append(", checksum ");
    text.append(
        switch (image.checksum()) {
          case MATCHES -> "right";
          case DISABLED -> "switched off when it was written";
          case WRONG -> "wrong";
          case NONE_IN_VERSION -> "none in this version";
          case NOT_REACHED -> "not reached";
        });
    text.append('\n');
    for (Map.Entry<String, byte[]> field : image.aux().entrySet()) {
      byte[] value = field.getValue();
      boolean isLong = value.length > LONGEST_AUX;
      text.append("    ").append(pad(shown(field.getKey()), 16));
      text.append(ByteStrings.forPeople(isLong ? Arrays.copyOf(value, LONGEST_AUX) : value));
      text.append(isLong ? "…" : "").append('\n');
    }
    if (image.functions() > 0) {
      text.append("    ").append(pad("libraries", 16));
      text.append(Numbers.grouped(image.functions())).append('\n');
    }
    text.append('\n');
    keys(stats);
    deadlines(stats.deadlines());
    biggest(stats.biggest());
  }

  private static String shown(String name) {
    return ByteStrings.escape(name.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String pad(String word, int width) {
    return word.length() >= width ? word + " " : word + " ".repeat(width - word.length());
  }

  private void keys(ImageStats stats) {
    Table table = new Table(false, true, true, true, true, true);
    table.row("database", "keys", "expiring", "elements", "bytes", "expanded");
    for (KeyGroup group : stats.databases()) {
      row(table, group.database() == -1 ? "others" : number(group.database()), group.totals());
    }
    row(table, "all", stats.all());
    table.append(text, "  ");
    text.append('\n');
    if (stats.encodings().isEmpty()) {
      return;
    }
    Table types = new Table(false, true, true, true, true, true);
    types.row("type, encoding", "keys", "expiring", "elements", "bytes", "expanded");
    for (KeyGroup group : stats.encodings()) {
      row(types, kind(group.type(), group.encoding()), group.totals());
    }
    types.append(text, "  ");
  }

  private static String number(long database) {
    return Long.toUnsignedString(database);
  }

  private static String kind(String type, String encoding) {
    return type.equals(encoding) ? type : type + ", " + encoding;
  }

  private static void row(Table table, String name, KeyTotals totals) {
    table.row(
        name,
        Numbers.grouped(totals.keys()),
        Numbers.grouped(totals.expiring()),
        Numbers.grouped(totals.elements()),
        Numbers.grouped(totals.bytes()),
        Numbers.grouped(totals.expanded()));
  }

  private void deadlines(Deadlines deadlines) {
    if (deadlines.keys() > 0) {
      text.append("\n  ")
          .append(Numbers.count(deadlines.keys(), "key"))
          .append(" with a deadline, ");
      text.append(Numbers.grouped(deadlines.past())).append(" of them past; from ");
      text.append(time(deadlines.earliest().orElse(0))).append(" to ");
      text.append(time(deadlines.latest().orElse(0))).append('\n');
    }
    if (deadlines.fields() > 0) {
      text.append("\n  ").append(Numbers.count(deadlines.fields(), "field")).append(" of hashes ");
      text.append("with a deadline\n");
    }
  }

  private static String time(long milliseconds) {
    try {
      return Instant.ofEpochMilli(milliseconds).toString();
    } catch (DateTimeException e) {
      return milliseconds + " ms";
    }
  }

  private void biggest(List<BigKey> keys) {
    if (keys.isEmpty()) {
      return;
    }
    Table table = new Table(true, true, true, true, false, false);
    table.row("offset", "database", "expanded", "elements", "type, encoding", "biggest keys");
    for (BigKey key : keys) {
      byte[] name = key.name();
      boolean isLong = name.length > LONGEST_KEY;
      table.row(
          Numbers.grouped(key.offset()),
          number(key.database()),
          Numbers.grouped(key.expanded()),
          Numbers.grouped(key.elements()),
          kind(key.type(), key.encoding()),
          ByteStrings.forPeople(isLong ? Arrays.copyOf(name, LONGEST_KEY) : name)
              + (isLong ? "…" : ""));
    }
    text.append('\n');
    table.append(text, "  ");
  }

  private void commands(List<CommandTotals> commands) {
    Table table = new Table(false, true, true);
    table.row("command", "count", "bytes");
    for (CommandTotals command : commands.subList(0, Math.min(MOST_COMMANDS, commands.size()))) {
      table.row(
          command.name().length == 0 ? "others" : ByteStrings.forPeople(command.name()),
          Numbers.grouped(command.count()),
          Numbers.grouped(command.bytes()));
    }
    text.append('\n');
    table.append(text, "  ");
    if (commands.size() > MOST_COMMANDS) {
      text.append("  and ").append(Numbers.grouped(commands.size() - MOST_COMMANDS));
      text.append(" more (--json lists all)\n");
    }
  }
}
