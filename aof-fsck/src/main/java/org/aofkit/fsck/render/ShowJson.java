package org.aofkit.fsck.render;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.CommandKeys;
import org.aofkit.aof.SetFile;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKey;
import org.aofkit.resp.ArgumentWalk;

/** The lines of {@code show} as JSON, in the schema of {@code src/docs/json.md}. */
public final class ShowJson implements ShowLines {
  private static final int MOST_OF_VALUE = 64;
  private static final int MOST_OF_KEY = 1024;

  private final JsonGenerator json;
  private final Detail detail;
  private final String version;
  private final String path;
  private final ShowFacts facts = new ShowFacts();

  /**
   * Writes to {@code out}, which stays the caller's.
   *
   * @param version of the tool
   * @param path the PATH as it was given
   */
  public ShowJson(OutputStream out, Detail detail, String version, byte[] path) throws IOException {
    this.json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.setPrettyPrinter(new MinimalPrettyPrinter(""));
    this.detail = detail;
    this.version = version;
    this.path = ByteStrings.toJson(path);
  }

  private void record(String kind) throws IOException {
    json.writeStartObject();
    json.writeStringField("record", kind);
  }

  private void endRecord() throws IOException {
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private void header(String kind) throws IOException {
    record(kind);
    json.writeNumberField("schema", JsonLines.SCHEMA);
    json.writeStringField("tool", "aof-fsck");
    json.writeStringField("version", version);
    json.writeStringField("command", "show");
    json.writeStringField("path", path);
  }

  @Override
  public void begin(List<SetFile> files) throws IOException {
    header("begin");
    json.writeArrayFieldStart("files");
    for (SetFile file : files) {
      json.writeStartObject();
      json.writeStringField("name", file.name().toString());
      json.writeStringField("type", file.type().id());
      json.writeNumberField("size", file.size());
      json.writeEndObject();
    }
    json.writeEndArray();
    endRecord();
  }

  @Override
  public void image(SetFile file, RdbImage image) throws IOException {
    record("image");
    json.writeStringField("file", file.name().toString());
    json.writeNumberField("offset", image.start());
    json.writeNumberField("end", image.end());
    json.writeNumberField("keys", image.keys());
    endRecord();
  }

  @Override
  public void imageKey(SetFile file, RdbKey key) throws IOException {
    record("key");
    json.writeStringField("file", file.name().toString());
    json.writeNumberField("offset", key.offset());
    json.writeNullField("until");
    JsonLines.unsigned(json, "database", key.database());
    json.writeNullField("time");
    json.writeNullField("transaction");
    json.writeNullField("by");
    json.writeStringField("key", ByteStrings.toJson(key.name()));
    json.writeNumberField("length", key.length());
    json.writeStringField("type", key.type());
    if (key.deadline().isPresent()) {
      json.writeNumberField("expires", key.deadline().getAsLong());
    } else {
      json.writeNullField("expires");
    }
    endRecord();
  }

  @Override
  public void command(AofReader reader) throws IOException {
    record("command");
    head(reader);
    CommandKeys keys = reader.keys();
    ArgumentWalk words = reader.words();
    name("name", words);
    json.writeNumberField("words", reader.argumentCount());
    json.writeArrayFieldStart("arguments");
    while (words.next()) {
      json.writeStartObject();
      if (keys.isKey(words.index())) {
        string("key", words, MOST_OF_KEY);
      } else if (detail.values() || ShowFacts.isOpen(keys.spec(), words.index())) {
        string("value", words, MOST_OF_VALUE);
      }
      json.writeNumberField("length", words.length());
      json.writeEndObject();
    }
    json.writeEndArray();
    endRecord();
  }

  @Override
  public void key(AofReader reader, byte[] name, ArgumentWalk key) throws IOException {
    record("key");
    head(reader);
    json.writeStringField("by", ByteStrings.toJson(name));
    string("key", key, MOST_OF_KEY);
    json.writeNumberField("length", key.length());
    json.writeNullField("type");
    json.writeNullField("expires");
    endRecord();
  }

  @Override
  public void destructive(AofReader reader) throws IOException {
    record("destructive");
    head(reader);
    CommandKeys keys = reader.keys();
    name("name", reader.words());
    json.writeNumberField("keys", keys.count());
    endRecord();
  }

  private void head(AofReader reader) throws IOException {
    json.writeStringField("file", reader.file().name().toString());
    json.writeNumberField("offset", reader.offset());
    json.writeStringField("until", ShowFacts.place(reader.file(), ShowFacts.cut(reader)));
    if (reader.isDatabaseKnown()) {
      json.writeNumberField("database", reader.database());
    } else {
      json.writeNullField("database");
    }
    json.writeStringField("time", facts.time(reader));
    if (reader.inTransaction()) {
      json.writeNumberField("transaction", reader.transactionStart());
    } else {
      json.writeNullField("transaction");
    }
  }

  private void name(String field, ArgumentWalk words) throws IOException {
    if (words.next()) {
      string(field, words, MOST_OF_VALUE);
    }
  }

  private void string(String field, ArgumentWalk word, int most) throws IOException {
    long length = detail.full() ? word.length() : Math.min(word.length(), most);
    json.writeFieldName(field);
    if (length <= most) {
      json.writeString(ByteStrings.toJson(WordReader.head(word, (int) length)));
    } else {
      json.writeString(WordReader.forJson(word, length), -1);
    }
  }

  @Override
  public void end(End end) throws IOException {
    header("end");
    json.writeNumberField("shown", end.shown());
    json.writeNumberField("read", end.read());
    json.writeStringField("reason", end.reason());
    json.writeStringField("file", end.file());
    number("offset", end.offset());
    json.writeNumberField("exitCode", end.exitCode());
    json.writeStringField("error", end.message());
    endRecord();
  }

  private void number(String field, long number) throws IOException {
    if (number < 0) {
      json.writeNullField(field);
    } else {
      json.writeNumberField(field, number);
    }
  }

  @Override
  public void flush() throws IOException {
    json.flush();
  }
}
