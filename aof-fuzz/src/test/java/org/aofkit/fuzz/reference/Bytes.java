package org.aofkit.fuzz.reference;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** The bytes of a file, which a failed property shows as text. */
@SuppressWarnings("ArrayRecordComponent")
record Bytes(byte[] file) {
  private static final int SHOWN = 400;

  static Bytes join(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return new Bytes(all.toByteArray());
  }

  /** A Java string of ISO 8859-1 characters, without its quotes. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(file.length, SHOWN); i++) {
      char c = (char) (file[i] & 0xFF);
      switch (c) {
        case '\r' -> text.append("\\r");
        case '\n' -> text.append("\\n");
        case '\\' -> text.append("\\\\");
        case '"' -> text.append("\\\"");
        default -> text.append(c >= ' ' && c < 127 ? c + "" : String.format("\\u%04x", (int) c));
      }
    }
    return file.length > SHOWN ? text + "… (" + file.length + " bytes)" : text.toString();
  }
}
