package org.aofkit.fsck.render;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.util.Locale;
import java.util.OptionalLong;
import org.aofkit.check.FileReport;
import org.aofkit.check.Finding;
import org.aofkit.check.ImageReport;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Writes one document a PATH, each on one line, in the schema of {@code src/docs/json.md}. Every
 * field is always there, in one order; what is not known is null. Each line is flushed, so that a
 * reader has it at once.
 */
public final class JsonLines {
  /** The number of the schema; it changes when a field changes its meaning or goes. */
  public static final int SCHEMA = 1;

  private final JsonFactory factory = new JsonFactory();
  private final OutputStream out;
  private final String version;

  /** Writes to {@code out}, which stays the caller's. */
  public JsonLines(OutputStream out, String version) {
    this.out = out;
    this.version = version;
  }

  /** Writes one line. */
  public void write(Outcome outcome) throws IOException {
    try (JsonGenerator json = factory.createGenerator(out, JsonEncoding.UTF8)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      document(json, outcome);
      json.writeRaw('\n');
    }
    out.flush();
  }

  private void document(JsonGenerator json, Outcome outcome) throws IOException {
    Report report = outcome.report();
    json.writeStartObject();
    json.writeNumberField("schema", SCHEMA);
    json.writeStringField("tool", "aof-fsck");
    json.writeStringField("version", version);
    json.writeStringField("command", outcome.command());
    json.writeStringField("path", ByteStrings.toJson(outcome.path()));
    json.writeStringField("server", report == null ? null : report.server().id());
    json.writeStringField("serverFrom", report == null ? null : report.serverFrom().id());
    json.writeStringField("verdict", report == null ? null : report.verdict().id());
    json.writeFieldName("loads");
    loads(json, report == null ? null : report.loads());
    json.writeFieldName("loadsOn");
    loadsOn(json, report);
    json.writeArrayFieldStart("files");
    if (report != null) {
      for (FileReport file : report.files()) {
        file(json, file);
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("findings");
    if (report != null) {
      for (Finding finding : report.findings()) {
        finding(json, finding);
      }
    }
    Compacted compaction = outcome.compaction();
    if (compaction != null) {
      for (Finding finding : compaction.findings()) {
        finding(json, finding);
      }
    }
    json.writeEndArray();
    JsonPlan plans = new JsonPlan(json);
    json.writeFieldName("plan");
    plans.plan(outcome.plan());
    json.writeFieldName("alternatives");
    plans.alternatives(outcome.alternatives());
    json.writeFieldName("lost");
    plans.lost(outcome.lost());
    json.writeFieldName("compaction");
    new JsonCompaction(json).write(compaction);
    json.writeFieldName("unread");
    unread(json, report);
    json.writeFieldName("stats");
    stats(json, report);
    json.writeNumberField("exitCode", outcome.exitCode());
    json.writeStringField("error", outcome.error());
    json.writeEndObject();
  }

  private static void loads(JsonGenerator json, @Nullable Loads loads) throws IOException {
    if (loads == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeBooleanField("strict", loads.strict());
    json.writeBooleanField("default", loads.lenient());
    json.writeEndObject();
  }

  private static void loadsOn(JsonGenerator json, @Nullable Report report) throws IOException {
    if (report == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    for (Server server : Server.values()) {
      Loads loads = report.loadsOn().get(server);
      if (loads != null) {
        json.writeFieldName(server.id());
        loads(json, loads);
      }
    }
    json.writeEndObject();
  }

  private static void file(JsonGenerator json, FileReport file) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", file.name());
    json.writeStringField("type", file.type().id());
    json.writeStringField("format", file.format().id());
    json.writeNumberField("size", file.size());
    json.writeStringField("verdict", file.verdict().id());
    json.writeNumberField("validUpTo", file.validUpTo());
    optional(json, "serverCutsAt", file.serverCutsAt());
    json.writeNumberField("commands", file.commands());
    optional(json, "keys", file.keys());
    ImageReport image = file.image();
    json.writeStringField("checksum", image == null ? null : word(image.checksum()));
    json.writeStringField("duplicates", image == null ? null : word(image.duplicates()));
    optional(
        json,
        "damagedValues",
        image == null ? OptionalLong.empty() : OptionalLong.of(image.damaged()));
    json.writeEndObject();
  }

  /** The name of a constant as JSON has it. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Writes a number that has no sign. */
  static void unsigned(JsonGenerator json, String name, long number) throws IOException {
    if (number >= 0) {
      json.writeNumberField(name, number);
    } else {
      json.writeNumberField(name, new BigInteger(Long.toUnsignedString(number)));
    }
  }

  private static void optional(JsonGenerator json, String name, OptionalLong number)
      throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(name, number.getAsLong());
    } else {
      json.writeNullField(name);
    }
  }

  private static void finding(JsonGenerator json, Finding finding) throws IOException {
    json.writeStartObject();
    json.writeStringField("code", finding.code().id());
    json.writeStringField("severity", finding.severity().id());
    json.writeStringField("file", finding.file());
    if (finding.offset() < 0) {
      json.writeNullField("offset");
    } else {
      json.writeNumberField("offset", finding.offset());
    }
    json.writeNumberField("length", finding.length());
    json.writeStringField("message", finding.message());
    json.writeStringField("remedy", finding.remedy());
    json.writeEndObject();
  }

  private static void unread(JsonGenerator json, @Nullable Report report) throws IOException {
    if (report == null) {
      json.writeNull();
      return;
    }
    Unread unread = Unread.of(report);
    json.writeStartObject();
    json.writeNumberField("files", unread.files());
    json.writeNumberField("bytes", unread.bytes());
    json.writeEndObject();
  }

  private static void stats(JsonGenerator json, @Nullable Report report) throws IOException {
    if (report == null) {
      json.writeNull();
      return;
    }
    Report.Stats stats = report.stats();
    json.writeStartObject();
    json.writeNumberField("bytes", stats.bytes());
    json.writeNumberField("commands", stats.commands());
    json.writeNumberField("transactions", stats.transactions());
    json.writeNumberField("annotations", stats.annotations());
    json.writeNumberField("rdbKeys", stats.rdbKeys());
    json.writeEndObject();
  }
}
