package org.aofkit.fsck.render;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.CommandKeys;
import org.aofkit.aof.SetFile;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKey;
import org.aofkit.resp.ArgumentWalk;
import org.jspecify.annotations.Nullable;

/**
 * The lines of {@code show} for people: place, database, time, transaction and what it is, with a
 * tab between them. Keys and values are escaped, so that a line is a line.
 */
public final class ShowText implements ShowLines {
  private static final int MOST_WORDS = 32;
  private static final int MOST_OF_VALUE = 64;
  private static final int MOST_OF_KEY = 1024;
  private static final int PIECE = 1 << 13;

  private final OutputStream out;
  private final Detail detail;
  private final View view;
  private final byte[] path;
  private final ShowFacts facts = new ShowFacts();
  private final StringBuilder line = new StringBuilder(256);
  private final char[] piece = new char[PIECE];
  private @Nullable String lastDestructive;

  /**
   * Writes to {@code out}, which stays the caller's.
   *
   * @param path the PATH as it was given; never changed
   */
  public ShowText(OutputStream out, Detail detail, View view, byte[] path) {
    this.out = out;
    this.detail = detail;
    this.view = view;
    this.path = path;
  }

  @Override
  public void begin(List<SetFile> files) {
    // The lines say where they are from.
  }

  @Override
  public void image(SetFile file, RdbImage image) throws IOException {
    line.append(ShowFacts.place(file, 0)).append("\t-\t-\t-\tRDB image: ");
    line.append(Numbers.count(image.keys(), "key"));
    endLine();
  }

  @Override
  public void imageKey(SetFile file, RdbKey key) throws IOException {
    line.append(ShowFacts.place(file, key.offset()));
    line.append("\tdb").append(Long.toUnsignedString(key.database())).append("\t-\t-\t");
    line.append(ByteStrings.escape(key.name()));
    rest(key.length() - key.name().length);
    line.append('\t').append(key.type());
    if (key.length() == 0) {
      line.append(", without a name (three NULs read like that)");
    }
    if (key.deadline().isPresent()) {
      line.append(", expires ").append(ShowFacts.deadline(key.deadline().getAsLong()));
    }
    endLine();
  }

  @Override
  public void command(AofReader reader) throws IOException {
    head(reader, reader.offset());
    CommandKeys keys = reader.keys();
    ArgumentWalk words = reader.words();
    int shown = 0;
    while (words.next()) {
      if (shown == MOST_WORDS && !detail.full()) {
        int more = reader.argumentCount() - shown;
        line.append(" ... ").append(Numbers.count(more, "more word"));
        break;
      }
      if (shown++ > 0) {
        line.append(' ');
      }
      word(words, keys);
      if (line.length() > PIECE) {
        write();
      }
    }
    endLine();
  }

  private void word(ArgumentWalk word, CommandKeys keys) throws IOException {
    int index = word.index();
    if (ShowFacts.isOpen(keys.spec(), index)) {
      open(word);
    } else if (keys.isKey(index)) {
      quoted(word, MOST_OF_KEY);
    } else if (detail.values()) {
      quoted(word, MOST_OF_VALUE);
    } else {
      line.append('<').append(Numbers.count(word.length(), "byte")).append('>');
    }
  }

  /** As it is where it is one plain word. */
  private void open(ArgumentWalk word) throws IOException {
    byte[] bytes = WordReader.head(word, MOST_OF_VALUE);
    boolean isPlain = bytes.length == word.length() && bytes.length > 0;
    for (byte b : bytes) {
      isPlain &= b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == '-';
    }
    if (isPlain) {
      line.append(new String(bytes, StandardCharsets.US_ASCII));
    } else {
      quoted(word, MOST_OF_VALUE);
    }
  }

  private void quoted(ArgumentWalk word, int most) throws IOException {
    line.append('"');
    escaped(word, most);
    line.append('"');
    rest(detail.full() ? 0 : word.length() - most);
  }

  private void escaped(ArgumentWalk word, int most) throws IOException {
    long length = detail.full() ? word.length() : Math.min(most, word.length());
    WordReader text = WordReader.forQuotes(word, length);
    for (int count = text.read(piece); count >= 0; count = text.read(piece)) {
      line.append(piece, 0, count);
      if (line.length() > PIECE) {
        write();
      }
    }
  }

  private void rest(long bytes) {
    if (bytes > 0) {
      line.append("...<").append(Numbers.count(bytes, "more byte")).append('>');
    }
  }

  @Override
  public void key(AofReader reader, byte[] name, ArgumentWalk key) throws IOException {
    head(reader, reader.offset());
    escaped(key, MOST_OF_KEY);
    rest(detail.full() ? 0 : key.length() - MOST_OF_KEY);
    line.append('\t').append(ByteStrings.escape(name));
    endLine();
  }

  @Override
  public void destructive(AofReader reader) throws IOException {
    long cut = ShowFacts.cut(reader);
    head(reader, cut);
    CommandKeys keys = reader.keys();
    boolean isOpen = ShowFacts.isOpen(keys.spec(), 2);
    ArgumentWalk words = reader.words();
    while (words.next()
        && words.index() < MOST_WORDS
        && (words.index() == 0 || ShowFacts.isOpen(keys.spec(), words.index()))) {
      line.append(words.index() == 0 ? "" : " ");
      open(words);
    }
    if (!isOpen) {
      line.append(' ').append(Numbers.count(keys.count(), "key"));
    }
    if (cut != reader.offset()) {
      line.append(" (at ").append(reader.offset());
      line.append(", in the transaction that begins at ").append(cut).append(')');
    }
    endLine();
    lastDestructive = ShowFacts.place(reader.file(), cut);
  }

  private void head(AofReader reader, long offset) {
    String time = facts.time(reader);
    line.append(ShowFacts.place(reader.file(), offset));
    line.append("\tdb");
    if (reader.isDatabaseKnown()) {
      line.append(reader.database());
    } else {
      line.append('?');
    }
    line.append('\t').append(time == null ? "-" : time);
    line.append('\t').append(reader.inTransaction() ? "tx" : "-").append('\t');
  }

  @Override
  public void end(End end) throws IOException {
    if (lastDestructive == null || view.quiet()) {
      return;
    }
    String until = ByteStrings.forShell(lastDestructive.getBytes(StandardCharsets.UTF_8));
    line.append(
        "\nTo see what ending the log in front of the last one of them would give up:\n\n  ");
    line.append(view.command("repair --dry-run --until " + until, path));
    endLine();
  }

  private void endLine() throws IOException {
    line.append('\n');
    write();
  }

  private void write() throws IOException {
    out.write(line.toString().getBytes(StandardCharsets.UTF_8));
    line.setLength(0);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
