package org.aofkit.fuzz.rdb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.aofkit.io.ByteSource;
import org.aofkit.io.MemorySource;
import org.aofkit.rdb.salvage.RdbSalvage;
import org.aofkit.rdb.salvage.SalvageOptions;
import org.aofkit.rdb.salvage.SalvagePiece;
import org.aofkit.rdb.salvage.Salvager;

/** Salvage of images that lie in memory. */
final class Salvages {
  private Salvages() {}

  static RdbSalvage look(byte[] image) throws IOException {
    return look(image, false);
  }

  /** With or without parts of values. */
  static RdbSalvage look(byte[] image, boolean partialValues) throws IOException {
    try (ByteSource source = source(image)) {
      SalvageOptions options = SalvageOptions.defaults().withPartialValues(partialValues);
      return Salvager.look(source, 0, options);
    }
  }

  /** The new image. */
  static byte[] written(byte[] image, RdbSalvage salvage) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (SalvagePiece piece : salvage.pieces()) {
      if (piece instanceof SalvagePiece.Copy copy) {
        out.write(image, (int) copy.offset(), (int) copy.length());
      } else if (piece instanceof SalvagePiece.Literal literal) {
        out.writeBytes(literal.bytes());
      }
    }
    return out.toByteArray();
  }

  static ByteSource source(byte[] image) {
    return new MemorySource("image", image);
  }
}
