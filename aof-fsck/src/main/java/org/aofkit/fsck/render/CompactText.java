package org.aofkit.fsck.render;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.aofkit.check.Finding;
import org.aofkit.check.Report;
import org.aofkit.compact.CarriedTail;
import org.aofkit.compact.CompactionMemory;
import org.aofkit.compact.Dropped;
import org.aofkit.compact.LiveBytes;
import org.aofkit.compact.Need;
import org.aofkit.compact.Unsupported;
import org.jspecify.annotations.Nullable;

/** What a compaction has come to, or would, for people. */
public final class CompactText {
  private static final int SHOWN = 20;
  private static final int COLUMN = 12;

  private final View view;
  private final byte[] path;
  private final Compacted facts;
  private final StringBuilder text = new StringBuilder(2048);

  private CompactText(View view, byte[] path, Compacted facts) {
    this.view = view;
    this.path = path;
    this.facts = facts;
  }

  /**
   * What was done.
   *
   * @param after the check of the new files
   * @param made where they are
   */
  public static String done(Report after, byte[] path, byte[] made, Compacted facts, View view) {
    var block = new CompactText(view, path, facts);
    block.text.append(headline(path, facts)).append('\n');
    if (!view.quiet()) {
      block.text.append('\n');
      block.result();
      block.text.append('\n').append(Headline.of(after, made, view.paint())).append('\n');
    }
    return block.text.toString();
  }

  /**
   * What would be done.
   *
   * @param command what to type to do it
   */
  public static String predicted(byte[] path, Compacted facts, String command, View view) {
    var block = new CompactText(view, path, facts);
    block.text.append(headline(path, facts)).append('\n');
    if (!view.quiet()) {
      block.text.append('\n');
      block.prediction();
      String typed = view.command(command, path);
      block.text.append("\n  Nothing was written. To do it:\n\n    ").append(typed).append('\n');
    }
    return block.text.toString();
  }

  /**
   * What the target cannot express, and why nothing was done.
   *
   * @param count how many things there are
   * @param command what to type to leave them out
   */
  public static String unsupported(
      byte[] path, Compacted facts, long count, String command, View view) {
    var block = new CompactText(view, path, facts);
    block
        .text
        .append(ByteStrings.forPeople(path))
        .append(": not compacted: ")
        .append(facts.target());
    block.text.append(" has no form for ").append(Numbers.count(count, "thing"));
    block.text.append(".\n");
    if (!view.quiet()) {
      block.text.append('\n');
      block.listUnsupported();
      long more = count - facts.unsupported().size();
      if (more > 0) {
        block.text.append("  and ").append(Numbers.grouped(more)).append(" more\n");
      }
      String typed = view.command(command, path);
      block.text.append("\n  Nothing was written. To leave them out:\n\n    ");
      block.text.append(typed).append('\n');
    }
    return block.text.toString();
  }

  /**
   * What was made of a dump, or of a log.
   *
   * @param after the check of what was made
   * @param made its name
   */
  public static String converted(
      Report after, byte[] path, byte[] made, Compacted facts, View view) {
    var block = new CompactText(view, path, facts);
    block.text.append(ByteStrings.forPeople(path)).append(": converted to ");
    block.text.append(ByteStrings.forPeople(made)).append(", ");
    block.text.append(Numbers.size(facts.bytesAfter())).append(".\n");
    if (!view.quiet()) {
      block.text.append('\n');
      block.both();
      block.text.append('\n').append(Headline.of(after, made, view.paint())).append('\n');
    }
    return block.text.toString();
  }

  /**
   * Why nothing was converted.
   *
   * @param words the reason; what is in the way is listed behind it
   */
  public static String notConverted(byte[] path, String words, Compacted facts, View view) {
    var block = new CompactText(view, path, facts);
    block.text.append(ByteStrings.forPeople(path)).append(": not converted: ").append(words);
    block.text.append(".\n");
    if (!view.quiet()) {
      block.text.append('\n');
      block.listUnsupported();
      for (String carried : facts.warnings()) {
        block.text.append("  ").append(carried).append('\n');
      }
    }
    return block.text.toString();
  }

  /** One sentence: {@code /data: compacted from 1.0 GiB to 300.0 MiB, 70 % less.} */
  public static String headline(byte[] path, Compacted facts) {
    boolean isDone = facts.state() == Compacted.State.DONE;
    return ByteStrings.forPeople(path)
        + (isDone ? ": compacted from " : ": would be compacted from ")
        + Numbers.size(facts.bytesBefore())
        + " to "
        + Numbers.size(facts.bytesAfter())
        + (facts.percentLess() > 0 ? ", " + facts.percentLess() + " % less." : ".");
  }

  private void result() {
    both();
    Path output = facts.place().output();
    Path kept = facts.place().kept();
    if (output != null) {
      line("written to", shown(output) + "; the old files are as they were");
      return;
    }
    if (kept == null) {
      line("old files", "deleted, as you said; there is no undo");
      return;
    }
    line("kept aside", shown(kept));
    line("to undo", view.command("undo" + facts.place().undo(), path));
    text.append('\n');
    String room =
        "The old files still take their room there. Nothing removes them: do so when you are sure.";
    Wrapping.append(text, room, "  ");
  }

  private void prediction() {
    LiveBytes live = facts.live();
    if (live != null) {
      live(live);
    }
    both();
    line("memory", memory());
    line("passes", Numbers.grouped(facts.passes()) + " over the files, to index the keys");
    for (Need need : facts.needs()) {
      line(
          "needs",
          Numbers.size(need.bytes())
              + " and "
              + Numbers.count(need.inodes(), "inode")
              + " on the volume of "
              + shown(need.directory())
              + (need.free() < 0 ? "" : ", which has " + Numbers.size(need.free()) + " free"));
      if (need.missing() > 0) {
        line("missing", Numbers.size(need.missing()));
      }
    }
    if (!facts.fits()) {
      text.append('\n');
      Wrapping.append(
          text, "Free what is missing, or write to another volume first: --scratch DIR.", "  ");
    }
  }

  private void both() {
    if (facts.keys().isPresent()) {
      line("keys", Numbers.grouped(facts.keys().getAsLong()));
    }
    line("made for", facts.target());
    if (!facts.targetReason().isEmpty()) {
      Wrapping.append(text, facts.targetReason(), "              ");
    }
    carried();
    for (Compacted.NewFile file : facts.files()) {
      line("new file", file.name() + ", " + Numbers.size(file.bytes()));
    }
    dropped();
    int shown = 0;
    for (Finding finding : facts.findings()) {
      if (shown++ < SHOWN) {
        String place = ReportText.place(finding);
        text.append("  ").append(view.paint().of(finding.severity(), finding.severity().id()));
        text.append(' ').append(finding.code().id()).append("  ").append(place).append('\n');
        Wrapping.append(text, finding.message(), "    ");
      }
    }
    if (facts.findings().size() > SHOWN) {
      int more = facts.findings().size() - SHOWN;
      text.append("  and ").append(Numbers.grouped(more)).append(" more (--json lists them)\n");
    }
    for (String warning : facts.warnings()) {
      Wrapping.append(text, "warning: " + warning, "  ");
    }
  }

  /** What a compaction may take of it: {@code 110.0 MiB of a heap of 256.0 MiB for the keys}. */
  public static String memory() {
    OptionalLong container = CompactionMemory.containerBytes();
    return Numbers.size(CompactionMemory.ofThisProcess().indexBytes())
        + " for the index of the keys, of a heap of "
        + Numbers.size(CompactionMemory.heapBytes())
        + (container.isEmpty()
            ? ""
            : " (the container may take " + Numbers.size(container.getAsLong()) + ")");
  }

  private void carried() {
    CarriedTail tail = facts.tail();
    long tied = facts.carried() - (tail == null ? 0 : tail.commands());
    if (tied > 0) {
      line(
          "carried",
          Numbers.count(tied, "command")
              + " as they are: not modelled, or their values too large for this heap");
    }
    if (tail != null) {
      Wrapping.append(text, "carried: " + tail.sentence(), "  ");
    }
  }

  private void dropped() {
    Dropped dropped = facts.dropped();
    if (dropped.expiredKeys() > 0 || dropped.expiredFields() > 0) {
      line(
          "left out",
          Numbers.count(dropped.expiredKeys(), "key")
              + " and "
              + Numbers.count(dropped.expiredFields(), "field")
              + " whose deadline has passed");
    }
    for (Unsupported.Reason reason : Unsupported.Reason.values()) {
      Long count = dropped.unsupported().get(reason);
      if (count != null) {
        line("left out", Numbers.grouped(count) + " times " + reason.title());
      }
    }
    listUnsupported();
  }

  private void listUnsupported() {
    for (Unsupported one : facts.unsupported()) {
      text.append("  ").append(one.reason().title());
      text.append(one.database() < 0 ? "" : "  db" + one.database());
      text.append("  ").append(ByteStrings.forPeople(one.name()));
      text.append(one.detail().isEmpty() ? "" : "  (" + one.detail() + ")");
      text.append(one.file().isEmpty() ? "" : "  " + one.file() + ":" + one.offset());
      text.append('\n');
    }
  }

  private void live(LiveBytes live) {
    var files = new Table(false, true, true, true, true);
    files.row("file", "size", "live", "dead", "dead %");
    for (LiveBytes.OfFile file : live.files()) {
      long size = file.live() + file.dead();
      files.row(
          file.file().name().toString(),
          Numbers.grouped(size),
          Numbers.grouped(file.live()),
          Numbers.grouped(file.dead()),
          percent(file.dead(), size));
    }
    files.append(text, "  ");
    text.append('\n');
    var types = new Table(false, true, true, true, true);
    types.row("type", "live", "bytes", "dead", "bytes");
    for (LiveBytes.OfType type : live.types()) {
      types.row(
          type.type(),
          Numbers.grouped(type.liveCount()),
          Numbers.grouped(type.live()),
          Numbers.grouped(type.deadCount()),
          Numbers.grouped(type.dead()));
    }
    types.append(text, "  ");
    text.append('\n');
  }

  private static String percent(long part, long whole) {
    return whole == 0 ? "" : Long.toString(Math.round(part * 100.0 / whole));
  }

  private void line(String name, @Nullable String value) {
    text.append("  ").append(name);
    for (int i = name.length(); i < COLUMN; i++) {
      text.append(' ');
    }
    text.append(value).append('\n');
  }

  private static String shown(Path file) {
    return ByteStrings.forPeople(file.toString().getBytes(StandardCharsets.UTF_8));
  }
}
