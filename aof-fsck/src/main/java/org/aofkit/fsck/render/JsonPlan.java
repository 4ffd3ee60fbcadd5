package org.aofkit.fsck.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.aofkit.repair.Lost;
import org.aofkit.repair.PartialValue;
import org.aofkit.repair.PlannedEdit;
import org.aofkit.repair.Refusal;
import org.aofkit.repair.RepairPlan;
import org.jspecify.annotations.Nullable;

/** The part of a document that is about plans and losses. */
final class JsonPlan {
  private final JsonGenerator json;

  JsonPlan(JsonGenerator json) {
    this.json = json;
  }

  void plan(@Nullable RepairPlan plan) throws IOException {
    if (plan == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    id("id", plan);
    json.writeStringField("policy", plan.options().policy().id());
    json.writeBooleanField("applicable", plan.mayBeApplied());
    json.writeFieldName("lost");
    lost(plan.lost());
    strings("notes", plan.notes());
    partialValues(plan);
    json.writeArrayFieldStart("edits");
    for (PlannedEdit edit : plan.edits()) {
      json.writeStartObject();
      json.writeStringField("kind", edit.kind().id());
      json.writeStringField("class", edit.editClass().name());
      json.writeStringField("file", edit.file());
      json.writeNumberField("offset", edit.offset());
      json.writeNumberField("length", edit.length());
      json.writeFieldName("lost");
      lost(edit.lost());
      json.writeStringField("reason", edit.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("refused");
    for (Refusal refusal : plan.refusals()) {
      json.writeStartObject();
      json.writeStringField("class", refusal.editClass().name());
      json.writeStringField("file", refusal.file());
      json.writeNumberField("offset", refusal.offset());
      json.writeNumberField("length", refusal.length());
      json.writeStringField("reason", refusal.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void partialValues(RepairPlan plan) throws IOException {
    json.writeArrayFieldStart("partialValues");
    for (PartialValue value : plan.partialValues()) {
      json.writeStartObject();
      json.writeStringField("file", value.file());
      json.writeNumberField("offset", value.offset());
      JsonLines.unsigned(json, "database", value.database());
      json.writeStringField("key", value.key());
      json.writeStringField("type", value.type());
      json.writeNumberField("kept", value.kept());
      if (value.announced().isPresent()) {
        json.writeNumberField("announced", value.announced().getAsLong());
      } else {
        json.writeNullField("announced");
      }
      json.writeBooleanField("withoutGroups", value.withoutGroups());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** A plan without an edit has no id. */
  private void id(String field, RepairPlan plan) throws IOException {
    json.writeStringField(field, plan.id().isEmpty() ? null : plan.id());
  }

  void lost(@Nullable Lost lost) throws IOException {
    if (lost == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeNumberField("bytes", lost.bytes());
    json.writeNumberField("commands", lost.commands());
    json.writeNumberField("transactions", lost.transactions());
    json.writeNumberField("keys", lost.keys());
    json.writeBooleanField("keysAtLeast", lost.keysAtLeast());
    json.writeEndObject();
  }

  void alternatives(List<Alternative> alternatives) throws IOException {
    json.writeStartArray();
    for (Alternative each : alternatives) {
      json.writeStartObject();
      json.writeStringField("policy", each.policy());
      json.writeBooleanField("possible", each.isPossible());
      id("planId", each.plan());
      json.writeFieldName("kept");
      json.writeStartObject();
      json.writeNumberField("bytes", each.kept().bytes());
      json.writeNumberField("commands", each.kept().commands());
      json.writeNumberField("transactions", each.kept().transactions());
      json.writeEndObject();
      json.writeFieldName("lost");
      lost(each.plan().lost());
      strings("reasons", each.reasons());
      json.writeStringField("command", each.command());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void strings(String name, List<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
