package org.aofkit.fsck.render;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.aofkit.rdb.RdbImage;
import org.aofkit.stats.BigKey;
import org.aofkit.stats.CommandTotals;
import org.aofkit.stats.Deadlines;
import org.aofkit.stats.FileStats;
import org.aofkit.stats.ImageStats;
import org.aofkit.stats.KeyGroup;
import org.aofkit.stats.KeyTotals;
import org.jspecify.annotations.Nullable;

/** The document of {@code stats}, in the schema of {@code src/docs/json.md}. */
public final class StatsJson {
  private final OutputStream out;
  private final String version;

  /** Writes to {@code out}, which stays the caller's. */
  public StatsJson(OutputStream out, String version) {
    this.out = out;
    this.version = version;
  }

  /**
   * Writes the document, on one line.
   *
   * @param path the PATH as it was given
   * @param error why not all was counted, for people; null if all was
   */
  public void write(byte[] path, List<FileStats> files, int exitCode, @Nullable String error)
      throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeNumberField("schema", JsonLines.SCHEMA);
      json.writeStringField("tool", "aof-fsck");
      json.writeStringField("version", version);
      json.writeStringField("command", "stats");
      json.writeStringField("path", ByteStrings.toJson(path));
      json.writeArrayFieldStart("files");
      for (FileStats file : files) {
        file(json, file);
      }
      json.writeEndArray();
      json.writeNumberField("exitCode", exitCode);
      json.writeStringField("error", error);
      json.writeEndObject();
      json.writeRaw('\n');
    }
    out.flush();
  }

  private static void file(JsonGenerator json, FileStats stats) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", stats.file().name().toString());
    json.writeStringField("type", stats.file().type().id());
    json.writeNumberField("size", stats.file().size());
    json.writeBooleanField("whole", stats.isWhole());
    json.writeFieldName("image");
    if (stats.image() == null) {
      json.writeNull();
    } else {
      image(json, stats.image());
    }
    json.writeArrayFieldStart("commands");
    for (CommandTotals command : stats.commands()) {
      json.writeStartObject();
      json.writeStringField("name", ByteStrings.toJson(command.name()));
      json.writeNumberField("count", command.count());
      json.writeNumberField("bytes", command.bytes());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void image(JsonGenerator json, ImageStats stats) throws IOException {
    RdbImage image = stats.image();
    json.writeStartObject();
    json.writeStringField("dialect", image.dialect().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("version", image.version());
    json.writeNumberField("end", image.end());
    json.writeStringField("checksum", JsonLines.word(image.checksum()));
    json.writeObjectFieldStart("aux");
    for (Map.Entry<String, byte[]> field : image.aux().entrySet()) {
      json.writeStringField(
          ByteStrings.toJson(field.getKey().getBytes(StandardCharsets.ISO_8859_1)),
          ByteStrings.toJson(field.getValue()));
    }
    json.writeEndObject();
    json.writeNumberField("functions", image.functions());
    json.writeObjectFieldStart("all");
    totals(json, stats.all());
    json.writeEndObject();
    json.writeArrayFieldStart("databases");
    for (KeyGroup group : stats.databases()) {
      json.writeStartObject();
      if (group.database() == -1) {
        json.writeNullField("database");
      } else {
        JsonLines.unsigned(json, "database", group.database());
      }
      totals(json, group.totals());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("encodings");
    for (KeyGroup group : stats.encodings()) {
      json.writeStartObject();
      json.writeStringField("type", group.type());
      json.writeStringField("encoding", group.encoding());
      totals(json, group.totals());
      json.writeEndObject();
    }
    json.writeEndArray();
    deadlines(json, stats.deadlines());
    json.writeArrayFieldStart("biggest");
    for (BigKey key : stats.biggest()) {
      key(json, key);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void totals(JsonGenerator json, KeyTotals totals) throws IOException {
    json.writeNumberField("keys", totals.keys());
    json.writeNumberField("expiring", totals.expiring());
    json.writeNumberField("elements", totals.elements());
    json.writeNumberField("bytes", totals.bytes());
    json.writeNumberField("expanded", totals.expanded());
  }

  private static void deadlines(JsonGenerator json, Deadlines deadlines) throws IOException {
    json.writeObjectFieldStart("deadlines");
    json.writeNumberField("keys", deadlines.keys());
    json.writeNumberField("past", deadlines.past());
    optional(json, "earliest", deadlines.earliest());
    optional(json, "latest", deadlines.latest());
    json.writeNumberField("fields", deadlines.fields());
    json.writeEndObject();
  }

  private static void optional(JsonGenerator json, String name, OptionalLong number)
      throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(name, number.getAsLong());
    } else {
      json.writeNullField(name);
    }
  }

  private static void key(JsonGenerator json, BigKey key) throws IOException {
    json.writeStartObject();
    json.writeNumberField("offset", key.offset());
    JsonLines.unsigned(json, "database", key.database());
    json.writeStringField("key", ByteStrings.toJson(key.name()));
    json.writeNumberField("length", key.nameLength());
    json.writeStringField("type", key.type());
    json.writeStringField("encoding", key.encoding());
    if (key.deadline() == -1) {
      json.writeNullField("expires");
    } else {
      json.writeNumberField("expires", key.deadline());
    }
    json.writeNumberField("elements", key.elements());
    json.writeNumberField("bytes", key.bytes());
    json.writeNumberField("expanded", key.expanded());
    json.writeEndObject();
  }
}
