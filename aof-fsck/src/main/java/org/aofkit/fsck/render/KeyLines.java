package org.aofkit.fsck.render;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import org.aofkit.rdb.salvage.SalvagedKey;
import org.aofkit.repair.ImageKeys;

/** Writes the keys of images that are written anew, one JSON document a line, as it is told. */
public final class KeyLines implements ImageKeys, AutoCloseable {
  private final JsonGenerator json;

  /** Writes to {@code out}, which stays the caller's. */
  public KeyLines(OutputStream out) throws IOException {
    json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.setRootValueSeparator(null);
  }

  @Override
  public void key(String file, SalvagedKey key) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", file);
    json.writeNumberField("offset", key.offset());
    JsonLines.unsigned(json, "db", key.database());
    json.writeStringField("type", key.type());
    json.writeStringField("key", ByteStrings.toJson(key.name()));
    json.writeNumberField("keyBytes", key.nameLength());
    json.writeStringField("state", JsonLines.word(key.state()));
    json.writeEndObject();
    json.writeRaw('\n');
  }

  /** Writes what is still held back. */
  @Override
  public void close() throws IOException {
    json.close();
  }
}
