package org.aofkit.fsck.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import org.aofkit.compact.CarriedTail;
import org.aofkit.compact.CompactionMemory;
import org.aofkit.compact.Dropped;
import org.aofkit.compact.LiveBytes;
import org.aofkit.compact.Need;
import org.aofkit.compact.Unsupported;
import org.jspecify.annotations.Nullable;

/** A compaction as JSON. */
final class JsonCompaction {
  private final JsonGenerator json;

  JsonCompaction(JsonGenerator json) {
    this.json = json;
  }

  /** An object, or null where none was made. */
  void write(@Nullable Compacted facts) throws IOException {
    if (facts == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeStringField("state", facts.state().name().toLowerCase(Locale.ROOT));
    json.writeStringField("reason", facts.reason());
    json.writeStringField("target", facts.target());
    json.writeStringField("targetReason", facts.targetReason());
    json.writeNumberField("bytesBefore", facts.bytesBefore());
    json.writeNumberField("bytesAfter", facts.bytesAfter());
    json.writeFieldName("keys");
    if (facts.keys().isPresent()) {
      json.writeNumber(facts.keys().getAsLong());
    } else {
      json.writeNull();
    }
    json.writeNumberField("carried", facts.carried());
    tail(facts.tail());
    memory(facts.passes());
    json.writeArrayFieldStart("files");
    for (Compacted.NewFile file : facts.files()) {
      json.writeStartObject();
      json.writeStringField("name", file.name());
      json.writeNumberField("size", file.bytes());
      json.writeEndObject();
    }
    json.writeEndArray();
    path("output", facts.place().output());
    path("kept", facts.place().kept());
    json.writeFieldName("live");
    live(facts.live());
    json.writeArrayFieldStart("needs");
    for (Need need : facts.needs()) {
      json.writeStartObject();
      path("directory", need.directory());
      json.writeNumberField("bytes", need.bytes());
      json.writeNumberField("inodes", need.inodes());
      json.writeFieldName("free");
      if (need.free() < 0) {
        json.writeNull();
      } else {
        json.writeNumber(need.free());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    dropped(facts.dropped());
    json.writeArrayFieldStart("unsupported");
    for (Unsupported one : facts.unsupported()) {
      json.writeStartObject();
      json.writeStringField("reason", one.reason().id());
      json.writeFieldName("database");
      if (one.database() < 0) {
        json.writeNull();
      } else {
        json.writeNumber(one.database());
      }
      json.writeStringField("name", ByteStrings.toJson(one.name()));
      json.writeStringField("detail", one.detail());
      json.writeFieldName("file");
      if (one.file().isEmpty()) {
        json.writeNull();
        json.writeNullField("offset");
      } else {
        json.writeString(one.file());
        json.writeNumberField("offset", one.offset());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("warnings");
    for (String warning : facts.warnings()) {
      json.writeString(warning);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void memory(int passes) throws IOException {
    json.writeObjectFieldStart("memory");
    json.writeNumberField("heap", CompactionMemory.heapBytes());
    json.writeFieldName("container");
    OptionalLong container = CompactionMemory.containerBytes();
    if (container.isPresent()) {
      json.writeNumber(container.getAsLong());
    } else {
      json.writeNull();
    }
    json.writeNumberField("index", CompactionMemory.ofThisProcess().indexBytes());
    json.writeNumberField("passes", passes);
    json.writeEndObject();
  }

  private void tail(@Nullable CarriedTail tail) throws IOException {
    if (tail == null) {
      json.writeNullField("tail");
      return;
    }
    json.writeObjectFieldStart("tail");
    json.writeStringField("file", tail.file());
    json.writeNumberField("offset", tail.offset());
    json.writeStringField("command", tail.command());
    json.writeNumberField("commandOffset", tail.commandOffset());
    json.writeStringField("reason", tail.reason());
    json.writeNumberField("commands", tail.commands());
    json.writeNumberField("bytes", tail.bytes());
    json.writeEndObject();
  }

  private void dropped(Dropped dropped) throws IOException {
    json.writeObjectFieldStart("dropped");
    json.writeNumberField("expiredKeys", dropped.expiredKeys());
    json.writeNumberField("expiredFields", dropped.expiredFields());
    json.writeObjectFieldStart("unsupported");
    for (Unsupported.Reason reason : Unsupported.Reason.values()) {
      json.writeNumberField(reason.id(), dropped.unsupported().getOrDefault(reason, 0L));
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void live(@Nullable LiveBytes live) throws IOException {
    if (live == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeArrayFieldStart("files");
    for (LiveBytes.OfFile file : live.files()) {
      json.writeStartObject();
      json.writeStringField("name", file.file().name().toString());
      json.writeNumberField("live", file.live());
      json.writeNumberField("dead", file.dead());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("types");
    for (LiveBytes.OfType type : live.types()) {
      json.writeStartObject();
      json.writeStringField("type", type.type());
      json.writeNumberField("liveCount", type.liveCount());
      json.writeNumberField("live", type.live());
      json.writeNumberField("deadCount", type.deadCount());
      json.writeNumberField("dead", type.dead());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void path(String name, @Nullable Path path) throws IOException {
    json.writeStringField(
        name,
        path == null ? null : ByteStrings.toJson(path.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
